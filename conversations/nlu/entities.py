"""Read what a guest message carries besides days: people, a room type, a code, an address."""

import re
import unicodedata

from conversations.dates.words import with_digits
from conversations.plain import LONGEST, plain, visible

MOST = 50  # people in one message; more is a slip or a joke

_NUMBER = r"(?<![\d.,/$:+-])(?<!- )(\d{1,4})"
_OLD = r"(?:adult(?:o|a|os|as|s)?|mayores|grandes|grown-?ups?)\b"
_YOUNG = (
    r"(?:nin[oa]s?|nen[ea]s?|chic[oa]s?|pib[ea]s?|menor(?:es)?|hij[oa]s?|bebes?|beba|kids?|"
    r"child(?:ren)?|infants?|toddlers?|bab(?:y|ies)|sons?|daughters?|criancas?|filh[oa]s?)\b"
)
_PEOPLE = (
    r"(?:personas?|people|persons?|pessoas?|guests?|huesped(?:es)?|hospedes?|pax|pasajer[oa]s?|"
    r"viajer[oa]s?|amig[oa]s|friends|travell?ers|of us|en total|in total|no total)\b"
)
_NOT_PEOPLE = (
    r"(?!\d|[/.:,]\d| ?%| ?(?:noches?|nights?|noites?|dias?|days?|semanas?|weeks?|hs|horas?|hours?|"
    r"am|pm|estrellas?|stars?|habitacion\w*|rooms?|quartos?|camas?|beds?|de [a-z]|al? \d|to \d|"
    r"usd|pesos|euros|reais|anos|years|meses|months)\b)"
)
_ADULTS = re.compile(rf"{_NUMBER} (?:personas? )?{_OLD}")
_CHILDREN = re.compile(rf"{_NUMBER} (?:small |young |pequen[oa]s? )?{_YOUNG}(?! de anos)")
_PERSONS = re.compile(rf"{_NUMBER} (?:otras |more )?{_PEOPLE}")
_ONE_CHILD = re.compile(rf"\b(?:a|mi|my|meu|minha|nuestr[oa]|our|nossa?) {_YOUNG}")
_MANY_CHILDREN = re.compile(rf"\b(?:mis|my|meus|minhas|nuestr[oa]s|our) (\d{{1,2}}) {_YOUNG}")
_NO_CHILDREN = re.compile(rf"\b(?:sin|no|without|sem|ningun|nenhuma?) {_YOUNG}")
_WE_ARE = re.compile(
    r"\b(?:somos|seremos|seriamos|seriam|seria|serian|vamos a ser|vamos ser|vamos|viajamos|"
    r"estamos em|we are|were|we will be|well be|it is|its|party of|group of|family of|familia de|"
    r"grupo de|total de|para|pra|p/|for|x|por) (?:solo |only |just |los |las |un total de )?"
    rf"(?<!-)(\d{{1,4}})(?:st|nd|rd|th)?(?![a-z]){_NOT_PEOPLE}"
)
_YOU_AND_ME = re.compile(
    r"\b(?:(?:mi|my|minha|meu|con|com|with) (?:mi |my |minha |meu )?(?:pareja|esposa|esposo|marido|"
    r"mujer|novi[oa]|señora|senora|amig[oa]|mama|madre|hermana|hermano|wife|husband|partner|"
    r"girlfriend|boyfriend|friend|spouse|fiancee?|mother|mulher|parceir[oa]|namorad[oa]|amig[oa]|"
    r"companheir[oa])|(?:nosotros|los|las|nos|os|as) (?:2|dois|duas)|the 2 of us|both of us|"
    r"(?:un |el )?matrimonio|(?:una|1) pareja|en pareja|(?:a|1) couple|(?:um|1) casal(?! duplo))\b"
)
_MATRIMONIAL = re.compile(r"\b(?:cama|camas|de|habitacion|cuarto|quarto) (?:de )?(?:matrimonio)\b")
_ONLY_ME = re.compile(
    r"\b(?:solo yo|yo sol[oa]|solo para mi|para mi sol[oa]|(?:voy|viajo|estoy|ire|vengo) sol[oa]|"
    r"just me|only me|just myself|for myself|by myself|just for me|only for me|travell?ing alone|"
    r"im alone|so eu|somente eu|apenas eu|eu mesm[oa]|sozinh[oa]|so para mim|so pra mim)\b"
)
_INCLUDING = re.compile(
    r"\b(?:incluid[oa]s?|incluyendo|incluindo|including|de los cuales|dos quais)"
)

_ROOMS = (
    ("twin", r"twins?\b|(?:2|dos|two|duas|duplas?) (?:camas|beds|single beds)\b|"
     r"camas? (?:separadas|gemelas|individuales|de solteiro separadas)\b|separate beds|"
     r"camas separadas|duas camas"),
    ("suite", r"suites?\b|suit\b"),
    ("family", r"familiar(?:es)?\b|family (?:room|suite|size)s?\b|(?:quarto|cuarto|habitacion) "
     r"(?:para )?famil(?:y|ia)\b|quadruplo|cuadruple|quadruple"),
    ("double", r"dobles?\b|doubles?\b|matrimonial(?:es)?\b|dupl[oa]s?\b|(?:quarto|cama|suite)s? "
     r"(?:de |para |p/)?casal\b|cama (?:de )?matrimonio\b|(?:queen|king)(?: size| bed)?\b"),
    ("single", r"singles?\b|individual(?:es)?\b|sencillas?\b|simples?\b|(?:de )?solteiro\b|"
     r"single bed"),
    ("dorm", r"dorms?\b|dormitorios? (?:compartidos?|mixtos?|femeninos?)\b|dormitory\b|"
     r"dormitorios?\b|(?:habitacion|cuarto|quarto|room) (?:compartid[oa]|compartilhado)\b|"
     r"shared (?:room|dorm)\b|quarto coletivo|(?<!extra )(?<!\d )\b(?:cama|bed|litera|beliche|"
     r"bunk)\b(?! extra)"),
)  # fmt: skip
_ROOM_TYPES = [(code, re.compile(rf"\b(?:{words})")) for code, words in _ROOMS]
_COUPLE_ROOM = re.compile(r"^(?:(?:a|o|el|la|the|de|para|quarto|um|una?|uma|quero) )*casal$")

_CODE = re.compile(r"(?<![A-Z0-9])RES ?- ?([A-Z0-9]{6,8})(?![A-Z0-9])")
_LOOSE_CODE = re.compile(r"(?<![A-Z0-9])RES[ #:]?((?=[A-Z]*\d)[A-Z0-9]{6,8})(?![A-Z0-9])")
_BARE_CODE = re.compile(r"(?<![A-Z0-9])((?=[A-Z]*\d)[A-Z0-9]{8})(?![A-Z0-9])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−_", "-"))

_LOCAL = re.compile(r"[A-Za-z0-9!#$&'*+/=?^_{|}~-][A-Za-z0-9.!#$&'*+/=?^_{|}~-]{0,63}")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_HEADER = re.compile(r"(?:[\r\n]|%0[ad])\s*(?:bcc|cc|to|from|subject)\s*:", re.IGNORECASE)


def read_entities(rest: str, text: str, *, language: str) -> dict[str, object]:
    """Return the slots found: adults, children (int), room_type, code, email (str).

    `rest` is the plain text without its days, see `read_dates_and_rest`; `text` is as written.
    """
    slots: dict[str, object] = dict(read_counts(rest, language=language))
    found = {
        "room_type": read_room_type(rest),
        "code": read_code(text),
        "email": read_email(text),
    }
    return slots | {key: value for key, value in found.items() if value}


def _within(count: int, least: int = 1) -> bool:
    return least <= count <= MOST


def read_counts(rest: str, *, language: str) -> dict[str, int]:
    """Return "adults" (1 to 50) and "children" (0 to 50), each only where the text tells it."""
    text = with_digits(rest, language, ones=True)
    counts: dict[str, int] = {}
    children = _children(text)
    if children is not None and _within(children, 0):
        counts["children"] = children
    adults = _adults(text, children or 0)
    if adults is not None and _within(adults):
        counts["adults"] = adults
    return counts


def _children(text: str) -> int | None:
    numbered = [int(found[1]) for found in _CHILDREN.finditer(text)]
    if numbered:
        return sum(numbered)
    single = len(_ONE_CHILD.findall(text))
    if single:
        return single
    return 0 if _NO_CHILDREN.search(text) else None


def _adults(text: str, children: int) -> int | None:
    grown = _ADULTS.search(text)
    if grown:
        return int(grown[1])
    people = _PERSONS.search(text) or _WE_ARE.search(_CHILDREN.sub(";", text))
    if people:
        count = int(people[1])
        if count == 1 and _is_couple(text):  # "para un matrimonio" is not one person
            return 2
        if children and count > children and _INCLUDING.search(text):
            return count - children
        return count
    if _ONLY_ME.search(text):
        return 1
    return 2 if _is_couple(text) else None


def _is_couple(text: str) -> bool:
    return _YOU_AND_ME.search(_MATRIMONIAL.sub(" ", text)) is not None


def read_bare_count(rest: str, *, language: str) -> int | None:
    """Return the one number, 1 to 50, that opens an answer like "2", "dos" or "3 y un bebé"."""
    text = with_digits(rest, language, ones=True)
    numbers = [int(n) for n in re.findall(r"(?<![\d.,/$+-])(\d{1,4})(?![\d/:%]|[.,]\d)", text)]
    if numbers and _within(numbers[0]):
        return numbers[0]
    return None


def read_room_type(rest: str) -> str:
    """Return single, double, twin, family, suite or dorm; "" for none. The first named wins."""
    text = re.sub(
        r"\bsimple (?:pregunta|question|consulta)|(?:pregunta|consulta) simple", " ", rest
    )
    if _COUPLE_ROOM.match(text):
        return "double"
    places = {}
    for code, pattern in _ROOM_TYPES:
        found = pattern.search(text)
        if found:
            places[code] = found.start()
    if len(places) > 1:
        places.pop("dorm", None)  # "cama doble" is a double
    for code in ("twin", "family"):
        if code in places:  # "double room with twin beds", "suite familiar"
            return code
    return min(places, key=lambda code: places[code], default="")


def read_code(text: str, *, expected: bool = False) -> str:
    """Return a reservation code as RES-XXXXXXXX, "" for none; when expected, also without RES."""
    shown = unicodedata.normalize("NFKC", visible(text)).translate(_DASHES).upper()
    found = _CODE.search(shown) or _LOOSE_CODE.search(shown)
    if not found and expected:
        found = _BARE_CODE.search(shown)
    return f"RES-{found[1]}" if found else ""


def read_email(text: str) -> str:
    """Return the first e-mail address in lower case, "" for none or for a smuggled header."""
    start = text[:LONGEST]
    if "@" not in start or _HEADER.search(start):
        return ""
    for word in start.split():
        bare = word.removeprefix("mailto:").strip("<>()[]\"',;:!?.")
        local, at, domain = bare.partition("@")
        labels = domain.lower().split(".")
        if (
            at
            and bare.isascii()
            and len(bare) <= 254
            and _LOCAL.fullmatch(local)
            and ".." not in local
            and not local.endswith(".")
            and len(labels) > 1
            and all(_LABEL.fullmatch(label) for label in labels)
            and labels[-1].isalpha()
            and len(labels[-1]) > 1
        ):
            return bare.lower()
    return ""


_LEAD_IN = re.compile(
    r"^(?:(?:hola|hello|hi|ola|oi|si|sim|yes|claro|ok|dale|buenas)[,.! ]+)?"
    r"(?:(?:yo )?soy|me llamo|mi nombre (?:completo )?es|a nombre de|el nombre es|es a nombre de|"
    r"my (?:full )?name is|my names|the name is|i am|im|this is|its|name|nombre|nome|"
    r"(?:o )?meu nome (?:completo )?e|me chamo|(?:eu )?sou(?: o| a)?|em nome de|aqui e(?: o| a)?)"
    r"(?: ?: ?| )"
)


def read_name(text: str) -> str:
    """Return the text as a person's name without "me llamo" and the like; "" when it is none.

    A name has 1 to 100 characters and a letter. Quotes, signs and tags stay: they are text.
    """
    name = " ".join(visible(text).split())
    lead = _lead_in_words(name)
    if lead:
        name = " ".join(name.split()[lead:]).strip(" :")
    name = name.rstrip(",;!") if len(name) > 1 else name
    if 1 <= len(name) <= 100 and any(sign.isalpha() for sign in name):
        return name
    return ""


def _lead_in_words(name: str) -> int:
    """Return how many words of `name` are a lead-in; the last word is never one."""
    words = name.split()
    best = 0
    for count in range(1, min(7, len(words) - 1) + 1):
        head = plain(" ".join(words[:count])) + " "
        found = _LEAD_IN.match(head)
        if found and found.end() == len(head):
            best = count
    return best

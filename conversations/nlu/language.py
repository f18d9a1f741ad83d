"""Tell Spanish, English and Portuguese apart, and keep what we knew where a text does not tell."""

import re
from functools import cache

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder

from conversations.plain import plain
from conversations.types import LANGUAGES

READ = 500  # characters
FEW_WORDS = 5  # below, statistics guess: names, brands and slips
SURE = 0.75  # lingua's confidence that flips a conversation
SURE_ENOUGH = 0.6  # when nothing is known yet

# Words that only one of the three languages has. Small ones count half: names carry them too
# ("Ana de los Ángeles"), and so do words that a guest may borrow ("check in", "late").
_WORDS = {
    "es": (
        "hola buenas buenos gracias quiero quisiera necesito necesitamos hay habitacion habitaciones "
        "cuanto cuantos cuesta reservacion cancelar? manana hoy noche noches adultos? ninos nino "
        "desayuno pileta tienen tienes usted ustedes donde estan esta? cuando enero febrero marzo "
        "abril? mayo junio julio agosto? septiembre setiembre octubre noviembre diciembre lunes martes "
        "miercoles jueves viernes desde hasta puedo puedes podria? pueden persona? personas somos? "
        "hablar alguien ayuda? adios chau perdi llave quien como? estacionamiento? mascotas perro "
        "perros cochera confirmo? dale vale? finde pareja esposa? mujer soy llamo nombre servicios "
        "direccion ubicacion precio reservas? ninguno tampoco tambien entonces ahora gustaria? "
        "hacer quedan queda? dejar llegar? salir? horario? cuarto dos pasado proximo siguiente "
        "ignora? instrucciones anteriores habla espanol muy pero porque si? estoy estamos tengo "
        "tenemos voy vamos? saber? disponibilidad disponible lugar? sale"
    ),
    "en": (
        "hello hi hey thanks thank please yes yeah yep room rooms book booking want need would like "
        "the you your have has is are do does can could how much what where when which who there "
        "tomorrow today tonight night nights weekend people guests adults children kids breakfast "
        "swimming price january february march april june july august october november december "
        "monday tuesday wednesday thursday friday saturday sunday from until with for and we my "
        "our speak someone person available availability reservation cancel? change check? "
        "good morning evening afternoon goodbye bye nope sure speak english looking any this that "
        "to at of it im id dont cant not nothing forget first second next for free? stay staying "
        "key lost smoking allowed pet? pets? dog dogs parking? ignore instructions previous open "
        "hours away far near address located couple family? just me? after day skip"
    ),
    "pt": (
        "ola oi bom? boa obrigado obrigada valeu quero gostaria preciso precisamos tem quarto quartos "
        "quanto custa reserva? reservar? amanha hoje noite noites adultos? criancas crianca cafe manha "
        "piscina? voce voces vc vcs onde fica quando janeiro fevereiro marco maio junho julho agosto? "
        "setembro outubro novembro dezembro segunda? terca quarta? quinta? sexta sabado? domingo? feira "
        "ate posso pode podem poderia pessoa pessoas falar alguem ajuda? tchau nao sim isso minha meu "
        "minhas meus uma um com em ao aos do da na no? nas? dos? das? para? pra pro vem fim duas dois "
        "seis? estao hospedes hospede cachorro? endereco preco diaria diarias vaga vagas tambem entao "
        "agora fazer chegar? perdi? chave atendente ingles portugues muito muita mas porque? estou "
        "estamos tenho temos vou queria eu voces ele disponivel disponibilidade? casal sozinho "
        "esqueca ignore? instrucoes anteriores? depois proximo? proxima? saber? ja so sou chamo nome "
        "beleza certo otimo tudo bem? melhor? nenhum senha saida horario? incluso aceitam"
    ),
}
_SMALL = {
    "es": "el los las del al y una un con en? por? la? de? para? lo su mi es que? se? me? o? sin solo",
    "en": "a? in on to by or as be no? me? late early",
    "pt": "a? o? os as e de? do da dos das na no? nas nos em com por? para? um uma ao",
}  # fmt: skip
_WHOLE = {  # said alone, these are clear whatever we knew
    "es": {"hola", "buenas", "gracias", "manana", "hoy", "adios", "chau"},
    "en": {"hi", "hello", "hey", "yes", "thanks", "today", "tomorrow", "bye"},
    "pt": {"ola", "oi", "obrigado", "obrigada", "sim", "nao", "amanha", "hoje", "tchau"},
}
_NO_WORDS = re.compile(r"\S*@\S*|https?:\S*|www\.\S*|\bres ?-? ?\w*\d\w*|\w*\d\w*")
_WORD = re.compile(r"[a-z]+")
_LAST_LATIN = 0x24F  # end of the Unicode block Latin Extended-B


def _weights() -> dict[str, dict[str, float]]:
    """Return the weight of each word by language; a "?" marks a word that weighs little."""
    table: dict[str, dict[str, float]] = {language: {} for language in LANGUAGES}
    for source, full in ((_SMALL, 0.5), (_WORDS, 1.0)):
        for language, words in source.items():
            for word in words.split():
                table[language][word.rstrip("?")] = 0.25 if word.endswith("?") else full
    for language in ("es", "pt"):  # "um", "uma", "com", "em": articles, and parts of names
        for small in _SMALL[language].split():
            table[language][small.rstrip("?")] = min(0.5, table[language][small.rstrip("?")])
    return table


_WEIGHTS = _weights()


@cache
def _detector() -> LanguageDetector:
    codes = [IsoCode639_1.from_str(language) for language in LANGUAGES]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()


def detect(text: str, prior: str) -> str:
    """Return es, en or pt for `text`; `prior` ("" for none) where the text does not tell.

    "ok", "2", "15/12", a name or an address tell nothing. A greeting and words that only one of
    the languages has are clear; longer texts without such words are judged by their letters.
    Only the first 500 characters count.
    """
    known = prior[:2].lower() if prior[:2].lower() in LANGUAGES else ""
    head = text[:READ]
    words = _WORD.findall(_NO_WORDS.sub(" ", plain(head)))
    if not words:
        return known
    if len(words) == 1:
        for language, alone in _WHOLE.items():
            if words[0] in alone:
                return language
    scores = _scores(words, head)
    best = max(LANGUAGES, key=lambda language: (scores[language], language == known))
    others = max(scores[language] for language in LANGUAGES if language != best)
    clear = 1.0 if known else 0.5
    if scores[best] >= clear and scores[best] - others >= (0.75 if known else 0.25):
        return best
    if len(words) >= (FEW_WORDS if known else 2) and not _is_name(head):
        return _by_letters(head, scores) or known
    return known


def _scores(words: list[str], text: str) -> dict[str, float]:
    seen = set(words)
    scores = {
        language: sum(weights.get(word, 0.0) for word in seen)
        for language, weights in _WEIGHTS.items()
    }
    if "¿" in text or "¡" in text:
        scores["es"] += 1
    if not _is_name(text):
        lowered = text.lower()
        scores["es"] += 0.5 * ("ñ" in lowered)
        scores["pt"] += 0.5 * any(sign in lowered for sign in "ãõçêô")
    return scores


def _is_name(text: str) -> bool:
    """Say whether all words of a short text are capitalised, as in "Ana Pérez Gómez"."""
    words = [word for word in text.split() if word[0].isalpha()]
    long_words = [word for word in words if len(word) > 3]
    return 0 < len(words) <= 6 and all(word[0].isupper() for word in long_words or words)


def _by_letters(text: str, scores: dict[str, float]) -> str:
    """Return the language that lingua is sure of, "" when our words speak against it."""
    if any(sign.isalpha() and ord(sign) > _LAST_LATIN for sign in text):
        return ""
    values = _detector().compute_language_confidence_values(text)
    if not values:
        return ""
    language = values[0].language.iso_code_639_1.name.lower()
    needed = SURE_ENOUGH if scores[language] == max(scores.values()) else SURE
    return language if values[0].value >= needed else ""

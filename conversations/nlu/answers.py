"""Read the answer to the question that was asked last: a bare "2" means what we asked for."""

import re
from collections.abc import Mapping

from conversations.dates.words import with_digits
from conversations.nlu.entities import (
    read_bare_count,
    read_code,
    read_name,
)
from conversations.nlu.intents import CLEAR, SOCIAL, Weighed

SURE = 0.9
DAYS = {"arrival", "departure", "dates", "nights"}
STAY = {*DAYS, "adults", "children"}
MOST_OPTIONS = 20
MOST_WORDS = 5  # "la opción 2 por favor"; in longer messages a number counts something

_ORDINALS = {
    name: place
    for place, names in enumerate(
        (
            "primer primero primera first primeiro primeira 1st 1ro 1ra 1a 1o",
            "segundo segunda second 2nd 2do 2da 2a 2o",
            "tercer tercero tercera third terceiro terceira 3rd 3ro 3ra 3a 3o",
            "cuarto cuarta fourth quarto quarta 4th 4to 4ta 4a 4o",
            "quinto quinta fifth 5th 5to 5ta 5a 5o",
            "sexto sexta sixth 6th 6to 6ta 6a 6o",
            "septimo septima seventh setimo setima 7th 7ma 7a 7o",
            "octavo octava eighth oitavo oitava 8th 8va 8a 8o",
            "noveno novena ninth nono nona 9th 9na 9a 9o",
        ),
        start=1,
    )
    for name in names.split()
}
_ORDINAL = re.compile(
    r"(?:\b(?:la|el|the|o|a|opcion|option|opcao|numero|number|num|nro|item|choice|habitacion)\b"
    r"[ .:#]*)?\b(" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + r")\b"
)
_NUMBER = re.compile(r"(?<![\d/.,$+-])(\d{1,2})(?![\d/:%]|[.,]\d)")
_DAY = re.compile(
    r"(?:hasta|until|till|ate|para|el|the|on|o|dia|day|al?|to|de|del|me voy|salgo|y|e|leaving|no|"
    r"salida|[ ,.])*(\d{1,2})(?:st|nd|rd|th)?(?: ?(?:por favor|please|gracias|thanks))?[ .!]*"
)


def read_answer(
    expecting: str,
    *,
    text: str,
    mended: str,
    rest: str,
    language: str,
    found: Mapping[str, object],
    weighed: Weighed,
) -> dict[str, object] | None:
    """Return the slots with which the message answers `expecting`, None when it does not.

    `mended` is the plain text, `rest` the same without its days; `found` are the slots that
    any message may carry.
    """
    if _is_another_matter(expecting, found, weighed):
        return None
    slots = dict(found)
    if weighed.payload and expecting != "name":
        return None
    if expecting == "name":
        return _read_name(text, mended, found, weighed)
    if expecting == "departure":
        slots = _as_departure(slots)
    if expecting in DAYS:
        return _read_days(expecting, slots, rest, language)
    if expecting == "children" and not slots and _says_no(weighed):
        return {"children": 0}
    if expecting in ("adults", "children", "guests"):
        return _read_people(expecting, slots, rest, language)
    if expecting in ("offer", "menu"):
        return _read_choice(expecting, slots, mended, language)
    if expecting == "code":
        code = read_code(text, expected=True)
        return {**slots, "code": code} if code else None
    return slots if expecting in slots else None


def _read_name(
    text: str, mended: str, found: Mapping[str, object], weighed: Weighed
) -> dict[str, object] | None:
    """Names hold no digits: "Domingo Pérez" is one, "mejor del 27 al 29" is not."""
    if _says_no(weighed) or (_NUMBER.search(mended) and found.keys() & STAY):
        return None
    name = read_name(text)
    return {"name": name} if name else None


def _is_another_matter(expecting: str, found: Mapping[str, object], weighed: Weighed) -> bool:
    """Say whether the guest changed the subject instead of answering."""
    asks = {
        label: score
        for label, score in weighed.scores.items()
        if label not in SOCIAL and score >= CLEAR
    }
    if weighed.refused:
        return True
    if expecting in ("offer", "room_type") and not found.keys() & DAYS:
        asks.pop("check_availability", None)  # "quiero la doble" chooses
        asks.pop("make_reservation", None)
    if expecting in DAYS or expecting in ("adults", "guests", "children"):
        asks.pop("check_in_info", None)  # "llego el 15/12"
        asks.pop("check_out_info", None)
        if max(asks.values(), default=0) < 0.85:
            return False
    if expecting == "email":
        asks = {label: score for label, score in asks.items() if score >= SURE}
    return bool(asks)


def _says_no(weighed: Weighed) -> bool:
    return max(weighed.scores.get("deny", 0), weighed.scores.get("goodbye", 0)) >= CLEAR


def _as_departure(slots: dict[str, object]) -> dict[str, object]:
    """Take the one day of the answer as the day of leaving."""
    if "arrival" in slots and "departure" not in slots:
        slots["departure"] = slots.pop("arrival")
    return slots


def _read_days(
    expecting: str, slots: dict[str, object], rest: str, language: str
) -> dict[str, object] | None:
    if slots.keys() & {"arrival", "departure", "nights", "date_problem"}:
        return slots
    numbered = with_digits(rest, language, ones=True)
    if expecting == "nights":
        count = read_bare_count(rest, language=language)
        return {**slots, "nights": count} if count else None
    found = _DAY.fullmatch(numbered)
    if found and 1 <= int(found[1]) <= 31:
        return {"day": int(found[1])}
    return None


def _read_people(
    expecting: str, slots: dict[str, object], rest: str, language: str
) -> dict[str, object] | None:
    wanted = "children" if expecting == "children" else "adults"
    if wanted in slots:
        return slots
    count = read_bare_count(rest, language=language)
    if count is None:
        return None
    numbers = re.findall(r"\d+", with_digits(rest, language, ones=True))
    if wanted == "adults" and "children" in slots and len(numbers) < 2:
        return None  # "un bebé" does not tell how many adults
    return {**slots, wanted: count}


def _read_choice(
    expecting: str, slots: dict[str, object], words: str, language: str
) -> dict[str, object] | None:
    text = words.strip(" .!;,#)(")
    # "a segunda" is the second offer here, not a Monday
    without_days = {key: value for key, value in slots.items() if key not in DAYS}
    found = _ORDINAL.search(text)
    # "o quarto duplo" is a room, "a quarta" the fourth
    if found and found[1] not in ("quarto", "cuarto"):
        return {**without_days, "ordinal": _ORDINALS[found[1]]}
    if found and not slots.get("room_type") and text.split()[-1] == found[1]:
        return {**slots, "ordinal": 4}
    few = len(text.split()) <= MOST_WORDS
    numbered = _NUMBER.search(with_digits(text, language, ones=True)) if few else None
    if numbered and "adults" not in slots and 1 <= int(numbered[1]) <= MOST_OPTIONS:
        return {**slots, "ordinal": int(numbered[1])}
    if expecting == "offer" and "room_type" in slots:
        return slots
    return None

"""Understand guests by rules alone: the same answer every time, in a few milliseconds."""

import re
from datetime import date

from conversations.dates import DateReading, read_dates_and_rest
from conversations.nlu.answers import SURE, read_answer
from conversations.nlu.entities import read_entities
from conversations.nlu.intents import CLEAR, NOTHING, SOCIAL, Weighed, ranked, tokens, weigh
from conversations.nlu.language import detect
from conversations.nlu.spelling import mend
from conversations.plain import LONGEST, plain
from conversations.types import LANGUAGES, Meaning

ENGINE = "rules"
STAY = {"arrival", "departure", "nights", "adults", "children", "room_type", "date_problem"}
_SENTENCE = "mejor plan aperto fora terrassa"  # no word of ours: only letters can tell
COUNTS = ("adults", "children", "guests")
# One person, when nobody asked how many: somebody to talk to.
_A_PERSON = re.compile(
    r"(?:con |with |com )?(?:una|a|uma|alguna|1) (?:persona|person|pessoa)"
    r"(?: (?:real|de verdad|por favor|porfa|pls|please|pfv))*"
)
_ALONE = ("cancel_reservation", "cancellation_policy")


class Rules:
    """An `Nlu` made of word lists, `words/*.yml`, and of readers for days and counts."""

    def warm_up(self) -> None:
        """Load the word lists and the language models, about a second, before a guest waits."""
        self.understand("", language="", expecting="", today=date.min)
        self.understand(_SENTENCE, language="", expecting="", today=date.min)

    def understand(self, text: str, *, language: str, expecting: str, today: date) -> Meaning:
        """Return the meaning of `text`; see `Nlu`.

        Slots: arrival, departure (ISO days), nights, adults, children (int), room_type (single,
        double, twin, family, suite, dorm), code (RES-XXXXXXXX), email, name, date_problem (see
        `DateReading`), and as answers only: day (of the month, 1 to 31) and ordinal (from 1).
        """
        head = text[:LONGEST]
        spoken = detect(head, language)
        mended = mend(plain(head))
        reading, rest = read_dates_and_rest(mended, language=spoken or LANGUAGES[0], today=today)
        slots = {
            **_date_slots(reading),
            **read_entities(rest, head, language=spoken or LANGUAGES[0]),
        }
        weighed = weigh(tokens(mended), has_data=bool(slots.keys() & STAY))
        scores, slots = _decide(
            weighed,
            slots,
            expecting,
            text=head,
            mended=mended,
            rest=rest,
            language=spoken or LANGUAGES[0],
        )
        intents = ranked(scores)
        intent, confidence = intents[0]
        return Meaning(intent, confidence, slots, spoken, intents, ENGINE)


def _date_slots(reading: DateReading) -> dict[str, object]:
    slots: dict[str, object] = {}
    if reading.arrival:
        slots["arrival"] = reading.arrival.isoformat()
    if reading.departure:
        slots["departure"] = reading.departure.isoformat()
    if reading.nights:
        slots["nights"] = reading.nights
    if reading.problem:
        slots["date_problem"] = reading.problem
    return slots


def _decide(
    weighed: Weighed,
    slots: dict[str, object],
    expecting: str,
    *,
    text: str,
    mended: str,
    rest: str,
    language: str,
) -> tuple[dict[str, float], dict[str, object]]:
    """Return the confidence of each intent, never empty, and the slots that go with them."""
    if _is_refused(weighed, expecting):
        return {"out_of_scope": NOTHING}, {}
    scores = dict(weighed.scores)
    if expecting in ("confirm", "confirm_cancel"):
        return _confirmed(scores, expecting, weighed, corrects=bool(slots)), slots
    if expecting not in COUNTS and _A_PERSON.fullmatch(mended.strip(" .!?")):
        return {"talk_to_person": SURE}, {}
    answer = None
    if expecting:
        answer = read_answer(
            expecting,
            text=text,
            mended=mended,
            rest=rest,
            language=language,
            found=slots,
            weighed=weighed,
        )
    if answer is not None:
        weaker = {label: min(score, 0.7) for label, score in scores.items()}
        return {**weaker, "inform": SURE}, answer
    if slots:
        _add_inform(scores, slots, weighed)
    # "abren de lunes a viernes" and "hasta mañana" are no stay
    if max(scores.get("business_hours", 0), scores.get("goodbye", 0)) >= CLEAR:
        slots = {key: value for key, value in slots.items() if key not in STAY}
    if max(scores.values(), default=0) < 0.3:
        scores["out_of_scope"] = 0.3 if scores else NOTHING
    return scores, slots


def _is_refused(weighed: Weighed, expecting: str) -> bool:
    """Say whether to leave the message alone; a person may be asked for, whatever else it says."""
    if weighed.scores.get("talk_to_person", 0) >= 0.97:
        return False
    return weighed.refused or (weighed.payload and expecting != "name")


def _add_inform(scores: dict[str, float], slots: dict[str, object], weighed: Weighed) -> None:
    """Add "inform", as sure as the data explain the message; a code alone asks what it is."""
    best = max((score for label, score in scores.items() if label not in SOCIAL), default=0.0)
    if "code" in slots and best < 0.85 and not slots.keys() & STAY:
        scores["check_reservation"] = max(scores.get("check_reservation", 0), 0.8)
        return
    agreed = max(scores.get(label, 0) for label in ("affirm", "deny", "goodbye"))
    if best >= CLEAR or agreed >= CLEAR:
        sure = 0.6
    elif weighed.unexplained <= 2 or weighed.unexplained * 2 <= weighed.words:
        sure = SURE
    else:
        sure = 0.5 if weighed.unexplained < 6 else 0.25
    scores["inform"] = sure
    if sure >= CLEAR:
        for label in SOCIAL & scores.keys():
            scores[label] = min(scores[label], 0.6)
    if slots.keys() & {"arrival", "departure"} and best < CLEAR and sure > 0.3:
        scores["check_availability"] = max(scores.get("check_availability", 0), 0.6)


def _confirmed(
    scores: dict[str, float], expecting: str, weighed: Weighed, *, corrects: bool
) -> dict[str, float]:
    """Read a yes or a no to "shall I?": "cancelar" is a no to booking, a yes to cancelling.

    Data without a yes or a no, "para 3", correct what was read back.
    """
    agreed, refused = scores.get("affirm", 0), scores.get("deny", 0)
    asks = {k: v for k, v in scores.items() if k not in SOCIAL and v >= CLEAR}
    cancels = set(asks) and set(asks) <= {*_ALONE, "check_reservation"}
    if cancels and not weighed.negated and (expecting == "confirm_cancel" or weighed.words <= 2):
        meant = "affirm" if expecting == "confirm_cancel" and not refused >= 0.45 else "deny"
        return {**{k: min(v, 0.7) for k, v in scores.items()}, meant: SURE}
    books = set(asks) and set(asks) <= {"make_reservation", "check_availability"}
    if expecting == "confirm" and (books and agreed >= 0.4):
        return {**{k: min(v, 0.7) for k, v in scores.items()}, "affirm": SURE}
    if not asks and max(agreed, refused) >= 0.45:
        meant = "deny" if refused >= agreed else "affirm"
        return {**scores, meant: max(scores[meant], 0.85)}
    if corrects and not asks and expecting == "confirm":
        return {**scores, "inform": SURE}
    if not scores:
        scores["out_of_scope"] = NOTHING
    return scores

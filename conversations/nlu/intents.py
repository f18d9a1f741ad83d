"""Weigh the phrases of a message against each other: which intents, and how sure."""

import re
from collections import defaultdict
from dataclasses import dataclass

from conversations.nlu.phrases import BREAK, Match, vocabulary
from conversations.plain import listed

CLEAR = 0.75
NOTHING = 0.2  # how sure we are of "out_of_scope"; a caller treats it as not understood

# When two are equally sure, the earlier one is meant
PRECEDENCE = listed(
    "talk_to_person cancellation_policy cancel_reservation modify_reservation check_reservation "
    "check_in_info check_out_info wifi pets pool parking breakfast business_hours "
    "check_availability ask_room_types ask_price make_reservation ask_amenities hotel_location "
    "inform deny affirm goodbye thank greet help out_of_scope"
)
SOCIAL = {"greet", "thank", "goodbye", "affirm", "deny", "help"}
# What a guest can say not to want: "no quiero reservar"
ACTIONS = {
    "make_reservation", "cancel_reservation", "modify_reservation", "check_availability",
    "check_reservation", "talk_to_person", "ask_price",
}  # fmt: skip
_NOT_INTENTS = {"negation", "refused", "payload"}
_TOKEN = re.compile(r"[^\W_]+|[.,;:?!|()]|[👍👎👌✅❌]")
_TWO_WORDS = re.compile(r"\b(check|wi)(?:ing)?[- ](in|out|fi)\b")
_REACH = 4  # words after "I don't want" that it speaks of


@dataclass(frozen=True, slots=True)
class Weighed:
    """The intents of a message with their confidences, and what the rest of it looks like."""

    scores: dict[str, float]
    unexplained: int  # words that neither a phrase nor an answer accounts for
    words: int
    refused: bool  # it tells the bot what to be, or asks for others' data
    payload: bool  # it carries code; a name may look like that
    negated: bool  # it says what the guest does not want


def tokens(mended: str) -> list[str]:
    """Return the words of plain text; each comma or full stop as one `BREAK`.

    What some write in one word and others in two comes as one: checkin, checkout, wifi.
    """
    found = _TOKEN.findall(_TWO_WORDS.sub(r"\1\2", mended))
    return [BREAK if word in ".,;:?!|()" else word for word in found]


def weigh(words: list[str], *, has_data: bool) -> Weighed:
    matches = list(vocabulary().find(words))
    negations = _negations(matches)
    kept = [match for match in matches if not _is_negated(match, negations)]
    scores: dict[str, float] = defaultdict(float)
    for match in kept:
        if match.label not in _NOT_INTENTS | SOCIAL:
            scores[match.label] = max(scores[match.label], match.weight)
    _settle(scores, kept, has_data=has_data)
    _add_social(scores, words, kept)
    if negations:
        others = [score for label, score in scores.items() if label not in SOCIAL]
        scores["deny"] = max(scores.get("deny", 0), 0.7 if max(others, default=0) > 0.8 else 0.9)
        if max(others, default=0) <= 0.8:
            scores.pop("affirm", None)
    covered = {place for match in matches for place in range(match.start, match.end)}
    real = [place for place, word in enumerate(words) if word != BREAK]
    loose = sum(place not in covered and not _is_small(words[place]) for place in real)
    labels = {match.label for match in matches}
    return Weighed(
        scores=dict(scores),
        unexplained=loose,
        words=len(real),
        refused="refused" in labels,
        payload="payload" in labels,
        negated=bool(negations),
    )


def ranked(scores: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """Return intents and confidences, likeliest first; always the same for the same scores."""
    order = sorted(scores.items(), key=lambda item: (-round(item[1], 3), PRECEDENCE.index(item[0])))
    return tuple((label, round(score, 3)) for label, score in order if score > 0)


def _is_small(word: str) -> bool:
    known = vocabulary()
    return word in known.filler or word in known.data or any(sign.isdigit() for sign in word)


def _negations(matches: list[Match]) -> list[Match]:
    """Return the "I don't want" matches that are not the middle of a longer wish.

    "Ya no quiero mi reserva" cancels, and "no puedo ir" does too: longer phrases win.
    """
    found = [match for match in matches if match.label == "negation"]
    starts = {match.start for match in found}  # a wish that begins with "no" is itself the wish
    wishes = [match for match in matches if match.label in ACTIONS and match.start in starts]
    return [
        match
        for match in found
        if not any(wish.start <= match.start and wish.end >= match.end for wish in wishes)
    ]


def _is_negated(match: Match, negations: list[Match]) -> bool:
    return match.label in ACTIONS and any(
        negation.start <= match.start < negation.end + _REACH
        or (match.start < negation.start < match.end)
        for negation in negations
    )


def _settle(scores: dict[str, float], matches: list[Match], *, has_data: bool) -> None:
    """Let what is said about a thing decide over the mere mention of it."""
    if scores.get("cancellation_policy", 0) >= 0.97:
        scores.pop("cancel_reservation", None)
    for strong in ("cancel_reservation", "modify_reservation"):
        if scores.get(strong, 0) >= 0.85:
            scores.pop("make_reservation", None)
            scores["check_reservation"] = min(scores.get("check_reservation", 0), 0.7)
            scores["check_availability"] = min(scores.get("check_availability", 0), 0.7)
    if scores.get("check_reservation", 0) >= 0.87:
        scores["make_reservation"] = min(scores.get("make_reservation", 0), 0.7)
    both = min(scores.get("check_in_info", 0), scores.get("check_out_info", 0))
    if has_data and 0 < both <= 0.8:  # "check in 15/12, check out 18/12" tells days
        del scores["check_in_info"], scores["check_out_info"]
    for label in ("check_in_info", "check_out_info"):
        if has_data and 0 < scores.get(label, 0) <= 0.5:
            del scores[label]
    for label in ("check_availability", "make_reservation"):
        if has_data and 0.5 <= scores.get(label, 0) < CLEAR:
            scores[label] = 0.8


def _add_social(scores: dict[str, float], words: list[str], matches: list[Match]) -> None:
    """Add greetings, thanks, yes and no: sure when they are the message, weak when they open it."""
    social = [match for match in matches if match.label in SOCIAL]
    if not social:
        return
    covered = {place for match in social for place in range(match.start, match.end)}
    loose = sum(
        place not in covered and word != BREAK and not _is_small(word)
        for place, word in enumerate(words)
    )
    longest = max(match.end - match.start for match in social)
    opening = min(match.start for match in social)
    for match in social:
        length = match.end - match.start
        inside = any(
            other.start <= match.start
            and match.end <= other.end
            and other.end - other.start > length
            for other in social
        )
        if inside and length < longest:
            continue
        lead = match.start == opening and opening == 0
        if match.label in ("affirm", "deny") and not (lead or _after_break(words, match)):
            sure = 0.3 if loose or not _only(words, match) else 0.6
        elif loose == 0:
            sure = match.weight
        else:
            sure = 0.6 if loose <= 2 and lead else 0.45
        if match.label == "help":
            sure = match.weight if loose <= 2 else 0.55
        scores[match.label] = max(scores.get(match.label, 0), sure - 0.001 * (5 - min(length, 5)))
    if max((s for label, s in scores.items() if label not in SOCIAL), default=0) >= CLEAR:
        for label in SOCIAL & scores.keys():  # "hola, ¿tienen lugar?" is no greeting
            scores[label] = min(scores[label], 0.6)
    _settle_social(scores)


def _after_break(words: list[str], match: Match) -> bool:
    """Say whether the match opens the message or what follows a comma."""
    before = words[: match.start]
    return not before or before[-1] == BREAK


def _only(words: list[str], match: Match) -> bool:
    return len([word for word in words if word != BREAK]) == match.end - match.start


def _settle_social(scores: dict[str, float]) -> None:
    """Choose among social intents of one message: "sí, gracias" agrees, "gracias, chau" leaves."""
    for winner, losers in (
        ("deny", ("affirm", "thank", "greet")),
        ("affirm", ("thank", "greet")),
        ("goodbye", ("thank", "greet", "affirm")),
        ("thank", ("greet",)),
        ("help", ("greet", "thank")),
    ):
        if scores.get(winner, 0) >= 0.6:
            for loser in losers:
                if loser in scores and loser != winner:
                    scores[loser] = min(scores[loser], 0.5)

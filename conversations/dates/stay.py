"""Turn mentions of days into the stay that a guest means."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from conversations.dates.mentions import Mention
from conversations.plain import listed

# Without years or months, an end that would lie further away than this is a slip, not a long stay
LONGEST_ROLL = 20  # nights, into the next month
LONGEST_YEAR_ROLL = 60  # nights, into the next year
YEARS = range(1900, 2200)  # a year beyond is a slip, and date arithmetic must not overflow

_JOINS = set(listed("al a ao aos hasta ate to till til until through thru y e and & - > /"))
_LEAVING = set(
    listed(
        "voy vamos salgo salimos salida sale salir checkout out leave leaving departing departure "
        "saio saida sair saimos volto voltamos partida regreso vuelvo volvemos retiro"
    )
)
_ARRIVING = set(
    listed(
        "llego llegamos llegada llegando entrada entro entramos ingreso ingresamos checkin in "
        "desde arrive arriving arrival from chego chegamos chegada chegando entrar a partir"
    )
)
_FILLERS = set(
    listed(
        "el la los o the dia dias day del de do da on me nos check quedo quedamos y e and - con "
        "com ir noche mismo ser seria i we ; : ( )"
    )
)
_WORDS = re.compile(r"[a-z]+|[&/>;:()-]|->")
_FIXED_START = re.compile(
    r"\b(?:del|desde|entre|from|between|dias?|days?|de|the)(?: el| la| the)? $"
)


@dataclass(frozen=True, slots=True)
class Stay:
    """What the mentions add up to; `spans` are the places of the text that were used."""

    arrival: date | None = None
    departure: date | None = None
    problem: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    weekend: bool = False  # nobody said how long it is, so nights may


def a_day(year: int, month: int, day: int) -> date | None:
    """Return the day, None when there is none or nobody alive could stay on it."""
    if year not in YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_such_day(day: int, month: int, today: date) -> date | None:
    """Return the first `day`.`month` from `today` on, None when no year has it."""
    for year in range(today.year, today.year + 9):  # 29 February may be eight years away
        found = a_day(year, month, day)
        if found and found >= today:
            return found
    return None


def next_day_number(day: int, after: date) -> date | None:
    """Return the first date from `after` on whose day of the month is `day`."""
    year, month = after.year, after.month
    for _ in range(3):
        found = a_day(year, month, day)
        if found and found >= after:
            return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def next_weekday(weekday: int, after: date) -> date:
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


def merge_weekdays(text: str, mentions: list[Mention]) -> list[Mention]:
    """Let "viernes 20 de diciembre" be one mention, and give "viernes 20" its weekday."""
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        if last and last.kind in ("weekday", "near"):
            gap = text[last.end : mention.start].strip(" ,(")
            together = gap in ("", "el", "the", "dia", "el dia", "o dia", "de")
            if together and last.kind == "weekday" and mention.kind != "weekday":
                mention = replace(mention, start=last.start, weekday=last.weekday)
                merged.pop()
            elif together and mention.kind == "weekday":
                merged[-1] = replace(last, end=mention.end)
                continue
        merged.append(mention)
    return merged


def _is_join(gap: str, strict: bool) -> bool:
    """Say whether the words between two mentions make them the ends of one stay."""
    words = _WORDS.findall(gap)
    if any(sign.isdigit() for sign in gap) or "?" in gap:
        return False
    joins = [word for word in words if word in _JOINS or word in _LEAVING]
    if not joins or len(words) > 8:
        return False
    if strict or len(words) <= 3:
        return all(word in _JOINS | _LEAVING | _FILLERS for word in words)
    while words and words[-1] in _FILLERS - _JOINS:
        words.pop()
    return bool(words) and words[-1] in (_JOINS | _LEAVING) - {"y", "e", "and", "a", "-", "/"}


def _pair(text: str, mentions: list[Mention], language: str) -> tuple[Mention, Mention] | None:
    """Return the two mentions that are the ends of a range, those with a month first."""
    pairs = []
    for first, second in pairwise(mentions):
        lone = [mention.kind == "lone" and mention.weekday < 0 for mention in (first, second)]
        if "weekend" in (first.kind, second.kind):
            continue
        gap = text[first.end : second.start]
        if _is_join(gap, strict=any(lone)) and (not all(lone) or _may_stand(text, first, second)):
            pairs.append((any(m.kind == "written" for m in (first, second)), first, second))
    if pairs:
        _, first, second = max(pairs, key=lambda pair: pair[0])
        return first, second
    written = [mention for mention in mentions if mention.kind == "written"]
    if len(written) == 2 and not _are_choices(text, written[0], written[1], language):
        return written[0], written[1]
    return None


def _may_stand(text: str, first: Mention, second: Mention) -> bool:
    """Say whether two numbers without a month are days: "del 20 al 22", "20th to 23rd"."""
    ordinal = any(text[m.start : m.end].endswith(("st", "nd", "rd", "th")) for m in (first, second))
    whole = not re.search(r"[a-z\d]", text[: first.start] + text[second.end :])
    return ordinal or whole or bool(_FIXED_START.search(text[: first.start]))


def _are_choices(text: str, first: Mention, second: Mention, language: str) -> bool:
    """Say whether the guest names two days to choose from; "o" is an article in Portuguese."""
    words = {"or", "ou"} if language.startswith("pt") else {"or", "ou", "o"}
    return bool(words & set(text[first.end : second.start].split()))


def _role(text: str, mentions: list[Mention], mention: Mention) -> str:
    """Return "departure" or "arrival" when the words just before the mention say so."""
    before = max((m.end for m in mentions if m.end <= mention.start), default=0)
    words = _WORDS.findall(text[before : mention.start])[-5:]
    for word in reversed(words):
        if word in _LEAVING or word in ("hasta", "ate", "until", "till", "til"):
            return "departure"
        if word in _ARRIVING:
            return "arrival"
    return ""


def _alone(mention: Mention, today: date) -> date | None:
    """Return the day of a mention that stands for itself; None when there is no such day."""
    if mention.on:
        return mention.on
    if mention.kind == "weekend":
        return next_weekday(5, today)
    if mention.kind == "weekday":
        return next_weekday(mention.weekday, today)
    if mention.kind == "written":
        if mention.year:
            return a_day(mention.year, mention.month, mention.day)
        return next_such_day(mention.day, mention.month, today)
    found = next_day_number(mention.day, today)
    for _ in range(14):  # "viernes 20" is the next 20th that is a Friday
        if not found or mention.weekday < 0 or found.weekday() == mention.weekday:
            break
        found = next_day_number(mention.day, found + timedelta(days=1))
    return found


def _before(end: date, day: int) -> date | None:
    """Return the `day` of the month at or before `end`: "28 al 3 de enero" began in December."""
    same_month = a_day(end.year, end.month, day)
    if same_month and same_month <= end:
        return same_month
    earlier = end.replace(day=1) - timedelta(days=1)
    rolled = a_day(earlier.year, earlier.month, day)
    if rolled and (end - rolled).days <= LONGEST_ROLL:
        return rolled
    return same_month


def _first_day(first: Mention, second: Mention, today: date) -> date | None:
    if first.kind == "lone" and second.kind == "written":
        end = _alone(second, today)
        start = _before(end, first.day) if end else None
        if start and end and start < today and not second.year:
            end = next_such_day(second.day, second.month, end + timedelta(days=1))
            start = _before(end, first.day) if end else None
        return start
    if first.kind == "lone" and second.year:
        return _alone(first, today)
    if first.kind == "written" and not first.year and second.year and second.month:
        same = a_day(second.year, first.month, first.day)
        end = a_day(second.year, second.month, second.day)
        if same and end and same > end and first.month > second.month:
            rolled = a_day(second.year - 1, first.month, first.day)
            if rolled and (end - rolled).days <= LONGEST_YEAR_ROLL:
                return rolled
        return same
    if first.kind == "written" and not first.year and second.year:
        return a_day(second.year, first.month, first.day)
    return _alone(first, today)


def _last_day(second: Mention, start: date) -> date | None:
    if second.kind == "weekday":
        return next_weekday(second.weekday, start)
    if second.on:
        return second.on
    if second.kind == "lone":
        same_month = a_day(start.year, start.month, second.day)
        if same_month and same_month > start:
            return same_month
        rolled = next_day_number(second.day, start + timedelta(days=1))
        if rolled and (rolled - start).days <= LONGEST_ROLL:
            return rolled
        return same_month
    if second.year:
        return a_day(second.year, second.month, second.day)
    same_year = a_day(start.year, second.month, second.day)
    if same_year and same_year <= start and second.month != start.month:
        rolled = a_day(start.year + 1, second.month, second.day)
        if rolled and (rolled - start).days <= LONGEST_YEAR_ROLL:
            return rolled
    return same_year


def read_stay(text: str, mentions: list[Mention], today: date, language: str) -> Stay:
    """Return the stay that `mentions` of prepared `text` describe."""
    merged = merge_weekdays(text, mentions)
    usable = [m for m in merged if m.kind != "lone" or m.weekday >= 0]
    pair = _pair(text, merged, language)
    if pair:
        first, second = pair
        if _role(text, merged, first) == "departure" and _role(text, merged, second) == "arrival":
            first, second = second, first
        spans = tuple((m.start, m.end) for m in (first, second))
        arrival = _first_day(first, second, today)
        departure = _last_day(second, arrival) if arrival else None
        if arrival is None or departure is None:
            return Stay(problem="impossible", spans=spans)
        problem = "reversed" if departure <= arrival else "past" if arrival < today else ""
        return Stay(arrival, departure, problem, spans)
    if not usable:
        return Stay()
    order = {"written": 0, "lone": 1, "near": 2, "weekday": 3, "weekend": 4}
    chosen = min(usable, key=lambda m: (order[m.kind], m.start))
    return _single(text, merged, chosen, today, language)


def _single(
    text: str, mentions: list[Mention], chosen: Mention, today: date, language: str
) -> Stay:
    spans = tuple((m.start, m.end) for m in mentions if m.kind != "lone" or m.weekday >= 0)
    day = _alone(chosen, today)
    if day is None:
        return Stay(problem="impossible", spans=spans)
    written = [mention for mention in mentions if mention.kind == "written"]
    if len(written) == 2 and _are_choices(text, written[0], written[1], language):
        return Stay(day, None, "ambiguous", spans)
    problem = "past" if day < today else ""
    if chosen.kind == "weekend":
        return Stay(day, day + timedelta(days=2), problem, spans, weekend=True)
    if _role(text, mentions, chosen) == "departure":
        return Stay(None, day, problem, spans)
    return Stay(day, None, problem, spans)

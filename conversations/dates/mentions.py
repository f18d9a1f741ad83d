"""Find where a text speaks of days, before anybody knows which days of which year they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from conversations.dates.words import MONTH, MONTHS, WEEKDAYS, WEEKDAYS_OF, either, with_digits

# What may stand after a number that is no day of a month
_UNITS = (
    r"noches?|nights?|noites?|pernoctes?|diarias?|dias?|days?|semanas?|weeks?|meses|months?|"
    r"personas?|people|persons?|pessoas?|guests?|huespedes|hospedes|pax|adult\w*|menores|"
    r"nin[oa]s?|nen[ea]s?|chic[oa]s|kids?|child\w*|crianca\w*|hij[oa]s|filh[oa]s|bebes?|amig\w+|"
    r"friends|hs|hrs|h|horas?|hours?|am|pm|anos?|years?|habitacion\w*|rooms?|quartos?|camas?|"
    r"beds?|estrellas?|stars?|usd|pesos|euros?|reais|dolares|dollars|km|cuadras|minut\w+"
)
_NO_UNIT = rf"(?!\d| ?%| ?(?:{_UNITS})\b)"
_GLUED_DAY = r"(?<![\d/.,:$+-])(\d{1,2})(?:st|nd|rd|th|o|ro|er)?"  # "22dec"
_DAY = _GLUED_DAY + r"(?![a-z\d])"
_YEAR = r"(?:,? ?(?:de |del |do |of )?(\d{4})(?!\d)| (?:del|do) (\d{2})(?![\d/])| ?'(\d{2}))?"

_TIMES = re.compile(
    r"(?<![\d/.-])\d{1,2}[:h]\d{2} ?(?:hs|hrs|h|am|pm)?\b|"
    r"\b\d{1,2} ?(?:hs|hrs|horas|am|pm)\b|\b(?:a las|as) \d{1,2}\b(?!/)"
)
_TIGHT = re.compile(
    rf"(?<![\d/.-])(\d{{1,2}}(?:st|nd|rd|th)?)-(?=\d{{1,2}}(?:st|nd|rd|th)? ?(?:de |of )?{MONTH}\b)"
    r"|(?<=\d)-(?=\d{1,2}/\d)|(?<=[\d]/\d)-(?=\d)|(?<=[\d]/\d\d)-(?=\d)|(?<=/\d{4})-(?=\d)"
    rf"|(?<![\d/.-])(?P<low>\d{{1,2}})-(?=(?:1[3-9]|2\d|3[01])(?![\d/.-]))"
)
_MONTH_TIGHT = re.compile(rf"(\b{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?)-(?=\d{{1,2}}(?![\d/]))")

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d/.,:$+-])(\d{1,2})(?: ?/ ?|-|\.)(\d{1,2})(?:[/.-](\d{4}|\d{2}))?(?![\d/%]|-\d)"
)
_DAY_MONTH = re.compile(rf"{_GLUED_DAY} ?(?:de |of |del |d |do )?(?:mes de )?({MONTH})\b\.?{_YEAR}")
_MONTH_DAY = re.compile(
    rf"\b({MONTH})\.? (?:the |el |dia )?(\d{{1,2}})(?:st|nd|rd|th)?(?![\d/:]){_NO_UNIT}{_YEAR}"
)
_DAY_OF_NUMBER = re.compile(
    r"\b(?:el|del|al|dia) (\d{1,2}) (?:del|do) (\d{1,2})\b(?! al? \d{1,2}(?! del? \d))"
)
_THIS_MONTH = re.compile(
    rf"{_DAY} (?:de |del |of |do )?(?:(este mes|this month|deste mes|corriente mes)|"
    r"(?:el )?(mes que viene|proximo mes|next month|mes proximo|mes que vem|mes siguiente))\b"
)
_RELATIVE = (
    (r"\b(?:pasado manana|(?:the )?day after tomorrow|depois de amanha|overmorrow)\b", 2),
    (r"(?<!\bla )(?<!\besta )\b(?:manana|tomorrow|tmrw|tomorow|tommorow|amanha)\b", 1),
    (r"\b(?:hoy|today|tonight|hoje|esta (?:misma )?noche|esta noite|this evening)\b", 0),
    (r"\b(?:anteayer|anteontem)\b", -2),
    (r"\b(?:ayer|yesterday|ontem)\b", -1),
)
_IN_DAYS = re.compile(
    r"\b(?:dentro de|en|in|daqui a|em|within) (\d{1,2}|una?|uma|a|one) "
    r"(dias?|days?|semanas?|weeks?)\b"
)
_WEEKEND = re.compile(r"\b(?:finde|fin(?:es)? de semana|week[- ]?end|fim[- ]de[- ]semana|fds)\b")
_LONE = re.compile(_DAY + _NO_UNIT + r"(?:(?:,| de| del)? (20\d\d)(?!\d))?")
_WEEKDAY = {
    language: re.compile(
        rf"(?<!\blos )(?<!\btodos )\b({either([*WEEKDAYS, *WEEKDAYS_OF.get(language, ())])})"
        r"(?:[- ]feira)?\b\.?"
    )
    for language in ("es", "en", "pt", "")
}
_ALWAYS_OPEN = re.compile(
    r"(?<!\bel )(?<!\bdel )(?<!\bdia )(?<!\bon )(?<!\bfrom )\b24/7\b(?! al? )"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the text that names a day."""

    start: int  # in the prepared text
    end: int
    kind: str  # written, numeric, lone, near, weekday, weekend
    day: int = 0  # of the month; in "numeric", the first number
    month: int = 0  # 0 for none; in "numeric", the second number
    year: int = 0  # four digits, 0 for none
    on: date | None = None  # near
    weekday: int = -1  # Monday is 0, -1 for none


def prepare(text: str, language: str) -> str:
    """Return plain `text` with number words as digits, no clock times, and dashes spaced."""
    numbered = with_digits(text, language)
    untimed = _TIMES.sub(" ", numbered)
    spaced = _TIGHT.sub(lambda found: f"{found[1] or found['low'] or ''} - ", untimed)
    return _ALWAYS_OPEN.sub(" ", _MONTH_TIGHT.sub(r"\1 - ", spaced))


def _century(*years: str | None) -> int:
    written = next((year for year in years if year), "")
    return int(written) + (2000 if len(written) == 2 else 0) if written else 0


def _dated(text: str, today: date) -> Iterator[tuple[re.Match[str], Mention]]:
    """Yield the mentions that carry a month, the surest form first."""
    for found in _ISO.finditer(text):
        yield found, Mention(0, 0, "written", int(found[3]), int(found[2]), int(found[1]))
    for found in _DAY_OF_NUMBER.finditer(text):
        yield found, Mention(0, 0, "written", int(found[1]), int(found[2]))
    for found in _DAY_MONTH.finditer(text):
        year = _century(found[3], found[4], found[5])
        yield found, Mention(0, 0, "written", int(found[1]), MONTHS[found[2]], year)
    for found in _NUMERIC.finditer(text):
        if int(found[1]) <= 39 and int(found[2]) <= 31:  # 50/50 is no date, 32/13 a wrong one
            year = _century(found[3])
            yield found, Mention(0, 0, "numeric", int(found[1]), int(found[2]), year)
    for found in _MONTH_DAY.finditer(text):
        year = _century(found[3], found[4], found[5])
        yield found, Mention(0, 0, "written", int(found[2]), MONTHS[found[1]], year)
    for found in _THIS_MONTH.finditer(text):
        ahead = today.replace(day=1) + timedelta(days=31 if found[3] else 0)
        yield found, Mention(0, 0, "written", int(found[1]), ahead.month, ahead.year)


def _nearby(text: str, today: date, language: str) -> Iterator[tuple[re.Match[str], Mention]]:
    """Yield the mentions that count from today, and the numbers that may be days."""
    for found in _IN_DAYS.finditer(text):
        many = int(found[1]) if found[1].isdigit() else 1
        length = 7 if found[2][0] in "sw" else 1
        yield found, Mention(0, 0, "near", on=today + timedelta(days=many * length))
    for pattern, ahead in _RELATIVE:
        for found in re.finditer(pattern, text):
            yield found, Mention(0, 0, "near", on=today + timedelta(days=ahead))
    for found in _WEEKEND.finditer(text):
        yield found, Mention(0, 0, "weekend")
    code = language[:2]
    names = WEEKDAYS | WEEKDAYS_OF.get(code, {})
    for found in _WEEKDAY.get(code, _WEEKDAY[""]).finditer(text):
        yield found, Mention(0, 0, "weekday", weekday=names[found[1].replace(" ", "-")])
    for found in _LONE.finditer(text):
        if 1 <= int(found[1]) <= 31:
            yield found, Mention(0, 0, "lone", int(found[1]), year=_century(found[2]))


def find_mentions(text: str, today: date, language: str) -> list[Mention]:
    """Return the mentions in prepared `text` in the order of the text; none overlap."""
    taken = bytearray(len(text))
    mentions = []
    for reader in (_dated(text, today), _nearby(text, today, language)):
        for found, mention in reader:
            start, end = found.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                mentions.append(replace(mention, start=start, end=end))
    mentions.sort(key=lambda mention: mention.start)
    return _day_first_or_not(mentions, language)


def _day_first_or_not(mentions: list[Mention], language: str) -> list[Mention]:
    """Turn the two numbers of numeric mentions into day and month; one text has one order."""
    numeric = [mention for mention in mentions if mention.kind == "numeric"]
    month_first = language in ("en", "en-US")
    if not language.startswith("en") or any(mention.day > 12 for mention in numeric):
        month_first = False
    elif any(mention.month > 12 for mention in numeric):
        month_first = True
    ordered = []
    for place, mention in enumerate(mentions):
        if mention.kind == "numeric":
            # "3 to 5/1" opens with a day, so a day stands before the month
            after_lone = place > 0 and mentions[place - 1].kind == "lone"
            day, month = mention.day, mention.month
            if month_first and not (after_lone and month <= 12):
                day, month = month, day
            mention = replace(mention, kind="written", day=day, month=month)
        ordered.append(mention)
    return ordered

"""Read how many nights a guest stays."""

import re

from conversations.dates.words import ONES, either

LONGEST = 365  # nights; more is a slip of the finger

_COUNT = rf"(?<![\d/.,$-])(\d{{1,3}}|{either(list(ONES))})"
_NOT_FROM_NOW = r"(?<!\bdentro de )(?<!\ben )(?<!\bin )(?<!\bdaqui a )(?<!\bem )"
_NIGHTS = re.compile(
    rf"{_COUNT}[ -](?:solas? |so |single )?"
    r"(?:noches?|nights?|noites?|pernoctes?|pernoctaciones|pernoites?|diarias?)\b"
)
_WEEKS = re.compile(
    rf"{_NOT_FROM_NOW}(?:{_COUNT}|\b(?:for a|a whole))"
    r"[ -](?:semanas?|weeks?)\b(?! (?:antes|before|ago|atras))"
)
_DAYS = re.compile(
    rf"{_NOT_FROM_NOW}(?<!\bhace ){_COUNT}"
    r"[ -](?:dias|days)\b(?! (?:antes|before|ago|atras))"
)


def read_nights(text: str) -> tuple[int | None, tuple[int, int] | None]:
    """Return the nights that prepared `text` speaks of, and where; days count as nights.

    "3 días, 2 noches" is two nights: nights are surer than weeks, weeks than days.
    """
    for pattern, length in ((_NIGHTS, 1), (_WEEKS, 7), (_DAYS, 1)):
        for found in pattern.finditer(text):
            count = found[1] or "1"
            nights = (int(count) if count.isdigit() else 1) * length
            if 1 <= nights <= LONGEST:
                return nights, found.span()
    return None, None

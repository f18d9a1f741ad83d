"""Read the days of a stay from what a guest wrote, in Spanish, English or Portuguese."""

from dataclasses import dataclass
from datetime import date, timedelta

from conversations.dates.mentions import find_mentions, prepare
from conversations.dates.nights import read_nights
from conversations.dates.stay import Stay, read_stay
from conversations.plain import plain

__all__ = ["DateReading", "read_dates", "read_dates_and_rest"]


@dataclass(frozen=True, slots=True)
class DateReading:
    """The stay as read. With a problem, the days are given as they were written, if they exist."""

    arrival: date | None = None
    departure: date | None = None  # the day the guest leaves
    nights: int | None = None  # as said, or None; not counted from the two days
    problem: str = ""  # "", reversed, past, impossible (31/02), ambiguous ("15/12 o 18/12")


def read_dates(text: str, *, language: str, today: date) -> DateReading:
    """Return the stay that `text` speaks of; all None when it speaks of none.

    `language` is es, en or pt (ISO 639-1, with or without a region) or "". Rules:

    - A day without a year is the next such day from `today`, the hotel's own day. A weekday is
      the next one after today, also with "next" or "this".
    - "15/12" is day/month in Spanish and Portuguese. In "en" and "en-US", a first number over 12
      is the day (15/12), a second one over 12 too (12/25), and a text that leaves both readings
      open is month/day (5/3 is 3 May). One text has one order: "10/12 to 15/12" is in December.
      Other English regions are day/month unless that is impossible.
    - A weekend is Saturday to Monday, the next one that has not begun.
    - A number alone is a day only in a range ("del 20 al 22") or after a weekday ("viernes 20").
    - Nights and one of the two days give the other one. Two days win over nights.
    - A departure on or before the arrival is "reversed"; an arrival before today, which only an
      explicit year or a word like "ayer" can say, is "past".
    """
    return read_dates_and_rest(text, language=language, today=today)[0]


def read_dates_and_rest(text: str, *, language: str, today: date) -> tuple[DateReading, str]:
    """Return the stay and the plain text without it, in which "4" is a count, not a day."""
    prepared = prepare(plain(text), language)
    nights, place = read_nights(prepared)
    readable = _without(prepared, (place,) if place else (), " ")
    stay = read_stay(readable, find_mentions(readable, today, language), today, language)
    rest = _without(prepared, (*stay.spans, *((place,) if place else ())), ";")
    return _with_nights(stay, nights, today), rest


def _with_nights(stay: Stay, nights: int | None, today: date) -> DateReading:
    arrival, departure = stay.arrival, stay.departure
    if nights and arrival and (departure is None or stay.weekend) and not stay.problem:
        departure = arrival + timedelta(days=nights)
    elif nights and departure and arrival is None and not stay.problem:
        earlier = departure - timedelta(days=nights)
        arrival = earlier if earlier >= today else None
    return DateReading(arrival, departure, nights, stay.problem)


def _without(text: str, spans: tuple[tuple[int, int], ...], sign: str) -> str:
    for start, end in spans:
        text = text[:start] + sign * (end - start) + text[end:]
    return text

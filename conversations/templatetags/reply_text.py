"""Filters for what guests read: money, dates and names in their language."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from babel.dates import format_skeleton
from babel.numbers import format_currency
from django import template

from conversations.types import Turn
from pms.types import Money

register = template.Library()

LETTER_THEN_DIGIT = re.compile(r"([A-Za-z])(\d)")  # CLDR parts them, Babel does not
LOCALES = {"es": "es_AR", "en": "en_US", "pt": "pt_BR"}
# The habit of the country the money is from, where the language is spoken there.
AT_HOME = {
    ("es", "EUR"): "es_ES",
    ("pt", "EUR"): "pt_PT",
    ("en", "EUR"): "en_IE",
    ("en", "GBP"): "en_GB",
    ("es", "MXN"): "es_MX",
}


@register.filter
def money(amount: Money, language: str) -> str:
    """An amount as people write it: $70.000,00 in Spanish, ARS 70,000.00 in English."""
    locale = AT_HOME.get((language, amount.currency), LOCALES[language])
    text: str = format_currency(amount.amount, amount.currency, locale=locale)
    text = text.replace("$\xa0", "$").replace("\xa0", " ")
    return LETTER_THEN_DIGIT.sub(r"\1 \2", text)


@register.filter
def day(value: date | str, language: str) -> str:
    """A day with its weekday: dom, 20 dic 2026."""
    if isinstance(value, str):
        if not value:
            return ""
        value = date.fromisoformat(value)
    return _plain(format_skeleton("yMMMEd", value, locale=LOCALES[language]))


@register.filter
def hotel_clock(value: datetime, turn: Turn) -> str:
    """The time of day of an aware moment on the hotel's clock, HH:MM as everywhere else."""
    return f"{value.astimezone(turn.now.tzinfo):%H:%M}"


@register.filter
def hotel_day(value: datetime, turn: Turn) -> str:
    """The day of an aware moment, on the hotel's calendar."""
    return day(value.astimezone(turn.now.tzinfo).date(), turn.language)


@register.filter
def hours(value: str, joiner: str) -> str:
    """Opening hours, HH:MM-HH:MM, with a word between them."""
    return value.replace("-", joiner)


@register.filter
def named(names: Mapping[str, str], language: str) -> str:
    """A name in the language, else in any that has one."""
    return names.get(language) or next((name for name in names.values() if name), "")


def span(value: str, language: str) -> str:
    """Two ISO days with a colon between them as a short range: 18 dic – 20 dic."""
    arrival, _, departure = value.partition(":")
    return " – ".join(
        _plain(format_skeleton("MMMd", date.fromisoformat(iso), locale=LOCALES[language]))
        for iso in (arrival, departure)
    )


def _plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")

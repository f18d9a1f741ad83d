"""What a stay costs: arithmetic on values, no database."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from pms.types import Money, Night, Stay

COLUMN_DIGITS = 2  # what the tables can hold, also of a currency that has more


@dataclass(frozen=True, slots=True)
class Tariff:
    """How a room type is priced."""

    base: Decimal  # a night
    weekend_multiplier: Decimal  # more than 0
    weekend_nights: Collection[int]  # ISO weekdays of the evening, 1 to 7
    rates: Mapping[date, Decimal]  # a night's own price, which nothing multiplies
    currency: str  # ISO 4217

    def price(self, day: date) -> Money:
        """Return the price of the night that begins on `day`."""
        if day in self.rates:
            amount = self.rates[day]
        elif day.isoweekday() in self.weekend_nights:
            amount = self.base * self.weekend_multiplier
        else:
            amount = self.base
        return Money(rounded(amount, self.currency), self.currency)

    def nights(self, stay: Stay) -> tuple[Night, ...]:
        return tuple(Night(day, self.price(day)) for day in days(stay))


def deposit(total: Money, percent: int) -> Money:
    """Return `percent` (0 to 100) of the total, rounded half up to the currency's digits."""
    return Money(rounded(total.amount * percent / 100, total.currency), total.currency)


def rounded(amount: Decimal, currency: str) -> Decimal:
    digits = min(get_currency_precision(currency), COLUMN_DIGITS)
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def days(stay: Stay) -> Iterator[date]:
    """Yield the evening of each night: the departure is none."""
    for offset in range(stay.nights):
        yield stay.arrival + timedelta(days=offset)

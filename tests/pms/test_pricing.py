from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pms.builtin.pricing import Tariff, deposit, rounded
from pms.types import Money, Stay

FRIDAY = date(2026, 3, 6)


def tariff(base="12000", multiplier="1.5", nights=(6, 7), rates=None, currency="ARS"):
    return Tariff(Decimal(base), Decimal(multiplier), nights, rates or {}, currency)


def amounts(tariff, arrival, departure):
    nights = tariff.nights(Stay(arrival, departure, 2))
    return [str(night.price.amount) for night in nights]


def test_friday_to_monday_costs_one_plain_and_two_weekend_nights():
    nights = amounts(tariff(), FRIDAY, date(2026, 3, 9))

    assert nights == ["12000.00", "18000.00", "18000.00"]
    assert sum(map(Decimal, nights)) == Decimal(48000)


def test_the_hotel_says_which_nights_are_the_weekend():
    assert amounts(tariff(nights=(5, 6)), FRIDAY, date(2026, 3, 9)) == [
        "18000.00",
        "18000.00",
        "12000.00",
    ]
    assert amounts(tariff(nights=()), FRIDAY, date(2026, 3, 8)) == ["12000.00", "12000.00"]


def test_a_rate_is_the_price_of_its_night_also_at_the_weekend():
    own = {date(2026, 3, 7): Decimal("9000")}

    assert amounts(tariff(rates=own), FRIDAY, date(2026, 3, 9)) == [
        "12000.00",
        "9000.00",
        "18000.00",
    ]


@pytest.mark.parametrize(
    ("base", "currency", "expected"),
    [
        ("33.33", "EUR", "41.66"),  # 41.6625
        ("33.30", "EUR", "41.63"),  # 41.625: half goes up
        ("33.33", "CLP", "42"),  # pesos of Chile have no cents
        ("33.33", "KWD", "41.66"),  # three digits in life, two in the tables
    ],
)
def test_a_night_is_rounded_to_the_digits_of_the_currency(base, currency, expected):
    saturday = tariff(base, "1.25", currency=currency).price(date(2026, 3, 7))

    assert saturday == Money(Decimal(expected), currency)
    assert str(saturday.amount) == expected


@pytest.mark.parametrize(
    ("total", "percent", "expected"),
    [("48000", 30, "14400.00"), ("0.05", 50, "0.03"), ("99.99", 100, "99.99"), ("10", 0, "0.00")],
)
def test_the_deposit_is_a_share_rounded_half_up(total, percent, expected):
    assert str(deposit(Money(Decimal(total), "EUR"), percent).amount) == expected


@given(
    st.decimals(0, 9_999_999, places=2),
    st.integers(0, 100),
    st.sampled_from(["EUR", "ARS", "CLP", "USD"]),
)
def test_the_deposit_is_never_more_than_the_total(amount, percent, currency):
    total = Money(rounded(amount, currency), currency)

    assert 0 <= deposit(total, percent).amount <= total.amount

"""Rows of the built-in PMS, each with what the model requires and nothing more."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory

from pms.builtin import models
from tests import factories as base

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)  # a Sunday
TODAY = NOW.date()


class HotelFactory(base.Tenant):
    """In UTC and euros, so that a test reads like its figures."""

    currency = "EUR"
    time_zone = "UTC"


class RoomTypeFactory(base.Owned):
    class Meta:
        model = models.RoomType

    tenant = SubFactory(HotelFactory)
    code = Sequence(lambda n: f"type-{n}")
    name_es = LazyAttribute(lambda row: f"Habitación {row.code}")
    name_en = LazyAttribute(lambda row: f"Room {row.code}")
    capacity = 2
    base_price = Decimal("100.00")


class RoomFactory(base.Owned):
    class Meta:
        model = models.Room

    room_type = SubFactory(RoomTypeFactory)
    tenant = SelfAttribute("room_type.tenant")
    number = Sequence(lambda n: str(100 + n))


class RateFactory(base.Owned):
    class Meta:
        model = models.Rate

    room_type = SubFactory(RoomTypeFactory)
    day = date(2026, 3, 10)
    price = Decimal("80.00")


class ReservationFactory(base.Owned):
    class Meta:
        model = models.Reservation

    room = SubFactory(RoomFactory)
    tenant = SelfAttribute("room.tenant")
    code = Sequence(lambda n: f"RES-TEST{n:04d}")
    guest_name = "Ana Gómez"
    guest_phone = "+34600112233"
    adults = 2
    arrival = date(2026, 3, 10)
    departure = date(2026, 3, 12)
    nightly = LazyFunction(list)
    total = Decimal("200.00")
    deposit = Decimal("60.00")
    currency = "EUR"
    status = "confirmed"


# A call of a factory makes a row; for mypy it would make a factory.
Hotel: Any = HotelFactory
RoomType: Any = RoomTypeFactory
Room: Any = RoomFactory
Rate: Any = RateFactory
Reservation: Any = ReservationFactory

"""Rows of the built-in PMS, each with what the model requires and nothing more."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from pms.builtin import models
from tenants.models import Tenant

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)  # a Sunday
TODAY = NOW.date()


class HotelFactory(DjangoModelFactory[Tenant]):
    class Meta:
        model = Tenant

    slug = Sequence(lambda n: f"pms-hotel-{n}")
    name = "Hotel Test"
    currency = "EUR"
    time_zone = "UTC"
    hold_minutes = 30
    deposit_percent = 30


class _Row(DjangoModelFactory[Any]):
    class Meta:
        abstract = True

    @classmethod
    def _get_manager(cls, model_class):
        return model_class.across_tenants


class RoomTypeFactory(_Row):
    class Meta:
        model = models.RoomType

    tenant = SubFactory(HotelFactory)
    code = Sequence(lambda n: f"type-{n}")
    name_es = LazyAttribute(lambda row: f"Habitación {row.code}")
    name_en = LazyAttribute(lambda row: f"Room {row.code}")
    capacity = 2
    base_price = Decimal("100.00")


class RoomFactory(_Row):
    class Meta:
        model = models.Room

    room_type = SubFactory(RoomTypeFactory)
    tenant = SelfAttribute("room_type.tenant")
    number = Sequence(lambda n: str(100 + n))


class RateFactory(_Row):
    class Meta:
        model = models.Rate

    room_type = SubFactory(RoomTypeFactory)
    day = date(2026, 3, 10)
    price = Decimal("80.00")


class ReservationFactory(_Row):
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

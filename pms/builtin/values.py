"""Rows into the values that leave this PMS."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from pms.builtin import pricing
from pms.builtin.availability import Free, rates
from pms.builtin.models import Reservation, RoomType
from pms.types import Booking, BookingStatus, Money, Offer, RoomKind, Stay
from tenants.models import Tenant

# The column is text; the database holds it to these.
STATUSES: dict[str, BookingStatus] = {
    "pre_reserved": "pre_reserved",
    "confirmed": "confirmed",
    "cancelled": "cancelled",
    "completed": "completed",
    "no_show": "no_show",
}


def room_kind(row: RoomType, currency: str) -> RoomKind:
    price = Money(pricing.rounded(row.base_price, currency), currency)
    return RoomKind(row.code, row.names, row.capacity, price, row.descriptions)


def offers(free: Iterable[Free], stay: Stay, tenant: Tenant) -> list[Offer]:
    """Price what is free, cheapest first, with one query for every night's own price."""
    free = list(free)
    own: defaultdict[int, dict[date, Decimal]] = defaultdict(dict)
    for rate in rates((found.room_type for found in free), stay):
        own[rate.room_type_id][rate.day] = rate.price
    priced = [_offer(found, stay, tenant, own[found.room_type.pk]) for found in free]
    return sorted(priced, key=lambda offer: offer.total.amount)


def _offer(found: Free, stay: Stay, tenant: Tenant, own: Mapping[date, Decimal]) -> Offer:
    row = found.room_type
    tariff = pricing.Tariff(
        row.base_price, row.weekend_multiplier, row.weekend_nights, own, tenant.currency
    )
    nights = tariff.nights(stay)
    return Offer(row.code, row.names, row.capacity, stay, nights, found.rooms)


def booking(row: Reservation) -> Booking:
    """Needs `row.room.room_type`: select it with the row."""
    status = STATUSES[row.status]
    return Booking(
        code=row.code,
        room_type=row.room.room_type.code,
        names=row.room.room_type.names,
        stay=Stay(row.arrival, row.departure, row.adults, row.children),
        guest_name=row.guest_name,
        guest_phone=row.guest_phone,
        total=Money(row.total, row.currency),
        deposit=Money(row.deposit, row.currency),
        status=status,
        hold_expires_at=row.hold_expires_at if status == "pre_reserved" else None,
    )

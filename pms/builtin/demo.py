"""Rooms for a hotel that exists to be tried out."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from pms.builtin.models import Room, RoomType
from tenants.models import Tenant


class DemoRooms(NamedTuple):
    """A room type and how many rooms it has."""

    code: str
    names: Mapping[str, str]  # language -> name
    capacity: int  # guests
    price: Decimal | int  # a night, in the hotel's currency
    rooms: int
    weekend_multiplier: Decimal | str = "1.0"


@transaction.atomic
def create(tenant: Tenant, rooms: Iterable[tuple[Any, ...]]) -> None:
    """Make the room types and their rooms, or set them back to this; reservations are kept.

    Each of `rooms` is a DemoRooms, or a plain tuple of the same fields in the same order. The
    first type's rooms are 101, 102, ..., the second's 201, and so on. Use it in the hotel's scope.
    """
    for floor, kind in enumerate((DemoRooms(*row) for row in rooms), start=1):
        room_type, _ = RoomType.objects.update_or_create(
            tenant=tenant,
            code=kind.code,
            defaults={f"name_{language}": name for language, name in kind.names.items()}
            | {
                "capacity": kind.capacity,
                "base_price": Decimal(kind.price),
                "weekend_multiplier": Decimal(kind.weekend_multiplier),
                "weekend_nights": [6, 7],
                "is_active": True,
                "position": floor,
            },
        )
        for door in range(1, kind.rooms + 1):
            Room.objects.update_or_create(
                tenant=tenant,
                number=f"{floor}{door:02d}",
                defaults={"room_type": room_type, "is_active": True},
            )

from decimal import Decimal
from typing import Any

import pytest

from pms.builtin import demo
from pms.builtin.models import Reservation, Room, RoomType
from tests.pms import factories

NAMES = {"es": "Habitación doble", "en": "Double room", "pt": "Quarto duplo"}
ROOMS: list[tuple[Any, ...]] = [
    ("single", {"es": "Individual", "en": "Single", "pt": "Individual"}, 1, 45000, 2, "1.2"),
    ("double", NAMES, 2, 70000, 3, Decimal("1.2")),
]


def test_create_makes_room_types_and_numbered_rooms(hotel):
    demo.create(hotel, ROOMS)

    double = RoomType.objects.get(code="double")
    assert (double.names, double.capacity, double.base_price) == (NAMES, 2, Decimal(70000))
    assert (double.weekend_multiplier, double.weekend_nights) == (Decimal("1.2"), [6, 7])
    assert [room.number for room in double.rooms.all()] == ["201", "202", "203"]
    assert Room.objects.filter(tenant=hotel).count() == 5


def test_create_again_sets_back_and_keeps_reservations(hotel):
    demo.create(hotel, ROOMS)
    double = RoomType.objects.get(code="double")
    RoomType.objects.update(base_price=Decimal(1), is_active=False)
    factories.Reservation(room=double.rooms.first())

    demo.create(hotel, ROOMS)

    double.refresh_from_db()
    assert (double.base_price, double.is_active) == (Decimal(70000), True)
    assert (Reservation.objects.count(), Room.objects.count()) == (1, 5)


@pytest.mark.parametrize("rooms", [ROOMS, [demo.DemoRooms(*row) for row in ROOMS]])
def test_create_takes_plain_tuples_too(hotel, rooms):
    demo.create(hotel, rooms)

    assert RoomType.objects.count() == 2

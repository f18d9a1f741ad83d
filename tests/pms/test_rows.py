"""What the database refuses, whoever writes to it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from pms.builtin.models import Reservation, Room, RoomType
from tenants.scope import NoScope
from tests.pms import factories

pytestmark = pytest.mark.django_db


def march(first, last):
    return {"arrival": date(2026, 3, first), "departure": date(2026, 3, last)}


def refused(constraint, make):
    """Run `make` and see it break the constraint; deferred ones are looked at as on commit."""

    @transaction.atomic
    def attempt():
        make()
        connection.check_constraints()

    with pytest.raises(IntegrityError, match=constraint):
        attempt()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((20, 23), (21, 24)),  # over the end
        ((20, 23), (18, 21)),  # over the beginning
        ((20, 23), (21, 22)),  # inside
        ((20, 23), (19, 25)),  # around
        ((20, 23), (20, 23)),  # the same
    ],
)
@pytest.mark.parametrize(
    "statuses",
    [
        ("confirmed", "confirmed"),
        ("pre_reserved", "confirmed"),
        ("confirmed", "pre_reserved"),
        ("completed", "pre_reserved"),
    ],
)
def test_a_room_has_one_guest_a_night(first, second, statuses):
    room = factories.Room()
    factories.Reservation(room=room, status=statuses[0], **march(*first))

    refused(
        "one_guest_per_room_and_night",
        lambda: factories.Reservation(room=room, status=statuses[1], **march(*second)),
    )


def test_back_to_back_stays_share_a_room():
    room = factories.Room()
    factories.Reservation(room=room, **march(10, 12))
    factories.Reservation(room=room, **march(12, 15))
    factories.Reservation(room=room, **march(8, 10))

    assert Reservation.across_tenants.filter(room=room).count() == 3


@pytest.mark.parametrize("status", ["cancelled", "no_show"])
def test_what_is_cancelled_or_never_came_frees_the_nights(status):
    room = factories.Room()
    factories.Reservation(room=room, status=status, **march(20, 23))
    factories.Reservation(room=room, **march(21, 24))


def test_two_rooms_take_two_guests_on_the_same_nights():
    kind = factories.RoomType()
    for _ in range(2):
        factories.Reservation(room=factories.Room(room_type=kind), **march(20, 23))


@pytest.mark.parametrize("dates", [(12, 12), (12, 10)])
def test_a_stay_ends_after_it_begins(dates):
    # daterange() itself refuses the second, before the check constraint is asked
    with pytest.raises((IntegrityError, DataError), match=r"stay_has_1|range lower bound"):
        factories.Reservation(**march(*dates))


def test_a_stay_has_thirty_nights_at_most():
    factories.Reservation(arrival=date(2026, 3, 1), departure=date(2026, 3, 31))

    refused(
        "stay_has_1_to_30_nights",
        lambda: factories.Reservation(arrival=date(2026, 3, 1), departure=date(2026, 4, 1)),
    )


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("reservation_amounts_are_sane", {"total": Decimal("-1"), "deposit": Decimal(0)}),
        ("reservation_amounts_are_sane", {"total": Decimal(10), "deposit": Decimal(11)}),
        ("guest_phone_is_e164", {"guest_phone": "600 11 22 33"}),
        ("reservation_status_is_known", {"status": "lost"}),
    ],
)
def test_a_reservation_makes_sense(constraint, columns):
    refused(constraint, lambda: factories.Reservation(**columns))


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("room_type_has_a_capacity", {"capacity": 0}),
        ("room_type_has_a_capacity", {"capacity": 21}),
        ("room_type_has_a_price", {"base_price": Decimal(0)}),
        ("room_type_has_a_price", {"weekend_multiplier": Decimal(0)}),
        ("room_type_has_a_name", {"name_es": "", "name_en": ""}),
    ],
)
def test_a_room_type_makes_sense(constraint, columns):
    refused(constraint, lambda: factories.RoomType(**columns))


def test_codes_and_numbers_are_a_hotels_own():
    kind = factories.RoomType(code="double")
    factories.Room(room_type=kind, number="101")
    other = factories.RoomType(code="double")
    factories.Room(room_type=other, number="101")

    refused("room_type_once", lambda: factories.RoomType(tenant=kind.tenant, code="double"))
    refused("room_once", lambda: factories.Room(room_type=kind, number="101"))


def test_a_room_belongs_to_the_hotel_of_its_type():
    refused("builtin_pms_room_same_hotel", lambda: factories.Room(tenant=factories.Hotel()))


def test_a_reservation_belongs_to_the_hotel_of_its_room():
    refused(
        "builtin_pms_reservation_same_hotel",
        lambda: factories.Reservation(tenant=factories.Hotel()),
    )


@pytest.mark.parametrize("model", [RoomType, Room, Reservation])
def test_rows_are_not_shown_without_a_scope(model):
    with pytest.raises(NoScope):
        model.objects.count()

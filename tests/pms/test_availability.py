from datetime import date, timedelta
from decimal import Decimal

import pytest

from pms.builtin import availability
from pms.builtin.adapter import BuiltinPms
from pms.builtin.models import Room, RoomType
from pms.types import Stay
from tenants.scope import scope
from tests.pms import factories
from tests.pms.conftest import furnish
from tests.pms.factories import NOW, TODAY

STAY = Stay(date(2026, 3, 10), date(2026, 3, 12), 2)


@pytest.fixture
def pms(hotel):
    return BuiltinPms(hotel, now=NOW)


def dates(stay):
    return {"arrival": stay.arrival, "departure": stay.departure}


def test_another_hotels_rooms_and_guests_count_for_nothing(pms, hotel):
    furnish(hotel)
    other = factories.Hotel()
    furnish(other)
    for room in Room.across_tenants.filter(tenant=other):
        factories.Reservation(room=room, **dates(STAY))

    assert [(o.room_type, o.free) for o in pms.offers(STAY)] == [("double", 3), ("suite", 1)]
    with scope(other):
        assert BuiltinPms(other, now=NOW).offers(STAY) == []


@pytest.mark.parametrize(
    ("expires", "free"),
    [(NOW - timedelta(seconds=1), 1), (NOW, 0), (NOW + timedelta(minutes=5), 0), (None, 0)],
)
def test_a_hold_keeps_its_room_until_it_expires(pms, hotel, expires, free):
    room = factories.Room(room_type__tenant=hotel)
    factories.Reservation(room=room, status="pre_reserved", hold_expires_at=expires, **dates(STAY))

    assert sum(offer.free for offer in pms.offers(STAY)) == free
    assert len(pms.nearest(STAY.moved(1))) == 2


def test_what_is_not_on_sale_is_not_offered(pms, hotel):
    furnish(hotel)
    RoomType.objects.filter(code="suite").update(is_active=False)
    Room.objects.filter(number="double-1").update(is_active=False)

    assert [(o.room_type, o.free) for o in pms.offers(STAY)] == [("double", 2)]
    assert [kind.code for kind in pms.room_kinds()] == ["single", "double"]
    assert pms.nearest(Stay(STAY.arrival, STAY.departure, 4)) == []


def test_a_long_stay_that_began_a_month_ago_is_seen(pms, hotel):
    room = factories.Room(room_type__tenant=hotel)
    factories.Reservation(
        room=room, arrival=STAY.departure - timedelta(30), departure=STAY.departure
    )
    factories.Reservation(
        room=room, arrival=STAY.departure, departure=STAY.departure + timedelta(30)
    )

    assert pms.offers(Stay(STAY.departure - timedelta(1), STAY.departure, 2)) == []
    last = STAY.departure + timedelta(29)
    assert pms.offers(Stay(last, last + timedelta(1), 2)) == []
    assert pms.offers(Stay(last + timedelta(1), last + timedelta(2), 2))


def test_offers_use_a_nights_own_price(pms, hotel):
    room = factories.Room(room_type__tenant=hotel)
    factories.Rate(room_type=room.room_type, day=STAY.arrival, price=Decimal("80"))
    factories.Rate(room_type=room.room_type, day=STAY.departure, price=Decimal("1"))

    [offer] = pms.offers(STAY)

    assert str(offer.total) == "180.00 EUR"


@pytest.mark.parametrize("types", [1, 3])
def test_offers_take_two_queries_however_many_types(pms, hotel, types, django_assert_num_queries):
    for _ in range(types):
        for _ in range(3):
            factories.Room(room_type=factories.RoomType(tenant=hotel))

    with django_assert_num_queries(2):
        assert len(pms.offers(STAY)) == types * 3


def test_nearest_takes_one_query(pms, hotel, django_assert_num_queries):
    furnish(hotel)

    with django_assert_num_queries(1):
        assert pms.nearest(STAY) == [STAY.moved(-1), STAY.moved(1)]


def test_nearest_needs_one_room_for_all_nights(pms, hotel):
    """Two rooms that are free by turns are no stay: a guest does not move at midnight."""
    kind = factories.RoomType(tenant=hotel)
    first, second = factories.Room(room_type=kind), factories.Room(room_type=kind)
    odd = TODAY + timedelta(1)
    for shift in range(0, 70, 2):
        for room, day in ((first, TODAY + timedelta(shift)), (second, odd + timedelta(shift))):
            factories.Reservation(room=room, arrival=day, departure=day + timedelta(1))

    assert pms.nearest(STAY) == []


def test_nearest_stops_a_year_ahead(pms, hotel):
    room = factories.Room(room_type__tenant=hotel)
    last = TODAY + timedelta(365)
    stay = Stay(last, last + timedelta(1), 2)
    factories.Reservation(room=room, **dates(stay))

    assert pms.nearest(stay) == [stay.moved(-1)]


def test_the_best_room_is_the_one_between_two_guests(hotel):
    kind = factories.RoomType(tenant=hotel)
    rooms = [factories.Room(room_type=kind, number=number) for number in ("9", "10", "11")]
    factories.Reservation(room=rooms[1], **dates(STAY.moved(2)))
    factories.Reservation(room=rooms[2], **dates(STAY.moved(2)))
    factories.Reservation(room=rooms[2], **dates(STAY.moved(-2)))

    def best(stay):
        room = availability.best_room(hotel.pk, kind.pk, stay, NOW)
        return room and room.number

    assert best(STAY) == "11"
    assert best(STAY.moved(10)) == "9"  # all alike: the lowest number, as people count
    assert best(STAY.moved(2)) == "9"

"""The life of one reservation, a step at a time."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pms import tasks
from pms.builtin import booking
from pms.builtin.adapter import BuiltinPms
from pms.builtin.models import Reservation, RoomType
from pms.errors import NotFound, PmsRejected, PmsUnavailable, SoldOut, WrongState
from pms.types import GuestDetails, Stay
from tenants.scope import all_tenants, scope
from tests.pms import factories
from tests.pms.factories import NOW

STAY = Stay(date(2026, 3, 10), date(2026, 3, 12), 2, 0)
ANA = GuestDetails(" Ana Gómez ", "34 600 112 233", "ana@example.com", "pt")
LATER = NOW + timedelta(minutes=31)


@pytest.fixture
def room(hotel):
    return factories.Room(room_type__tenant=hotel, room_type__code="double")


@pytest.fixture
def hold(hotel, room):
    return book(hotel)


def book(hotel, key="k1", now=NOW, **extra):
    [offer] = BuiltinPms(hotel, now=now).offers(STAY)
    return booking.book(hotel, booking.Request(offer, ANA, key, **extra), now)


def reloaded(row):
    return Reservation.across_tenants.get(pk=row.pk)


def test_book_keeps_what_was_agreed(hold, hotel, room):
    row = reloaded(hold)

    assert row.code.startswith("RES-")
    assert set(row.code[4:]) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert len(row.code) == 12
    assert (row.guest_name, row.guest_phone, row.language) == ("Ana Gómez", "+34600112233", "pt")
    assert row.nightly == [["2026-03-10", "100.00"], ["2026-03-11", "100.00"]]
    assert (row.total, row.deposit, row.currency) == (Decimal(200), Decimal(60), "EUR")
    assert (row.room, row.channel, row.status) == (room, "chat", "pre_reserved")
    assert row.hold_expires_at == NOW + timedelta(minutes=30)


def test_book_tries_another_code_when_one_is_taken(hotel, room, monkeypatch):
    factories.Room(room_type=room.room_type)
    taken = book(hotel).code
    codes = iter([taken, "RES-NEWCODE2"])
    monkeypatch.setattr(booking, "new_code", lambda: next(codes))

    assert book(hotel, "k2").code == "RES-NEWCODE2"


def test_book_gives_up_when_no_code_is_free(hotel, room, monkeypatch):
    factories.Room(room_type=room.room_type)
    taken = book(hotel).code
    monkeypatch.setattr(booking, "new_code", lambda: taken)

    with pytest.raises(PmsUnavailable):
        book(hotel, "k2")


def test_book_refuses_a_price_that_has_changed(hotel, room):
    [offer] = BuiltinPms(hotel, now=NOW).offers(STAY)
    factories.Rate(room_type=room.room_type, day=STAY.arrival, price=Decimal("300"))

    with pytest.raises(PmsRejected, match=r"400\.00 EUR, no longer 200\.00 EUR"):
        booking.book(hotel, booking.Request(offer, ANA, "k1"), NOW)


def test_book_takes_the_room_of_an_overdue_hold(hotel, hold):
    fresh = book(hotel, "k2", LATER)

    assert fresh.room_id == hold.room_id
    assert reloaded(hold).cancel_reason == "expired"


def test_book_leaves_overdue_holds_alone_when_it_fails(hotel, hold):
    [offer] = BuiltinPms(hotel, now=LATER).offers(STAY)
    RoomType.objects.update(base_price=Decimal("500"))

    with pytest.raises(PmsRejected):
        booking.book(hotel, booking.Request(offer, ANA, "k2"), LATER)
    assert reloaded(hold).status == "pre_reserved"


def test_a_key_is_the_hotels_own(hotel, hold):
    other = factories.Hotel()
    factories.Room(room_type__tenant=other)

    with all_tenants():
        assert book(other, hold.booking_key).pk != hold.pk


def test_the_past_begins_at_midnight_at_the_hotel(hotel, room):
    hotel.time_zone = "America/Argentina/Buenos_Aires"  # three hours behind UTC
    late = datetime(2026, 3, 11, 2, 59, tzinfo=UTC)

    assert BuiltinPms(hotel, now=late).offers(STAY)
    with pytest.raises(PmsRejected):
        BuiltinPms(hotel, now=late + timedelta(minutes=1)).offers(STAY)


def test_confirm_keeps_the_room_for_good(hold, hotel):
    confirmed = booking.confirm(hold.pk, NOW)

    assert (confirmed.status, confirmed.confirmed_at) == ("confirmed", NOW)
    assert booking.release_overdue_holds(LATER) == []
    assert BuiltinPms(hotel, now=LATER).offers(STAY) == []


def test_confirm_in_the_last_moment(hold):
    assert booking.confirm(hold.pk, hold.hold_expires_at).status == "confirmed"


def test_confirm_twice_is_refused(hold):
    booking.confirm(hold.pk, NOW)

    with pytest.raises(WrongState):
        booking.confirm(hold.pk, NOW)


def test_confirm_of_an_overdue_hold_is_refused_and_releases_it(hold):
    with pytest.raises(WrongState, match="is cancelled"):
        booking.confirm(hold.pk, LATER)

    row = reloaded(hold)
    assert (row.status, row.cancel_reason, row.cancelled_at) == ("cancelled", "expired", LATER)


def test_confirm_of_another_hotels_hold_finds_nothing(hold):
    with scope(factories.Hotel()), pytest.raises(NotFound):
        booking.confirm(hold.pk, NOW)
    assert reloaded(hold).status == "pre_reserved"


ALLOWED = {
    "confirm": {"pre_reserved"},
    "cancel": {"pre_reserved", "confirmed"},
    "complete": {"confirmed"},
    "no_show": {"confirmed"},
}
VERBS = {
    "confirm": lambda pk: booking.confirm(pk, NOW),
    "cancel": lambda pk: booking.cancel(pk, NOW, Reservation.CancelReason.STAFF),
    "complete": booking.complete,
    "no_show": booking.no_show,
}
BECOMES = {
    "confirm": "confirmed",
    "cancel": "cancelled",
    "complete": "completed",
    "no_show": "no_show",
}


@pytest.mark.parametrize("status", Reservation.Status.values)
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_moves_what_it_may_and_nothing_else(hotel, verb, status):
    row = factories.Reservation(room__room_type__tenant=hotel, status=status)

    if status in ALLOWED[verb]:
        assert VERBS[verb](row.pk).status == BECOMES[verb]
    else:
        with pytest.raises(WrongState, match=f"{row.code} is {status}"):
            VERBS[verb](row.pk)
        assert reloaded(row).status == status


def test_the_sweep_cancels_overdue_holds_only_and_keeps_the_notes(hotel):
    def row(status, expires, **extra):
        return factories.Reservation(
            room__room_type__tenant=hotel, status=status, hold_expires_at=expires, **extra
        )

    overdue = row("pre_reserved", NOW - timedelta(seconds=1), notes="arrives late")
    elsewhere = factories.Reservation(status="pre_reserved", hold_expires_at=NOW - timedelta(1))
    kept = [
        row("pre_reserved", NOW),
        row("pre_reserved", None),
        row("confirmed", NOW - timedelta(1)),
        row("completed", NOW - timedelta(1)),
    ]

    assert sorted(booking.release_overdue_holds(NOW)) == sorted([overdue.code, elsewhere.code])
    assert booking.release_overdue_holds(NOW) == []

    swept = reloaded(overdue)
    assert (swept.status, swept.cancel_reason) == ("cancelled", "expired")
    assert (swept.cancelled_at, swept.notes) == (NOW, "arrives late")
    assert [reloaded(row).status for row in kept] == [row.status for row in kept]


def test_the_task_sweeps_without_a_scope(db):
    row = factories.Reservation(status="pre_reserved", hold_expires_at=NOW - timedelta(1))

    tasks.release_overdue_holds()

    assert reloaded(row).status == "cancelled"


def test_an_overdue_hold_is_no_longer_among_the_guests_bookings(hotel, hold):
    assert BuiltinPms(hotel, now=NOW).bookings_of(ANA.phone)
    assert BuiltinPms(hotel, now=LATER).bookings_of(ANA.phone) == []


def test_a_stay_is_over_the_day_after_it_ends(hotel, hold):
    booking.confirm(hold.pk, NOW)

    assert BuiltinPms(hotel, now=datetime(2026, 3, 12, 23, tzinfo=UTC)).bookings_of(ANA.phone)
    assert not BuiltinPms(hotel, now=datetime(2026, 3, 13, 1, tzinfo=UTC)).bookings_of(ANA.phone)


def test_sold_out_is_said_when_every_room_is_taken(hotel, hold):
    [offer] = BuiltinPms(hotel, now=LATER).offers(STAY)

    with pytest.raises(SoldOut):
        booking.book(hotel, booking.Request(offer, ANA, "k2"), NOW)

"""Many guests at once, on real connections: no sleeps, each step waits for the one before."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from observability import metrics
from pms.builtin import booking
from pms.builtin.adapter import BuiltinPms
from pms.builtin.models import Reservation
from pms.errors import SoldOut, WrongState
from pms.registry import for_tenant
from pms.types import GuestDetails, Stay
from tenants.scope import scope
from tests.pms import factories
from tests.pms.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)

STAY = Stay(date(2026, 3, 10), date(2026, 3, 12), 2)
ANA = GuestDetails("Ana", "+34600112233")


@pytest.fixture
def kind():
    return factories.RoomType(code="double")


@pytest.fixture
def hotel(kind):
    with scope(kind.tenant):
        yield kind.tenant


def rooms(kind, count):
    return [factories.Room(room_type=kind) for _ in range(count)]


def offer(hotel):
    [found] = BuiltinPms(hotel, now=NOW).offers(STAY)
    return found


def elsewhere(pool, hotel, work):
    """Start `work` on a thread with a connection of its own; its result or its error comes back."""

    def run():
        try:
            with scope(hotel):
                return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    return pool.submit(run)


def wait_until_somebody_waits_for_a_lock():
    """Return once another connection to this database is blocked; fail after ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
    pytest.fail("nobody waits")


def rush(hotel, guests, key):
    """Let that many guests book at the same moment, each under `key(n)`."""
    wanted, together = offer(hotel), Barrier(guests)

    def book(number):
        together.wait(timeout=30)
        pms = for_tenant(hotel, now=NOW)
        return pms.book(wanted, ANA, key=key(number)).code

    with ThreadPoolExecutor(guests) as pool:
        futures = [elsewhere(pool, hotel, lambda n=n: book(n)) for n in range(guests)]
        return [future.result() for future in futures]


@pytest.mark.parametrize(("guests", "free"), [(50, 1), (30, 10), (2, 1)])
def test_a_rush_sells_every_room_once(hotel, kind, guests, free):
    rooms(kind, free)

    results = rush(hotel, guests, key=lambda n: f"k{n}")

    assert len({result for result in results if isinstance(result, str)}) == free
    assert sum(isinstance(result, SoldOut) for result in results) == guests - free
    assert Reservation.objects.count() == free
    assert Reservation.objects.values("room").distinct().count() == free


@pytest.mark.parametrize("free", [1, 5])
def test_one_key_in_a_rush_is_one_booking(hotel, kind, free):
    rooms(kind, free)
    wanted, together = offer(hotel), Barrier(10)

    def book():
        together.wait(timeout=30)
        return BuiltinPms(hotel, now=NOW).book(wanted, ANA, key="same").code

    with ThreadPoolExecutor(10) as pool:
        futures = [elsewhere(pool, hotel, book) for _ in range(10)]
        codes = {future.result() for future in futures}

    assert len(codes) == 1
    assert Reservation.objects.count() == 1


def test_of_two_confirmations_one_wins(hotel, kind):
    rooms(kind, 1)
    hold = booking.book(hotel, booking.Request(offer(hotel), ANA), NOW)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = booking.confirm(hold.pk, NOW)
            second = elsewhere(pool, hotel, lambda: booking.confirm(hold.pk, NOW))
            wait_until_somebody_waits_for_a_lock()
        refusal = second.result()

    assert first.status == "confirmed"
    assert isinstance(refusal, WrongState)


@pytest.fixture
def expiring(hotel, kind):
    """A hold that is not yet overdue at its expiry, and is a second later."""
    rooms(kind, 1)
    return booking.book(hotel, booking.Request(offer(hotel), ANA), NOW)


def test_a_confirmation_being_committed_beats_the_sweep(hotel, expiring):
    overdue = expiring.hold_expires_at + timedelta(seconds=1)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            booking.confirm(expiring.pk, expiring.hold_expires_at)
            sweep = elsewhere(pool, hotel, lambda: booking.release_overdue_holds(overdue))
            assert sweep.result() == []  # it does not even wait
        assert elsewhere(pool, hotel, lambda: booking.release_overdue_holds(overdue)).result() == []

    expiring.refresh_from_db()
    assert (expiring.status, expiring.cancelled_at) == ("confirmed", None)


@pytest.mark.parametrize("committed", [True, False])
def test_a_confirmation_behind_the_sweep_sees_what_it_did(hotel, expiring, committed):
    overdue = expiring.hold_expires_at + timedelta(seconds=1)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert booking.release_overdue_holds(overdue) == [expiring.code]
            confirmation = elsewhere(
                pool, hotel, lambda: booking.confirm(expiring.pk, expiring.hold_expires_at)
            )
            wait_until_somebody_waits_for_a_lock()
            transaction.set_rollback(not committed)
        result = confirmation.result()

    expiring.refresh_from_db()
    if committed:
        assert isinstance(result, WrongState)
        assert expiring.status == "cancelled"
    else:
        assert expiring.status == "confirmed"


@pytest.mark.parametrize(("free", "sold_out"), [(1, True), (2, False)])
def test_a_room_taken_behind_our_back_is_given_up(hotel, kind, free, sold_out):
    """Rows may come past the verb; then the constraint refuses, and we look once more."""
    taken = rooms(kind, free)[0]
    wanted = offer(hotel)
    counter = metrics.reservations_date_overlap_total.labels("chat")
    before = counter._value.get()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            factories.Reservation(room=taken, arrival=STAY.arrival, departure=STAY.departure)
            book = elsewhere(
                pool, hotel, lambda: booking.book(hotel, booking.Request(wanted, ANA), NOW)
            )
            wait_until_somebody_waits_for_a_lock()
        result = book.result()

    assert counter._value.get() == before + 1
    if sold_out:
        assert isinstance(result, SoldOut)
    else:
        assert result.room_id != taken.pk


def test_a_room_that_is_given_back_in_time_is_sold(hotel, kind):
    taken = rooms(kind, 1)[0]
    wanted = offer(hotel)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            factories.Reservation(room=taken, arrival=STAY.arrival, departure=STAY.departure)
            book = elsewhere(
                pool, hotel, lambda: booking.book(hotel, booking.Request(wanted, ANA), NOW)
            )
            wait_until_somebody_waits_for_a_lock()
            transaction.set_rollback(True)
        result = book.result()

    assert result.room_id == taken.pk

"""What the ledger knows after a crash at any point of a booking."""

from datetime import date

import pytest
from django.db import transaction

from pms.builtin.adapter import BuiltinPms
from pms.builtin.models import Reservation
from pms.errors import PmsRejected, PmsUnavailable, SoldOut
from pms.ledger import Ledger
from pms.models import LedgerEntry
from pms.types import GuestDetails, Stay
from tenants.scope import scope
from tests.pms import factories
from tests.pms.conftest import furnish
from tests.pms.factories import NOW

STAY = Stay(date(2026, 3, 10), date(2026, 3, 12), 4)
ANA = GuestDetails("Ana Gómez", "+34600112233", "ana@example.com")
Status = LedgerEntry.Status


class Crash(BaseException):
    """The process is gone: nothing catches this."""


class Frail(BuiltinPms):
    """A PMS that fails around its work; it stands for a remote one."""

    before: BaseException | None = None  # raised without having booked
    after: BaseException | None = None  # raised when the booking is made

    def book(self, offer, guest, *, key):
        if self.before:
            raise self.before
        made = super().book(offer, guest, key=key)
        if self.after:
            raise self.after
        return made

    def booked(self, key):
        if isinstance(self.before, PmsUnavailable):
            raise self.before
        return super().booked(key)


@pytest.fixture
def remote(hotel):
    furnish(hotel)
    return Frail(hotel, now=NOW)


@pytest.fixture
def ledger(remote, hotel):
    return Ledger(remote, hotel)


@pytest.fixture
def offer(remote):
    [found] = remote.offers(STAY)
    return found


def entry(key="k1"):
    return LedgerEntry.objects.get(key=key)


def test_a_booking_is_noted_without_a_word_about_the_guest(ledger, offer):
    code = ledger.book(offer, ANA, key="k1").code

    assert (entry().status, entry().code, entry().error) == (Status.CONFIRMED, code, "")
    assert entry().request == {
        "room_type": "suite",
        "arrival": "2026-03-10",
        "departure": "2026-03-12",
        "adults": 4,
        "children": 0,
        "total": "500.00 EUR",
    }


@pytest.mark.parametrize(("moment", "made"), [("before", 0), ("after", 1)])
def test_a_crash_leaves_an_open_entry_that_is_finished_next_time(
    ledger, remote, offer, moment, made
):
    setattr(remote, moment, Crash())
    with pytest.raises(Crash):
        ledger.book(offer, ANA, key="k1")
    assert entry().status == Status.OPEN
    assert Reservation.objects.count() == made

    setattr(remote, moment, None)
    booking = ledger.book(offer, ANA, key="k1")

    assert Reservation.objects.count() == 1
    assert (entry().status, entry().code) == (Status.CONFIRMED, booking.code)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_silence_leaves_an_unsure_entry_that_is_looked_up_next_time(ledger, remote, offer, moment):
    setattr(remote, moment, PmsUnavailable("timed out"))
    with pytest.raises(PmsUnavailable):
        ledger.book(offer, ANA, key="k1")
    assert (entry().status, entry().error) == (Status.UNSURE, "PmsUnavailable: timed out")

    setattr(remote, moment, None)
    booking = ledger.book(offer, ANA, key="k1")

    assert Reservation.objects.count() == 1
    assert (entry().status, entry().code, entry().error) == (Status.CONFIRMED, booking.code, "")


def test_a_pms_that_stays_silent_is_not_asked_to_book_again(ledger, remote, offer):
    remote.after = Crash()
    with pytest.raises(Crash):
        ledger.book(offer, ANA, key="k1")
    remote.after, remote.before = None, PmsUnavailable("down")

    with pytest.raises(PmsUnavailable):
        ledger.book(offer, ANA, key="k1")
    assert entry().status == Status.UNSURE


def test_a_refusal_is_repeated_without_asking(ledger, remote, offer):
    ledger.book(offer, ANA, key="k1")
    with pytest.raises(SoldOut):
        ledger.book(offer, ANA, key="k2")
    remote.before = Crash()

    with pytest.raises(SoldOut, match="suite is sold out"):
        ledger.book(offer, ANA, key="k2")
    assert entry("k2").status == Status.REJECTED


def test_a_refusal_of_a_kind_we_do_not_know_is_a_refusal(ledger, remote, offer):
    class NoPets(PmsRejected):
        pass

    remote.before = NoPets("no dogs: please")
    with pytest.raises(NoPets):
        ledger.book(offer, ANA, key="k1")

    with pytest.raises(PmsRejected, match=r"^no dogs: please$"):
        ledger.book(offer, ANA, key="k1")


def test_a_confirmed_booking_the_pms_has_lost_is_refused(ledger, offer):
    ledger.book(offer, ANA, key="k1")
    Reservation.objects.update(booking_key=None)

    with pytest.raises(PmsRejected, match="no longer knows"):
        ledger.book(offer, ANA, key="k1")


def test_keys_are_a_hotels_own(ledger, offer):
    ledger.book(offer, ANA, key="k1")
    other = factories.Hotel()
    with scope(other):
        furnish(other)
        Ledger(BuiltinPms(other, now=NOW), other).book(offer, ANA, key="k1")

    assert LedgerEntry.across_tenants.filter(key="k1", status=Status.CONFIRMED).count() == 2


@pytest.mark.django_db(transaction=True)
def test_booking_inside_a_transaction_is_a_mistake_of_ours(ledger, offer):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        ledger.book(offer, ANA, key="k1")

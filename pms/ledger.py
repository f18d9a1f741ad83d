"""The port around a port: a booking is made at most once per key, also across a crash.

An entry is written before the PMS is asked and judged after it answers. What was never judged is
looked up by its key before it is asked for again.
"""

from collections.abc import Sequence

from django.db import transaction

from pms.errors import NotFound, PmsRejected, PmsUnavailable, SoldOut, WrongState
from pms.models import LedgerEntry
from pms.ports import Pms
from pms.trouble import database_trouble
from pms.types import Booking, GuestDetails, Offer, RoomKind, Stay
from tenants.models import Tenant

Status = LedgerEntry.Status
REFUSALS = {kind.__name__: kind for kind in (PmsRejected, SoldOut, NotFound, WrongState)}


class Ledger:
    """Use it in the hotel's scope and outside any transaction: an entry must outlive a crash."""

    def __init__(self, pms: Pms, tenant: Tenant) -> None:
        self.pms = pms
        self.tenant = tenant

    def book(self, offer: Offer, guest: GuestDetails, *, key: str) -> Booking:
        entry, is_new = self._open(offer, key)
        if entry.status == Status.REJECTED:
            raise _refusal(entry.error)
        if is_new:
            return self._ask(entry, offer, guest)
        made = self._look_up(entry)
        if made is not None:
            _judge(entry, Status.CONFIRMED, code=made.code)
            return made
        if entry.status == Status.CONFIRMED:
            raise PmsRejected(f"the PMS no longer knows {entry.code}")
        return self._ask(entry, offer, guest)

    def _open(self, offer: Offer, key: str) -> tuple[LedgerEntry, bool]:
        # Durable: raises where a transaction is open, which could still take the entry back.
        with database_trouble(), transaction.atomic(durable=True):
            return LedgerEntry.objects.get_or_create(
                tenant=self.tenant, key=key, defaults={"request": _request(offer)}
            )

    def _ask(self, entry: LedgerEntry, offer: Offer, guest: GuestDetails) -> Booking:
        try:
            booking = self.pms.book(offer, guest, key=entry.key)
        except PmsRejected as error:
            _judge(entry, Status.REJECTED, error=error)
            raise
        except PmsUnavailable as error:
            _judge(entry, Status.UNSURE, error=error)
            raise
        _judge(entry, Status.CONFIRMED, code=booking.code)
        return booking

    def _look_up(self, entry: LedgerEntry) -> Booking | None:
        try:
            return self.pms.booked(entry.key)
        except PmsUnavailable as error:
            if entry.status != Status.CONFIRMED:
                _judge(entry, Status.UNSURE, error=error)
            raise

    def room_kinds(self) -> Sequence[RoomKind]:
        return self.pms.room_kinds()

    def offers(self, stay: Stay) -> Sequence[Offer]:
        return self.pms.offers(stay)

    def nearest(self, stay: Stay) -> Sequence[Stay]:
        return self.pms.nearest(stay)

    def booked(self, key: str) -> Booking | None:
        return self.pms.booked(key)

    def booking(self, code: str, *, phone: str) -> Booking:
        return self.pms.booking(code, phone=phone)

    def bookings_of(self, phone: str) -> Sequence[Booking]:
        return self.pms.bookings_of(phone)

    def cancel(self, code: str, *, phone: str) -> Booking:
        return self.pms.cancel(code, phone=phone)


def _judge(
    entry: LedgerEntry,
    status: LedgerEntry.Status,
    *,
    code: str = "",
    error: Exception | None = None,
) -> None:
    entry.status, entry.code = status, code
    entry.error = f"{type(error).__name__}: {error}"[:200] if error else ""
    with database_trouble():
        entry.save(update_fields=["status", "code", "error", "updated_at"])


def _refusal(noted: str) -> PmsRejected:
    """Return the error that was noted as "SoldOut: the last room has gone"."""
    name, _, reason = noted.partition(": ")
    return REFUSALS.get(name, PmsRejected)(reason)


def _request(offer: Offer) -> dict[str, object]:
    """Return what was asked for, without a word about the guest."""
    return {
        "room_type": offer.room_type,
        "arrival": offer.stay.arrival.isoformat(),
        "departure": offer.stay.departure.isoformat(),
        "adults": offer.stay.adults,
        "children": offer.stay.children,
        "total": str(offer.total),
    }

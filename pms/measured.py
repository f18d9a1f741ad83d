"""The port around a port: how often a PMS is asked, how long it takes, and what it says."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from observability import metrics
from pms.errors import PmsRejected
from pms.ports import Pms
from pms.types import Booking, GuestDetails, Offer, RoomKind, Stay


class Measured:
    def __init__(self, pms: Pms) -> None:
        self.pms = pms

    def room_kinds(self) -> Sequence[RoomKind]:
        with _measure("room_kinds"):
            return self.pms.room_kinds()

    def offers(self, stay: Stay) -> Sequence[Offer]:
        with _measure("offers"):
            return self.pms.offers(stay)

    def nearest(self, stay: Stay) -> Sequence[Stay]:
        with _measure("nearest"):
            return self.pms.nearest(stay)

    def book(self, offer: Offer, guest: GuestDetails, *, key: str) -> Booking:
        with _measure("book", method="write"):
            return self.pms.book(offer, guest, key=key)

    def booked(self, key: str) -> Booking | None:
        with _measure("booked"):
            return self.pms.booked(key)

    def booking(self, code: str, *, phone: str) -> Booking:
        with _measure("booking"):
            return self.pms.booking(code, phone=phone)

    def bookings_of(self, phone: str) -> Sequence[Booking]:
        with _measure("bookings_of"):
            return self.pms.bookings_of(phone)

    def cancel(self, code: str, *, phone: str) -> Booking:
        with _measure("cancel", method="write"):
            return self.pms.cancel(code, phone=phone)


@contextmanager
def _measure(operation: str, method: str = "read") -> Iterator[None]:
    """Count one call. A refusal is an answer: only what the PMS could not do is an error."""
    started = time.perf_counter()
    status = "success"
    try:
        yield
    except PmsRejected:
        raise
    except Exception as error:
        status = "error"
        metrics.pms_errors_total.labels(operation, type(error).__name__).inc()
        raise
    finally:
        metrics.pms_operations_total.labels(operation, status).inc()
        seconds = time.perf_counter() - started
        metrics.pms_api_latency_seconds.labels(operation, method).observe(seconds)

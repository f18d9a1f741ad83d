"""The port: what the conversation needs from any property management system."""

from collections.abc import Sequence
from typing import Protocol

from pms.types import Booking, GuestDetails, Offer, RoomKind, Stay


class Pms(Protocol):
    """One hotel's PMS. Every method may raise PmsUnavailable; others are named where they can come.

    A stay in the past, or more than MAX_DAYS_AHEAD ahead, raises PmsRejected; callers check first.
    """

    def room_kinds(self) -> Sequence[RoomKind]:
        """Return the hotel's room types, cheapest first."""
        ...

    def offers(self, stay: Stay) -> Sequence[Offer]:
        """Return what is free for the whole stay and large enough, cheapest first; may be empty."""
        ...

    def nearest(self, stay: Stay) -> Sequence[Stay]:
        """Return at most two stays of the same length with a free room that is large enough.

        The nearest one that starts before `stay` and the nearest one that starts after it, within
        30 days and never in the past; in order of arrival; empty when there is none.
        """
        ...

    def book(self, offer: Offer, guest: GuestDetails, *, key: str) -> Booking:
        """Book one room of the offer as `pre_reserved`, at most once per `key` (1-100 characters).

        The same key again returns the same booking. Raises SoldOut when the last room has gone,
        PmsRejected when the price is no longer the offer's.
        """
        ...

    def booked(self, key: str) -> Booking | None:
        """Return the booking made with `key`, or None when none was made."""
        ...

    def booking(self, code: str, *, phone: str) -> Booking:
        """Return a guest's booking by its code (any case), or raise NotFound.

        Raises NotFound too when the booking belongs to another phone number: a code alone says
        nothing about other guests.
        """
        ...

    def bookings_of(self, phone: str) -> Sequence[Booking]:
        """Return the guest's open bookings that are not yet over, soonest first.

        Open is `confirmed`, or `pre_reserved` with a hold that has not expired.
        """
        ...

    def cancel(self, code: str, *, phone: str) -> Booking:
        """Cancel a guest's booking and return it. Raises NotFound or WrongState."""
        ...

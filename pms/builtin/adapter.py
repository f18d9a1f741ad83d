"""The built-in PMS behind the port: rows inside, values outside."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet

from pms.builtin import availability, booking, values
from pms.builtin.models import Reservation, RoomType
from pms.errors import NotFound
from pms.trouble import database_trouble
from pms.types import Booking, GuestDetails, Offer, RoomKind, Stay
from tenants.models import Tenant


class BuiltinPms:
    """One hotel's rooms, at one moment. Use it inside the hotel's scope."""

    def __init__(self, tenant: Tenant, *, now: datetime) -> None:
        self.tenant = tenant
        self.now = now  # aware: the clock of the turn, which holds are measured by

    @classmethod
    def check(cls) -> None:
        """Raise PmsUnavailable when the database does not answer."""
        with database_trouble(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    @property
    def today(self) -> date:
        return self.now.astimezone(self.tenant.zone).date()

    def room_kinds(self) -> Sequence[RoomKind]:
        with database_trouble():
            types = RoomType.objects.filter(tenant=self.tenant, is_active=True)
            rows = list(types.order_by("base_price", "position", "code"))
        return [values.room_kind(row, self.tenant.currency) for row in rows]

    def offers(self, stay: Stay) -> Sequence[Offer]:
        booking.check_dates(stay, self.today)
        with database_trouble():
            free = availability.free_types(self.tenant.pk, stay, self.now)
            return values.offers(free, stay, self.tenant)

    def nearest(self, stay: Stay) -> Sequence[Stay]:
        booking.check_dates(stay, self.today)
        with database_trouble():
            return availability.nearest(self.tenant.pk, stay, self.now, self.today)

    def book(self, offer: Offer, guest: GuestDetails, *, key: str) -> Booking:
        with database_trouble():
            row = booking.book(self.tenant, booking.Request(offer, guest, key), self.now)
        return values.booking(row)

    def booked(self, key: str) -> Booking | None:
        with database_trouble():
            row = booking.by_key(self.tenant, key)
        return values.booking(row) if row else None

    def booking(self, code: str, *, phone: str) -> Booking:
        with database_trouble():
            return values.booking(self._own(code, phone))

    def bookings_of(self, phone: str) -> Sequence[Booking]:
        open_ones = Q(status=booking.Status.CONFIRMED) | Q(
            Q(hold_expires_at__isnull=True) | Q(hold_expires_at__gte=self.now),
            status=booking.Status.PRE_RESERVED,
        )
        with database_trouble():
            rows = self._of(phone).filter(open_ones, departure__gte=self.today)
            return [values.booking(row) for row in rows.order_by("arrival", "pk")]

    def cancel(self, code: str, *, phone: str) -> Booking:
        with database_trouble():
            row = self._own(code, phone)
            return values.booking(booking.cancel(row.pk, self.now, booking.Reason.GUEST))

    def _own(self, code: str, phone: str) -> Reservation:
        row = self._of(phone).filter(code=code.strip().upper()).first()
        if row is None:
            raise NotFound("no booking with this code for this guest")
        return row

    def _of(self, phone: str) -> QuerySet[Reservation]:
        """Return the rows of one phone; of nobody when there is no phone to compare."""
        number = booking.e164(phone)
        rows = Reservation.objects.filter(tenant=self.tenant).select_related("room__room_type")
        return rows.filter(guest_phone=number) if number else rows.none()

"""Making a reservation and moving it from state to state: nobody else writes these columns."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from observability import metrics
from pms.builtin import availability, pricing, values
from pms.builtin.models import Reservation, Room, RoomType
from pms.errors import NotFound, PmsRejected, PmsUnavailable, SoldOut, WrongState
from pms.types import MAX_DAYS_AHEAD, GuestDetails, Offer, Stay
from tenants.models import Tenant

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nobody mistakes one for another: no 0 O 1 I L
TRIES = 3  # a room may go, or a code be taken, between our look and our insert

Status = Reservation.Status
Channel = Reservation.Channel
Reason = Reservation.CancelReason

# A locked row is being confirmed, cancelled or released by somebody else: leave it to them.
RELEASE = """
    UPDATE builtin_pms_reservation
    SET status = 'cancelled', cancel_reason = 'expired', cancelled_at = %(now)s
    WHERE status = 'pre_reserved' AND id IN (
        SELECT id FROM builtin_pms_reservation
        WHERE status = 'pre_reserved' AND hold_expires_at < %(now)s
          AND (%(room_type)s::bigint IS NULL OR room_id IN (
              SELECT id FROM builtin_pms_room WHERE room_type_id = %(room_type)s))
        FOR UPDATE SKIP LOCKED
    )
    RETURNING code
"""


@dataclass(frozen=True, slots=True)
class Request:
    """A reservation that somebody wants, at the price they were told."""

    offer: Offer
    guest: GuestDetails
    key: str | None = None  # the same key again is the same reservation
    channel: Channel = Channel.CHAT
    notes: str = ""


def book(tenant: Tenant, request: Request, now: datetime) -> Reservation:
    """Hold one room of the offer until the hotel's `hold_minutes` are over.

    Raises SoldOut when the last room has gone, PmsRejected when the price or the stay will not do.
    """
    try:
        return _book(tenant, request, now)
    except PmsRejected as error:
        metrics.hotel_failed_reservations_total.labels(type(error).__name__).inc()
        raise


def _book(tenant: Tenant, request: Request, now: datetime) -> Reservation:
    overlaps = 0
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                row, is_new = _hold(tenant, request, now)
        except IntegrityError as error:
            constraint = _constraint(error)
            if constraint == "one_guest_per_room_and_night":
                metrics.reservations_date_overlap_total.labels(request.channel).inc()
                overlaps += 1
                if overlaps == 2:
                    raise SoldOut(f"{request.offer.room_type} has just gone") from error
            elif constraint not in ("booked_once_per_key", "builtin_pms_reservation_code_key"):
                raise PmsRejected(f"the reservation breaks {constraint}") from error
        else:
            if is_new:
                metrics.reservations_created_total.labels(row.status, row.channel).inc()
            return row
    raise PmsUnavailable("no free code, or somebody else uses the key at this moment")


def _hold(tenant: Tenant, request: Request, now: datetime) -> tuple[Reservation, bool]:
    """Return the reservation and whether it is new. All bookings of a type queue up at its row."""
    made = by_key(tenant, request.key)
    if made is not None:
        return made, False
    types = RoomType.objects.filter(tenant=tenant, is_active=True)
    room_type = types.select_for_update(no_key=True).filter(code=request.offer.room_type).first()
    if room_type is None:
        raise PmsRejected(f"no room type {request.offer.room_type!r}")
    made = by_key(tenant, request.key)  # a twin may have held the lock until now
    if made is not None:
        return made, False
    check(request.offer.stay, room_type, now.astimezone(tenant.zone).date())
    _same_price(tenant, room_type, request.offer)
    release_overdue_holds(now, room_type_id=room_type.pk)
    room = availability.best_room(tenant.pk, room_type.pk, request.offer.stay, now)
    if room is None:
        raise SoldOut(f"{room_type.code} is sold out")
    room.room_type = room_type
    return _insert(tenant, room, request, now), True


def check(stay: Stay, room_type: RoomType, today: date) -> None:
    """Raise PmsRejected for a stay in the past or too far ahead, or for too many guests."""
    check_dates(stay, today)
    if stay.guests > room_type.capacity:
        raise PmsRejected(f"{room_type.code} takes {room_type.capacity}, not {stay.guests}")


def check_dates(stay: Stay, today: date) -> None:
    if stay.arrival < today:
        raise PmsRejected(f"{stay.arrival} is over")
    if stay.arrival > today + timedelta(days=MAX_DAYS_AHEAD):
        raise PmsRejected(f"{stay.arrival} is more than {MAX_DAYS_AHEAD} days ahead")


def _same_price(tenant: Tenant, room_type: RoomType, offer: Offer) -> None:
    [current] = values.offers([availability.Free(room_type, 1)], offer.stay, tenant)
    if current.nights != offer.nights:
        raise PmsRejected(f"the price is {current.total}, no longer {offer.total}")


def _insert(tenant: Tenant, room: Room, request: Request, now: datetime) -> Reservation:
    offer, guest = request.offer, request.guest
    return Reservation.objects.create(
        tenant=tenant,
        room=room,
        code=new_code(),
        booking_key=request.key,
        guest_name=guest.name.strip(),
        guest_phone=e164(guest.phone),
        guest_email=guest.email,
        language=guest.language,
        adults=offer.stay.adults,
        children=offer.stay.children,
        arrival=offer.stay.arrival,
        departure=offer.stay.departure,
        nightly=[[night.day.isoformat(), str(night.price.amount)] for night in offer.nights],
        total=offer.total.amount,
        deposit=pricing.deposit(offer.total, tenant.deposit_percent).amount,
        currency=tenant.currency,
        channel=request.channel,
        hold_expires_at=now + timedelta(minutes=tenant.hold_minutes),
        notes=request.notes,
    )


def by_key(tenant: Tenant, key: str | None) -> Reservation | None:
    if key is None:
        return None
    rows = Reservation.objects.select_related("room__room_type")
    return rows.filter(tenant=tenant, booking_key=key).first()


def new_code() -> str:
    return "RES-" + "".join(secrets.choice(ALPHABET) for _ in range(8))


def e164(phone: str) -> str:
    """Return the number as + and digits, however it was written; "" when it has none."""
    digits = "".join(char for char in phone if char in "0123456789")
    return "+" + digits if digits else ""


def _constraint(error: IntegrityError) -> str:
    """Return the name of the constraint that a statement broke, "" when PostgreSQL names none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def confirm(reservation_id: int, now: datetime) -> Reservation:
    """Confirm a hold that is not overdue; an overdue one is released, and WrongState raised."""
    lasting = Q(hold_expires_at__isnull=True) | Q(hold_expires_at__gte=now)
    hold = Reservation.objects.filter(pk=reservation_id, status=Status.PRE_RESERVED)
    if not hold.filter(lasting).update(status=Status.CONFIRMED, confirmed_at=now):
        expired = hold.filter(hold_expires_at__lt=now).update(
            status=Status.CANCELLED, cancelled_at=now, cancel_reason=Reason.EXPIRED
        )
        metrics.prereservations_expired_total.inc(expired)
        raise _refusal(reservation_id)
    return get(reservation_id)


def cancel(reservation_id: int, now: datetime, reason: Reason) -> Reservation:
    """Cancel a hold or a confirmed reservation, which frees its nights. Raises WrongState."""
    return _move(
        reservation_id,
        (Status.PRE_RESERVED, Status.CONFIRMED),
        status=Status.CANCELLED,
        cancelled_at=now,
        cancel_reason=reason,
    )


def complete(reservation_id: int) -> Reservation:
    """Note that the guest has stayed. Raises WrongState unless it was confirmed."""
    return _move(reservation_id, (Status.CONFIRMED,), status=Status.COMPLETED)


def no_show(reservation_id: int) -> Reservation:
    """Note that the guest never came, which frees the nights. Raises WrongState likewise."""
    return _move(reservation_id, (Status.CONFIRMED,), status=Status.NO_SHOW)


def _move(reservation_id: int, origins: Sequence[Status], **columns: object) -> Reservation:
    # The status is checked by the statement that changes it: of two at once, one finds no row.
    rows = Reservation.objects.filter(pk=reservation_id, status__in=origins)
    if not rows.update(**columns):
        raise _refusal(reservation_id)
    return get(reservation_id)


def get(reservation_id: int) -> Reservation:
    """Return the row with its room and room type, or raise NotFound."""
    row = Reservation.objects.select_related("room__room_type").filter(pk=reservation_id).first()
    if row is None:
        raise NotFound("no such reservation")
    return row


def _refusal(reservation_id: int) -> WrongState:
    row = get(reservation_id)
    return WrongState(f"{row.code} is {row.status}")


def release_overdue_holds(now: datetime, *, room_type_id: int | None = None) -> list[str]:
    """Cancel every hold that expired before `now`, of all hotels or of one type; return the codes.

    A confirmation that is being committed wins: its row is locked and passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, {"now": now, "room_type": room_type_id})
        codes = [code for (code,) in cursor.fetchall()]
    # Inside a booking that fails the release is undone, and so must not be counted.
    transaction.on_commit(partial(metrics.prereservations_expired_total.inc, len(codes)))
    return codes

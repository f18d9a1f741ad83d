"""What is free: each question is one statement over all rooms of a hotel, few or many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from pms.builtin.models import Rate, Room, RoomType
from pms.types import MAX_DAYS_AHEAD, MAX_NIGHTS, Stay

NEAREST_DAYS = 30  # how far from the wished day another stay may begin

# The nights that keep a room. No stay has more than MAX_NIGHTS, so one that reaches into the
# window began at most that long before it: the index on (tenant, arrival) answers alone.
# An overdue hold keeps nothing; one without an expiry never is overdue.
TAKEN = """
    WITH taken AS (
        SELECT room_id, arrival, departure FROM builtin_pms_reservation
        WHERE tenant_id = %(tenant)s
          AND arrival >= %(first)s::date - %(max_nights)s::int AND arrival <= %(last)s
          AND departure >= %(first)s
          AND status IN ('pre_reserved', 'confirmed', 'completed')
          AND (status <> 'pre_reserved' OR hold_expires_at IS NULL OR hold_expires_at >= %(now)s)
    )
"""

FREE = f"""{TAKEN},
    free AS (
        SELECT room_type_id, count(*) AS rooms FROM builtin_pms_room
        WHERE tenant_id = %(tenant)s AND is_active AND id NOT IN (
            SELECT room_id FROM taken WHERE arrival < %(last)s AND departure > %(first)s
        )
        GROUP BY room_type_id
    )
    SELECT room_type.*, free.rooms AS free
    FROM builtin_pms_roomtype room_type JOIN free ON free.room_type_id = room_type.id
    WHERE room_type.tenant_id = %(tenant)s AND room_type.is_active
      AND room_type.capacity >= %(guests)s
    ORDER BY room_type.position, room_type.code
"""  # noqa: S608 - no value is part of the text

# A room whose neighbours in time are taken fits best: it leaves the long gaps to long stays.
BEST_ROOM = f"""{TAKEN}
    SELECT room.* FROM builtin_pms_room room LEFT JOIN taken ON taken.room_id = room.id
    WHERE room.tenant_id = %(tenant)s AND room.room_type_id = %(room_type)s AND room.is_active
    GROUP BY room.id
    HAVING count(*) FILTER (WHERE arrival < %(last)s AND departure > %(first)s) = 0
    ORDER BY count(taken.room_id) DESC, length(room.number), room.number
    LIMIT 1
"""  # noqa: S608 - no value is part of the text

NEAREST = f"""{TAKEN},
    busy AS (SELECT room_id, range_agg(daterange(arrival, departure)) AS nights
             FROM taken GROUP BY room_id),
    fitting AS MATERIALIZED (
        SELECT coalesce(busy.nights, '{{}}') AS nights
        FROM builtin_pms_room room
        JOIN builtin_pms_roomtype room_type ON room_type.id = room.room_type_id
        LEFT JOIN busy ON busy.room_id = room.id
        WHERE room.tenant_id = %(tenant)s AND room.is_active AND room_type.is_active
          AND room_type.capacity >= %(guests)s
    ),
    candidate AS (SELECT %(earliest)s::date + shift AS day
                  FROM generate_series(0, %(latest)s::date - %(earliest)s::date) AS shift)
    SELECT max(day) FILTER (WHERE day < %(arrival)s), min(day) FILTER (WHERE day > %(arrival)s)
    FROM candidate
    WHERE EXISTS (SELECT 1 FROM fitting
                  WHERE NOT nights && daterange(day, day + %(nights)s::int))
"""  # noqa: S608 - no value is part of the text


@dataclass(frozen=True, slots=True)
class Free:
    """A room type with at least one room free for the whole stay."""

    room_type: RoomType
    rooms: int  # 1 or more


def free_types(tenant_id: int, stay: Stay, now: datetime) -> list[Free]:
    """Return the room types that are free for every night and large enough for the guests."""
    found = RoomType.objects.raw(
        FREE, {**_window(tenant_id, stay.arrival, stay.departure, now), "guests": stay.guests}
    )
    return [Free(row, row.free) for row in found]  # type: ignore[attr-defined]


def best_room(tenant_id: int, room_type_id: int, stay: Stay, now: datetime) -> Room | None:
    """Return a free room of the type, or None; the one that breaks up the fewest empty nights."""
    window = _window(tenant_id, stay.arrival, stay.departure, now)
    return next(iter(Room.objects.raw(BEST_ROOM, {**window, "room_type": room_type_id})), None)


def nearest(tenant_id: int, stay: Stay, now: datetime, today: date) -> list[Stay]:
    """Return the free stays of the same length that begin next before and next after `stay`."""
    reach = timedelta(days=NEAREST_DAYS)
    earliest = max(today, stay.arrival - reach)
    latest = min(today + timedelta(days=MAX_DAYS_AHEAD), stay.arrival + reach)
    last = latest + timedelta(days=stay.nights)
    params = _window(tenant_id, earliest, last, now) | {
        "earliest": earliest,
        "latest": latest,
        "arrival": stay.arrival,
        "nights": stay.nights,
        "guests": stay.guests,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, params)
        arrivals: tuple[date | None, ...] = cursor.fetchone() or ()
    return [stay.moved((day - stay.arrival).days) for day in arrivals if day is not None]


def rates(room_types: Iterable[RoomType], stay: Stay) -> QuerySet[Rate]:
    """Return the nights of the stay that have a price of their own, for all the types at once."""
    return Rate.objects.filter(
        room_type__in=[room_type.pk for room_type in room_types],
        day__gte=stay.arrival,
        day__lt=stay.departure,
    )


def _window(tenant_id: int, first: date, last: date, now: datetime) -> dict[str, Any]:
    return {
        "tenant": tenant_id,
        "first": first,
        "last": last,
        "now": now,
        "max_nights": MAX_NIGHTS,
    }

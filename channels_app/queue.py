"""The one state machine behind the inbox and the outbox: claim a row, finish it, or put it back.

A claim is a lease: whoever finishes or puts back a row proves with `claimed_at` that it is still
theirs, so a worker that was given up for lost cannot answer a second time.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Protocol, TypeVar

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from channels_app.models import InboxMessage, OutboxMessage, QueueRow
from observability import metrics

logger = structlog.get_logger(__name__)

Q = TypeVar("Q", InboxMessage, OutboxMessage)

NUDGE_CHUNK = 25  # threads per nudge: few messages for the broker, several workers in parallel
NUDGE_EXPIRES = 300.0
BROKER_PAUSE = 2.0  # seconds without another try once the broker has not answered

# Choose the row first, look for a busy worker second: a worker that took an older row in between
# is seen here, loses the row below, or runs into the unique index on rows in work.
CLAIM = """
UPDATE {table} SET status = 'working', claimed_at = clock_timestamp(), attempts = attempts + 1
WHERE id = (
    SELECT id FROM {table}
    WHERE account_id = %(account)s AND peer = %(peer)s AND status = 'waiting'
    ORDER BY {order}, id LIMIT 1)
  AND status = 'waiting' AND due_at <= clock_timestamp()
  AND NOT EXISTS (
    SELECT 1 FROM {table}
    WHERE account_id = %(account)s AND peer = %(peer)s AND status = 'working')
RETURNING *
"""

# One row per thread is enough, and each account gets its turn: a hotel with a long backlog does
# not fill the list.
DUE = """
SELECT id FROM (
    SELECT id, due_at, row_number() OVER (PARTITION BY account_id ORDER BY due_at, id) AS turn
    FROM (
        SELECT DISTINCT ON (account_id, peer) id, account_id, due_at FROM {table}
        WHERE status = 'waiting' AND due_at <= clock_timestamp()
        ORDER BY account_id, peer, {order}, id) AS threads) AS turns
ORDER BY turn, due_at LIMIT %(limit)s
"""


class LostClaim(Exception):
    """The row was given to another worker while this one was slow."""


class Job(Protocol):
    """What we need of a Celery task that takes ids of rows."""

    name: str

    def apply_async(self, args: tuple[list[int]], *, expires: float = ...) -> object: ...


def claim_next(model: type[Q], account_id: int, peer: str) -> Q | None:
    """Take the oldest waiting row of a thread, so that a guest's messages keep their order.

    None when none is due, or when another worker has one of this thread.
    """
    sql = CLAIM.format(table=model._meta.db_table, order=model.ORDER)
    try:
        with transaction.atomic():
            rows = list(model.across_tenants.raw(sql, {"account": account_id, "peer": peer}))
    except IntegrityError:  # another worker was faster by less than a snapshot
        rows = []
    metrics.queue_claims_total.labels(model._meta.model_name, "taken" if rows else "nothing").inc()
    return rows[0] if rows else None


def finish(row: QueueRow, **changes: object) -> None:
    """Tick the row off, with further column values. Raises LostClaim when it is not ours."""
    _move(row, status=QueueRow.Status.DONE, error="", **changes)


def put_back(
    row: QueueRow,
    error: Exception,
    *,
    permanent: bool = False,
    retry_in: timedelta | None = None,
) -> None:
    """Schedule the next attempt, `retry_in` at the earliest, or bury the row when none is left."""
    text = f"{type(error).__name__}: {error}"[:300]
    if permanent or row.attempts > len(row.BACKOFF):
        metrics.dlq_messages_total.labels(type(error).__name__).inc()
        logger.error("row buried", queue=row._meta.model_name, row=row.pk, error=text)
        _move(row, status=QueueRow.Status.DEAD, error=text)
        return
    wait = max(retry_in or timedelta(0), timedelta(seconds=row.BACKOFF[row.attempts - 1]))
    logger.warning("row put back", queue=row._meta.model_name, row=row.pk, error=text)
    _move(row, status=QueueRow.Status.WAITING, error=text, due_at=now() + wait)


def _move(row: QueueRow, **changes: object) -> None:
    mine = type(row).across_tenants.filter(
        pk=row.pk, status=QueueRow.Status.WORKING, claimed_at=row.claimed_at
    )
    if not mine.update(**changes):
        raise LostClaim(f"{row._meta.model_name} {row.pk}")
    for name, value in changes.items():
        setattr(row, name, value)


def release_lost(model: type[Q]) -> int:
    """Free the rows whose worker was lost, and return how many."""
    lease = timedelta(seconds=settings.QUEUE_LEASE_SECONDS)
    lost = model.across_tenants.filter(status=QueueRow.Status.WORKING, claimed_at__lt=now() - lease)
    # A row may be what kills its workers: it does not get more tries than others.
    worn_out = lost.filter(attempts__gt=len(model.BACKOFF))
    buried = worn_out.update(status=QueueRow.Status.DEAD, error="its worker was lost")
    if buried:
        metrics.dlq_messages_total.labels("LostWorker").inc(buried)
    return buried + lost.update(status=QueueRow.Status.WAITING, due_at=now())


def due(model: type[Q], limit: int = 500) -> list[int]:
    """Return one row id per thread whose time has come, the hotels in turn."""
    sql = DUE.format(table=model._meta.db_table, order=model.ORDER)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"limit": limit})
        return [row_id for (row_id,) in cursor.fetchall()]


_broker_away_until = float("-inf")


def nudge(job: Job, row_ids: list[int], *, expires: float = NUDGE_EXPIRES) -> None:
    """Ask workers to look at rows now. Without a broker the sweep finds them within seconds.

    `expires` is in seconds: what no worker has taken by then, the sweep has long repeated.
    """
    global _broker_away_until
    if time.monotonic() < _broker_away_until:
        metrics.nudges_total.labels("skipped").inc()
        return
    try:
        for chunk in _chunks(row_ids):
            job.apply_async((chunk,), expires=expires)
            metrics.nudges_total.labels("sent").inc()
    except (OSError, OperationalError, RedisError) as error:
        _broker_away_until = time.monotonic() + BROKER_PAUSE
        metrics.nudges_total.labels("lost").inc()
        logger.warning(
            "no broker, the sweep will find it", job=job.name, error=type(error).__name__
        )


def _chunks(row_ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(row_ids), NUDGE_CHUNK):
        yield row_ids[start : start + NUDGE_CHUNK]

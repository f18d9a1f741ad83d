"""What workers do for the outbox."""

import structlog
from celery import shared_task

from channels_app import outbox, queue
from channels_app.models import OutboxMessage
from tenants.scope import scope

logger = structlog.get_logger(__name__)

SWEEP_EXPIRES = 5.0  # seconds: the next sweep repeats what nobody took


@shared_task(name="channels_app.send_outbound")
def send_outbound(row_ids: list[int]) -> None:
    """Send what waits in the threads of these rows, oldest first, until none is left."""
    rows = OutboxMessage.across_tenants.filter(pk__in=row_ids)
    for row in rows.select_related("account__tenant"):
        with scope(row.account.tenant):
            try:
                while outbox.deliver_next(row.account, row.peer):
                    pass
            except Exception:
                # One thread's trouble is not another's; the lease gives the row back.
                logger.exception("outbox thread failed", row=row.pk)


@shared_task(name="channels_app.sweep_outbox")
def sweep_outbox() -> None:
    """Send what is due: retries, and rows whose first nudge or whose worker was lost."""
    queue.release_lost(OutboxMessage)
    queue.nudge(send_outbound, queue.due(OutboxMessage), expires=SWEEP_EXPIRES)

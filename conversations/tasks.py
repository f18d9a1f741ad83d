"""What workers do for the inbox."""

import structlog
from celery import shared_task

from channels_app import inbox, queue, registry
from channels_app.errors import ChannelError
from channels_app.models import InboxMessage, OutboxMessage
from channels_app.tasks import SWEEP_EXPIRES, send_outbound
from conversations import gateway, orchestrator
from conversations.nlu.registry import engine
from conversations.types import Turn
from observability import context, metrics
from pms import registry as pms_registry
from tenants.scope import scope

logger = structlog.get_logger(__name__)


@shared_task(name="conversations.handle_inbound")
def handle_inbound(row_ids: list[int]) -> None:
    """Answer what waits in the threads of these rows, oldest first, until none is left."""
    rows = InboxMessage.across_tenants.filter(pk__in=row_ids)
    for row in rows.select_related("account__tenant"):
        try:
            while answer_next(row):
                pass
        except queue.LostClaim:
            logger.warning("claim lost", row=row.pk)
        except Exception:
            # One guest's trouble is not another's; the lease gives the row back.
            logger.exception("inbox thread failed", row=row.pk)


def answer_next(thread: InboxMessage, *, nudge: bool = True) -> bool:
    """Answer the oldest waiting message of a row's thread; False when there is none to take.

    `nudge` tells a worker of the answer at once; without it the caller delivers.
    """
    row = inbox.claim_next(thread.account_id, thread.peer)
    if row is None:
        return False
    row.account = thread.account
    tenant = thread.account.tenant
    with (
        scope(tenant),
        context.bind(request_id=row.request_id, tenant=tenant.slug, row=row.pk),
    ):
        try:
            sent = _answer(row)
        except queue.LostClaim:
            raise
        except Exception as error:
            logger.exception("turn failed")
            metrics.tenant_request_errors.labels(tenant.slug).inc()
            queue.put_back(row, error)
            return True
        metrics.tenant_request_total.labels(tenant.slug).inc()
        metrics.hotel_messages_by_channel_total.labels(row.account.kind).inc()
        if sent and nudge:
            queue.nudge(send_outbound, [sent[0].pk])
    return True


def _answer(row: InboxMessage) -> list[OutboxMessage]:
    turn = gateway.open_turn(row)
    if not turn.handed_over:
        _show_typing(row, turn)
    pms = pms_registry.for_tenant(row.account.tenant, now=turn.now)
    return orchestrator.answer(row, turn, nlu=engine(), pms=pms)


def _show_typing(row: InboxMessage, turn: Turn) -> None:
    """Let the guest see that we read and type; not being able to is no reason not to answer."""
    if turn.kind in orchestrator.WORDLESS:
        return
    try:
        registry.for_account(row.account).mark_read(row.external_id, typing=True)
    except ChannelError as error:
        logger.info("not marked as read", error=str(error))


@shared_task(name="conversations.sweep_inbox")
def sweep_inbox() -> None:
    """Answer what is due: retries, and rows whose first nudge or whose worker was lost."""
    queue.release_lost(InboxMessage)
    queue.nudge(handle_inbound, queue.due(InboxMessage), expires=SWEEP_EXPIRES)

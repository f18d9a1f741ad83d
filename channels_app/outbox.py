"""The outbox: messages to guests that no provider has accepted yet."""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.conf import settings
from django.utils.timezone import now

from channels_app import queue, registry
from channels_app.errors import ChannelError
from channels_app.models import ChannelAccount, InboxMessage, OutboxMessage
from channels_app.types import Message
from observability import context, metrics

logger = structlog.get_logger(__name__)


def put(
    account: ChannelAccount,
    peer: str,
    messages: Iterable[Message],
    *,
    reply_to: InboxMessage | None = None,
    author: str = "",
) -> list[OutboxMessage]:
    """Queue messages, in order. Call it inside the transaction that decided to send them.

    `author` is a person's user name, or "" for the agent.
    """
    rows = [
        OutboxMessage(
            account=account,
            peer=peer,
            content=message.as_json(),
            reply_to=reply_to,
            author=author,
            request_id=context.request_id(),
        )
        for message in messages
    ]
    return OutboxMessage.across_tenants.bulk_create(rows)


def deliver_next(account: ChannelAccount, peer: str) -> bool:
    """Send a guest's oldest waiting message, outside any transaction; False when there is none.

    A row whose fate is unknown (no answer, or a worker lost between the provider's answer and
    our note) waits for a status that carries its tag before it is sent again.
    """
    row = queue.claim_next(OutboxMessage, account.pk, peer)
    if row is None:
        return False
    with context.bind(request_id=row.request_id, row=row.pk):
        try:
            _send(account, row)
        except queue.LostClaim:
            # A status was quicker than our note, or the lease ran out: the row is looked after.
            logger.info("row was settled by somebody else", row=row.pk)
    return True


def _send(account: ChannelAccount, row: OutboxMessage) -> None:
    channel = registry.for_account(account)
    try:
        external_id = channel.send(row.peer, Message.from_json(row.content), tag=str(row.tag))
    except ChannelError as error:
        metrics.whatsapp_messages_sent_total.labels("failed" if error.permanent else "later").inc()
        wait = error.retry_in
        if error.unsure:
            wait = timedelta(seconds=settings.FATE_WAIT_SECONDS)
        queue.put_back(row, error, permanent=error.permanent, retry_in=wait)
        return
    accepted_at = now()
    metrics.whatsapp_messages_sent_total.labels("accepted").inc()
    metrics.guest_reply_seconds.observe((accepted_at - row.created_at).total_seconds())
    logger.info("message accepted", account=account.pk)
    queue.finish(row, external_id=external_id, accepted_at=accepted_at)

"""The inbox: guest messages that nobody has answered yet."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from channels_app import queue
from channels_app.models import ChannelAccount, InboxMessage
from channels_app.types import Received

# A guest who already has a fresh message waiting needs no second nudge: the worker that takes it
# goes on until the thread is empty.
RECORD = """
WITH new AS (
    INSERT INTO channels_app_inboxmessage
        (account_id, peer, external_id, sent_at, kind, text, choice, sender_name, extra,
         status, attempts, due_at, error, request_id, created_at)
    SELECT account, peer, external_id, sent_at, kind, text, choice, sender_name, extra,
           'waiting', 0, now(), '', %(request_id)s, now()
    FROM unnest(%(account)s::bigint[], %(peer)s::text[], %(external_id)s::text[],
                %(sent_at)s::timestamptz[], %(kind)s::text[], %(text)s::text[],
                %(choice)s::text[], %(sender_name)s::text[], %(extra)s::jsonb[])
         AS m(account, peer, external_id, sent_at, kind, text, choice, sender_name, extra)
    ON CONFLICT (account_id, external_id) DO NOTHING
    RETURNING id, account_id, peer)
SELECT min(id) FROM new
WHERE NOT EXISTS (
    SELECT 1 FROM channels_app_inboxmessage AS w
    WHERE w.account_id = new.account_id AND w.peer = new.peer AND w.status = 'waiting'
      AND w.attempts = 0 AND w.created_at > now() - interval '4 seconds')
GROUP BY account_id, peer
"""


def record(
    accounts: Mapping[str, ChannelAccount], messages: Iterable[Received], *, request_id: str = ""
) -> list[int]:
    """Store each message once, in one statement; providers repeat themselves.

    Return the ids of the rows that a worker should be told of: one per guest who is not
    already being looked after. Messages to addresses that are not in `accounts` are left out.
    """
    known = [message for message in messages if message.account in accounts]
    if not known:
        return []
    columns: dict[str, Any] = {
        "account": [accounts[message.account].pk for message in known],
        "peer": [message.sender[:200] for message in known],
        "external_id": [message.external_id[:200] for message in known],
        "sent_at": [message.sent_at for message in known],
        "kind": [message.kind[:30] for message in known],
        "text": [message.text for message in known],
        "choice": [message.choice[:256] for message in known],
        "sender_name": [message.sender_name[:200] for message in known],
        "extra": [Jsonb(dict(message.extra)) for message in known],
        "request_id": request_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(RECORD, columns)
        return [row_id for (row_id,) in cursor.fetchall()]


def claim_next(account_id: int, peer: str) -> InboxMessage | None:
    """Take a guest's oldest waiting message; see `queue.claim_next`."""
    return queue.claim_next(InboxMessage, account_id, peer)

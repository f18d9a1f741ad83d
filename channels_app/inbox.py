"""The inbox: guest messages that nobody has answered yet."""

import json
from collections.abc import Iterable, Mapping

from django.db import connection

from channels_app import queue
from channels_app.models import ChannelAccount, InboxMessage
from channels_app.types import Received

# All rows travel as one JSON value: a single parameter to bind, whatever their number.
# A guest who already has a fresh message waiting needs no second nudge: the worker that takes it
# goes on until the thread is empty. (A scalar subquery looks into the guest's own thread; for
# NOT EXISTS the planner would rather read all that waits into a hash table.)
RECORD = """
WITH new AS (
    INSERT INTO channels_app_inboxmessage
        (account_id, peer, external_id, sent_at, kind, text, choice, sender_name, extra,
         status, attempts, due_at, error, request_id, created_at)
    SELECT account, peer, external_id, sent_at, kind, text, choice, sender_name, extra,
           'waiting', 0, now(), '', %(request_id)s, now()
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS m(
        account bigint, peer text, external_id text, sent_at timestamptz, kind text, text text,
        choice text, sender_name text, extra jsonb)
    ON CONFLICT (account_id, external_id) DO NOTHING
    RETURNING id, account_id, peer)
SELECT id, id = min(id) OVER (PARTITION BY account_id, peer) AND (
    SELECT w.id FROM channels_app_inboxmessage AS w
    WHERE w.account_id = new.account_id AND w.peer = new.peer AND w.status = 'waiting'
      AND w.attempts = 0 AND w.created_at > now() - interval '4 seconds'
    LIMIT 1) IS NULL
FROM new
"""


def record(
    accounts: Mapping[str, ChannelAccount], messages: Iterable[Received], *, request_id: str = ""
) -> tuple[list[int], list[int]]:
    """Store each message once, in one statement; providers repeat themselves.

    Return the ids of the new rows, and of those that a worker should be told of: one per guest
    who is not already being looked after. Messages to addresses that are not in `accounts` are
    left out.
    """
    known = [message for message in messages if message.account in accounts]
    if not known:
        return [], []
    rows = json.dumps([_row(accounts[message.account], message) for message in known])
    with connection.cursor() as cursor:
        cursor.execute(RECORD, {"rows": rows, "request_id": request_id})
        new = cursor.fetchall()
    return [row_id for row_id, _ in new], [row_id for row_id, tell in new if tell]


def _row(account: ChannelAccount, message: Received) -> dict[str, object]:
    return {
        "account": account.pk,
        "peer": message.sender[:200],
        "external_id": message.external_id[:200],
        "sent_at": message.sent_at.isoformat(),
        "kind": message.kind[:30],
        "text": message.text,
        "choice": message.choice[:256],
        "sender_name": message.sender_name[:200],
        "extra": dict(message.extra),
    }


def claim_next(account_id: int, peer: str) -> InboxMessage | None:
    """Take a guest's oldest waiting message; see `queue.claim_next`."""
    return queue.claim_next(InboxMessage, account_id, peer)

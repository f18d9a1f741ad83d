"""What became of our messages: sent, delivered, read, played, failed; by rank, not by arrival."""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection

from channels_app.models import ChannelAccount
from channels_app.types import Receipt
from observability import metrics

RANK = {"": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 9}

# The highest rank in the body counts, and only when it is higher than what we know. A row that
# still waits, or whose worker has not noted the answer yet, is settled by its own tag.
APPLY = """
WITH told AS (
    SELECT DISTINCT ON (account, ref) *
    FROM jsonb_to_recordset(%(receipts)s::jsonb) AS r(
        account bigint, ref {ref_type}, external_id text, status text, rank int, at timestamptz,
        code int)
    ORDER BY account, ref, rank DESC),
rows AS (
    SELECT o.id, told.* FROM channels_app_outboxmessage AS o
    JOIN told ON o.{column} = told.ref AND o.account_id = told.account
    ORDER BY o.id FOR UPDATE OF o),
updated AS (
    UPDATE channels_app_outboxmessage AS o
    SET delivery = rows.status, delivery_at = rows.at, delivery_code = rows.code,
        status = CASE WHEN o.status = 'dead' THEN o.status ELSE 'done' END,
        external_id = rows.external_id, accepted_at = coalesce(o.accepted_at, rows.at)
    FROM rows
    WHERE o.id = rows.id AND rows.rank > CASE o.delivery {ranks} END)
SELECT account, ref FROM rows
"""
APPLY = APPLY.replace(
    "{ranks}", " ".join(f"WHEN '{name}' THEN {rank}" for name, rank in RANK.items())
)


def apply(accounts: Mapping[str, ChannelAccount], receipts: Iterable[Receipt]) -> list[Receipt]:
    """Note what became of our messages, in one statement per way to find them.

    Return the receipts that belong to no message of ours.
    """
    by_tag: list[tuple[Receipt, UUID]] = []
    by_id: list[tuple[Receipt, str]] = []
    stray = []
    for receipt in receipts:
        metrics.whatsapp_statuses_total.labels(receipt.status).inc()
        if receipt.account not in accounts:
            stray.append(receipt)
        elif tag := _uuid(receipt.tag):
            by_tag.append((receipt, tag))
        else:
            by_id.append((receipt, receipt.external_id))
    return [
        *stray,
        *_apply(accounts, by_tag, "tag", "uuid"),
        *_apply(accounts, by_id, "external_id", "text"),
    ]


def _apply(
    accounts: Mapping[str, ChannelAccount],
    receipts: list[tuple[Receipt, UUID]] | list[tuple[Receipt, str]],
    column: str,
    ref_type: str,
) -> list[Receipt]:
    if not receipts:
        return []
    told = [
        {
            "account": accounts[receipt.account].pk,
            "ref": str(ref),
            "external_id": receipt.external_id[:200],
            "status": receipt.status,
            "rank": RANK[receipt.status],
            "at": receipt.at.isoformat(),
            "code": receipt.error_code,
        }
        for receipt, ref in receipts
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            APPLY.format(column=column, ref_type=ref_type), {"receipts": json.dumps(told)}
        )
        found = set(cursor.fetchall())
    return [r for r, ref in receipts if (accounts[r.account].pk, ref) not in found]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

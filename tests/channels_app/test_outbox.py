"""The outbox: each message is sent once, in order, and what fails is judged by its error."""

from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from channels_app import outbox, receipts
from channels_app.models import OutboxMessage
from channels_app.types import Message, Receipt
from tests import factories
from tests.outside import DROP, Answer, Asked, Outside, Step, refusing

pytestmark = pytest.mark.django_db

Status = OutboxMessage.Status


ACCEPTED = Answer(200, {"messages": [{"id": "wamid.accepted"}]})


def refused(status: int, code: int) -> Answer:
    return Answer(status, {"error": {"code": code, "message": "secret details", "title": "No"}})


@pytest.fixture
def graph(settings):
    """`graph(step, ...)` plays Meta's side with these answers and returns it."""
    with ExitStack() as stack:

        def play(*steps: Step) -> Outside:
            outside = stack.enter_context(Outside(steps))
            settings.WHATSAPP_GRAPH_URL = outside.url
            return outside

        yield play


def deliver(row: OutboxMessage) -> OutboxMessage:
    outbox.deliver_next(row.account, row.peer)
    row.refresh_from_db()
    return row


def wait(row: OutboxMessage) -> int:
    return round((row.due_at - now()).total_seconds())


def test_a_message_is_sent_once_and_keeps_the_providers_id(graph):
    meta = graph(ACCEPTED)
    row = deliver(factories.Outbox())

    assert outbox.deliver_next(row.account, row.peer) is False
    assert (row.status, row.external_id, row.attempts) == (Status.DONE, "wamid.accepted", 1)
    (asked,) = meta.seen
    assert asked.json()["biz_opaque_callback_data"] == str(row.tag)
    assert asked.path == f"/{row.account.address}/messages"


def test_messages_of_one_guest_leave_in_order(graph):
    meta = graph(ACCEPTED, ACCEPTED)
    account = factories.Account()
    rows = outbox.put(account, "34600000001", [Message("text", "one"), Message("text", "two")])

    while outbox.deliver_next(account, rows[0].peer):
        pass

    assert [asked.json()["text"]["body"] for asked in meta.seen] == ["one", "two"]


@pytest.mark.parametrize(
    ("step", "status", "seconds"),
    [
        (refused(500, 1), Status.WAITING, 10),  # an outage passes
        (
            refused(400, 130429),
            Status.WAITING,
            10,
        ),  # so does a throughput limit, though it says 400
        (refused(400, 131047), Status.DEAD, 0),  # the window does not reopen by itself
        (refused(401, 190), Status.DEAD, 0),  # nor does an expired token
        (DROP, Status.WAITING, 60),  # accepted or not? a status may still tell
        (Answer(200, {}), Status.WAITING, 60),
    ],
)
def test_what_passes_is_tried_again_and_what_does_not_is_buried(graph, step, status, seconds):
    graph(step)

    row = deliver(factories.Outbox())

    assert (row.status, wait(row)) == (status, seconds)
    assert row.error.startswith("ChannelError: whatsapp")
    assert "secret" not in row.error


def test_nobody_listening_is_tried_again_soon(settings):
    with refusing() as url:
        settings.WHATSAPP_GRAPH_URL = url
        row = deliver(factories.Outbox())

    assert (row.status, wait(row)) == (Status.WAITING, 10)


def test_it_gives_up_after_the_fifth_attempt(graph):
    graph(refused(503, 1))

    row = deliver(factories.Outbox(attempts=4))

    assert (row.status, row.attempts) == (Status.DEAD, 5)


def test_after_a_dropped_connection_a_status_settles_it_and_nothing_is_sent_twice(graph):
    meta = graph(DROP, ACCEPTED)
    row = deliver(factories.Outbox())

    accounts = {row.account.address: row.account}
    receipts.apply(
        accounts, [Receipt("wamid.late", row.account.address, "sent", now(), tag=str(row.tag))]
    )
    OutboxMessage.across_tenants.update(due_at=now())

    assert outbox.deliver_next(row.account, row.peer) is False
    row.refresh_from_db()
    assert (row.status, row.external_id, len(meta.seen)) == (Status.DONE, "wamid.late", 1)


def test_a_status_may_be_quicker_than_our_own_note(settings):
    row = factories.Outbox()

    def accept(asked: Asked) -> Answer:
        receipts.apply(
            {row.account.address: row.account},
            [Receipt("wamid.x", row.account.address, "delivered", now(), tag=str(row.tag))],
        )
        return ACCEPTED

    # The status is noted from within the answer, as a quick webhook would.
    with pytest.MonkeyPatch.context() as patch:
        from channels_app.adapters.whatsapp.adapter import WhatsApp

        patch.setattr(WhatsApp, "send", lambda self, *a, **k: accept(None) and "wamid.x")
        deliver(row)

    row.refresh_from_db()
    assert (row.status, row.delivery, row.external_id) == (Status.DONE, "delivered", "wamid.x")


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (["sent", "delivered", "read"], "read"),
        (["read", "delivered", "sent"], "read"),
        (["delivered", "failed", "read"], "failed"),
        (["sent", "sent"], "sent"),
    ],
)
def test_statuses_count_by_rank_not_by_arrival(told: list[Any], known):
    row = factories.Outbox(status=Status.DONE)
    accounts = {row.account.address: row.account}

    for status in told:
        receipts.apply(
            accounts, [Receipt("wamid.1", row.account.address, status, now(), tag=str(row.tag))]
        )

    row.refresh_from_db()
    assert row.delivery == known


def test_a_thousand_statuses_cost_one_query(django_assert_num_queries):
    account = factories.Account()
    rows = OutboxMessage.across_tenants.bulk_create(
        factories.Outbox.build(account=account, peer=f"34{n:09d}", status="done")
        for n in range(1000)
    )
    told = [
        Receipt(f"wamid.{n}", account.address, "delivered", now(), tag=str(row.tag))
        for n, row in enumerate(rows)
    ]

    with django_assert_num_queries(1):
        stray = receipts.apply({account.address: account}, told)

    assert stray == []
    assert OutboxMessage.across_tenants.filter(delivery="delivered").count() == 1000


def test_a_retry_is_not_taken_before_its_time(graph):
    graph(ACCEPTED)
    row = factories.Outbox(due_at=now() + timedelta(seconds=30))

    assert outbox.deliver_next(row.account, row.peer) is False

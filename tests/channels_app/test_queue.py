"""Rows are the queue: in order, one at a time per guest, and nothing is lost with its worker."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils.timezone import now

from channels_app import queue
from channels_app.models import InboxMessage, OutboxMessage
from tests import factories

pytestmark = pytest.mark.django_db

Status = InboxMessage.Status
EARLY = datetime(2026, 1, 1, tzinfo=UTC)


def claim(row):
    return queue.claim_next(type(row), row.account_id, row.peer)


def test_a_guests_messages_are_taken_in_the_order_they_were_written():
    late = factories.Inbox(sent_at=EARLY + timedelta(seconds=9))
    early = factories.Inbox(account=late.account, sent_at=EARLY)

    first = claim(late)
    queue.finish(first)
    second = claim(late)

    assert [first.pk, second.pk] == [early.pk, late.pk]
    assert claim(late) is None or pytest.fail("both are taken")


def test_one_guest_is_answered_by_one_worker():
    row = factories.Inbox()
    factories.Inbox(account=row.account)

    assert claim(row) is not None
    assert claim(row) is None


def test_another_guest_does_not_wait():
    row = factories.Inbox()
    other = factories.Inbox(account=row.account, peer="34600000000")

    assert claim(row)
    assert claim(other)


def test_the_database_itself_forbids_two_in_work():
    row = factories.Inbox(status=Status.WORKING)

    with pytest.raises(IntegrityError):
        factories.Inbox(account=row.account, status=Status.WORKING)


def test_what_failed_waits_longer_each_time_and_then_is_buried():
    row = factories.Inbox()
    waits = []
    for _ in range(3):
        InboxMessage.across_tenants.update(due_at=now())
        taken = claim(row)
        queue.put_back(taken, RuntimeError("no"))
        row.refresh_from_db()
        waits.append(round((row.due_at - now()).total_seconds()))

    assert waits[:2] == [5, 30]
    assert (row.status, row.attempts, row.error) == (Status.DEAD, 3, "RuntimeError: no")


def test_a_later_message_waits_behind_one_that_failed():
    row = factories.Inbox(sent_at=EARLY)
    factories.Inbox(account=row.account)
    queue.put_back(claim(row), RuntimeError("no"))

    assert claim(row) is None


def test_a_buried_message_does_not_hold_up_the_next():
    row = factories.Inbox(sent_at=EARLY)
    after = factories.Inbox(account=row.account)
    queue.put_back(claim(row), RuntimeError("no"), permanent=True)

    assert claim(row).pk == after.pk


def test_a_lost_worker_gives_its_row_back_and_can_no_longer_finish_it(settings):
    row = factories.Inbox()
    lost = claim(row)
    long_ago = now() - timedelta(seconds=settings.QUEUE_LEASE_SECONDS + 1)
    InboxMessage.across_tenants.update(claimed_at=long_ago)

    assert queue.release_lost(InboxMessage) == 1
    again = claim(row)
    assert again.pk == row.pk
    with pytest.raises(queue.LostClaim):
        queue.finish(lost)
    queue.finish(again)


def test_a_row_that_kills_its_workers_is_buried(settings):
    long_ago = now() - timedelta(seconds=settings.QUEUE_LEASE_SECONDS + 1)
    row = factories.Inbox(status=Status.WORKING, claimed_at=long_ago, attempts=3)

    queue.release_lost(InboxMessage)

    row.refresh_from_db()
    assert (row.status, row.error) == (Status.DEAD, "its worker was lost")


def test_a_busy_worker_keeps_its_row():
    claim(factories.Inbox())

    assert queue.release_lost(InboxMessage) == 0


def test_the_sweep_names_one_row_per_guest_and_gives_each_hotel_its_turn():
    loud = factories.Account()
    for n in range(5):
        factories.Inbox(account=loud, peer=f"3460000000{n}")
        factories.Inbox(account=loud, peer=f"3460000000{n}")
    quiet = factories.Inbox()

    ids = queue.due(InboxMessage, limit=2)

    assert quiet.pk in ids
    assert len(queue.due(InboxMessage)) == 6


def test_the_sweep_leaves_out_what_is_not_due():
    factories.Inbox(due_at=now() + timedelta(hours=1))
    factories.Inbox(status=Status.DEAD)
    factories.Inbox(status=Status.DONE)

    assert queue.due(InboxMessage) == []


@pytest.mark.parametrize("table", [InboxMessage, OutboxMessage])
def test_hot_queries_use_their_indexes(table):
    """With a large history, finding what is open must not read it."""
    account = factories.Account()
    make = factories.Inbox if table is InboxMessage else factories.Outbox
    table.across_tenants.bulk_create(
        make.build(account=account, status="done", peer=f"34{n:09d}") for n in range(3000)
    )
    name = table._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {name}")
        cursor.execute(
            "EXPLAIN " + queue.CLAIM.format(table=name, order=table.ORDER),
            {"account": account.pk, "peer": "34000000001"},
        )
        claim_plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("EXPLAIN " + queue.DUE.format(table=name, order=table.ORDER), {"limit": 9})
        due_plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Seq Scan" not in claim_plan
    assert "Seq Scan" not in due_plan


class Refusing:
    name = "refusing"
    calls = 0

    def apply_async(self, args, *, expires=None):
        Refusing.calls += 1
        raise ConnectionError


def test_without_a_broker_a_nudge_is_lost_quietly_and_not_tried_again_at_once():
    Refusing.calls = 0
    for _ in range(3):
        queue.nudge(Refusing(), [1])

    assert Refusing.calls == 1


# ---- twelve processes on a backlog of few guests ---------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twelve_processes_take_a_backlog_in_order_and_never_overlap():
    account, peers = factories.Account(), ["34600000001", "34600000002", "34600000003"]
    InboxMessage.across_tenants.bulk_create(
        factories.Inbox.build(
            account=account, peer=peers[n % 3], sent_at=EARLY + timedelta(seconds=n)
        )
        for n in range(300)
    )
    with connection.cursor() as cursor:
        # Every change of state, as the database saw it.
        cursor.execute(
            "CREATE TABLE seen (id bigserial, peer text, row bigint, status text);"
            "CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "INSERT INTO seen (peer, row, status) VALUES (NEW.peer, NEW.id, NEW.status); "
            "RETURN NEW; END $$;"
            "CREATE TRIGGER see AFTER UPDATE ON channels_app_inboxmessage "
            "FOR EACH ROW EXECUTE FUNCTION see()"
        )
    try:
        command = [sys.executable, "-m", "tests.channels_app.drain", str(account.pk), *peers]
        environment = os.environ | {"DRAIN_DATABASE": connection.settings_dict["NAME"]}
        workers = [subprocess.Popen(command, env=environment) for _ in range(12)]
        assert [worker.wait(120) for worker in workers] == [0] * 12
        with connection.cursor() as cursor:
            cursor.execute("SELECT peer, row, status FROM seen ORDER BY id")
            seen = cursor.fetchall()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "DROP TRIGGER see ON channels_app_inboxmessage; DROP FUNCTION see; DROP TABLE seen"
            )
    for peer in peers:
        mine = [(row, status) for p, row, status in seen if p == peer]
        rows = sorted({row for row, _ in mine})
        assert mine == [(row, status) for row in rows for status in ("working", "done")]
        assert len(rows) == 100

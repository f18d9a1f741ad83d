"""What a hotel survives: services that go away, providers that misbehave, crowds and poison."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from celery import current_app
from django.db import close_old_connections, connection
from django.test import Client

from channels_app import accounts, limits, queue
from channels_app.models import InboxMessage, OutboxMessage
from channels_app.nudges import nudger
from conversations import gateway
from conversations.models import Conversation, Exchange
from conversations.tasks import handle_inbound
from pms.builtin.models import Reservation
from tests import factories, whatsapp
from tests.outside import DROP, Answer
from tests.stories.conftest import Guest, work


@pytest.fixture
def redis_away(settings, monkeypatch):
    """Redis is where nobody listens, for the limits and for the broker."""
    nowhere = "redis://127.0.0.1:1/0"
    settings.REDIS_URL = nowhere
    limits._script.cache_clear()
    monkeypatch.setattr(current_app.conf, "broker_url", nowhere)
    monkeypatch.setattr(current_app.conf, "broker_write_url", nowhere)
    connect_again()
    yield
    monkeypatch.undo()
    limits._script.cache_clear()
    connect_again()


def connect_again():
    """Forget the broker connections, so that the next nudge reads the settings."""
    current_app._pool = current_app.amqp._producer_pool = None


def test_without_redis_webhooks_are_taken_and_answered_once_it_is_back(
    redis_away, account, client, meta
):
    guest = Guest(account, client)
    for line in ("hola", "precios"):
        guest.write(line)
    assert nudger(handle_inbound).wait()
    assert queue._broker_away_until > 0

    work()  # what the sweep does as soon as a worker hears of it

    assert len(meta.accepted) == 2


def test_without_postgres_nothing_is_promised(account, meta):
    client = Client(raise_request_exception=False)
    guest = Guest(account, client)
    accounts.active("whatsapp")
    host = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        assert guest.post(whatsapp.text()) == 500
    finally:
        connection.settings_dict["HOST"] = host
        connection.close()

    assert guest.post(whatsapp.text()) == 200
    assert InboxMessage.across_tenants.count() == 1


def test_a_connection_that_died_with_the_database_is_replaced_unseen(account, client, meta):
    guest = Guest(account, client)
    guest.write("hola")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [mine])
    other.close()

    close_old_connections()  # as at the start of every request, which the test client leaves out
    assert guest.post(whatsapp.text()) == 200


def refused(status, code):
    return Answer(status, {"error": {"code": code, "message": "x"}})


@pytest.mark.parametrize(
    "trouble", [refused(500, 1), refused(400, 130429), refused(400, 131000), DROP]
)
def test_trouble_that_passes_costs_time_but_no_answer(guest, meta, trouble):
    meta.before = [trouble]
    guest.write("hola")
    work()
    assert meta.accepted == []

    OutboxMessage.across_tenants.update(due_at="2026-01-01T00:00Z")
    work()

    assert len(meta.accepted) == 1
    assert OutboxMessage.across_tenants.get().status == "done"


def test_a_revoked_token_is_for_a_person_to_see(guest, meta):
    meta.before = [refused(401, 190)]
    guest.write("hola")

    work()

    row = OutboxMessage.across_tenants.get()
    assert (row.status, "190" in row.error) == ("dead", True)


def test_a_hotel_whose_messages_always_fail_delays_nobody(guest, meta, monkeypatch):
    poison = factories.Account()
    for n in range(100):
        factories.Inbox(account=poison, peer=f"3460000{n:04d}")
    real = gateway.open_turn

    def open_turn(row):
        if row.account_id == poison.pk:
            raise RuntimeError("poison")
        return real(row)

    monkeypatch.setattr(gateway, "open_turn", open_turn)
    guest.write("hola")

    handle_inbound(queue.due(InboxMessage, limit=2))
    work()

    assert InboxMessage.across_tenants.get(account=guest.account).status == "done"
    assert len(meta.accepted) == 1
    failed = InboxMessage.across_tenants.filter(account=poison)
    assert set(failed.values_list("status", "error")) == {("waiting", "RuntimeError: poison")}


def test_the_same_message_delivered_by_many_at_once_is_one_turn(account, meta, no_broker):
    message = whatsapp.text("hola")

    def deliver(_):
        try:
            return Guest(account, Client()).post(message)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(deliver, range(20))) == {200}
    work()

    assert InboxMessage.across_tenants.count() == Exchange.across_tenants.count() == 1
    assert len(meta.accepted) == 1


def test_of_fifty_guests_who_want_the_last_room_one_gets_it_and_the_others_are_told(
    account, meta, no_broker
):
    stay = {"arrival": "2027-01-20", "departure": "2027-01-22", "adults": 3}
    chosen = {"offer": "suite", "quote": "600.00", "name": "Ana", "no_email": True}
    rows = []
    for n in range(50):
        peer = f"54911555{n:05d}"
        guest = factories.Guest(tenant=account.tenant, phone=f"+{peer}", language="es")
        message = factories.Inbox(
            account=account, peer=peer, kind="button_reply", choice="booking:confirm", text="Sí"
        )
        factories.Conversation(
            account=account,
            peer=peer,
            guest=guest,
            language="es",
            slots=stay | chosen | {"draft": f"draft-{n}"},
            expecting="confirm",
            turn_at=message.sent_at,
        )
        rows.append(message.pk)
    barrier = threading.Barrier(10)

    def worker(mine):
        try:
            barrier.wait(30)
            handle_inbound(mine)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(worker, [rows[n::10] for n in range(10)]))
    work()

    assert Reservation.across_tenants.count() == 1
    told = dict.fromkeys(["booked", "full", "just_taken"], 0)
    for key in Exchange.across_tenants.values_list("reply", flat=True):
        told[key] += 1
    assert told == {"booked": 1, "full": 49, "just_taken": 0}
    assert sum("acaba de reservar" in text for text in meta.texts) == 49
    loser = Conversation.across_tenants.exclude(slots__has_key="code").first()
    assert [o.partition(":")[0] for o in loser.slots["options"]] == ["dates", "dates"]

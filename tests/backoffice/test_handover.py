"""Taking over, replying and giving back, in the hotel's own scope."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from channels_app.models import OutboxMessage
from conversations import handover
from conversations.models import Conversation
from tenants.scope import NoScope, scope
from tests.backoffice.conftest import Hotel


def test_take_over_gives_the_guest_to_the_person(azul: Hotel, row: Conversation) -> None:
    with scope(azul.tenant):
        handover.take_over(row.pk, azul.person)

    row.refresh_from_db()
    assert row.handed_over
    assert row.handed_over_to == azul.person
    assert row.handed_over_at is not None


def test_take_over_keeps_since_when_the_guest_waits(azul: Hotel, row: Conversation) -> None:
    asked = now() - timedelta(minutes=10)
    row.handed_over, row.handed_over_at = True, asked
    row.save()

    with scope(azul.tenant):
        handover.take_over(row.pk, azul.person)

    row.refresh_from_db()
    assert row.handed_over_at == asked


def test_give_back_lets_the_agent_start_afresh(azul: Hotel, row: Conversation) -> None:
    row.slots, row.expecting, row.misses = {"adults": 2}, "dates", 2
    row.save()
    with scope(azul.tenant):
        handover.take_over(row.pk, azul.person)
        handover.give_back(row.pk)

    row.refresh_from_db()
    assert (row.handed_over, row.handed_over_at, row.handed_over_to) == (False, None, None)
    assert (row.slots, row.expecting, row.misses) == ({}, "", 0)


def test_a_reply_waits_in_the_outbox_and_takes_over(azul: Hotel, row: Conversation) -> None:
    with scope(azul.tenant):
        sent = handover.reply(row.pk, azul.person, "  Hola,\r\nsoy Ana  ")

    row.refresh_from_db()
    found = OutboxMessage.across_tenants.get(pk=sent.pk)
    assert (found.account, found.peer) == (row.account, row.peer)
    assert found.content == {"kind": "text", "text": "Hola,\nsoy Ana"}
    assert (found.status, found.author) == ("waiting", "recepcion-azul")
    assert row.handed_over_to == azul.person


def test_a_reply_to_a_colleagues_guest_leaves_it_to_the_colleague(
    azul: Hotel, rojo: Hotel, row: Conversation
) -> None:
    with scope(azul.tenant):
        handover.take_over(row.pk, rojo.person)
        handover.reply(row.pk, azul.person, "hola")

    row.refresh_from_db()
    assert row.handed_over_to == rojo.person


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4097])
def test_a_reply_has_1_to_4096_characters(azul: Hotel, row: Conversation, text: str) -> None:
    with scope(azul.tenant), pytest.raises(ValueError, match="1 to 4096"):
        handover.reply(row.pk, azul.person, text)

    row.refresh_from_db()
    assert not row.handed_over


@pytest.mark.parametrize(
    ("kind", "age", "is_open"),
    [
        ("whatsapp", timedelta(hours=23, minutes=59), True),
        ("whatsapp", timedelta(hours=24), False),
        ("whatsapp", None, False),
        ("terminal", timedelta(days=30), True),
        ("terminal", None, True),
    ],
)
def test_whatsapp_lets_us_write_for_24_hours(
    row: Conversation, kind: str, age: timedelta | None, is_open: bool
) -> None:
    at = now()
    row.account.kind = kind
    row.last_inbound_at = None if age is None else at - age

    assert handover.is_open(row, at) is is_open


def test_a_reply_after_the_window_is_refused(azul: Hotel, row: Conversation) -> None:
    row.last_inbound_at = now() - timedelta(hours=25)
    row.save()

    with scope(azul.tenant), pytest.raises(handover.WindowClosed):
        handover.reply(row.pk, azul.person, "hola")

    row.refresh_from_db()
    assert not row.handed_over


def test_another_hotels_conversation_does_not_exist(azul: Hotel, rojo: Hotel) -> None:
    theirs = rojo.rows["conversation"].pk

    with scope(azul.tenant):
        for verb in (
            lambda: handover.take_over(theirs, azul.person),
            lambda: handover.give_back(theirs),
            lambda: handover.reply(theirs, azul.person, "hola"),
        ):
            with pytest.raises(Conversation.DoesNotExist):
                verb()


def test_without_a_scope_nothing_happens(azul: Hotel, row: Conversation) -> None:
    with pytest.raises(NoScope):
        handover.take_over(row.pk, azul.person)

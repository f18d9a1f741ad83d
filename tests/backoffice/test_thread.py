"""The conversation's page: readable, safe, alive, and at the same cost however long it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from conversations import thread
from conversations.models import Conversation
from tenants.scope import scope
from tests.backoffice.conftest import AT, Hotel, page
from tests.factories import Inbox, Outbox


def received(conversation: Conversation, **values: Any) -> Any:
    values = {"sent_at": AT, "created_at": AT} | values
    return Inbox.create(account=conversation.account, peer=conversation.peer, **values)


def sent(conversation: Conversation, **values: Any) -> Any:
    values = {"created_at": AT} | values
    return Outbox.create(account=conversation.account, peer=conversation.peer, **values)


def bubbles(conversation: Conversation) -> list[thread.Bubble]:
    with scope(conversation.account.tenant):
        return thread.of(conversation).bubbles


def test_both_sides_stand_in_order_with_their_authors(row: Conversation) -> None:
    received(row, text="first")
    sent(row, created_at=AT + timedelta(seconds=1), content={"kind": "text", "text": "second"})
    sent(
        row,
        created_at=AT + timedelta(seconds=2),
        content={"kind": "text", "text": "third"},
        author="ana",
    )

    seen = [(bubble.text, bubble.from_guest, bubble.author) for bubble in bubbles(row)[:3]]

    assert seen == [("first", True, ""), ("second", False, ""), ("third", False, "ana")]


def test_the_page_shows_the_hotels_own_days_and_hours(desk: Client, row: Conversation) -> None:
    received(row, text="late")

    text = desk.get(page(row)).content.decode()

    assert ">22:30<" in text
    assert "March 9, 2026" in text


def test_what_was_understood_is_under_the_message(desk: Client, row: Conversation) -> None:
    text = desk.get(page(row)).content.decode()

    assert "intent-azul" in text
    assert "0.90" in text


@pytest.mark.parametrize(
    ("kind", "extra", "label"),
    [
        ("text", {}, ""),
        ("list_reply", {}, ""),
        ("image", {}, "Photo"),
        ("document", {"filename": "a.pdf"}, "Document · a.pdf"),
        ("voice", {}, "Voice message"),
        ("reaction", {"emoji": "👍"}, "Reaction: 👍"),
        ("reaction", {}, "Reaction: none"),
        ("type_of_the_future", {}, "type_of_the_future"),
        ("image", ["not", "an", "object"], "Photo"),
    ],
)
def test_media_are_named(row: Conversation, kind: str, extra: Any, label: str) -> None:
    received(row, kind=kind, extra=extra, text="")

    assert bubbles(row)[0].label == label


@pytest.mark.parametrize(
    ("extra", "place"),
    [
        (
            {"latitude": -34.6, "longitude": -58.4, "name": "Obelisco"},
            thread.Place("Obelisco", -34.6, -58.4),
        ),
        ({"latitude": "x", "longitude": 1}, None),
        ({"latitude": 91, "longitude": 1}, None),
        ({"latitude": "nan", "longitude": 1}, None),
        ({}, None),
    ],
)
def test_a_place_has_a_link_to_a_map(row: Conversation, extra: Any, place: Any) -> None:
    received(row, kind="location", extra=extra, text="")

    assert bubbles(row)[0].place == place


@pytest.mark.parametrize(
    ("status", "delivery", "error", "fate", "problem"),
    [
        ("waiting", "", "", "waiting", ""),
        ("waiting", "", "Timeout", "waiting", "will be tried again: Timeout"),
        ("done", "", "", "accepted", ""),
        ("done", "sent", "", "sent", ""),
        ("done", "delivered", "", "delivered", ""),
        ("done", "read", "", "read", ""),
        ("done", "played", "", "read", ""),
        ("done", "failed", "", "failed", "not delivered (code 131026)"),
        ("dead", "", "Rejected: no", "failed", "not sent: Rejected: no"),
    ],
)
def test_what_became_of_our_messages(
    row: Conversation, status: str, delivery: str, error: str, fate: str, problem: str
) -> None:
    code = 131026 if delivery == "failed" else None
    sent(row, status=status, delivery=delivery, error=error, delivery_code=code)

    assert (bubbles(row)[0].fate, bubbles(row)[0].problem) == (fate, problem)


def test_what_was_offered_stands_under_the_question(desk: Client, row: Conversation) -> None:
    content = {
        "kind": "list",
        "text": "Which?",
        "options": [{"id": "a", "title": "Double", "description": "ARS 70"}],
    }
    sent(row, content=content)

    assert bubbles(row)[0].options == (("Double", "ARS 70"),)
    assert "ARS 70" in desk.get(page(row)).content.decode()


def test_a_message_that_was_not_answered_says_why(row: Conversation) -> None:
    received(row, status="dead", error="PmsUnavailable: x")

    assert bubbles(row)[0].problem == "not answered: PmsUnavailable: x"


def test_a_long_thread_is_read_page_by_page(desk: Client, row: Conversation) -> None:
    for number in range(130):
        received(row, text=f"<{number}>", created_at=AT + timedelta(minutes=number))

    with scope(row.account.tenant):
        newest = thread.of(row)
        older = thread.of(row, thread.moment(newest.earlier))

    assert len(newest.bubbles) == 100
    assert len(older.bubbles) == 32
    assert older.earlier == ""
    texts = [bubble.text for bubble in older.bubbles + newest.bubbles]
    assert texts[:130] == [f"<{number}>" for number in range(130)]
    earlier = desk.get(page(row), {"before": newest.earlier}).content.decode()
    assert "&lt;0&gt;" in earlier
    assert "data-url" not in earlier


@pytest.mark.parametrize("cursor", ["", "x", "2026-01-01", "' OR 1=1 --", "9" * 400])
def test_a_made_up_cursor_shows_the_newest(desk: Client, row: Conversation, cursor: str) -> None:
    answer = desk.get(page(row), {"before": cursor})

    assert answer.status_code == 200
    assert "text-azul" in answer.content.decode()


def test_a_page_costs_the_same_for_1_and_30_messages(
    desk: Client, row: Conversation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk.get(page(row))
    with django_assert_max_num_queries(10) as few:
        desk.get(page(row))
    for _ in range(30):
        received(row)
        sent(row)

    with django_assert_max_num_queries(len(few.captured_queries)):
        desk.get(page(row))


def test_the_list_costs_the_same_for_1_and_30_conversations(
    desk: Client, azul: Hotel, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from tests.factories import Conversation as Make

    address = reverse("admin:conversations_conversation_changelist")
    desk.get(address)
    with django_assert_num_queries(8) as few:
        desk.get(address)
    for number in range(29):
        Make.create(account=azul.rows["channelaccount"], peer=str(number), handed_over=True)

    with django_assert_num_queries(len(few.captured_queries)):
        assert len(desk.get(address).context["cl"].result_list) == 30


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Robert'); DROP TABLE guests;--"])
def test_what_a_guest_writes_is_only_text(
    desk: Client, azul: Hotel, row: Conversation, name: str
) -> None:
    row.guest.name = name
    row.guest.save()
    received(
        row, text=name, sender_name=name, kind="document", extra={"filename": name}, error=name
    )
    sent(row, content={"kind": "text", "text": name}, author=name, error=name, status="waiting")
    last_in, last_out = (model.pk for model in (received(row, text=name), sent(row, author=name)))
    addresses = [
        page(row),
        page(row, "thread"),
        page(row, "history"),
        reverse("admin:conversations_conversation_changelist"),
        reverse("admin:conversations_guest_changelist"),
        reverse("admin:conversations_guest_change", args=[row.guest_id]),
        reverse("admin:channels_app_inboxmessage_changelist"),
        reverse("admin:channels_app_inboxmessage_change", args=[last_in]),
        reverse("admin:channels_app_outboxmessage_changelist"),
        reverse("admin:channels_app_outboxmessage_change", args=[last_out]),
        reverse("admin:index"),
    ]

    for address in addresses:
        answer = desk.get(address)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()

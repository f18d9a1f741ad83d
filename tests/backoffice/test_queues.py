"""The two queues: what failed, why, and another try."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django.fixtures import DjangoAssertNumQueries

from channels_app.models import StrayEvent
from tests.backoffice.conftest import Hotel, log_in
from tests.factories import Inbox, Outbox

QUEUES = ["inboxmessage", "outboxmessage"]


def listed(kind: str) -> str:
    return reverse(f"admin:channels_app_{kind}_changelist")


def try_again(client: Client, kind: str, *ids: int) -> Any:
    values = {"action": "try_again", "_selected_action": ids}
    return client.post(listed(kind), values, follow=True)


@pytest.mark.parametrize("kind", QUEUES)
def test_a_failed_message_is_tried_again_and_keeps_its_error(
    desk: Client, azul: Hotel, kind: str
) -> None:
    row = azul.rows[kind]
    row.attempts, row.error, row.due_at = 5, "Rejected: no", now() - timedelta(days=1)
    row.save()

    page = try_again(desk, kind, row.pk)

    row.refresh_from_db()
    assert (row.status, row.attempts, row.error) == ("waiting", 0, "Rejected: no")
    assert now() - row.due_at < timedelta(minutes=1)
    assert "1 message is tried again." in page.content.decode()


@pytest.mark.parametrize("status", ["waiting", "working", "done"])
@pytest.mark.parametrize("kind", QUEUES)
def test_only_failed_messages_are_tried_again(
    desk: Client, azul: Hotel, kind: str, status: str
) -> None:
    row = azul.rows[kind]
    row.status, row.attempts = status, 2
    row.save()

    page = try_again(desk, kind, row.pk)

    row.refresh_from_db()
    assert (row.status, row.attempts) == (status, 2)
    assert "Only failed messages can be tried again." in page.content.decode()


@pytest.mark.parametrize("kind", QUEUES)
def test_the_other_hotels_messages_are_not_tried_again(
    desk: Client, rojo: Hotel, kind: str
) -> None:
    try_again(desk, kind, rojo.rows[kind].pk)

    rojo.rows[kind].refresh_from_db()
    assert rojo.rows[kind].status == "dead"


@pytest.mark.parametrize("kind", QUEUES)
def test_the_page_of_a_message_shows_its_text_and_its_error(
    desk: Client, azul: Hotel, kind: str
) -> None:
    row = azul.rows[kind]
    row.error = "Rejected: (#131026) undeliverable"
    row.save()

    text = desk.get(reverse(f"admin:channels_app_{kind}_change", args=[row.pk])).content.decode()

    assert "text-azul" in text
    assert "failed" in text
    assert "(&#x27;" not in text
    assert "(#131026) undeliverable" in text
    assert "Try again" in text


@pytest.mark.parametrize("kind", QUEUES)
def test_messages_are_never_written_or_deleted(azul: Hotel, boss: Any, kind: str) -> None:
    client, row = log_in(boss), azul.rows[kind]
    name = f"admin:channels_app_{kind}"

    assert client.get(reverse(f"{name}_add")).status_code == 403
    assert client.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
    assert client.post(reverse(f"{name}_delete", args=[row.pk]), {}).status_code == 403


@pytest.mark.parametrize(("kind", "factory"), [("inboxmessage", Inbox), ("outboxmessage", Outbox)])
def test_a_list_costs_the_same_for_1_and_30_rows(
    desk: Client,
    azul: Hotel,
    django_assert_num_queries: DjangoAssertNumQueries,
    kind: str,
    factory: Any,
) -> None:
    desk.get(listed(kind))
    with django_assert_num_queries(QUERIES) as one:
        desk.get(listed(kind))
    factory.create_batch(29, account=azul.rows["channelaccount"], peer="5491100000000")

    with django_assert_num_queries(len(one.captured_queries)) as thirty:
        page = desk.get(listed(kind))

    assert len(page.context["cl"].result_list) == 30
    assert not [q for q in thirty.captured_queries if "COUNT(" in q["sql"]]


QUERIES = 7  # session, user, memberships, two of permissions, accounts to filter by, the rows


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("5491155550123", 1),
        ("+54 9 11 5555-0123", 1),
        ("wamid.XYZ", 1),
        ("wamid", 0),
        ("' OR 1=1 --", 0),
        ("%", 0),
    ],
)
def test_messages_are_found_by_number_and_by_the_providers_id(
    desk: Client, azul: Hotel, typed: str, found: int
) -> None:
    Inbox.create(account=azul.rows["channelaccount"], external_id="wamid.XYZ")

    page = desk.get(listed("inboxmessage"), {"q": typed})

    assert len(page.context["cl"].result_list) == found


def test_messages_are_filtered_by_status(desk: Client, azul: Hotel) -> None:
    Outbox.create(account=azul.rows["channelaccount"], status="done")

    page = desk.get(listed("outboxmessage"), {"status__exact": "dead"})

    assert [row.status for row in page.context["cl"].result_list] == ["dead"]


def test_times_are_the_hotels(desk: Client, azul: Hotel) -> None:
    row = azul.rows["inboxmessage"]
    row.created_at = row.created_at.replace(2026, 1, 10, 2, 30)
    row.save()

    assert "01/09/2026 11:30 p.m." in desk.get(listed("inboxmessage")).content.decode()


def test_stray_events_are_read_by_superusers(boss: Any) -> None:
    row = StrayEvent.objects.create(
        channel="whatsapp", field="account_update", payload={"event": "<script>x</script>"}
    )
    client = log_in(boss)

    page = client.get(reverse("admin:channels_app_strayevent_change", args=[row.pk]))

    assert page.status_code == 200
    assert "<script>x" not in page.content.decode()
    assert client.get(reverse("admin:channels_app_strayevent_add")).status_code == 403

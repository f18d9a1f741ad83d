"""What staff do on a conversation's page: look, take over, reply, give back; and find it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from channels_app.models import OutboxMessage
from conversations.models import Conversation
from tests.backoffice.conftest import AT, Hotel, log_in, page


def test_the_fragment_is_the_part_that_changes(desk: Client, row: Conversation) -> None:
    text = desk.get(page(row, "thread")).content.decode()

    assert "text-azul" in text
    assert "<html" not in text
    assert "<textarea" not in text


def test_the_page_has_no_script_of_its_own_in_it(desk: Client, row: Conversation) -> None:
    text = desk.get(page(row, "thread")).content.decode()

    assert "<script" not in text
    assert " onclick" not in text


def test_taking_over_and_giving_back(desk: Client, azul: Hotel, row: Conversation) -> None:
    taken = desk.post(page(row, "take_over"), follow=True)
    row.refresh_from_db()
    assert row.handed_over_to == azul.person
    assert "with recepcion-azul" in taken.content.decode()

    given = desk.post(page(row, "give_back"), follow=True)
    row.refresh_from_db()
    assert not row.handed_over
    assert "The agent answers this guest again." in given.content.decode()
    assert "The agent answers this guest again." in desk.get(page(row, "history")).content.decode()


def test_a_reply_is_queued_and_a_worker_is_told(
    desk: Client, row: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[list[int]] = []
    monkeypatch.setattr(
        "channels_app.tasks.send_outbound.apply_async", lambda args, **_: told.append(args[0])
    )

    answer = desk.post(page(row, "reply"), {"text": "Hola, soy Ana"}, follow=True)

    reply = OutboxMessage.across_tenants.get(author="recepcion-azul")
    assert told == [[reply.pk]]
    assert "Hola, soy Ana" in answer.content.decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 4097, "nul \x00"])
def test_a_reply_that_cannot_be_sent_says_why(desk: Client, row: Conversation, text: str) -> None:
    answer = desk.post(page(row, "reply"), {"text": text}, follow=True)

    assert answer.status_code == 200
    assert len(list(answer.context["messages"])) == 1
    assert not OutboxMessage.across_tenants.exclude(author="").exists()


def test_after_24_hours_the_reply_is_refused_with_the_reason(
    desk: Client, row: Conversation
) -> None:
    row.last_inbound_at = AT
    row.save()

    before = desk.get(page(row)).content.decode()
    after = desk.post(page(row, "reply"), {"text": "hola"}, follow=True)

    assert "WhatsApp lets us answer only when they write again" in before
    assert "The guest wrote more than 24 hours ago." in after.content.decode()
    assert not OutboxMessage.across_tenants.exclude(author="").exists()


@pytest.mark.parametrize("verb", ["take_over", "give_back", "reply"])
def test_who_may_only_look_cannot_speak(azul: Hotel, row: Conversation, verb: str) -> None:
    azul.person.groups.clear()
    azul.person.user_permissions.add(Permission.objects.get(codename="view_conversation"))
    reader = log_in(azul.person)

    text = reader.get(page(row)).content.decode()

    assert "text-azul" in text
    assert "<textarea" not in text
    assert "Take over" not in text
    assert reader.post(page(row, verb), {"text": "hola"}).status_code == 403


def test_who_may_not_look_does_not_get_the_fragment(azul: Hotel, row: Conversation) -> None:
    azul.person.groups.clear()

    assert log_in(azul.person).get(page(row, "thread")).status_code == 403


@pytest.mark.parametrize("verb", ["take_over", "give_back", "reply"])
def test_speaking_takes_a_post_with_a_token(azul: Hotel, row: Conversation, verb: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(azul.person, backend="django.contrib.auth.backends.ModelBackend")

    assert strict.get(page(row, verb)).status_code == 405
    assert strict.post(page(row, verb), {"text": "hola"}).status_code == 403


def test_the_form_of_a_conversation_is_never_saved(desk: Client, row: Conversation) -> None:
    assert desk.post(page(row), {"guest": row.guest_id}).status_code == 403


def test_a_guests_page_shows_the_reservations_of_the_phone(
    desk: Client, azul: Hotel, row: Conversation
) -> None:
    stay = azul.rows["reservation"]
    stay.guest_phone = row.guest.phone
    stay.save()
    address = reverse("admin:conversations_guest_change", args=[row.guest_id])

    assert "RES-azul" in desk.get(address).content.decode()

    stays = Permission.objects.get(codename="view_reservation")
    azul.person.groups.get().permissions.remove(stays)
    assert "RES-azul" not in log_in(azul.person).get(address).content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("+54 9 11 5555-0001", "+5491155550001"), ("", None), ("0115555", False), ("TAKEN", False)],
)
def test_a_guests_phone_is_written_one_way(
    desk: Client, azul: Hotel, row: Conversation, typed: str, kept: Any
) -> None:
    from tests.factories import Guest

    other = Guest.create(tenant=azul.tenant, phone="+5491155559999")
    before = row.guest.phone

    desk.post(
        reverse("admin:conversations_guest_change", args=[row.guest_id]),
        {"name": "Ana", "phone": typed.replace("TAKEN", other.phone)},
    )

    row.guest.refresh_from_db()
    assert row.guest.phone == (before if kept is False else kept)


def test_conversations_that_wait_for_a_person_come_first(
    desk: Client, azul: Hotel, row: Conversation
) -> None:
    from tests.factories import Conversation as Make

    account = azul.rows["channelaccount"]
    waiting = Make.create(account=account, peer="1", handed_over=True)
    mine = Make.create(account=account, peer="2", handed_over=True, handed_over_to=azul.person)
    address = reverse("admin:conversations_conversation_changelist")

    def found(**query: str) -> set[int]:
        return {found.pk for found in desk.get(address, query).context["cl"].result_list}

    assert list(desk.get(address).context["cl"].result_list)[-1] == row
    assert found(who="waiting") == {waiting.pk}
    assert found(who="person") == {mine.pk}
    assert found(who="agent") == {row.pk}
    assert found(q="guest-azul") == {row.pk}

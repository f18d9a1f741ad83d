"""Staff see their own hotel's rows only: on every page, whatever its address or its query."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from conversations.models import Guest
from tenants.models import Membership
from tests.backoffice.conftest import Hotel, log_in, url

OWNED = [
    "tenants.tenant",
    "tenants.membership",
    "tenants.fact",
    "tenants.featureflag",
    "channels_app.channelaccount",
    "channels_app.inboxmessage",
    "channels_app.outboxmessage",
    "conversations.guest",
    "conversations.conversation",
    "pms.ledgerentry",
    "builtin_pms.roomtype",
    "builtin_pms.room",
    "builtin_pms.rate",
    "builtin_pms.reservation",
]
SUPERUSERS = ["channels_app.strayevent", "auth.user", "auth.group"]
AXES = ["axes.accessattempt", "axes.accesslog", "axes.accessfailurelog"]
OF_ONE_ROW = {"change", "history", "delete"}
FRAGMENTS = ["thread"]
VERBS = ["take_over", "give_back", "reply"]


def test_every_registered_model_is_in_one_of_the_lists() -> None:
    registered = {model._meta.label_lower for model in admin.site._registry}

    assert registered == {*OWNED, *SUPERUSERS, *AXES}


def test_every_page_of_a_row_is_walked() -> None:
    """A new custom address has to be added to the lists above."""
    pages = set()
    for model, page in admin.site._registry.items():
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        for pattern in page.get_urls():
            if pattern.name and re.search(r"<\w+:(object_id|pk)>", str(pattern.pattern)):
                pages.add(pattern.name.removeprefix(prefix))

    assert pages - {"auth_user_password_change"} == {*OF_ONE_ROW, *FRAGMENTS, *VERBS}


@pytest.mark.parametrize("label", OWNED)
def test_a_list_shows_own_rows_only(manager: Client, azul: Hotel, rojo: Hotel, label: str) -> None:
    page = manager.get(url(label, "changelist"))

    assert page.status_code == 200
    assert [row.pk for row in page.context["cl"].result_list] == [azul.rows[label.split(".")[1]].pk]
    assert "rojo" not in page.content.decode()


@pytest.mark.parametrize("label", OWNED)
def test_a_search_finds_own_rows_only(
    manager: Client, azul: Hotel, rojo: Hotel, label: str
) -> None:
    page = manager.get(url(label, "changelist"), {"q": "rojo"})

    assert page.status_code == 200
    if admin.site.get_model_admin(type(rojo.rows[label.split(".")[1]])).search_fields:
        assert not page.context["cl"].result_list


@pytest.mark.parametrize("label", OWNED)
def test_a_filter_on_the_other_hotel_finds_nothing(
    manager: Client, azul: Hotel, rojo: Hotel, label: str
) -> None:
    for name in ("hotel", "tenant__id__exact", "tenant", "account__id__exact", "account__tenant"):
        page = manager.get(url(label, "changelist"), {name: rojo.tenant.pk}, follow=True)

        assert page.status_code in (200, 400)
        assert "rojo" not in page.content.decode()


@pytest.mark.parametrize("page", sorted(OF_ONE_ROW))
@pytest.mark.parametrize("label", OWNED)
def test_a_page_of_the_other_hotel_is_like_a_missing_one(
    manager: Client, azul: Hotel, rojo: Hotel, label: str, page: str
) -> None:
    theirs = rojo.rows[label.split(".")[1]]

    found = manager.get(url(label, page, theirs.pk), follow=True)
    missing = manager.get(url(label, page, 10**9), follow=True)

    assert found.status_code == missing.status_code
    assert found.redirect_chain == missing.redirect_chain
    assert "rojo" not in found.content.decode().replace(str(theirs.pk), "")


@pytest.mark.parametrize("page", [*FRAGMENTS, *VERBS])
def test_a_conversation_of_the_other_hotel_does_not_exist(
    manager: Client, rojo: Hotel, page: str
) -> None:
    theirs = rojo.rows["conversation"]
    ask = manager.get if page in FRAGMENTS else manager.post

    answer = ask(url("conversations.conversation", page, theirs.pk), {"text": "hola"})

    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert not theirs.handed_over


@pytest.mark.parametrize("label", OWNED)
def test_own_pages_open(manager: Client, azul: Hotel, rojo: Hotel, label: str) -> None:
    mine = azul.rows[label.split(".")[1]]

    for page in ("change", "history"):
        answer = manager.get(url(label, page, mine.pk))
        assert answer.status_code == 200
        assert "rojo" not in answer.content.decode()


@pytest.mark.parametrize("label", OWNED)
def test_a_form_offers_nothing_of_the_other_hotel(
    manager: Client, azul: Hotel, rojo: Hotel, label: str
) -> None:
    page = manager.get(url(label, "add"))

    assert page.status_code in (200, 403)
    assert "rojo" not in page.content.decode()


@pytest.mark.parametrize("label", [*SUPERUSERS])
def test_what_belongs_to_no_hotel_is_for_superusers(manager: Client, boss: Any, label: str) -> None:
    assert manager.get(url(label, "changelist")).status_code == 403
    assert manager.get(url(label, "add")).status_code == 403
    assert log_in(boss).get(url(label, "changelist")).status_code == 200


@pytest.mark.parametrize("label", OWNED)
def test_a_superuser_sees_every_hotel(boss: Any, azul: Hotel, rojo: Hotel, label: str) -> None:
    page = log_in(boss).get(url(label, "changelist"))

    assert len(page.context["cl"].result_list) == 2


@pytest.mark.parametrize("label", AXES)
def test_logins_are_for_whoever_was_permitted(boss: Any, desk: Client, label: str) -> None:
    assert log_in(boss).get(url(label, "changelist")).status_code == 200
    assert desk.get(url(label, "changelist")).status_code == 403


def test_somebody_of_two_hotels_sees_both_and_can_tell_them_apart(azul: Hotel, rojo: Hotel) -> None:
    Membership.across_tenants.create(tenant=rojo.tenant, user=azul.person)
    desk = log_in(azul.person)
    address = url("conversations.conversation", "changelist")

    both = desk.get(address)
    one = desk.get(address, {"hotel": rojo.tenant.pk})

    assert len(both.context["cl"].result_list) == 2
    assert [row.pk for row in one.context["cl"].result_list] == [rojo.rows["conversation"].pk]
    assert "Hotel rojo" in one.content.decode()


@pytest.mark.parametrize("wanted", ["x", "-1", "999999999999999999999", "1 OR 1=1"])
def test_a_made_up_hotel_finds_nothing(azul: Hotel, boss: Any, wanted: str) -> None:
    page = log_in(boss).get(url("conversations.guest", "changelist"), {"hotel": wanted})

    assert page.status_code == 200
    assert not page.context["cl"].result_list


def test_staff_of_a_closed_hotel_see_nothing(azul: Hotel, desk: Client) -> None:
    azul.tenant.is_active = False
    azul.tenant.save()

    page = desk.get(url("conversations.conversation", "changelist"))

    assert not page.context["cl"].result_list


def test_the_autocomplete_offers_own_rows_only(manager: Client, azul: Hotel, rojo: Hotel) -> None:
    answers = [
        manager.get(
            reverse("admin:autocomplete"),
            {"app_label": app, "model_name": model, "field_name": field, "term": ""},
        )
        for app, model, field in [
            ("builtin_pms", "room", "room_type"),
            ("builtin_pms", "room", "tenant"),
            ("conversations", "conversation", "guest"),
            ("conversations", "conversation", "account"),
            ("conversations", "conversation", "handed_over_to"),
            ("tenants", "membership", "user"),
        ]
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 403, 403]
    assert "azul" in answers[0].content.decode()
    assert not any("rojo" in answer.content.decode() for answer in answers)


def test_the_front_page_does_not_tell_what_one_did_at_a_former_hotel(
    azul: Hotel, rojo: Hotel, desk: Client
) -> None:
    LogEntry.objects.create(
        user=azul.person,
        content_type=ContentType.objects.get_for_model(Guest),
        object_id=str(rojo.rows["guest"].pk),
        object_repr="guest-rojo",
        action_flag=CHANGE,
    )

    page = desk.get(reverse("admin:index"))

    assert page.status_code == 200
    assert "rojo" not in page.content.decode()


def test_without_a_log_in_every_page_leads_to_it(azul: Hotel, client: Client) -> None:
    for label in OWNED:
        row = azul.rows[label.split(".")[1]]
        for address in (url(label, "changelist"), url(label, "change", row.pk)):
            answer = client.get(address)
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(reverse("admin:login"))
    answer = client.post(url("conversations.conversation", "reply", 1), {"text": "hola"})
    assert answer.headers["Location"].startswith(reverse("admin:login"))

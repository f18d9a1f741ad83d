"""Accounts: credentials go in, and never come out."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from channels_app.forms import changed, mask
from channels_app.models import ChannelAccount
from tests.backoffice.conftest import Hotel, log_in

LIST = "admin:channels_app_channelaccount_changelist"
PAGE = "admin:channels_app_channelaccount_change"


@pytest.fixture
def account(azul: Hotel) -> ChannelAccount:
    row: ChannelAccount = azul.rows["channelaccount"]
    row.credentials = {
        "access_token": "EAAG-very-secret-token-1234",
        "verify_token": "verify-very-secret-5678",
        "app_secrets": ["newest-app-secret-9012", "older-app-secret-3456"],
    }
    row.save()
    return row


def post(client: Client, account: ChannelAccount, **values: str) -> Any:
    usual = {"address": account.address, "display": account.display, "is_active": "on"}
    return client.post(reverse(PAGE, args=[account.pk]), usual | values)


def test_no_page_shows_a_secret(
    manager: Client, boss: Any, desk: Client, account: ChannelAccount
) -> None:
    wrong = post(manager, account, address="", access_token="typed-just-now-7777")
    addresses = [
        reverse(LIST),
        reverse(PAGE, args=[account.pk]),
        reverse("admin:channels_app_channelaccount_history", args=[account.pk]),
        reverse("admin:index"),
    ]
    bodies = [wrong] + [c.get(a) for c in (manager, log_in(boss), desk) for a in addresses]

    for body in bodies:
        assert body.status_code == 200
        text = body.content.decode()
        for secret in ("EAAG", "very-secret", "app-secret", "typed-just-now", "gAAAA"):
            assert secret not in text


def test_the_page_says_which_secrets_are_there(manager: Client, account: ChannelAccount) -> None:
    text = manager.get(reverse(PAGE, args=[account.pk])).content.decode()

    for tail in ("1234", "5678", "9012", "3456"):
        assert f"••••{tail} set" in text


def test_what_is_left_empty_stays(manager: Client, account: ChannelAccount) -> None:
    before = account.credentials

    post(manager, account, display="Front desk")

    account.refresh_from_db()
    assert (account.display, account.credentials) == ("Front desk", before)


def test_what_is_typed_replaces_and_the_log_does_not_repeat_it(
    manager: Client, account: ChannelAccount
) -> None:
    post(manager, account, access_token="new-token-0000", app_secret="third-secret-1111")

    account.refresh_from_db()
    assert account.credentials["access_token"] == "new-token-0000"
    assert account.credentials["verify_token"] == "verify-very-secret-5678"
    assert account.credentials["app_secrets"] == ["third-secret-1111", "newest-app-secret-9012"]
    assert "0000" not in LogEntry.objects.get().change_message


def test_the_older_secret_can_be_dropped(manager: Client, account: ChannelAccount) -> None:
    post(manager, account, drop_old_secret="on")

    account.refresh_from_db()
    assert account.credentials["app_secrets"] == ["newest-app-secret-9012"]


def test_reception_reads_accounts_and_cannot_write_them(
    desk: Client, account: ChannelAccount
) -> None:
    page = desk.get(reverse(PAGE, args=[account.pk]))

    assert 'name="access_token"' not in page.content.decode()
    assert post(desk, account, access_token="mine").status_code == 403


def test_the_webhook_address_is_there_to_copy(manager: Client, account: ChannelAccount) -> None:
    text = manager.get(reverse(PAGE, args=[account.pk])).content.decode()

    assert 'value="http://testserver/webhooks/whatsapp"' in text


def test_an_account_can_be_made(manager: Client, azul: Hotel) -> None:
    values = {"kind": "whatsapp", "address": "777", "is_active": "on", "access_token": "abc"}

    manager.post(reverse("admin:channels_app_channelaccount_add"), values)

    made = ChannelAccount.across_tenants.get(address="777")
    assert (made.tenant, made.credentials) == (azul.tenant, {"access_token": "abc"})


def test_a_kind_that_is_not_configured_is_refused(manager: Client) -> None:
    page = manager.post(
        reverse("admin:channels_app_channelaccount_add"), {"kind": "pigeon", "address": "1"}
    )

    assert "kind" in page.context["adminform"].form.errors


@pytest.mark.parametrize("lookup", ["credentials__startswith", "credentials__contains"])
def test_secrets_cannot_be_guessed_with_filters(
    manager: Client, account: ChannelAccount, lookup: str
) -> None:
    answer = manager.get(reverse(LIST), {lookup: "gAAAA"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("secret", "seen"),
    [
        ("", "not set"),
        (None, "not set"),
        ("short", "•••• set"),
        ("12345678901", "•••• set"),
        ("123456789012", "••••9012 set"),
    ],
)
def test_a_short_secret_is_not_shown_in_part(secret: Any, seen: str) -> None:
    assert mask(secret) == seen


def test_the_same_secret_typed_again_is_kept_once() -> None:
    assert changed({"app_secrets": ["a", "b"]}, {"app_secret": "a"}) == {"app_secrets": ["a", "b"]}
    assert changed({"app_secrets": ["a", "b"]}, {"app_secret": "b"}) == {"app_secrets": ["b", "a"]}
    assert changed({}, {}) == {}

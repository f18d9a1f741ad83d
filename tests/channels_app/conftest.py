"""A hotel with a number, and a way to call its webhook as Meta does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from channels_app.models import ChannelAccount
from tests import factories, whatsapp

Post = Callable[..., HttpResponse]


@pytest.fixture
def account(db: None) -> ChannelAccount:
    account: ChannelAccount = factories.Account()
    return account


@pytest.fixture
def post(client: Client, account: ChannelAccount) -> Post:
    """`post(body)` calls the webhook with the account's signature; anything may be overridden."""

    def call(body: bytes, **override: Any) -> HttpResponse:
        secret = override.pop("secret", account.credentials["app_secrets"][0])
        headers = {"X-Hub-Signature-256": whatsapp.signature(body, secret)}
        headers = override.pop("headers", headers)
        content_type = override.pop("content_type", "application/json")
        return client.post(
            "/webhooks/whatsapp",
            body,
            content_type=content_type,
            headers=headers,
            **override,
        )

    return call


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """`nudged()` waits and returns the row ids that workers were told of, instead of the broker."""
    from channels_app.nudges import nudger
    from conversations.tasks import handle_inbound

    seen: list[int] = []
    telling = nudger(handle_inbound)
    assert telling.wait()  # of what tests before this one have told it
    monkeypatch.setattr(telling, "_call", lambda job, row_ids: seen.extend(row_ids))

    def told() -> list[int]:
        assert telling.wait()
        return seen

    return told

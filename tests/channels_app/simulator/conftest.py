"""A hotel's system as a real server, a number of it, and the simulator's threads put to rest."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from channels_app.models import ChannelAccount
from channels_app.simulator import accounts, guest, statuses
from tests import factories
from tests.outside import Answer, Asked, Outside

GUEST = "5491155550199"
Send = Callable[..., Any]


def new_account(**values: Any) -> ChannelAccount:
    account: Any = factories.Account(**values)
    assert isinstance(account, ChannelAccount)
    return account


@pytest.fixture(autouse=True)
def threads_at_rest() -> Iterator[None]:
    accounts.forget()
    yield
    for dispatcher in (statuses.dispatcher, guest.dispatcher):
        dispatcher.close()


@pytest.fixture
def account(db: None) -> ChannelAccount:
    return new_account(display="+54 9 11 5550-0001")


@pytest.fixture
def hotel(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """The hotels' side of the webhook; it answers 200 until a test sets `answers`."""
    monkeypatch.setattr(guest, "REPEAT_AFTER", 0.01)
    monkeypatch.setattr(statuses, "RETRY_AFTER", (0.01, 0.02, 0.03))
    answers: list[int] = []

    def play(_: Asked) -> Answer:
        return Answer(answers.pop(0) if answers else 200)

    with Outside(play) as server:
        server.answers = answers  # type: ignore[attr-defined]
        settings.SIMULATOR_WEBHOOK_URL = server.url + "/webhooks/whatsapp"
        yield server
        for dispatcher in (statuses.dispatcher, guest.dispatcher):
            dispatcher.close()


@pytest.fixture
def send(client: Client, account: ChannelAccount) -> Send:
    """`send(body)` calls the Graph API as the hotel does; `token` and `number` may differ."""

    def call(body: Any, *, token: str | None = None, number: str | None = None) -> Any:
        token = account.credentials["access_token"] if token is None else token
        return client.post(
            f"/simulator/graph/v26.0/{number or account.address}/messages",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    return call

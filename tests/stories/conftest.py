"""A hotel with rooms, a number, and Meta's side of it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from channels_app import queue
from channels_app.models import ChannelAccount, InboxMessage, OutboxMessage
from channels_app.tasks import send_outbound
from conversations.tasks import handle_inbound
from pms.builtin import demo
from tenants.models import Tenant
from tenants.scope import scope
from tests import factories, whatsapp
from tests.outside import Answer, Asked, Outside

PEER = "5491155550123"
ROOMS = [
    demo.DemoRooms("double", {"es": "Doble", "en": "Double", "pt": "Duplo"}, 2, Decimal(100), 2),
    demo.DemoRooms("suite", {"es": "Suite", "en": "Suite", "pt": "Suíte"}, 3, Decimal(300), 1),
]


@dataclass
class Meta:
    """Accepts every message, each under a new wamid; remembers them, and can misbehave."""

    accepted: list[dict[str, Any]] = field(default_factory=list)
    before: list[Any] = field(default_factory=list)  # steps to take instead of accepting, in turn
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, asked: Asked) -> Any:
        body = asked.json()
        if body.get("status") == "read":
            return Answer(200, {"success": True})
        with self.lock:
            if self.before:
                return self.before.pop(0)
            self.accepted.append(body)
            return Answer(200, {"messages": [{"id": f"wamid.out{len(self.accepted)}"}]})

    @property
    def texts(self) -> list[str]:
        return [said(body) for body in self.accepted]


def said(body: dict[str, Any]) -> str:
    """The words of one accepted message, whatever its type."""
    kind = body["type"]
    if kind == "interactive":
        return str(body["interactive"]["body"]["text"])
    return str(body[kind].get("body", body[kind].get("name", "")))


@pytest.fixture
def meta(settings: Any) -> Iterator[Meta]:
    play = Meta()
    with Outside(play) as outside:
        settings.WHATSAPP_GRAPH_URL = outside.url
        yield play


@pytest.fixture
def hotel(transactional_db: None) -> Tenant:
    tenant: Tenant = factories.Tenant(
        name="Hotel Sol", address="Calle 1", latitude="1", longitude="2"
    )
    with scope(tenant):
        demo.create(tenant, ROOMS)
    return tenant


@pytest.fixture
def account(hotel: Tenant) -> ChannelAccount:
    account: ChannelAccount = factories.Account(tenant=hotel)
    return account


@dataclass
class Guest:
    """A guest with a phone, whose messages arrive by signed webhook."""

    account: ChannelAccount
    client: Client
    peer: str = PEER

    def post(self, *messages: dict[str, Any], **value: Any) -> int:
        raw = whatsapp.body(whatsapp.change(self.account.address, *messages, **value))
        secret = self.account.credentials["app_secrets"][0]
        answer = self.client.post(
            "/webhooks/whatsapp",
            raw,
            content_type="application/json",
            headers={"X-Hub-Signature-256": whatsapp.signature(raw, secret)},
        )
        return answer.status_code

    def write(self, text: str) -> None:
        assert self.post(whatsapp.text(text, sender=self.peer)) == 200

    def tap(self, choice: str, title: str = "x") -> None:
        reply = {"type": "button_reply", "button_reply": {"id": choice, "title": title}}
        message = whatsapp.text(sender=self.peer) | {"type": "interactive", "interactive": reply}
        message.pop("text")
        assert self.post(message) == 200


@pytest.fixture
def guest(account: ChannelAccount, client: Client, no_broker: None) -> Guest:
    return Guest(account, client)


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nudges reach nobody; `work` does what the sweep would have workers do."""
    for job in (handle_inbound, send_outbound):
        monkeypatch.setattr(job, "apply_async", lambda *a, **k: None)


def work() -> None:
    """Answer and send all that is due, as the sweeps have it done."""
    queue.release_lost(InboxMessage)
    handle_inbound(queue.due(InboxMessage))
    queue.release_lost(OutboxMessage)
    send_outbound(queue.due(OutboxMessage))

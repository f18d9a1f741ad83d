"""A hotel with rooms, and a guest who talks to its agent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from channels_app.models import ChannelAccount, InboxMessage, OutboxMessage
from conversations import tasks
from conversations.models import Conversation, Exchange
from pms.builtin import demo
from tenants.models import Fact, Tenant
from tenants.scope import scope
from tests import factories

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
MORNING = datetime(2026, 11, 21, 10, 0, tzinfo=ZONE)  # a Saturday
WEEKEND = "1.2"
ROOMS = [
    demo.DemoRooms(
        "single", {"es": "Simple", "en": "Single", "pt": "Individual"}, 1, 45000, 2, WEEKEND
    ),
    demo.DemoRooms("double", {"es": "Doble", "en": "Double", "pt": "Duplo"}, 2, 70000, 3, WEEKEND),
    demo.DemoRooms(
        "family", {"es": "Familiar", "en": "Family", "pt": "Família"}, 4, 110000, 2, WEEKEND
    ),
    demo.DemoRooms(
        "suite", {"es": "Suite", "en": "Suite", "pt": "Suíte"}, 3, Decimal(150000), 1, WEEKEND
    ),
]


@pytest.fixture
def hotel(db: None) -> Tenant:
    tenant: Tenant = factories.Tenant(
        name="Hotel Demo",
        address="Avenida de Mayo 1050",
        latitude="-34.608900",
        longitude="-58.381600",
        check_in="15:00",
        check_out="12:00",
    )
    with scope(tenant):
        demo.create(tenant, ROOMS)
        for language, text in {
            "es": "Hay piscina.",
            "en": "There is a pool.",
            "pt": "Há piscina.",
        }.items():
            Fact.objects.create(tenant=tenant, topic="amenities", language=language, text=text)
    return tenant


@pytest.fixture
def account(hotel: Tenant) -> ChannelAccount:
    account: ChannelAccount = factories.Account(tenant=hotel, kind="terminal", address="t")
    return account


@dataclass
class Said:
    """What came of one message."""

    reply: str  # key, "" for silence
    text: str  # of all messages
    options: list[str]  # ids
    messages: list[dict[str, Any]]
    exchange: Exchange
    conversation: Conversation


@dataclass
class Talk:
    """A guest's side of a conversation; the clock advances a minute with each message."""

    account: ChannelAccount
    peer: str = "5491155550123"
    at: datetime = MORNING
    name: str = ""

    def say(self, text: str = "", **columns: Any) -> Said:
        self.at += timedelta(minutes=1)
        row = factories.Inbox(
            account=self.account,
            peer=self.peer,
            text=text,
            sent_at=self.at,
            sender_name=self.name,
            **columns,
        )
        row.account.tenant.refresh_from_db()
        assert tasks.answer_next(row, nudge=False)
        row.refresh_from_db()
        assert row.status == InboxMessage.Status.DONE, row.error
        return self._said(row)

    def tap(self, choice: str) -> Said:
        return self.say("…", kind="button_reply", choice=choice)

    def says(self, *lines: str) -> Said:
        """Say several things in turn; return what came of the last."""
        return [self.say(line) for line in lines][-1]

    def _said(self, row: InboxMessage) -> Said:
        sent = list(OutboxMessage.across_tenants.filter(reply_to=row).order_by("pk"))
        exchange = Exchange.across_tenants.select_related("conversation").get(message=row)
        return Said(
            reply=exchange.reply,
            text="\n".join(m.content.get("text", "") for m in sent),
            options=[o["id"] for m in sent for o in m.content.get("options", [])],
            messages=[m.content for m in sent],
            exchange=exchange,
            conversation=exchange.conversation,
        )


@pytest.fixture
def talk(account: ChannelAccount) -> Talk:
    return Talk(account)


@pytest.fixture
def another(account: ChannelAccount) -> Callable[[str], Talk]:
    """`another(phone)` is another guest of the same hotel."""
    return lambda peer: Talk(account, peer)

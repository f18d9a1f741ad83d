"""Talk to a hotel's agent from a terminal."""

import json
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from channels_app import inbox, outbox
from channels_app.adapters import terminal
from channels_app.models import ChannelAccount, InboxMessage
from channels_app.types import Message, Received
from conversations import tasks
from conversations.models import Conversation, Exchange
from tenants.models import Tenant
from tenants.scope import scope


class Command(BaseCommand):
    help = (
        "Talk to a hotel's agent: each line on stdin goes through the real inbox, orchestrator "
        "and outbox. With --jsonl a line is an object such as {'text': ...}, {'button': id} or "
        "{'location': [lat, lon]}, and each turn is answered with one JSON line."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", default="demo", help="the hotel's short name")
        parser.add_argument("--from", dest="sender", default="5491155550100", help="the guest")
        parser.add_argument("--jsonl", action="store_true", help="JSON in, JSON out")
        parser.add_argument("--now", help="the clock of the turns, ISO 8601")

    def handle(self, *, tenant: str, sender: str, jsonl: bool, now: str | None, **_: Any) -> None:
        hotel = Tenant.objects.filter(slug=tenant).first()
        if hotel is None:
            raise CommandError(f"no hotel {tenant!r}; `manage.py demo` makes demo and demo2")
        at = read_clock(now, hotel)
        account, _created = ChannelAccount.across_tenants.get_or_create(
            kind="terminal", address=f"terminal-{hotel.slug}", defaults={"tenant": hotel}
        )
        account.tenant = hotel
        for line in lines():
            message = received(account, sender.lstrip("+"), line, at, jsonl=jsonl)
            replies = turn(account, message)
            self._print(account, message, replies, jsonl=jsonl)

    def _print(
        self, account: ChannelAccount, message: Received, replies: list[Message], *, jsonl: bool
    ) -> None:
        if jsonl:
            self.stdout.write(json.dumps(report(account, message, replies), ensure_ascii=False))
        else:
            for reply in replies:
                self.stdout.write(plain(reply) + "\n")
        self.stdout.flush()


def lines() -> Iterator[str]:
    return (line.rstrip("\n") for line in sys.stdin)


def read_clock(text: str | None, hotel: Tenant) -> datetime | None:
    """Return the moment --now names (the hotel's own time unless it has an offset), or None."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--now wants ISO 8601, say 2026-12-01T10:00, not {text!r}") from error
    return at.replace(tzinfo=hotel.zone) if timezone.is_naive(at) else at


def received(
    account: ChannelAccount, sender: str, line: str, at: datetime | None, *, jsonl: bool
) -> Received:
    """Return the line as a message from the guest; CommandError when it is not readable."""
    said: dict[str, object] = {"text": line}
    if jsonl:
        try:
            said = json.loads(line)
            assert isinstance(said, dict)
        except (ValueError, AssertionError) as error:
            raise CommandError(f"not a JSON object: {line[:80]}") from error
    kinds = {"text": "text", "button": "button_reply", "location": "location", "audio": "audio"}
    kind = next((kinds[key] for key in kinds if key in said), "")
    if not kind:
        raise CommandError('a line has one of "text", "button", "location", "audio"')
    extra: dict[str, object] = {k: said[k] for k in ("location", "audio") if k in said}
    return Received(
        external_id=uuid.uuid4().hex,
        account=account.address,
        sender=sender,
        sent_at=(at or timezone.now()).astimezone(UTC),
        kind=kind,
        text=str(said.get("text", "")).replace("\0", "\ufffd"),
        choice=str(said.get("button", "")),
        extra=extra,
    )


def turn(account: ChannelAccount, message: Received) -> list[Message]:
    """Answer one message as the workers do, here and now; return what was sent."""
    inbox.record({account.address: account}, [message])
    terminal.sent.clear()
    row = InboxMessage.across_tenants.select_related("account__tenant").get(
        account=account, external_id=message.external_id
    )
    with scope(account.tenant):
        while tasks.answer_next(row, nudge=False):
            pass
        row.refresh_from_db()
        if row.status != InboxMessage.Status.DONE:
            raise CommandError(f"not answered: {row.error or row.status}; see the log above")
        while outbox.deliver_next(account, message.sender):
            pass
    return [reply for _, reply, _ in terminal.sent]


def report(account: ChannelAccount, message: Received, replies: list[Message]) -> dict[str, object]:
    with scope(account.tenant):
        conversation = Conversation.objects.get(account=account, peer=message.sender)
        exchange = Exchange.objects.filter(
            conversation=conversation, message__external_id=message.external_id
        ).first()
    return {
        "replies": [as_json(reply) for reply in replies],
        "intent": exchange.intent if exchange else None,
        "confidence": exchange.confidence if exchange else None,
        "entities": exchange.entities if exchange else {},
        "language": conversation.language,
        "state": conversation.expecting,
        "handed_over": conversation.handed_over,
    }


def as_json(reply: Message) -> dict[str, object]:
    content = reply.as_json()
    options = [{"id": o.id, "title": o.title, "description": o.description} for o in reply.options]
    content.pop("options", None)
    kind = content.pop("kind")
    return {
        "type": kind,
        "text": reply.text,
        "buttons": options if kind == "buttons" else [],
        "rows": options if kind == "list" else [],
        **content,
    }


def plain(reply: Message) -> str:
    if reply.kind == "location":
        return f"[{reply.name}, {reply.address}: {reply.latitude}, {reply.longitude}]"
    rows = [f"  [{o.id}] {o.title} {o.description}".rstrip() for o in reply.options]
    return "\n".join([reply.text, *rows])

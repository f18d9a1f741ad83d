"""Values between any messaging provider and our two queues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

# Of an outgoing message, in the order in which they happen; `failed` is final.
DeliveryStatus = Literal["sent", "delivered", "read", "played", "failed"]


@dataclass(frozen=True, slots=True)
class Received:
    """One message from a guest, as the provider delivered it."""

    external_id: str  # the provider's id, the idempotency key; a wamid on WhatsApp
    account: str  # the receiving address, a phone_number_id on WhatsApp
    sender: str  # the guest's address: digits of a phone, or a user id
    sent_at: datetime  # aware, by the provider's clock
    kind: str  # text, button, image, audio, location, reaction, ..., as the channel names it
    text: str = ""  # at most 10 000 characters
    choice: str = ""  # the id of a tapped button or list row
    sender_name: str = ""  # the profile's name
    extra: Mapping[str, object] = field(default_factory=dict)  # what else the type carries


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one message of ours."""

    external_id: str
    account: str
    status: DeliveryStatus
    at: datetime  # aware
    tag: str = ""  # our own, sent along with the message
    error_code: int | None = None  # the provider's
    error: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)  # pricing and the like


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something we do not act on, kept for support."""

    account: str  # "" when the event names none
    field: str  # what the provider calls it
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Batch:
    """All that one webhook body carried."""

    received: tuple[Received, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    problems: tuple[str, ...] = ()  # missing_entry, missing_changes, missing_messages, unexpected


@dataclass(frozen=True, slots=True)
class Option:
    """A reply button or a list row."""

    id: str  # at most 200 characters
    title: str  # at most 20 characters on a button, 24 on a row
    description: str = ""  # at most 72 characters, rows only


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a guest in no channel's shape; adapters fit it to theirs."""

    kind: Literal["text", "buttons", "list", "location"]
    text: str = ""
    options: tuple[Option, ...] = ()
    button: str = ""  # the label that opens a list, at most 20 characters
    latitude: float = 0.0
    longitude: float = 0.0
    name: str = ""  # of a place
    address: str = ""

    def as_json(self) -> dict[str, object]:
        """Return only what this kind uses, for the outbox row."""
        if self.kind == "location":
            return {
                "kind": self.kind,
                "latitude": self.latitude,
                "longitude": self.longitude,
                "name": self.name,
                "address": self.address,
            }
        content: dict[str, object] = {"kind": self.kind, "text": self.text}
        if self.options:
            content["options"] = [
                {"id": o.id, "title": o.title, "description": o.description} for o in self.options
            ]
        if self.button:
            content["button"] = self.button
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> "Message":
        """Read what `as_json` wrote."""
        values = dict(content)
        options = values.pop("options", ())
        assert isinstance(options, list | tuple)
        return cls(options=tuple(Option(**option) for option in options), **values)  # type: ignore[arg-type]

"""Read a webhook body: {"entry": [{"changes": [{"field": str, "value": {...}}]}]}.

A value of field "messages" holds messages of guests, statuses of ours, or errors; up to 1 000
updates come in one body, in any order. Nothing here raises, whatever JSON the body holds.
https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from channels_app.adapters.whatsapp import updates
from channels_app.adapters.whatsapp.content import Json
from channels_app.adapters.whatsapp.storable import small, small_object, text
from channels_app.types import Batch, Receipt, Received, Unknown


@dataclass(slots=True)
class Found:
    """What has been read so far."""

    received: dict[tuple[str, str], Received] = field(default_factory=dict)  # account, wamid
    receipts: list[Receipt] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    problems: dict[str, None] = field(default_factory=dict)  # a set that keeps the order

    def problem(self, name: str) -> None:
        self.problems[name] = None


def addresses(payload: object) -> set[str]:
    """Return every phone_number_id in a body, of whatever field: all that `parse` can name."""
    return {address for _, value in _changes(payload, Found()) if (address := _account(value))}


def parse(payload: object) -> Batch:
    """Return everything in a body. Each kind of problem is told once."""
    found = Found()
    for name, value in _changes(payload, found):
        account = _account(value)
        if name == "messages":
            _read_value(account, value, found)
        else:
            found.unknown.append(Unknown(account, name, small_object(value)))
    return Batch(
        tuple(found.received.values()),
        tuple(found.receipts),
        tuple(found.unknown),
        tuple(found.problems),
    )


def _changes(payload: object, found: Found) -> Iterator[tuple[str, Json]]:
    """Yield field and value of every change; a change that names no field is about messages."""
    if not isinstance(payload, dict):
        found.problem("unexpected")
        return
    for entry in _needed(payload, "entry", found):
        for change in _needed(entry, "changes", found):
            value = change.get("value")
            if isinstance(value, dict):
                yield text(change.get("field", "messages")) or "unknown", value
            else:
                found.problem("unexpected")


def _needed(parent: Json, key: str, found: Found) -> Iterator[Json]:
    items = parent.get(key)
    if not isinstance(items, list) or not items:
        found.problem(f"missing_{key}")
        return
    yield from _objects(items, found)


def _objects(items: object, found: Found) -> Iterator[Json]:
    """Yield the objects of a list that may be absent."""
    if not isinstance(items, list):
        if items:
            found.problem("unexpected")
        return
    for item in items:
        if isinstance(item, dict):
            yield item
        else:
            found.problem("unexpected")


def _account(value: Json) -> str:
    metadata = value.get("metadata")
    return (
        text(metadata.get("phone_number_id"), updates.ADDRESS) if isinstance(metadata, dict) else ""
    )


def _read_value(account: str, value: Json, found: Found) -> None:
    messages, statuses, errors = map(value.get, ("messages", "statuses", "errors"))
    if not messages and not statuses and not errors:
        found.problem("missing_messages")
    people = updates.people(value.get("contacts")) if messages else {}
    for message in _objects(messages, found):
        received = updates.received(account, message, people)
        if received is None:
            found.unknown.append(Unknown(account, "messages", small_object(message)))
        else:
            found.received.setdefault((account, received.external_id), received)
    for status in _objects(statuses, found):
        receipt = updates.receipt(account, status)
        if receipt is None:
            found.unknown.append(Unknown(account, "statuses", small_object(status)))
        else:
            found.receipts.append(receipt)
    if errors:
        found.unknown.append(Unknown(account, "errors", {"errors": small(errors)}))

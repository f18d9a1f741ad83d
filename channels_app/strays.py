"""Events that we do not act on, kept for support."""

from collections.abc import Iterable
from dataclasses import asdict

from channels_app.models import StrayEvent
from channels_app.types import Receipt, Received, Unknown


def keep(channel: str, events: Iterable[Unknown | Receipt | Received]) -> None:
    """Store unknown events, receipts of foreign messages, and messages to foreign numbers."""
    StrayEvent.objects.bulk_create(_row(channel, event) for event in events)


def _row(channel: str, event: Unknown | Receipt | Received) -> StrayEvent:
    if isinstance(event, Unknown):
        field, payload = event.field, dict(event.payload)
    else:
        field = "status" if isinstance(event, Receipt) else "message"
        payload = {
            name: value.isoformat() if name in ("at", "sent_at") else value
            for name, value in asdict(event).items()
        }
    return StrayEvent(
        channel=channel, address=event.account[:200], field=field[:100], payload=payload
    )

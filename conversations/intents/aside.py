"""A side question: answer it, then come back to what was being done."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.types import Reply, Turn

# What we were waiting for when the side question came, and how to remind of it in a few words.
REMINDERS = ("arrival", "departure", "adults", "offer", "name", "email", "confirm")


def aside(turn: Turn, reply: Reply, remember: Mapping[str, object] | None = None) -> Reply:
    """Keep the slots and the open question; the reply ends with a reminder of the question."""
    pending = turn.expecting if turn.expecting in REMINDERS else ""
    slots = {**turn.slots, **(remember or {})}
    return replace(
        reply,
        slots=slots,
        asks=pending or reply.asks,
        params={**reply.params, "pending": pending},
    )

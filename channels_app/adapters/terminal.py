"""Conversations on this machine's own terminal, as `manage.py chat` holds them.

Nothing comes from outside, so no webhook is ever believed. What is sent stays in this process.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from channels_app.errors import BadSignature
from channels_app.ports import Credentials
from channels_app.types import Batch, Message

# (to, message, id) of everything this process has sent, oldest first; whoever reads may clear it.
sent: list[tuple[str, Message, str]] = []

_numbers = count(1)


class Terminal:
    """A channel without a provider."""

    @classmethod
    def challenge(cls, params: Mapping[str, str], accounts: Iterable[Credentials]) -> str:
        raise BadSignature("the terminal has no webhook")

    @classmethod
    def addresses(cls, payload: object) -> set[str]:
        return set()

    @classmethod
    def verify(
        cls, body: bytes, headers: Mapping[str, str], accounts: Sequence[Credentials]
    ) -> None:
        raise BadSignature("the terminal has no webhook")

    @classmethod
    def verify_any(
        cls, body: bytes, headers: Mapping[str, str], accounts: Sequence[Credentials]
    ) -> None:
        raise BadSignature("the terminal has no webhook")

    @classmethod
    def parse(cls, payload: object) -> Batch:
        return Batch()

    def __init__(self, account: Credentials) -> None:
        self.account = account

    def send(self, to: str, message: Message, *, tag: str, reply_to: str = "") -> str:
        """Append to `sent` and return "terminal-<n>", unique in this process."""
        external_id = f"terminal-{next(_numbers)}"
        sent.append((to, message, external_id))
        return external_id

    def mark_read(self, external_id: str, *, typing: bool) -> None:
        """Do nothing: who types here sees the answer at once."""

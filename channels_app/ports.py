"""The port: what the two queues need from any messaging provider."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from channels_app.types import Batch, Message


class Credentials(Protocol):
    """What an adapter may know about one account; `channels_app.models.ChannelAccount` is one."""

    @property
    def address(self) -> str: ...
    @property
    def credentials(self) -> Mapping[str, Any]: ...


class Channel(Protocol):
    """One provider. Adapters do no database work and keep no state.

    `accounts` are those that a webhook body names, or all when it names none that we know.
    """

    @classmethod
    def challenge(cls, params: Mapping[str, str], accounts: Iterable[Credentials]) -> str:
        """Return the answer to the provider's subscription check, or raise BadSignature."""
        ...

    @classmethod
    def addresses(cls, payload: object) -> set[str]:
        """Return the receiving addresses that a parsed webhook body names; never raises."""
        ...

    @classmethod
    def verify(
        cls, body: bytes, headers: Mapping[str, str], accounts: Sequence[Credentials]
    ) -> None:
        """Return when each of `accounts` has a secret that signed `body`; else BadSignature."""
        ...

    @classmethod
    def verify_any(
        cls, body: bytes, headers: Mapping[str, str], accounts: Sequence[Credentials]
    ) -> None:
        """Return when one of `accounts` has a secret that signed `body`; else BadSignature."""
        ...

    @classmethod
    def parse(cls, payload: object) -> Batch:
        """Return everything in a parsed webhook body; what it cannot read becomes `unknown`."""
        ...

    def __init__(self, account: Credentials) -> None: ...

    def send(self, to: str, message: Message, *, tag: str, reply_to: str = "") -> str:
        """Send one message and return the provider's id, or raise ChannelError.

        `tag` comes back in every Receipt of this message.
        """
        ...

    def mark_read(self, external_id: str, *, typing: bool) -> None:
        """Show the guest that we read their message, and that we are typing. ChannelError."""
        ...

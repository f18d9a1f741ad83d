"""The port's face of this package.

`credentials` of an account: {"access_token": str, "verify_token": str, "app_secrets": [newest,
older...]}; its address is the phone_number_id.
"""

from collections.abc import Iterable, Mapping, Sequence

from channels_app.adapters.whatsapp import graph, signature, webhook
from channels_app.ports import Credentials
from channels_app.types import Batch, Message


class WhatsApp:
    """One business number; see `channels_app.ports.Channel`."""

    @classmethod
    def challenge(cls, params: Mapping[str, str], accounts: Iterable[Credentials]) -> str:
        return signature.challenge(params, accounts)

    @classmethod
    def addresses(cls, payload: object) -> set[str]:
        return webhook.addresses(payload)

    @classmethod
    def verify(
        cls, body: bytes, headers: Mapping[str, str], accounts: Sequence[Credentials]
    ) -> None:
        signature.verify(body, headers, accounts)

    @classmethod
    def verify_any(
        cls, body: bytes, headers: Mapping[str, str], accounts: Sequence[Credentials]
    ) -> None:
        signature.verify_any(body, headers, accounts)

    @classmethod
    def parse(cls, payload: object) -> Batch:
        return webhook.parse(payload)

    def __init__(self, account: Credentials) -> None:
        self.account = account

    def send(self, to: str, message: Message, *, tag: str, reply_to: str = "") -> str:
        """Send one message and return its wamid, or raise ChannelError.

        Choices that do not fit into buttons or a list go out as numbered text, and text over
        4 096 characters is cut: write short, or the guest misses the end.
        """
        return graph.send(self.account, to, message, tag=tag, reply_to=reply_to)

    def mark_read(self, external_id: str, *, typing: bool = True) -> None:
        graph.mark_read(self.account, external_id, typing=typing)

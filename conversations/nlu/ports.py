"""The port: what a turn needs from any engine that understands guests."""

from datetime import date
from typing import Protocol

from conversations.types import Meaning


class Nlu(Protocol):
    """An engine that reads one message. It keeps no state and touches no database."""

    def warm_up(self) -> None:
        """Load whatever the first message would otherwise wait for."""
        ...

    def understand(self, text: str, *, language: str, expecting: str, today: date) -> Meaning:
        """Return the meaning of `text`, of any length and content; never raises.

        `language` is the conversation's (ISO 639-1, "" when new) and helps only where the text
        itself does not tell. `expecting` is the slot that was asked for last: a bare "2" or
        "mañana" answers it. `today` is the hotel's own day, for relative dates.
        """
        ...

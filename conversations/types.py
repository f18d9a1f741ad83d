"""The three values that pass through a turn: what came in, what it means, what we answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

LANGUAGES = ("es", "en", "pt")  # ISO 639-1; the first is the last resort

# What the guest has told us so far, as JSON values:
# arrival, departure: ISO days; nights, adults, children: int; room_type, code, email, name: str
Slots = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Hotel:
    """What a reply may say about the hotel without asking anybody."""

    name: str
    currency: str  # ISO 4217
    check_in: str  # HH:MM
    check_out: str  # HH:MM
    desk_hours: str  # HH:MM-HH:MM
    address: str
    latitude: float | None
    longitude: float | None
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # topic, language -> text

    def fact(self, topic: str, language: str) -> str:
        """Return the hotel's own words on a topic, in the language or any other; "" for none."""
        texts = self.facts.get(topic, {})
        return texts.get(language) or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Turn:
    """All that a handler may know about the message it answers: values, no rows."""

    conversation_id: int
    text: str
    choice: str  # the id of a tapped button or list row, "" for none
    kind: str  # as the channel names it: text, image, audio, location, ...
    language: str  # of the conversation, ISO 639-1; "" when new
    slots: Slots
    expecting: str  # the slot we asked for last, "" for none
    misses: int  # messages in a row that we did not understand
    now: datetime  # at the hotel, aware
    guest_name: str  # "" when unknown
    guest_phone: str  # E.164, "" when unknown
    handed_over: bool  # a person is answering this guest
    hotel: Hotel
    min_confidence: float = 0.45  # 0 to 1
    interactive: bool = True  # buttons and lists, else numbered text

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a message means."""

    intent: str
    confidence: float  # 0 to 1
    slots: Slots = field(default_factory=dict)
    language: str = ""  # of the message, "" when it does not tell
    intents: tuple[tuple[str, float], ...] = ()  # all candidates, likeliest first
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the guest may tap, or answer by its number.

    `intents.taps` knows every id that is ever offered.
    """

    id: str  # comes back when tapped, say "offer:double"
    label: str = ""  # key of a label in the guest's language
    title: str = ""  # literal text, when there is no label
    description: str = ""  # literal text under the title; list rows only


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say and what to remember. An empty `key` means: say nothing."""

    key: str  # names the text in templates/replies/<language>/
    params: Mapping[str, object] = field(default_factory=dict)
    slots: Slots = field(default_factory=dict)
    asks: str = ""  # the slot this reply asks for
    choices: tuple[Choice, ...] = ()
    as_list: bool = False  # show the choices as a list with descriptions
    place: bool = False  # send the hotel's location after the text
    hand_over: bool = False
    understood: bool = True

"""From a reply to the messages a guest reads: words in their language, buttons, a place."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.template import engines

from channels_app.types import Message, Option
from conversations.templatetags import reply_text
from conversations.types import LANGUAGES, Choice, Reply, Turn
from pms.types import Offer

MAX_BUTTONS = 3
MAX_BODY = 1024  # characters under buttons and lists; more is sent as numbered text
TITLE = {"buttons": 20, "list": 24}  # characters
DESCRIPTION = 72  # characters


def render(reply: Reply, turn: Turn) -> list[Message]:
    """Return what to send, in order; nothing for silence."""
    if not reply.key:
        return []
    text = say(reply.key, turn, reply.params)
    pending = reply.params.get("pending")
    if pending:
        text = f"{text}\n\n{say('pending', turn, reply.params)}"
    messages = [_with_choices(text, reply, turn)] if reply.choices else [Message("text", text)]
    if reply.place and turn.hotel.latitude is not None and turn.hotel.longitude is not None:
        messages.append(
            Message(
                "location",
                latitude=turn.hotel.latitude,
                longitude=turn.hotel.longitude,
                name=turn.hotel.name,
                address=turn.hotel.address,
            )
        )
    return messages


def say(key: str, turn: Turn, params: Mapping[str, object]) -> str:
    """Return the text of one reply in the turn's language, without trailing space."""
    words = {"hotel": turn.hotel, "turn": turn, "lang": turn.language, **params}
    return str(_template(key, turn.language).render(words)).strip()


def label(key: str, language: str) -> str:
    return labels(language)[key]


@cache
def labels(language: str) -> Mapping[str, str]:
    """Return the titles of buttons and rows in a language."""
    path = settings.BASE_DIR / "templates" / "replies" / language / "labels.toml"
    words: dict[str, str] = tomllib.loads(path.read_text())
    return words


@cache
def _template(key: str, language: str) -> Any:
    assert language in LANGUAGES
    return engines["replies"].get_template(f"{language}/{key}.txt")


def _with_choices(text: str, reply: Reply, turn: Turn) -> Message:
    kind = "list" if reply.as_list or len(reply.choices) > MAX_BUTTONS else "buttons"
    options = tuple(_option(choice, reply, turn) for choice in reply.choices)
    if not turn.interactive or len(text) > MAX_BODY:
        return Message("text", f"{text}\n\n{_numbered(options)}")
    short = tuple(
        Option(o.id, _cut(o.title, TITLE[kind]), _cut(o.description, DESCRIPTION)) for o in options
    )
    if kind == "list":
        return Message("list", text, short, button=label("choose", turn.language))
    return Message("buttons", text, tuple(Option(o.id, o.title) for o in short))


def _option(choice: Choice, reply: Reply, turn: Turn) -> Option:
    title, description = choice.title, choice.description
    kind, _, value = choice.id.partition(":")
    if choice.label:
        title = label(choice.label, turn.language)
    elif kind == "offer":
        title, description = _offer(value, reply, turn.language)
    elif kind == "dates":
        title = reply_text.span(value, turn.language)
    return Option(choice.id, title, description)


def _offer(code: str, reply: Reply, language: str) -> tuple[str, str]:
    """A row for a room type: its name, the price of a night and of the stay."""
    offers = reply.params["offers"]
    assert isinstance(offers, list)
    offer: Offer = next(offer for offer in offers if offer.room_type == code)
    prices = [night.price for night in offer.nights]
    cheapest = min(prices, key=lambda price: price.amount)
    key = "offer_row" if len(set(prices)) == 1 else "offer_row_varies"
    row = label(key, language).format(
        night=reply_text.money(cheapest, language), total=reply_text.money(offer.total, language)
    )
    return reply_text.named(offer.names, language), row


def _numbered(options: tuple[Option, ...]) -> str:
    lines = (
        f"{number}. {option.title}" + (f" — {option.description}" if option.description else "")
        for number, option in enumerate(options, 1)
    )
    return "\n".join(lines)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"

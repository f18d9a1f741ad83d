"""Write outgoing messages in the shape and within the limits of the Cloud API.

https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages
"""

import re
from collections.abc import Iterable

from channels_app.adapters.whatsapp.content import Json
from channels_app.types import Message, Option

# Characters, if nothing else is said.
TEXT = 4_096
BODY = 1_024  # of an interactive message
BUTTONS = 3  # pieces
BUTTON_TITLE = 20
BUTTON_ID = 256
ROWS = 10  # pieces
ROW_TITLE = 24
ROW_DESCRIPTION = 72
ROW_ID = 200
LIST_LABEL = 20

# A country, a dot, and up to 128 letters and digits; "ENT" marks the id of a parent business.
_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")


def outgoing(to: str, message: Message, *, tag: str, reply_to: str) -> Json:
    """Return the body that sends `message` to a phone's digits or to a user id."""
    body: Json = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "recipient" if _USER_ID.fullmatch(to) else "to": to,
        **_content(message),
        "biz_opaque_callback_data": tag,
    }
    if reply_to:
        body["context"] = {"message_id": reply_to}
    return body


def read_receipt(wamid: str, *, typing: bool) -> Json:
    """Return the body that marks a message as read; typing shows until we write, or 25 s."""
    body: Json = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    if typing:
        body["typing_indicator"] = {"type": "text"}
    return body


def _content(message: Message) -> Json:
    if message.kind == "location":
        return {"type": "location", "location": _location(message)}
    if message.kind == "buttons" and _fits_buttons(message):
        return {"type": "interactive", "interactive": _buttons(message)}
    if message.kind == "list" and _fits_list(message):
        return {"type": "interactive", "interactive": _list(message)}
    text = shorten(numbered(message), TEXT)
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def _location(message: Message) -> Json:
    place: Json = {"latitude": message.latitude, "longitude": message.longitude}
    if message.name:
        place["name"] = message.name
    if message.address:
        place["address"] = message.address
    return place


def _buttons(message: Message) -> Json:
    replies = [{"id": option.id, "title": option.title} for option in message.options]
    return {
        "type": "button",
        "body": {"text": message.text},
        "action": {"buttons": [{"type": "reply", "reply": reply} for reply in replies]},
    }


def _list(message: Message) -> Json:
    rows = []
    for option in message.options:
        row = {"id": option.id, "title": option.title}
        if option.description:
            row["description"] = option.description
        rows.append(row)
    return {
        "type": "list",
        "body": {"text": message.text},
        "action": {"button": message.button, "sections": [{"rows": rows}]},
    }


def _fits_buttons(message: Message) -> bool:
    return (
        _fits(message.text, BODY)
        and 0 < len(message.options) <= BUTTONS
        and _distinct(option.title for option in message.options)
        and _distinct(option.id for option in message.options)
        and all(_fits(o.title, BUTTON_TITLE) and _fits(o.id, BUTTON_ID) for o in message.options)
    )


def _fits_list(message: Message) -> bool:
    return (
        _fits(message.text, BODY)
        and _fits(message.button, LIST_LABEL)
        and 0 < len(message.options) <= ROWS
        and _distinct(option.id for option in message.options)
        and all(map(_fits_row, message.options))
    )


def _fits_row(option: Option) -> bool:
    return (
        _fits(option.title, ROW_TITLE)
        and _fits(option.id, ROW_ID)
        and len(option.description) <= ROW_DESCRIPTION
    )


def _fits(text: str, limit: int) -> bool:
    return bool(text.strip()) and len(text) <= limit


def _distinct(texts: Iterable[str]) -> bool:
    """Meta refuses two buttons of one title, and two choices of one id."""
    seen = list(texts)
    return len(set(seen)) == len(seen)


def numbered(message: Message) -> str:
    """Return text and options as plain text, for what does not fit into buttons or a list."""
    lines = [
        f"{number}. {option.title}" + (f" - {option.description}" if option.description else "")
        for number, option in enumerate(message.options, 1)
    ]
    return "\n\n".join(filter(None, (message.text, "\n".join(lines))))


def shorten(text: str, limit: int) -> str:
    """Return text of at most `limit` characters, cut between words and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    words = re.match(r"(?s)(.*\S)\s", text[:limit])
    # Some languages write without spaces, and an address may be one long word.
    start = words[1] if words and len(words[1]) > limit // 2 else text[: limit - 1]
    return start + "…"

"""What the Graph API refuses in a message, with Meta's error codes.

Limits: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages, as of v26.0.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

MISSING_OR_WRONG = 100  # (#100) Invalid parameter
NOT_VALID = 131009  # Parameter value is not valid

TEXT = 4096  # characters, like all lengths here
INTERACTIVE_BODY = 1024
HEADER = FOOTER = 60
BUTTONS, BUTTON_TITLE = 3, 20
ROWS, ROW_TITLE, ROW_DESCRIPTION = 10, 24, 72  # ROWS over all sections
SECTION_TITLE = 24
LIST_BUTTON = 20
OPTION_ID = 256

PHONE = re.compile(r"\+?[\d ().-]{5,30}")
USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,128}")  # business-scoped, since 2026
Json = Mapping[str, Any]


class Refused(Exception):
    """Meta would answer 400 to this; `code` is its own, `details` says what to change."""

    def __init__(self, code: int, details: str) -> None:
        super().__init__(details)
        self.code = code
        self.details = details


def recipient(body: Json) -> tuple[str, str]:
    """Return the address as it was written and the guest it means; `to` wins over `recipient`."""
    if body.get("messaging_product") != "whatsapp":
        raise Refused(MISSING_OR_WRONG, "Param messaging_product must be one of {WHATSAPP}")
    written = body.get("to") or body.get("recipient")
    if not isinstance(written, str):
        raise Refused(MISSING_OR_WRONG, "The parameter to or recipient is required")
    if "to" in body and PHONE.fullmatch(written):
        digits = re.sub(r"\D", "", written)
        if 5 <= len(digits) <= 15:
            return written, digits
    elif "to" not in body and USER_ID.fullmatch(written):
        return written, written
    raise Refused(NOT_VALID, f"Recipient is not a phone number or user id: {written[:50]}")


def check(body: Json) -> str:
    """Return the type of a message that Meta would accept, or raise Refused."""
    kind = body.get("type", "text")
    if kind not in CHECKS:
        allowed = ", ".join(sorted(CHECKS)).upper()
        raise Refused(MISSING_OR_WRONG, f"Param type must be one of {{{allowed}}}")
    content = body.get(kind)
    if not isinstance(content, list if kind == "contacts" else dict) or not content:
        raise Refused(MISSING_OR_WRONG, f"The parameter {kind} is required")
    CHECKS[kind](content)
    context = body.get("context")
    if context is not None:
        _text(_object(context, "context"), "message_id", OPTION_ID, "context.message_id")
    tag = body.get("biz_opaque_callback_data", "")
    if not isinstance(tag, str) or len(tag) > 512:
        raise Refused(NOT_VALID, "biz_opaque_callback_data must be a string up to 512 characters")
    return str(kind)


def _check_text(text: Json) -> None:
    body = text.get("body")
    if not isinstance(body, str) or not body:
        raise Refused(MISSING_OR_WRONG, "The parameter text['body'] is required.")
    if len(body) > TEXT:
        raise Refused(
            MISSING_OR_WRONG, f"Param text['body'] must be at most {TEXT} characters long."
        )


def _check_location(location: Json) -> None:
    for name, limit in (("latitude", 90), ("longitude", 180)):
        value = location.get(name)
        if value is None:
            raise Refused(MISSING_OR_WRONG, f"The parameter location['{name}'] is required.")
        if not _is_number_within(value, limit):
            raise Refused(NOT_VALID, f"{name} must be a number between -{limit} and {limit}")
    for name in ("name", "address"):
        if not isinstance(location.get(name, ""), str):
            raise Refused(NOT_VALID, f"{name} must be a string")


def _is_number_within(value: Any, limit: float) -> bool:
    """Meta's examples write coordinates as numbers and as strings."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        return abs(float(value)) <= limit  # false for NaN
    except (ValueError, OverflowError):
        return False


def _check_interactive(interactive: Json) -> None:
    kind = interactive.get("type")
    if not isinstance(kind, str):
        raise Refused(MISSING_OR_WRONG, "The parameter interactive['type'] is required.")
    _text(_object(interactive.get("body"), "body"), "text", INTERACTIVE_BODY, "Body text")
    header = interactive.get("header")
    if header is not None and _object(header, "header").get("type") == "text":
        _text(header, "text", HEADER, "Header text")
    if interactive.get("footer") is not None:
        _text(_object(interactive["footer"], "footer"), "text", FOOTER, "Footer text")
    action = _object(interactive.get("action"), "action")
    if kind == "button":
        _check_buttons(action)
    elif kind == "list":
        _check_list(action)


def _check_buttons(action: Json) -> None:
    buttons = _some(action, "buttons", BUTTONS)
    replies = [_object(_object(button, "button").get("reply"), "reply") for button in buttons]
    if any(button.get("type") != "reply" for button in buttons):
        raise Refused(NOT_VALID, "Button type must be reply")
    for reply in replies:
        _text(reply, "title", BUTTON_TITLE, "Button title")
        _text(reply, "id", OPTION_ID, "Button id")
    _unique([reply["title"] for reply in replies], "Button titles")
    _unique([reply["id"] for reply in replies], "Button ids")


def _check_list(action: Json) -> None:
    _text(action, "button", LIST_BUTTON, "Action button")
    sections = [_object(section, "section") for section in _some(action, "sections", ROWS)]
    rows = []
    for section in sections:
        if len(sections) > 1 or section.get("title"):
            _text(section, "title", SECTION_TITLE, "Section title")
        rows += [_object(row, "row") for row in _some(section, "rows", ROWS)]
    if len(rows) > ROWS:
        raise Refused(NOT_VALID, f"Total row count exceed max allowed count: {ROWS}")
    for row in rows:
        _text(row, "title", ROW_TITLE, "Row title")
        _text(row, "id", OPTION_ID, "Row id")
        if row.get("description"):
            _text(row, "description", ROW_DESCRIPTION, "Row description")
    _unique([row["id"] for row in rows], "Row ids")


def _check_media(media: Json) -> None:
    if not media.get("id") and not media.get("link"):
        raise Refused(MISSING_OR_WRONG, "Either id or link is required")


def _check_reaction(reaction: Json) -> None:
    _text(reaction, "message_id", OPTION_ID, "Reaction message_id")


def _check_template(template: Json) -> None:
    _text(template, "name", 512, "Template name")
    _text(_object(template.get("language"), "language"), "code", 20, "Template language")


def _object(value: Any, name: str) -> Json:
    if not isinstance(value, dict):
        raise Refused(MISSING_OR_WRONG, f"The parameter {name} is required.")
    return value


def _some(parent: Json, name: str, most: int) -> list[Any]:
    values = parent.get(name)
    if not isinstance(values, list) or not 1 <= len(values) <= most:
        raise Refused(NOT_VALID, f"Invalid {name} count. Min allowed {name}: 1, Max: {most}")
    return values


def _text(parent: Json, name: str, most: int, label: str) -> None:
    value = parent.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        raise Refused(NOT_VALID, f"{label} length invalid. Min length: 1, Max length: {most}")


def _unique(values: list[str], label: str) -> None:
    if len(set(values)) < len(values):
        raise Refused(NOT_VALID, f"{label} must be unique")


CHECKS: dict[str, Callable[[Any], None]] = {
    "text": _check_text,
    "interactive": _check_interactive,
    "location": _check_location,
    "template": _check_template,
    "reaction": _check_reaction,
    "contacts": lambda contacts: None,
    **dict.fromkeys(("audio", "document", "image", "sticker", "video"), _check_media),
}

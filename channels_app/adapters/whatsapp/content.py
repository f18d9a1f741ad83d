"""What each type of guest message carries.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from channels_app.adapters.whatsapp.storable import small, small_object, text

Json = dict[str, object]

TEXT = 10_000  # characters
KIND = 30
CHOICE = 256  # Meta's own limit for the id of a button


class Content(NamedTuple):
    """The part of `channels_app.types.Received` that depends on the type."""

    kind: str
    text: str
    choice: str
    extra: Json


def read(message: Json) -> Content:
    """Return what a message carries; of an unknown type, its object in `extra` under its name."""
    kind = message.get("type")
    if not isinstance(kind, str) or not kind:
        kind = "unknown"
    part = message.get(kind)
    if kind in READERS and isinstance(part, dict):
        return READERS[kind](kind, part)
    return Content(text(kind, KIND), "", "", {} if part is None else {text(kind): small(part)})


def around(message: Json) -> Json:
    """Return what a message of any type may carry besides: a quote, an advertisement, errors."""
    extra: Json = {}
    context = message.get("context")
    if isinstance(context, dict):
        for flag in ("forwarded", "frequently_forwarded"):
            if context.get(flag) is True:
                extra["forwarded"] = True
        if quoted := _scalars(context, ("from", "id")):
            extra["context"] = quoted
    referral, errors, group = map(message.get, ("referral", "errors", "group_id"))
    if isinstance(referral, dict):
        extra["referral"] = small_object(referral)
    if isinstance(errors, list):
        extra["errors"] = small(errors)
    if isinstance(group, str):
        extra["group_id"] = text(group)
    return extra


def _text(kind: str, part: Json) -> Content:
    return Content(kind, text(part.get("body"), TEXT), "", {})


def _media(kind: str, part: Json) -> Content:
    """A file at Meta's, for seven days; `media_id` is what its download takes."""
    extra = _scalars(part, ("mime_type", "sha256", "filename", "voice", "animated"))
    if media_id := text(part.get("id")):
        extra["media_id"] = media_id
    if kind == "audio" and part.get("voice") is True:
        kind = "voice"
    return Content(kind, text(part.get("caption"), TEXT), "", extra)


def _location(kind: str, part: Json) -> Content:
    extra = _scalars(part, ("latitude", "longitude", "name", "address"))
    return Content(kind, "", "", extra)


def _interactive(kind: str, part: Json) -> Content:
    """A tapped reply button, a chosen list row, or the answers to a flow."""
    name = part.get("type")
    reply = part.get(name) if isinstance(name, str) else None
    if name not in ("button_reply", "list_reply", "nfm_reply") or not isinstance(reply, dict):
        return Content(kind, "", "", {kind: small(part)})
    if name == "nfm_reply":
        extra = _scalars(reply, ("name", "response_json"))
        return Content(name, text(reply.get("body"), TEXT), "", extra)
    extra = _scalars(reply, ("description",))
    return Content(name, text(reply.get("title"), TEXT), text(reply.get("id"), CHOICE), extra)


def _button(kind: str, part: Json) -> Content:
    """A tapped quick reply of a template."""
    return Content(kind, text(part.get("text"), TEXT), text(part.get("payload"), CHOICE), {})


def _reaction(kind: str, part: Json) -> Content:
    """An empty `emoji` takes an earlier reaction back; Meta may also leave the key out."""
    extra: Json = {"emoji": text(part.get("emoji")), "message_id": text(part.get("message_id"))}
    return Content(kind, "", "", extra)


def _order(kind: str, part: Json) -> Content:
    return Content(kind, text(part.get("text"), TEXT), "", {kind: small(part)})


def _system(kind: str, part: Json) -> Content:
    """Meta's own note: the guest has another number, user id or phone."""
    return Content(kind, text(part.get("body"), TEXT), "", {kind: small(part)})


def _edit(kind: str, part: Json) -> Content:
    """A message that replaces an earlier one."""
    extra = _scalars(part, ("original_message_id",))
    message = part.get("message")
    if not isinstance(message, dict) or message.get("type") == kind:
        return Content(kind, "", "", extra)
    new = read(message)
    return Content(kind, new.text, "", new.extra | extra)


def _revoke(kind: str, part: Json) -> Content:
    return Content(kind, "", "", _scalars(part, ("original_message_id",)))


READERS: dict[str, Callable[[str, Json], Content]] = {
    "text": _text,
    "image": _media,
    "video": _media,
    "audio": _media,
    "document": _media,
    "sticker": _media,
    "location": _location,
    "interactive": _interactive,
    "button": _button,
    "reaction": _reaction,
    "order": _order,
    "system": _system,
    "edit": _edit,
    "revoke": _revoke,
}


def _scalars(part: Json, names: Iterable[str]) -> Json:
    """Return those of `names` that hold text, a number or a flag."""
    return {
        name: small(value)
        for name in names
        if isinstance(value := part.get(name), str | int | float)
    }

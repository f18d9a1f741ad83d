"""Turn one update into a value: a guest's message into Received, a status of ours into Receipt.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
"""

from datetime import UTC, datetime
from typing import TypeGuard, cast, get_args

from channels_app.adapters.whatsapp.content import Json, around, read
from channels_app.adapters.whatsapp.storable import small_object, text
from channels_app.types import DeliveryStatus, Receipt, Received

ADDRESS = 200  # characters of an account, a guest or a message id; longer ones are no such thing
STATUSES = frozenset(get_args(DeliveryStatus))
TIMES = range(1_230_768_000, 4_102_444_800)  # seconds since 1970, from 2009 to 2100
CODES = range(2**31)  # error numbers that fit into a column

People = dict[str, Json]  # contacts by phone and by user id


def people(contacts: object) -> People:
    """Return the senders of one change; system notes come without."""
    found: People = {}
    for contact in contacts if isinstance(contacts, list) else ():
        if not isinstance(contact, dict):
            continue
        for key in ("wa_id", "user_id"):
            address = contact.get(key)
            if isinstance(address, str):
                found[address] = contact
    return found


def received(account: str, message: Json, people: People) -> Received | None:
    """Return a guest's message, or None when it does not say for whom, which, or from whom.

    Guests with a user name may hide their phone; Meta's id for them then stands alone.
    """
    wamid = message.get("id")
    phone, user_id = message.get("from"), message.get("from_user_id")
    sender = phone if isinstance(phone, str) and phone else user_id
    if not (account and _is_address(wamid) and _is_address(sender)):
        return None
    kind, body, choice, extra = read(message)
    contact = people.get(sender) or _by_user_id(people, user_id)
    return Received(
        text(wamid, ADDRESS),
        account,
        text(sender, ADDRESS),
        _moment(message.get("timestamp")),
        kind,
        body,
        choice,
        _profile_name(contact),
        extra | around(message) | _identity(user_id, contact),
    )


def _is_address(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= ADDRESS


def _by_user_id(people: People, user_id: object) -> Json:
    return people.get(user_id, {}) if isinstance(user_id, str) else {}


def _profile_name(contact: Json) -> str:
    profile = contact.get("profile")
    return text(profile.get("name"), ADDRESS) if isinstance(profile, dict) else ""


def _identity(user_id: object, contact: Json) -> Json:
    """Return Meta's names for a guest, which outlive neither a new phone nor a new business."""
    profile = contact.get("profile")
    names = {
        "user_id": text(user_id) or text(contact.get("user_id")),
        "parent_user_id": text(contact.get("parent_user_id")),
        "username": text(profile.get("username")) if isinstance(profile, dict) else "",
    }
    return {key: name for key, name in names.items() if name}


def receipt(account: str, status: Json) -> Receipt | None:
    """Return what became of a message of ours, or None when we cannot tell."""
    wamid, name = status.get("id"), status.get("status")
    if not (account and _is_address(wamid) and isinstance(name, str) and name in STATUSES):
        return None
    code, error = _first_error(status.get("errors"))
    return Receipt(
        text(wamid, ADDRESS),
        account,
        cast(DeliveryStatus, name),
        _moment(status.get("timestamp")),
        text(status.get("biz_opaque_callback_data"), ADDRESS),
        code,
        error,
        _price(status),
    )


def _first_error(errors: object) -> tuple[int | None, str]:
    """Return code and title; the details may quote the guest's number."""
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return None, ""
    code, title = errors[0].get("code"), errors[0].get("title")
    if not isinstance(code, int) or isinstance(code, bool) or code not in CODES:
        code = None
    return code, text(title or errors[0].get("message"), 300)


def _price(status: Json) -> Json:
    """Return what Meta bills the message as, and in which conversation, to whom."""
    extra: Json = {}
    for key in ("recipient_id", "recipient_user_id"):
        if recipient := text(status.get(key)):
            extra[key] = recipient
    pricing, conversation = status.get("pricing"), status.get("conversation")
    if isinstance(pricing, dict):
        extra["pricing"] = small_object(pricing)
    if isinstance(conversation, dict) and (conversation_id := text(conversation.get("id"))):
        extra["conversation_id"] = conversation_id
    return extra


def _moment(epoch: object) -> datetime:
    """Return the time of a string of seconds since 1970; now when it is none."""
    try:
        seconds = int(epoch) if isinstance(epoch, str | int) else 0
    except ValueError:
        seconds = 0
    if seconds in TIMES:
        return datetime.fromtimestamp(seconds, UTC)
    return datetime.now(UTC)

"""What a guest does with the phone: write, tap, share a place, read."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from channels_app.simulator import accounts, statuses, webhooks
from channels_app.simulator.accounts import Account
from channels_app.simulator.dispatch import Dispatcher
from channels_app.simulator.models import SimulatedMessage, new_wamid
from observability.http import RemoteError

REPEAT_AFTER = 1.0  # seconds: Meta repeats a webhook that was not answered 200
TYPING_FOR = timedelta(seconds=25)
Direction, Status = SimulatedMessage.Direction, SimulatedMessage.Status
Thread = tuple[str, str]  # phone_number_id, guest


class BadMessage(Exception):
    """No phone would send this."""


def write(
    account: Account, guest: str, name: str, content: Mapping[str, Any], key: str = ""
) -> SimulatedMessage:
    """Keep a message object, completed with id, sender and time, and start its webhook.

    With a `key` the same message is sent once, however often a page that lost our answer asks.
    """
    wamid = _wamid_of(account, guest, key) if key else new_wamid()
    if key and (known := SimulatedMessage.objects.filter(wamid=wamid).first()):
        return known
    stamp = {"from": guest, "timestamp": str(int(time.time()))}
    message = SimulatedMessage.objects.create(
        wamid=wamid,
        phone_number_id=account.phone_number_id,
        guest=guest,
        guest_name=name,
        direction=Direction.TO_HOTEL,
        status=Status.PENDING,
        type=str(content.get("type", ""))[:30],
        body={**stamp, **content, "id": wamid},
    )
    _start(message)
    return message


def _wamid_of(account: Account, guest: str, key: str) -> str:
    digest = sha256(f"{account.phone_number_id} {guest} {key}".encode()).digest()
    return "wamid." + urlsafe_b64encode(digest[:27]).decode()


def repeat(message: SimulatedMessage) -> None:
    """POST a message again that the hotel did not take; it keeps its wamid."""
    message.status, message.at = Status.PENDING, now()
    message.save(update_fields=["status", "at"])
    _start(message)


def chosen(
    account: Account, guest: str, offered_by: str, choice: str, title: str
) -> dict[str, Any]:
    """Return the message object of a tapped button or row, or raise BadMessage.

    `offered_by` is the wamid of the message that carries the option.
    """
    offer = SimulatedMessage.objects.filter(
        wamid=offered_by,
        phone_number_id=account.phone_number_id,
        guest=guest,
        direction=Direction.TO_GUEST,
        type="interactive",
    ).first()
    if offer is None:
        raise BadMessage("no such message offers anything to this guest")
    kind, options = _options(offer.body["interactive"])
    option = next((option for option in options if option["id"] == choice), None)
    if option is None or option["title"] != title:
        raise BadMessage("the message does not offer this option")
    return {
        "context": {"from": account.digits, "id": offered_by},
        "type": "interactive",
        "interactive": {"type": kind, kind: option},
    }


def _options(interactive: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Return the kind of answer and what it may hold, both as webhooks spell them."""
    action = interactive["action"]
    if interactive["type"] == "button":
        return "button_reply", [button["reply"] for button in action["buttons"]]
    rows = [row for section in action.get("sections", ()) for row in section["rows"]]
    return "list_reply", rows


def see(phone_number_id: str, guest: str, up_to: int) -> int:
    """Mark what the phone displays, up to `n`, as read and tell the hotel. Return how many."""
    unread = SimulatedMessage.objects.filter(
        phone_number_id=phone_number_id,
        guest=guest,
        direction=Direction.TO_GUEST,
        id__lte=up_to,
        status__in=[Status.ACCEPTED, Status.SENT, Status.DELIVERED],
    )
    with transaction.atomic():  # the same page in two windows tells the hotel once
        seen = list(unread.select_for_update().order_by("id"))
        SimulatedMessage.objects.filter(pk__in=[m.pk for m in seen]).update(status=Status.READ)
    statuses.read(seen)
    return len(seen)


def hotel_read(phone_number_id: str, wamid: str, *, typing: bool) -> None:
    """Turn the ticks blue up to this message; `typing` shows that somebody writes an answer.

    A wamid that is not ours is fine: other programs than the phone also play guests.
    """
    message = SimulatedMessage.objects.filter(
        wamid=wamid, phone_number_id=phone_number_id, direction=Direction.TO_HOTEL
    ).first()
    if message is None:
        return
    SimulatedMessage.objects.filter(
        Q(pk=message.pk) | Q(status__in=[Status.PENDING, Status.SENT]),
        phone_number_id=phone_number_id,
        guest=message.guest,
        direction=Direction.TO_HOTEL,
        id__lte=message.pk,
    ).update(status=Status.READ)
    if typing:
        message.typing_until = now() + TYPING_FOR
        message.save(update_fields=["typing_until"])


def _start(message: SimulatedMessage) -> None:
    thread = (message.phone_number_id, message.guest)
    if not dispatcher.put(thread, [message]):
        _finish(message, Status.FAILED)


def _deliver(thread: Thread, messages: Sequence[SimulatedMessage]) -> None:
    """POST a guest's messages in their order, one webhook each, each at most twice."""
    account = accounts.find(thread[0])
    for message in messages:
        arrived = account is not None and (_post(account, message) or _post_again(account, message))
        _finish(message, Status.SENT if arrived else Status.FAILED)


def _post(account: Account, message: SimulatedMessage) -> bool:
    value = webhooks.message_value(message.guest, message.guest_name, [message.body])
    try:
        webhooks.deliver(account, value)
    except RemoteError:
        return False  # observability.http has logged it; the page shows it
    return True


def _post_again(account: Account, message: SimulatedMessage) -> bool:
    time.sleep(REPEAT_AFTER)
    return _post(account, message)


def _finish(message: SimulatedMessage, status: str) -> None:
    """Store the outcome, unless the hotel has marked the message read in the meantime."""
    SimulatedMessage.objects.filter(pk=message.pk, status=Status.PENDING).update(status=status)


dispatcher: Dispatcher[Thread, SimulatedMessage] = Dispatcher(_deliver, threads=4)

"""What became of messages to guests, told to the hotel by signed webhooks like Meta's."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import structlog

from channels_app.simulator import accounts, webhooks
from channels_app.simulator.dispatch import Dispatcher
from channels_app.simulator.models import SimulatedMessage
from observability.http import RemoteError

logger = structlog.get_logger(__name__)

DELIVERED_AFTER = 0.2  # seconds a phone needs; also how long statuses gather for one POST
RETRY_AFTER = (1.0, 5.0, 30.0)  # seconds after each failed POST but the last
Status = SimulatedMessage.Status


@dataclass(frozen=True, slots=True)
class Update:
    """One step of one message to a guest."""

    wamid: str
    guest: str
    tag: str  # biz_opaque_callback_data of the send
    status: Literal["sent", "delivered", "read"]
    at: int  # epoch seconds


Line = tuple[str, int]  # phone_number_id, failed attempts so far


def accepted(message: SimulatedMessage) -> None:
    """Let the phone get a message and the hotel be told: sent, then delivered."""
    _put(message.phone_number_id, [_update(message, "sent"), _update(message, "delivered")])


def read(messages: Sequence[SimulatedMessage]) -> None:
    """Tell the hotel that a guest has seen these, all of one number."""
    if messages:
        _put(messages[0].phone_number_id, [_update(message, "read") for message in messages])


def _update(message: SimulatedMessage, status: Literal["sent", "delivered", "read"]) -> Update:
    tag = message.body.get("biz_opaque_callback_data", "")
    return Update(message.wamid, message.guest, tag, status, int(time.time()))


def _put(phone_number_id: str, updates: Sequence[Update]) -> None:
    if not dispatcher.put((phone_number_id, 0), updates, DELIVERED_AFTER):
        _drop(phone_number_id, updates, "queue full")


def _deliver(line: Line, updates: Sequence[Update]) -> None:
    """POST all in one webhook; what fails waits for its next turn, then is dropped."""
    phone_number_id, failures = line
    if failures == 0:
        _record_delivered(updates)
    account = accounts.find(phone_number_id)
    if account is None:
        _drop(phone_number_id, updates, "the account is gone")
        return
    try:
        webhooks.deliver(account, {"statuses": [as_json(update) for update in updates]})
    except RemoteError as error:
        if failures == len(RETRY_AFTER):
            _drop(phone_number_id, updates, str(error))
        elif not dispatcher.put((phone_number_id, failures + 1), updates, RETRY_AFTER[failures]):
            _drop(phone_number_id, updates, "queue full")


def _record_delivered(updates: Iterable[Update]) -> None:
    """The phone has them whether or not the hotel's system hears of it."""
    wamids = [update.wamid for update in updates if update.status == "delivered"]
    if wamids:
        SimulatedMessage.objects.filter(
            wamid__in=wamids, status__in=[Status.ACCEPTED, Status.SENT]
        ).update(status=Status.DELIVERED)


def _drop(phone_number_id: str, updates: Sequence[Update], why: str) -> None:
    logger.warning(
        "simulated statuses dropped", phone_number_id=phone_number_id, count=len(updates), why=why
    )


def as_json(update: Update) -> dict[str, Any]:
    """Return a status as Meta writes it since July 2025 (price per message, no conversation)."""
    status: dict[str, Any] = {
        "id": update.wamid,
        "status": update.status,
        "timestamp": str(update.at),
    }
    if update.guest.isdecimal():
        status["recipient_id"] = update.guest
    else:
        status["recipient_user_id"] = update.guest
    if update.tag:
        status["biz_opaque_callback_data"] = update.tag
    status["pricing"] = {
        "billable": True,
        "pricing_model": "PMP",
        "type": "regular",
        "category": "service",
    }
    return status


dispatcher: Dispatcher[Line, Update] = Dispatcher(_deliver, threads=2)

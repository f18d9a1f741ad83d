"""What the page shows of one guest's chat with one hotel, asked for about once a second."""

from typing import Any

from django.utils.timezone import now

from channels_app.simulator.guest import TYPING_FOR
from channels_app.simulator.models import SimulatedMessage

PAGE = 200  # new messages in one answer
WATCHED = 60  # the newest messages of the thread, whose status may still change


def changes(phone_number_id: str, guest: str, after: int) -> dict[str, Any]:
    """Return {"messages": [...], "statuses": {n: status}, "typing": bool, "more": bool}.

    `messages` have n > after, ascending, and there may be `more` beyond a full page. `statuses`
    are those of the thread's newest messages, whatever `after` is. An n in `statuses` that the
    page has never got was committed late, after a higher one: it asks again from below it.
    """
    rows = SimulatedMessage.objects.filter(phone_number_id=phone_number_id, guest=guest)
    newest = rows.order_by("-id")[:WATCHED]
    messages = list(rows.filter(id__gt=after).order_by("id")[:PAGE])
    watched = list(newest.only("direction", "status", "at", "typing_until"))
    return {
        "messages": [as_json(message) for message in messages],
        "statuses": {message.pk: message.shown_status for message in watched},
        "typing": is_typing(watched),
        "more": len(messages) == PAGE,
    }


def is_typing(newest: list[SimulatedMessage]) -> bool:
    """Typing shows for 25 s at most and ends with the next message to the guest."""
    until = max((m.typing_until for m in newest if m.typing_until), default=None)
    if until is None or until <= now():
        return False
    began = until - TYPING_FOR
    return not any(
        m.direction == SimulatedMessage.Direction.TO_GUEST and m.at >= began for m in newest
    )


def as_json(message: SimulatedMessage) -> dict[str, Any]:
    return {
        "n": message.pk,
        "wamid": message.wamid,
        "direction": message.direction,
        "type": message.type,
        "body": message.body,
        "status": message.shown_status,
        "at": message.at.isoformat(),
    }

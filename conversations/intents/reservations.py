"""The guest's own reservations: show them, cancel one after a confirmation."""

from conversations.intents.menu import AVAILABILITY_OR_PERSON
from conversations.types import Choice, Meaning, Reply, Turn
from pms.errors import NotFound, WrongState
from pms.ports import Pms
from pms.types import Booking

MAX_SHOWN = 3


def show(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Show the reservation with the code the guest gave, else those of the guest's own number."""
    code = str(meaning.slots.get("code", ""))
    bookings = _find(turn, code, pms)
    if not bookings:
        return _none(code)
    return Reply("reservation", {"bookings": bookings}, {"code": bookings[0].code})


def cancel(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Find what is to be cancelled and ask for a confirmation; nothing is cancelled yet."""
    code = str(meaning.slots.get("code", ""))
    bookings = [b for b in _find(turn, code, pms) if b.status in ("pre_reserved", "confirmed")]
    if not bookings:
        return _none(code)
    if len(bookings) > 1:
        choices = tuple(Choice(f"cancel:{b.code}", title=b.code) for b in bookings)
        return Reply("cancel_which", {"bookings": bookings}, asks="cancel_code", choices=choices)
    return Reply(
        "cancel_ask",
        {"booking": bookings[0]},
        {"cancel": bookings[0].code},
        asks="confirm_cancel",
        choices=(
            Choice("cancel:confirm", label="cancel_it"),
            Choice("cancel:keep", label="keep_it"),
        ),
    )


def confirm_cancel(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    code = str(turn.slots.get("cancel", ""))
    if not code:
        return Reply("nothing_to_confirm", choices=AVAILABILITY_OR_PERSON)
    try:
        booking = pms.cancel(code, phone=turn.guest_phone)
    except NotFound:
        return _none(code)
    except WrongState:
        # A repeat of a turn that was cut short, or staff were quicker: either way it is over.
        booking = pms.booking(code, phone=turn.guest_phone)
    return Reply("cancelled", {"booking": booking})


def keep(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    return Reply("cancel_kept")


def _find(turn: Turn, code: str, pms: Pms) -> list[Booking]:
    """Only the guest's own: a code that belongs to another number is as good as none."""
    if not turn.guest_phone:
        return []
    if not code:
        return list(pms.bookings_of(turn.guest_phone))[:MAX_SHOWN]
    try:
        return [pms.booking(code, phone=turn.guest_phone)]
    except NotFound:
        return []


def _none(code: str) -> Reply:
    return Reply(
        "reservation_unknown" if code else "reservation_none",
        {"code": code},
        choices=AVAILABILITY_OR_PERSON,
    )

"""What a tapped button or list row means. Every id that is ever offered is read here."""

from conversations.types import Meaning

FIXED = {
    "menu:availability": "check_availability",
    "menu:reservation": "check_reservation",
    "menu:prices": "ask_price",
    "menu:location": "hotel_location",
    "menu:person": "talk_to_person",
    "menu:help": "help",
    "email:skip": "skip_email",
    "booking:confirm": "confirm_booking",
    "booking:drop": "drop_booking",
    "cancel:confirm": "confirm_cancel",
    "cancel:keep": "keep_reservation",
}


def read(choice: str) -> Meaning | None:
    """Return the meaning of an id, or None when it is none of ours (an old or forged button)."""
    if choice in FIXED:
        return _certain(FIXED[choice])
    kind, _, value = choice.partition(":")
    if kind == "offer" and value:
        return _certain("choose_offer", room_type=value)
    if kind == "name" and value:
        return _certain("inform", name=value)
    if kind == "cancel" and value:
        return _certain("cancel_reservation", code=value)
    if kind == "dates":
        arrival, _, departure = value.partition(":")
        return _certain("choose_dates", arrival=arrival, departure=departure)
    return None


def _certain(intent: str, **slots: object) -> Meaning:
    return Meaning(intent, 1.0, slots, intents=((intent, 1.0),), engine="tap")

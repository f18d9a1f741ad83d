"""Questions about the house. The answers are the hotel's own; nothing is made up.

Each keeps what was being done, so that a booking goes on after a side question.
"""

from conversations.intents import booking
from conversations.intents.aside import aside
from conversations.intents.menu import PERSON_OR_MENU
from conversations.types import Meaning, Reply, Turn
from pms.ports import Pms

TOPICS = {
    "ask_amenities": "amenities",
    "cancellation_policy": "cancellation",
    "payment_info": "payment",
}


def fact(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Say what the hotel says on the topic; offer a person when it has not said anything."""
    topic = TOPICS.get(meaning.intent, meaning.intent)
    text = turn.hotel.fact(topic, turn.language)
    if not text:
        return aside(turn, Reply("fact_unknown", {"topic": topic}, choices=PERSON_OR_MENU))
    return aside(turn, Reply("fact", {"text": text}))


def prices(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Name the nightly base prices, of one room type when the guest named one that exists."""
    kinds = list(pms.room_kinds())
    wanted = meaning.slots.get("room_type")
    chosen = [kind for kind in kinds if kind.code == wanted]
    stay = {name: value for name, value in meaning.slots.items() if name != "room_type"}
    if stay.get("arrival") and stay.get("departure"):  # the price of a given stay is an offer
        return booking.look(turn, meaning, pms)
    key = "prices" if kinds else "prices_none"
    if wanted and not chosen and kinds:
        key = "room_type_unknown"
    params = {"kinds": chosen or kinds}
    return aside(turn, Reply(key, params), remember={"room_type": wanted} if chosen else None)


def check_in(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    return aside(turn, Reply("check_in"))


def check_out(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    return aside(turn, Reply("check_out"))


def desk_hours(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    return aside(turn, Reply("desk_hours"))


def location(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Send the place itself, as a native location where the channel has one."""
    if turn.hotel.latitude is None or turn.hotel.longitude is None:
        if not turn.hotel.address:
            return aside(turn, Reply("fact_unknown", {"topic": "address"}, choices=PERSON_OR_MENU))
        return aside(turn, Reply("location"))
    return aside(turn, Reply("location", place=True))

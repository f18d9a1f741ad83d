"""From "do you have a room?" to a reservation: dates, guests, offers, name, e-mail, read-back."""

import re
import uuid
from collections.abc import Sequence

from conversations.intents import stays
from conversations.intents.menu import AVAILABILITY_OR_PERSON
from conversations.types import Choice, Meaning, Reply, Slots, Turn
from pms.errors import PmsRejected, SoldOut
from pms.ports import Pms
from pms.types import GuestDetails, Offer, Stay

PICKING = ("offer", "name", "email", "confirm")  # a room type may be chosen, or changed, here
MAX_ROWS = 10  # of a WhatsApp list
EMAIL = re.compile(r"[^\s@<>,;\"']{1,64}@[^\s@<>,;\"']{1,180}\.[^\s@<>,;\"'.]{2,24}\Z")


def look(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Show what is free for the stay the guest describes; ask for whatever is missing."""
    slots = stays.merge(turn, meaning.slots)
    stays.forget_choice(slots)
    return advance(turn, slots, pms, problem=str(meaning.slots.get("date_problem", "")))


def inform(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Take an answer to what we asked, or a correction of what we were told."""
    slots = stays.merge(turn, meaning.slots)
    if turn.expecting in PICKING and _picks(meaning) and not _changes_stay(turn, slots):
        return choose(turn, meaning, pms)
    if turn.expecting == "email" and "email" in meaning.slots:
        return _take_email(turn, slots, str(meaning.slots["email"]), pms)
    return advance(turn, slots, pms, problem=str(meaning.slots.get("date_problem", "")))


def choose(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Hold the guest's choice, at the price the PMS gives now."""
    slots = stays.merge(turn, {})
    if stays.missing(slots):  # a tap on an old list, after its stay was forgotten
        return advance(turn, slots, pms)
    offers = pms.offers(stays.read(slots))
    offer = _picked(offers, meaning, turn.slots)
    if offer is None:
        return _show(turn, slots, offers, pms, key="offer_gone" if offers else "")
    slots.update(offer=offer.room_type, quote=str(offer.total.amount), draft=uuid.uuid4().hex)
    return advance(turn, slots, pms)


def choose_dates(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Take one of the alternatives we offered because the first dates were full."""
    return look(turn, meaning, pms)


def advance(turn: Turn, slots: dict[str, object], pms: Pms, *, problem: str = "") -> Reply:
    """Take the next step of a booking with what we know by now."""
    wrong = stays.wrong_dates(slots, turn.today) or _reported(problem)
    if wrong:
        kept = {name: value for name, value in slots.items() if name not in wrong.forget}
        params = {"stay": {name: slots.get(name, "") for name in ("arrival", "departure")}}
        return Reply(wrong.key, params, kept, asks=wrong.asks)
    asks = stays.missing(slots)
    if asks:
        return Reply(f"ask_{asks}", {"slots": slots}, slots, asks=asks)
    stay = stays.read(slots)
    offers = pms.offers(stay)
    offer = next((o for o in offers if o.room_type == slots.get("offer")), None)
    if offer is None:
        return _show(turn, slots, offers, pms)
    if "name" not in slots:
        profile = turn.guest_name.strip()[:60]
        choices = (Choice(f"name:{profile}", title=profile),) if profile else ()
        return Reply("ask_name", {"offer": offer}, slots, asks="name", choices=choices)
    if "email" not in slots and not slots.get("no_email"):
        skip = Choice("email:skip", label="skip")
        return Reply("ask_email", {}, slots, asks="email", choices=(skip,))
    return _read_back(slots, offer)


def _take_email(turn: Turn, slots: dict[str, object], email: str, pms: Pms) -> Reply:
    if not EMAIL.match(email):
        slots.pop("email", None)
        skip = Choice("email:skip", label="skip")
        return Reply("email_wrong", {}, slots, asks="email", choices=(skip,))
    return advance(turn, slots, pms)


def skip_email(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    slots = stays.merge(turn, {"no_email": True})
    slots.pop("email", None)
    return advance(turn, slots, pms)


def confirm(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Book what was read back, at the price that was read back, at most once per draft."""
    slots = stays.merge(turn, {})
    if "draft" not in slots or stays.missing(slots) or "name" not in slots:
        return Reply("nothing_to_confirm", choices=AVAILABILITY_OR_PERSON)
    stay, draft = stays.read(slots), str(slots["draft"])
    booking = pms.booked(draft)
    if booking is None:
        offers = pms.offers(stay)
        offer = next((o for o in offers if o.room_type == slots.get("offer")), None)
        if offer is None:
            return _taken(turn, slots, offers, pms)
        if str(offer.total.amount) != slots.get("quote"):
            slots["quote"] = str(offer.total.amount)
            return _read_back(slots, offer, key="price_changed")
        try:
            booking = pms.book(offer, _guest(turn, slots), key=draft)
        except SoldOut:
            return _taken(turn, slots, pms.offers(stay), pms)
        except PmsRejected:  # the price moved between the two calls
            return advance(turn, slots, pms)
    return Reply("booked", {"booking": booking}, {"code": booking.code})


def drop(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """The guest does not want what was read back: keep the stay, forget the rest."""
    slots = stays.merge(turn, {})
    stays.forget_choice(slots)
    return Reply("booking_dropped", {}, slots, choices=AVAILABILITY_OR_PERSON)


def corrects(turn: Turn, meaning: Meaning) -> bool:
    """Does the message change the stay, the room or the details that were read back?"""
    changing = (*stays.ABOUT_THE_STAY, "room_type", "name", "email")
    return any(
        name in meaning.slots and meaning.slots[name] != turn.slots.get(name) for name in changing
    )


def _guest(turn: Turn, slots: Slots) -> GuestDetails:
    return GuestDetails(
        name=str(slots["name"])[:100],
        phone=turn.guest_phone,
        email=str(slots.get("email", "")),
        language=turn.language,
    )


def _taken(turn: Turn, slots: dict[str, object], offers: Sequence[Offer], pms: Pms) -> Reply:
    """Somebody else was faster: say so, and what is left."""
    stays.forget_choice(slots)
    return _show(turn, slots, offers, pms, key="just_taken")


def _show(
    turn: Turn, slots: dict[str, object], offers: Sequence[Offer], pms: Pms, key: str = ""
) -> Reply:
    """Offer what is free, or the nearest free dates, or say that the party is too large."""
    stay = stays.read(slots)
    stays.forget_choice(slots)
    if offers:
        shown = _wanted_first(offers, slots)[:MAX_ROWS]
        choices = tuple(Choice(f"offer:{o.room_type}") for o in shown)
        return Reply(
            key or "offers",
            {"offers": shown, "stay": stay},
            slots,
            asks="offer",
            choices=choices,
            as_list=True,
        )
    return _full(slots, stay, pms, taken=key == "just_taken")


def _full(slots: dict[str, object], stay: Stay, pms: Pms, *, taken: bool) -> Reply:
    largest = max((kind.capacity for kind in pms.room_kinds()), default=0)
    if stay.guests > largest:
        kept = {name: value for name, value in slots.items() if name not in ("adults", "children")}
        params = {"guests": stay.guests, "largest": largest}
        return Reply(
            "too_many_guests", params, kept, asks="adults", choices=AVAILABILITY_OR_PERSON[1:]
        )
    nearest = tuple(pms.nearest(stay))
    choices = tuple(
        Choice(f"dates:{other.arrival.isoformat()}:{other.departure.isoformat()}")
        for other in nearest
    )
    return Reply(
        "full" if nearest else "full_everywhere",
        {"stay": stay, "nearest": nearest, "taken": taken},
        slots,
        asks="dates" if nearest else "",
        choices=choices or AVAILABILITY_OR_PERSON,
    )


def _read_back(slots: Slots, offer: Offer, key: str = "summary") -> Reply:
    return Reply(
        key,
        {"offer": offer, "name": slots["name"], "email": slots.get("email", "")},
        slots,
        asks="confirm",
        choices=(
            Choice("booking:confirm", label="confirm"),
            Choice("booking:drop", label="change"),
        ),
    )


def _wanted_first(offers: Sequence[Offer], slots: Slots) -> list[Offer]:
    """The room type the guest spoke of comes first; the rest keep their order."""
    return sorted(offers, key=lambda offer: offer.room_type != slots.get("room_type"))


def _picks(meaning: Meaning) -> bool:
    return "room_type" in meaning.slots or "ordinal" in meaning.slots


def _changes_stay(turn: Turn, slots: Slots) -> bool:
    return any(slots.get(name) != turn.slots.get(name) for name in stays.ABOUT_THE_STAY)


def _picked(offers: Sequence[Offer], meaning: Meaning, slots: Slots) -> Offer | None:
    """Find the offer by its room type, or by its place in the list the guest saw."""
    wanted, ordinal = meaning.slots.get("room_type"), meaning.slots.get("ordinal")
    if wanted is None and isinstance(ordinal, int):
        shown = [str(o) for o in _as_list(slots.get("options")) if str(o).startswith("offer:")]
        if 1 <= ordinal <= len(shown):
            wanted = shown[ordinal - 1].removeprefix("offer:")
    return next((offer for offer in offers if offer.room_type == wanted), None)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _reported(problem: str) -> stays.Wrong | None:
    """What the date reader could not make sense of, when it left no usable dates."""
    if problem in ("reversed", "past", "impossible"):
        return stays.Wrong(f"dates_{problem}", "arrival", ("arrival", "departure", "nights"))
    return None

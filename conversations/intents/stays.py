"""From slots to a stay: what is still missing, and what cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from conversations.types import Slots, Turn
from pms.types import MAX_DAYS_AHEAD, MAX_NIGHTS, Stay

ABOUT_THE_STAY = ("arrival", "departure", "nights", "adults", "children")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a stay cannot be; `key` names the reply that says so, `asks` the slot to ask again."""

    key: str
    asks: str
    forget: tuple[str, ...]


def merge(turn: Turn, new: Slots) -> dict[str, object]:
    """Return what we know after this message: the new replaces the old where they differ.

    A choice made for another stay no longer holds.
    """
    slots = {**turn.slots}
    fresh = {name: value for name, value in new.items() if value not in (None, "")}
    if turn.expecting == "departure":
        _read_answer_to_departure(slots, fresh)
    if "nights" in fresh and "arrival" not in fresh and "departure" not in fresh:
        slots.pop("departure", None)
    if "arrival" in fresh and "departure" not in fresh:
        _keep_departure_if_later(slots, str(fresh["arrival"]))
    if "departure" in fresh:
        slots.pop("nights", None)
    if "adults" in fresh and "children" not in fresh:
        slots.pop("children", None)
    changed = any(fresh.get(name, slots.get(name)) != slots.get(name) for name in ABOUT_THE_STAY)
    slots.update(fresh)
    _derive_departure(slots)
    for name in ("day", "ordinal", "date_problem"):
        slots.pop(name, None)
    if changed:
        forget_choice(slots)
    return slots


def forget_choice(slots: dict[str, object]) -> None:
    for name in ("offer", "quote", "draft"):
        slots.pop(name, None)


def _read_answer_to_departure(slots: Mapping[str, object], fresh: dict[str, object]) -> None:
    """A lone date or day of the month answers "until when?"."""
    if "arrival" in fresh and "departure" not in fresh:
        fresh["departure"] = fresh.pop("arrival")
    if "day" in fresh and "departure" not in fresh and "arrival" in slots:
        departure = next_day_of_month(_day(slots["arrival"]), fresh["day"])
        if departure:
            fresh["departure"] = departure.isoformat()


def next_day_of_month(after: date | None, number: object) -> date | None:
    """Return the first day after `after` whose day of the month is `number`, within 31 days."""
    if after is None or not isinstance(number, int):
        return None
    days = (after + timedelta(days=ahead) for ahead in range(1, 32))
    return next((day for day in days if day.day == number), None)


def _keep_departure_if_later(slots: dict[str, object], arrival: str) -> None:
    if str(slots.get("departure", "")) <= arrival:
        slots.pop("departure", None)


def _derive_departure(slots: dict[str, object]) -> None:
    arrival, nights = _day(slots.get("arrival")), slots.get("nights")
    if arrival and isinstance(nights, int) and "departure" not in slots and 0 < nights < 1000:
        slots["departure"] = (arrival + timedelta(days=nights)).isoformat()


def missing(slots: Slots) -> str:
    """Return the first thing to ask for, "" when the stay is complete."""
    return next((name for name in ("arrival", "departure", "adults") if name not in slots), "")


def wrong_dates(slots: Slots, today: date) -> Wrong | None:
    """Return what is wrong with the dates known so far."""
    arrival, departure = _day(slots.get("arrival")), _day(slots.get("departure"))
    both = ("arrival", "departure", "nights")
    if "arrival" in slots and arrival is None:
        return Wrong("dates_impossible", "arrival", both)
    if arrival and arrival < today:
        return Wrong("dates_past", "arrival", both)
    if arrival and (arrival - today).days > MAX_DAYS_AHEAD:
        return Wrong("dates_too_far", "arrival", both)
    if arrival is None or "departure" not in slots:
        return None
    if departure is None:
        return Wrong("dates_impossible", "departure", both[1:])
    if departure <= arrival:
        return Wrong("dates_reversed", "arrival", both)
    if (departure - arrival).days > MAX_NIGHTS:
        return Wrong("stay_too_long", "departure", both[1:])
    return None


def read(slots: Slots) -> Stay:
    """Return the complete stay that the slots spell, or raise ValueError."""
    arrival, departure = _day(slots.get("arrival")), _day(slots.get("departure"))
    adults, children = slots.get("adults"), slots.get("children", 0)
    if not (arrival and departure and isinstance(adults, int) and isinstance(children, int)):
        raise ValueError("the stay is not complete")
    return Stay(arrival, departure, adults, children)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None

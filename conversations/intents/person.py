"""Handing the guest over to a person; from then on the agent is silent until staff give back."""

from conversations.types import Meaning, Reply, Turn
from pms.ports import Pms


def hand_over(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Say that a person answers, and when the desk is open if it is not now."""
    return Reply("handover", {"open": is_open(turn)}, turn.slots, hand_over=True)


def modify(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Changing a reservation needs a person for now."""
    return Reply("modify", {"open": is_open(turn)}, turn.slots, hand_over=True)


def is_open(turn: Turn) -> bool:
    """Is the desk staffed at the turn's time? The closing minute is outside; nights may wrap."""
    opens, _, closes = turn.hotel.desk_hours.partition("-")
    at = f"{turn.now:%H:%M}"
    if opens <= closes:
        return opens <= at < closes
    return at >= opens or at < closes

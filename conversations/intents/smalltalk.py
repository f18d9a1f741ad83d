"""Greetings, thanks, yes and no, and what we did not understand."""

from conversations.intents import booking, reservations
from conversations.intents.aside import aside
from conversations.intents.menu import MENU, PERSON_OR_MENU
from conversations.intents.person import hand_over
from conversations.types import Meaning, Reply, Turn
from pms.ports import Pms


def greet(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    if turn.expecting and turn.expecting != "menu":
        return aside(turn, Reply("greet_again"))
    return Reply("greet", choices=MENU, asks="menu", as_list=True)


def help_(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    return Reply("help", choices=MENU, asks="menu", as_list=True)


def thank(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    return aside(turn, Reply("thank"))


def goodbye(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    return Reply("goodbye")


def affirm(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """A yes answers what we asked; without a question it is just friendly."""
    if turn.expecting == "confirm":
        return _confirm(turn, meaning, pms)
    if turn.expecting == "confirm_cancel":
        return reservations.confirm_cancel(turn, meaning, pms)
    if turn.expecting == "person":
        return hand_over(turn, meaning, pms)
    if turn.expecting == "dates":
        return _only_alternative(turn, meaning, pms)
    if turn.expecting:
        return booking.inform(turn, meaning, pms)
    return Reply("help", choices=MENU, asks="menu", as_list=True)


def deny(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """A no ends what we asked for, except an e-mail, which is optional."""
    if turn.expecting == "email":
        return booking.skip_email(turn, meaning, pms)
    if turn.expecting == "confirm_cancel":
        return reservations.keep(turn, meaning, pms)
    if turn.expecting == "confirm" and booking.corrects(turn, meaning):
        return booking.inform(turn, meaning, pms)
    if turn.expecting == "confirm":
        return booking.drop(turn, meaning, pms)
    return Reply("never_mind")


def clarify(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """A short menu at first; the second time in a row an offer of a person."""
    if turn.misses >= 1:
        return Reply(
            "clarify_person",
            slots=turn.slots,
            asks="person",
            choices=PERSON_OR_MENU,
            understood=False,
        )
    reply = Reply("clarify", choices=MENU, asks="menu", as_list=True, understood=False)
    if turn.expecting in ("", "menu", "person"):
        return reply
    return aside(turn, Reply("clarify_pending", understood=False))


def _confirm(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """ "Yes, but for three" is a correction, not a yes."""
    if booking.corrects(turn, meaning):
        return booking.inform(turn, meaning, pms)
    return booking.confirm(turn, meaning, pms)


def _only_alternative(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """A yes to one alternative takes it; with two we have to know which."""
    options = turn.slots.get("options")
    if isinstance(options, list) and len(options) == 1:
        _, arrival, departure = str(options[0]).split(":")
        dates = Meaning("choose_dates", 1.0, {"arrival": arrival, "departure": departure})
        return booking.choose_dates(turn, dates, pms)
    return Reply("which_one", slots=turn.slots, asks="dates")

"""What we do about each intent: functions from (turn, meaning, PMS) to a reply.

A reply's `slots` are all that is remembered: a handler that forgets them ends the matter.
"""

from collections.abc import Callable, Mapping

from conversations.intents import booking, info, person, reservations, smalltalk
from conversations.types import Meaning, Reply, Turn
from pms.ports import Pms

Handler = Callable[[Turn, Meaning, Pms], Reply]

HANDLERS: Mapping[str, Handler] = {
    "greet": smalltalk.greet,
    "help": smalltalk.help_,
    "thank": smalltalk.thank,
    "goodbye": smalltalk.goodbye,
    "affirm": smalltalk.affirm,
    "deny": smalltalk.deny,
    "out_of_scope": smalltalk.clarify,
    "check_availability": booking.look,
    "make_reservation": booking.look,
    "inform": booking.inform,
    "choose_offer": booking.choose,
    "choose_dates": booking.choose_dates,
    "skip_email": booking.skip_email,
    "confirm_booking": booking.confirm,
    "drop_booking": booking.drop,
    "ask_price": info.prices,
    "ask_room_types": info.prices,
    "check_in_info": info.check_in,
    "check_out_info": info.check_out,
    "business_hours": info.desk_hours,
    "hotel_location": info.location,
    "ask_amenities": info.fact,
    "cancellation_policy": info.fact,
    "payment_info": info.fact,
    "wifi": info.fact,
    "parking": info.fact,
    "pool": info.fact,
    "breakfast": info.fact,
    "pets": info.fact,
    "check_reservation": reservations.show,
    "cancel_reservation": reservations.cancel,
    "confirm_cancel": reservations.confirm_cancel,
    "keep_reservation": reservations.keep,
    "modify_reservation": person.modify,
    "talk_to_person": person.hand_over,
}

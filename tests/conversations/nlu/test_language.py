"""Which language a guest writes, and when a text does not tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.nlu.language import detect

# text, what we knew, what we expect
CASES = [
    ("Hola", "", "es"),
    ("Hola", "en", "es"),
    ("Hello", "es", "en"),
    ("hi", "pt", "en"),
    ("hey", "es", "en"),
    ("Olá", "es", "pt"),
    ("oi", "es", "pt"),
    ("quero fazer uma reserva", "es", "pt"),
    ("quero fazer uma reserva", "", "pt"),
    ("I want to book a room", "es", "en"),
    ("quiero reservar", "en", "es"),
    ("quiero reservar", "pt", "es"),
    ("ok", "pt", "pt"),
    ("ok", "", ""),
    ("hotel", "es", "es"),
    ("hotel", "", ""),
    ("2", "pt", "pt"),
    ("15/12", "en", "en"),
    ("si", "en", "en"),
    ("🎉", "pt", "pt"),
    ("Ana Pérez", "en", "en"),
    ("João da Silva", "es", "es"),
    ("John Smith", "es", "es"),
    ("María del Carmen López", "en", "en"),
    ("Maria da Silva dos Santos", "en", "en"),
    ("ana@example.com", "pt", "pt"),
    ("juan perez gomez", "en", "en"),
    ("RES-ABCD1234", "en", "en"),
    ("tem quarto?", "es", "pt"),
    ("do you have rooms?", "es", "en"),
    ("¿tienen lugar?", "en", "es"),
    ("cuánto sale", "pt", "es"),
    ("how much is it", "es", "en"),
    ("quanto custa", "es", "pt"),
    ("muchas gracias", "pt", "es"),
    ("thanks", "es", "en"),
    ("obrigado", "es", "pt"),
    ("del 3 al 5 de enero", "en", "es"),
    ("from january 3 to 5", "es", "en"),
    ("de 3 a 5 de janeiro", "es", "pt"),
    ("suite", "es", "es"),
    ("doble", "en", "en"),
    ("double", "es", "es"),
    ("for 4 people", "es", "en"),
    ("para duas pessoas", "es", "pt"),
    ("para 2 personas", "pt", "es"),
    ("el wifi no funciona", "", "es"),
    ("the wifi is not working", "pt", "en"),
    ("o wifi não funciona", "es", "pt"),
    ("yes please", "es", "en"),
    ("sim", "es", "pt"),
    ("não", "es", "pt"),
    ("no", "pt", "pt"),
    ("no", "en", "en"),
    ("mañana", "pt", "es"),
    ("amanhã", "es", "pt"),
    ("tomorrow", "es", "en"),
    ("where are you located", "es", "en"),
    ("onde fica", "es", "pt"),
    ("dónde queda", "pt", "es"),
    ("tem piscina", "es", "pt"),
    ("tienen piscina", "pt", "es"),
    ("my reservation", "es", "en"),
    ("minha reserva", "es", "pt"),
    ("mi reserva", "pt", "es"),
    ("cancelar", "pt", "pt"),
    ("cancelar", "es", "es"),
    ("we would be arriving rather late in the evening", "es", "en"),
    ("llegaríamos bastante entrada la tarde", "en", "es"),
    ("a que horas servem o café da manhã", "es", "pt"),
    ("a qué hora sirven el desayuno", "pt", "es"),
    ("parking", "es", "es"),
    ("wifi", "pt", "pt"),
    ("check in", "es", "es"),
    ("late checkout", "es", "es"),
    ("just me", "es", "en"),
    ("só eu", "es", "pt"),
    ("привет", "es", "es"),
    ("", "", ""),
    ("DAN", "es", "es"),
    ("quiero cancelar", "pt", "es"),
    ("quero cancelar", "es", "pt"),
    ("Boa tarde", "es", "pt"),
    ("buenas tardes", "en", "es"),
    ("Good morning", "es", "en"),
    ("👍", "en", "en"),
    ("de 20 a 22", "es", "es"),
    ("al 22", "en", "en"),
    ("the first one", "es", "en"),
    ("somos 3", "pt", "pt"),
    ("Quiero Reservar Una Habitación", "en", "es"),
    ("I Want To Book", "es", "en"),
]


@pytest.mark.parametrize(("text", "prior", "language"), CASES)
def test_detect(text: str, prior: str, language: str) -> None:
    assert detect(text, prior) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("llegaríamos bastante entrada la madrugada siguiente", "es"),
        ("arriving rather late because our flight lands near midnight", "en"),
        ("viajaremos somente durante feriados prolongados brasileiros", "pt"),
    ],
)
def test_detect_long_text_by_its_letters(text: str, language: str) -> None:
    assert detect(text, "") == language


def test_detect_reads_the_beginning_only() -> None:
    assert detect("9 " * 300 + "I want to book a room", "pt") == "pt"


def test_detect_region_of_prior_is_ignored() -> None:
    assert detect("ok", "en-US") == "en"
    assert detect("ok", "fr") == ""


@given(text=st.text(), prior=st.sampled_from(["", "es", "en", "pt", "xx"]))
def test_detect_never_raises(text: str, prior: str) -> None:
    assert detect(text, prior) in ("", "es", "en", "pt")

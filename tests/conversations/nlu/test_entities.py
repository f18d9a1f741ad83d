"""People, room types, codes, addresses and names in guest messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.nlu.entities import (
    read_code,
    read_counts,
    read_email,
    read_name,
    read_room_type,
)
from conversations.plain import plain

COUNTS = [
    ("es", "para 4", {"adults": 4}),
    ("es", "4 personas", {"adults": 4}),
    ("es", "somos dos", {"adults": 2}),
    ("es", "somos veintidós", {"adults": 22}),
    ("es", "para mi pareja y yo", {"adults": 2}),
    ("es", "mi esposa y yo", {"adults": 2}),
    ("es", "voy con mi novia", {"adults": 2}),
    ("es", "un matrimonio", {"adults": 2}),
    ("es", "una pareja", {"adults": 2}),
    ("es", "nosotros dos", {"adults": 2}),
    ("es", "solo yo", {"adults": 1}),
    ("es", "viajo sola", {"adults": 1}),
    ("es", "una persona", {"adults": 1}),
    ("es", "somos 2 adultos y 1 niño", {"adults": 2, "children": 1}),
    ("es", "dos adultos, un niño y un bebé", {"adults": 2, "children": 2}),
    ("es", "somos 3 y un bebé", {"adults": 3, "children": 1}),
    ("es", "2 mayores y 2 menores", {"adults": 2, "children": 2}),
    ("es", "3 adultos sin niños", {"adults": 3, "children": 0}),
    ("es", "mi marido y mis 2 hijos", {"adults": 2, "children": 2}),
    ("es", "somos 4 personas incluyendo 2 niños", {"adults": 2, "children": 2}),
    ("es", "familia de 5", {"adults": 5}),
    ("es", "seríamos 6", {"adults": 6}),
    ("es", "grupo de 12 personas", {"adults": 12}),
    ("es", "para 4 noches", {}),
    ("es", "habitación 302", {}),
    ("es", "0 personas", {}),
    ("es", "-1 personas", {}),
    ("es", "1000 personas", {}),
    ("es", "51 personas", {}),
    ("es", "2.5 personas", {}),
    ("es", "cama matrimonial", {}),
    ("en", "for 4 people", {"adults": 4}),
    ("en", "2 adults", {"adults": 2}),
    ("en", "two adults and one child", {"adults": 2, "children": 1}),
    ("en", "2 adults, 2 kids", {"adults": 2, "children": 2}),
    ("en", "there are 3 of us", {"adults": 3}),
    ("en", "we are four", {"adults": 4}),
    ("en", "party of 6", {"adults": 6}),
    ("en", "a family of five", {"adults": 5}),
    ("en", "my wife and I", {"adults": 2}),
    ("en", "me and my partner", {"adults": 2}),
    ("en", "the two of us", {"adults": 2}),
    ("en", "a couple", {"adults": 2}),
    ("en", "a couple with a baby", {"adults": 2, "children": 1}),
    ("en", "just me", {"adults": 1}),
    ("en", "I'm travelling alone", {"adults": 1}),
    ("en", "for 3 nights", {}),
    ("en", "for the 3rd", {}),
    ("pt", "para duas pessoas", {"adults": 2}),
    ("pt", "somos três", {"adults": 3}),
    ("pt", "um casal", {"adults": 2}),
    ("pt", "só eu", {"adults": 1}),
    ("pt", "vou sozinha", {"adults": 1}),
    ("pt", "eu e minha esposa", {"adults": 2}),
    ("pt", "2 adultos e 1 criança", {"adults": 2, "children": 1}),
    ("pt", "dois adultos e duas crianças", {"adults": 2, "children": 2}),
    ("pt", "4 hóspedes", {"adults": 4}),
    ("pt", "pra 3", {"adults": 3}),
    ("pt", "um dos quartos", {}),
]


@pytest.mark.parametrize(("language", "text", "counts"), COUNTS)
def test_read_counts(language: str, text: str, counts: dict[str, int]) -> None:
    assert read_counts(plain(text), language=language) == counts


ROOMS = [
    ("una individual", "single"),
    ("habitación simple", "single"),
    ("single room", "single"),
    ("quarto de solteiro", "single"),
    ("la doble", "double"),
    ("double", "double"),
    ("habitación matrimonial", "double"),
    ("quarto duplo", "double"),
    ("quarto de casal", "double"),
    ("cama de casal", "double"),
    ("king size bed", "double"),
    ("cama doble", "double"),
    ("twin beds", "twin"),
    ("con dos camas", "twin"),
    ("two beds please", "twin"),
    ("duas camas", "twin"),
    ("double room with twin beds", "twin"),
    ("habitación familiar", "family"),
    ("family room", "family"),
    ("quarto família", "family"),
    ("suite", "suite"),
    ("a suíte", "suite"),
    ("una cama", "dorm"),
    ("a bed in a dorm", "dorm"),
    ("dormitorio compartido", "dorm"),
    ("quarto compartilhado", "dorm"),
    ("with my family", ""),
    ("una pregunta simple", ""),
    ("hola", ""),
]


@pytest.mark.parametrize(("text", "code"), ROOMS)
def test_read_room_type(text: str, code: str) -> None:
    assert read_room_type(plain(text)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RES-ABCD1234", "RES-ABCD1234"),
        ("mi código es res-ab12cd", "RES-AB12CD"),
        ("RES–ABCD1234", "RES-ABCD1234"),
        ("RESABCD1234", "RES-ABCD1234"),
        ("res abcd1234", "RES-ABCD1234"),
        ("RES-ABCDEFGH", "RES-ABCDEFGH"),
        ("RES-1", ""),
        ("RES-ABCDE123456", ""),
        ("reservacion", ""),
        ("RESERVATION", ""),
        ("restaurante", ""),
        ("ABCD1234", ""),
    ],
)
def test_read_code(text: str, code: str) -> None:
    assert read_code(text) == code


def test_read_code_expected_without_prefix() -> None:
    assert read_code("abcd1234", expected=True) == "RES-ABCD1234"


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("ana@example.com", "ana@example.com"),
        ("Mi mail: ANA.Perez+hotel@Example.co.uk.", "ana.perez+hotel@example.co.uk"),
        ("<ana@example.com>", "ana@example.com"),
        ("mi mail es\nana@example.com\ngracias", "ana@example.com"),
        ("ana@example.com\r\nBcc: all@example.com", ""),
        ("ana@example.com%0aBcc:all@example.com", ""),
        ("ana@example", ""),
        ("ana@@example.com", ""),
        ("@example.com", ""),
        ("ana@", ""),
        ("ana..b@example.com", ""),
        ("ana@-example.com", ""),
        ("аna@example.com", ""),  # a Cyrillic letter
        ("no tengo", ""),
    ],
)
def test_read_email(text: str, email: str) -> None:
    assert read_email(text) == email


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Pérez", "Ana Pérez"),
        ("  Ana \n Pérez ", "Ana Pérez"),
        ("soy Ana", "Ana"),
        ("Hola, soy Ana", "Ana"),
        ("me llamo Ana Pérez", "Ana Pérez"),
        ("Mi nombre es Ana", "Ana"),
        ("a nombre de Ana", "Ana"),
        ("my name is Ana", "Ana"),
        ("I'm Ana", "Ana"),
        ("meu nome é Ana", "Ana"),
        ("me chamo Ana", "Ana"),
        ("Nombre: Ana", "Ana"),
        ("Soy", "Soy"),
        ("O'Neil", "O'Neil"),
        ("<b>Ana</b>", "<b>Ana</b>"),
        ("李小龍", "李小龍"),
        ("123", ""),
        ("", ""),
        ("x" * 101, ""),
    ],
)
def test_read_name(text: str, name: str) -> None:
    assert read_name(text) == name


@given(st.text())
def test_readers_never_raise(text: str) -> None:
    read_counts(plain(text), language="es")
    read_room_type(plain(text))
    read_code(text, expected=True)
    assert len(read_name(text)) <= 100
    assert "\n" not in read_email(text)

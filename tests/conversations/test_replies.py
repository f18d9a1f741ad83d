"""What guests read: complete in three languages, in their formats, within WhatsApp's limits."""

import ast
import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from channels_app.types import Message
from conversations import replies
from conversations.intents import HANDLERS, menu, taps
from conversations.templatetags import reply_text
from conversations.types import LANGUAGES, Choice, Hotel, Reply, Turn
from pms.types import Booking, Money, Night, Offer, RoomKind, Stay

ROOT = Path(__file__).resolve().parent.parent.parent
TEXTS = ROOT / "templates" / "replies"
KEYS = sorted(path.stem for path in (TEXTS / "es").glob("*.txt"))
HOTEL = Hotel("Hotel Sol", "ARS", "15:00", "12:00", "09:00-21:00", "Calle 1", 1.5, -2.5)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("America/Argentina/Buenos_Aires"))


def turn(language: str = "es", *, interactive: bool = True, hotel: Hotel = HOTEL) -> Turn:
    return Turn(
        conversation_id=1,
        text="",
        choice="",
        kind="text",
        language=language,
        slots={},
        expecting="",
        misses=0,
        now=NOW,
        guest_name="",
        guest_phone="",
        handed_over=False,
        hotel=hotel,
        interactive=interactive,
    )


def names(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def offer(code: str = "double", name: str = "Doble", amount: int = 70000) -> Offer:
    stay = Stay(date(2026, 12, 21), date(2026, 12, 23), 2)
    nights = tuple(
        Night(stay.arrival + timedelta(days=n), Money(Decimal(amount), "ARS")) for n in range(2)
    )
    return Offer(code, names(name), 2, stay, nights, 1)


def booking(status: str = "pre_reserved") -> Booking:
    return Booking(
        code="RES-ABCDEFGH",
        room_type="double",
        names=names("Doble"),
        stay=offer().stay,
        guest_name="Ana",
        guest_phone="+54",
        total=Money(Decimal(140000), "ARS"),
        deposit=Money(Decimal(42000), "ARS"),
        status=status,  # type: ignore[arg-type]
        hold_expires_at=datetime(2026, 11, 21, 14, 30, tzinfo=UTC),
    )


KIND = RoomKind("double", names("Doble"), 2, Money(Decimal(70000), "ARS"), {})
PARAMS = {
    "offer": offer(),
    "offers": [offer()],
    "stay": offer().stay,
    "slots": {"arrival": "2026-12-21", "departure": "2026-12-23"},
    "booking": booking(),
    "bookings": [booking(), booking("confirmed")],
    "kinds": [KIND],
    "name": "Ana",
    "email": "ana@x.test",
    "text": "Sí.",
    "code": "RES-ABCDEFGH",
    "guests": 9,
    "largest": 4,
    "open": False,
    "taken": True,
    "pending": "confirm",
    "nearest": (),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_and_label_exists_in_every_language(language):
    assert sorted(path.stem for path in (TEXTS / language).glob("*.txt")) == KEYS
    labels = {lang: tomllib.loads((TEXTS / lang / "labels.toml").read_text()) for lang in LANGUAGES}
    assert labels[language].keys() == labels["es"].keys()


@pytest.mark.parametrize("key", KEYS)
def test_a_text_tells_the_same_in_every_language(key):
    """The same variables, tags left aside: a price that is missing in one language is a defect."""
    variables = {
        language: set(re.findall(r"{{\s*([\w.]+)", (TEXTS / language / f"{key}.txt").read_text()))
        for language in LANGUAGES
    }
    assert variables["en"] == variables["es"] == variables["pt"]


def test_every_key_in_the_code_has_a_text():
    used = {"pending"}
    for path in (ROOT / "conversations").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reply" and node.args:
                used |= {c.value for c in ast.walk(node.args[0]) if isinstance(c, ast.Constant)}
    literal = {str(key) for key in used if key} - {"ask_", "departure", "arrival", "adults"}
    built = {f"ask_{slot}" for slot in ("arrival", "departure", "adults")}
    assert (literal | built) - set(KEYS) <= {"dates"}
    assert built <= set(KEYS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_text_renders_whole_in_every_language(key, language):
    text = replies.say(key, turn(language), PARAMS)

    assert text
    assert "{{" not in text
    assert "None" not in text
    assert "&" not in text.replace("Bed & Breakfast", "")


def test_nothing_is_escaped_for_a_browser():
    hotel = Hotel("Bed & Breakfast <Sol>", "ARS", "15:00", "12:00", "09:00-21:00", "", None, None)

    assert "Bed & Breakfast <Sol>" in replies.say("greet", turn(hotel=hotel), {})


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        ("1234.5", "ARS", "es", "$1.234,50"),
        ("1234.5", "USD", "en", "$1,234.50"),
        ("1234.5", "ARS", "en", "ARS 1,234.50"),
        ("1234.5", "BRL", "pt", "R$1.234,50"),
        ("60", "EUR", "es", "60,00 €"),
        ("60", "EUR", "en", "€60.00"),
        ("60", "EUR", "pt", "60,00 €"),
    ],
)
def test_money_is_written_as_people_write_it(amount, currency, language, expected):
    assert reply_text.money(Money(Decimal(amount), currency), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("es", "dom, 20 dic 2026"), ("en", "Sun, Dec 20, 2026"), ("pt", "dom., 20 de dez. de 2026")],
)
def test_days_are_written_in_the_guests_language(language, expected):
    assert reply_text.day(date(2026, 12, 20), language) == expected


def test_the_hold_ends_on_the_hotels_clock():
    assert "11:30" in replies.say("booked", turn(), PARAMS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_values_stay_within_whatsapps_limits(language):
    long = "Habitación familiar superior con vista panorámica al mar"
    offers = [offer(f"code{n}", long, 123456789) for n in range(10)]
    reply = Reply(
        "offers",
        {"offers": offers, "stay": offers[0].stay},
        choices=tuple(Choice(f"offer:{o.room_type}") for o in offers),
        as_list=True,
    )

    (message,) = replies.render(reply, turn(language))

    assert (message.kind, len(message.options)) == ("list", 10)
    assert all(len(option.title) <= 24 for option in message.options)
    assert all(len(option.description) <= 72 for option in message.options)
    assert len(message.button) <= 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_fits_a_button(language):
    for key, words in replies.labels(language).items():
        assert len(words) <= 20 or key.startswith("offer_row"), key


def test_a_text_too_long_for_buttons_goes_out_as_numbered_text():
    reply = Reply("fact", {"text": "x" * 1100}, choices=menu.PERSON_OR_MENU)

    (message,) = replies.render(reply, turn())

    assert message.kind == "text"
    assert "1. Hablar con alguien" in message.text


def test_silence_sends_nothing():
    assert replies.render(Reply(""), turn()) == []


def test_every_choice_that_is_ever_offered_has_a_handler():
    """Collect the ids from the code itself, so that a new one cannot be forgotten."""
    ids = set()
    for path in (ROOT / "conversations" / "intents").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Choice":
                (first, *_) = node.args
                parts = first.values if isinstance(first, ast.JoinedStr) else [first]
                ids.add(
                    "".join(
                        str(getattr(part, "value", "")) if isinstance(part, ast.Constant) else "X"
                        for part in parts
                    )
                )
    assert len(ids) > 10

    for choice in ids:
        meaning = taps.read(choice)
        assert meaning is not None, choice
        assert meaning.intent in HANDLERS, choice


def test_a_message_survives_its_way_through_the_outbox():
    (message,) = replies.render(Reply("greet", choices=menu.MENU, as_list=True), turn())

    assert Message.from_json(message.as_json()) == message

"""What must never reach a log, and what must stay readable in it."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from observability.redact import LONGEST, mask_email, mask_phone, redact, redact_text


def line(**values):
    return redact(None, "info", dict(values))


@pytest.mark.parametrize(
    "phone",
    [
        "5491112345678",
        "+5491112345678",
        "+54 9 11 1234-5678",
        "+54 (9) 11 1234 5678",
        "(011) 4567-8978",
        "011-4567-8978",
        "+1.2025550178",
        "+34 600 00 00 78",
        "600.000.000.078",
        "00 34 600 000 078",
        "54\u00a09\u00a011\u00a01234\u00a05678",
    ],
)
@pytest.mark.parametrize("around", ["{}", "to {}: late", "whatsapp:{},", "guest-{}.", "({})"])
def test_phones_keep_only_their_last_two_digits(phone, around):
    masked = redact_text(around.format(phone))

    assert "***78" in masked
    assert sum(character.isdecimal() for character in masked) == 2


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "2026-03-01/2026-03-04",
        "2026-03-01 2026-03-04 2 adults",
        "room 12 2026-03-01 2026-03-04",
        "2026-03-01T12:00:00.123456+00:00",
        "2026-03-01 12:00:00.123456",
        "2026-03-01T12:00:00Z",
        "took 0:00:12.123456",
        "took 0.12345678901 s",
        "row 1234567",
        "rows 123, 456, 789, 1011",
        "550e8400-e29b-41d4-a716-446655440000",
        "11111111-1111-4111-8111-111111111111",
        "wamid.HBgNNTQ5MTExMjM0NTY3OBUCABIYFjNFQjBDNzg5MTIzNDU2Nzg5MA==",
        "9f86d081884c7d659a2feaa0c55ad015",
        "order5491112345678x",
        "peer 192.168.100.200 left",
        "120.50 EUR for 3 nights",
        "HTTP 503 in 12345 ms",
        "password authentication failed for user",
    ],
)
def test_what_is_no_phone_stays(text):
    assert redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail ana.perez@hotel.example.com now", "mail a***@hotel.example.com now"),
        ("5491112345678@s.whatsapp.net", "5***@s.whatsapp.net"),
        ("redis://:hunter22@cache:6379/0", "redis://***@cache:6379/0"),
        ("postgresql://ana:s3cret@db/hotel", "postgresql://***@db/hotel"),
        ("Authorization: Bearer abc.def-123", "Authorization: ***"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: ***"),
        ("sent Bearer abcdef123456 along", "sent Bearer *** along"),
        ("url /v26/me?access_token=abc&x=1", "url /v26/me?access_token=***&x=1"),
        ("{'app_secret': 'abc', 'a': 1}", "{'app_secret': '***', 'a': 1}"),
        ("verify_token: abc", "verify_token: ***"),
        ("got EAAGm0PX4ZCpsBAKZC1234567890 from Meta", "got *** from Meta"),
        ("jwt eyJhbGciOiJI.eyJzdWIiOiIx.sgnTr3", "jwt ***"),
    ],
)
def test_addresses_and_secrets_are_masked(text, expected):
    assert redact_text(text) == expected


@pytest.mark.parametrize(
    "key", ["token", "access_token", "APP_SECRET", "password", "Authorization", "X-Hub-Signature"]
)
def test_what_stands_under_a_secret_key_is_hidden_whatever_it_is(key):
    assert line(**{key: "abc"})[key] == "***"
    assert line(**{key: {"deep": ["abc"]}})[key] == "***"
    assert line(config={key: 12345})["config"][key] == "***"
    assert line(**{key: False})[key] is False


def test_nested_values_and_keys_are_masked():
    event = line(people=[{"5491112345678": ("ana@example.com", {"x": "+5491112345678"})}])

    assert event["people"] == [{"***78": ["a***@example.com", {"x": "***78"}]}]


def test_numbers_ids_and_own_keys_stay():
    kept = {"row": 123456789, "seconds": 0.25, "ok": True, "none": None, "request_id": "12345678"}

    assert line(**kept) == kept


def test_any_object_becomes_text():
    class Mute:
        def __repr__(self):
            raise RuntimeError("5491112345678")

    event = line(
        price=Decimal("10.5"),
        at=datetime(2026, 3, 1, tzinfo=UTC),
        error=ValueError("+5491112345678"),
        mute=Mute(),
        raw=b"5491112345678",
    )

    assert event == {
        "price": "10.5",
        "at": "2026-03-01 00:00:00+00:00",
        "error": "ValueError('***78')",
        "mute": "<Mute>",
        "raw": "b'5491112345678'".replace("5491112345678", "***78"),
    }


def test_what_contains_itself_ends():
    loop: dict[str, object] = {}
    loop["again"] = loop

    assert json.dumps(line(loop=loop)).endswith('"***"' + "}" * 9)


def test_very_long_text_is_cut_and_takes_no_time():
    assert len(redact_text("1 " * 10 * LONGEST)) <= LONGEST + 3


@pytest.mark.parametrize(
    ("phone", "masked"), [("+54 9 11 1234-5678", "***78"), ("12", "***"), ("", "***")]
)
def test_mask_phone(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [("ana@example.com", "a***@example.com"), ("nobody", "***"), ("@x", "***@x")],
)
def test_mask_email(email, masked):
    assert mask_email(email) == masked


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), anything))
def test_it_never_raises_and_gives_what_json_can_write(event):
    json.dumps(redact(None, "info", event))


digits = st.text("0123456789", min_size=9, max_size=15)
separators = st.sampled_from(["", " ", "-", " (", ") ", "\u00a0"])
edges = st.text(st.characters(exclude_categories=["L", "N"]), max_size=5)


@st.composite
def phones(draw):
    """Digits in groups of two and more, as people write phones, unless they spell a date."""
    number, written = draw(digits), draw(st.sampled_from(["", "+"]))
    while number:
        size = draw(st.integers(2, 5)) if len(number) > 6 else len(number)
        written, number = written + number[:size], number[size:]
        written += draw(separators) if number else ""
    assume(not re.search(r"(19|20)\d\d-\d\d-\d\d", written))
    return written


@given(phones(), edges, edges)
def test_no_phone_survives(phone, before, after):
    masked = redact_text(f"{before}{phone}{after}")

    assert sum(character.isdecimal() for character in masked) <= 2

"""What no single payload file can show: sizes, limits, and everything that is not a payload."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_app.adapters.whatsapp.adapter import WhatsApp
from channels_app.adapters.whatsapp.storable import small, text

NUMBER = "447100000000001"

FILES = (Path(__file__).parent.parent / "payloads" / "whatsapp").glob("*.json")


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(key for inner in value.values() for key in keys(inner))}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


# Meta's own keys and words, which lead deep into the reader, mixed with any other.
PAYLOADS = [json.loads(file.read_text()) for file in sorted(FILES)]
KEYS = st.sampled_from(sorted(keys(PAYLOADS)))
WORDS = st.sampled_from(
    ["messages", "text", "interactive", "button_reply", "image", "edit", "sent", "failed", NUMBER]
)
STRINGS = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | STRINGS | WORDS
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | STRINGS, inner, max_size=5),
    max_leaves=40,
)


def body(value: object) -> dict[str, object]:
    return {"entry": [{"changes": [{"field": "messages", "value": value}]}]}


def envelope(**value: object) -> dict[str, object]:
    return body({"metadata": {"phone_number_id": NUMBER}, **value})


def message(**fields: object) -> dict[str, object]:
    return {"id": "wamid.1", "from": "5491155550142", "timestamp": "1790000000", **fields}


def only(**fields: object):
    (received,) = WhatsApp.parse(envelope(messages=[message(**fields)])).received
    return received


def storable(value: object) -> bool:
    """Whether PostgreSQL takes it: as text, or inside jsonb."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, dict):
        return all(map(storable, [*value, *value.values()]))
    if isinstance(value, list):
        return all(map(storable, value))
    json.dumps(value, allow_nan=False)
    return True


@settings(max_examples=300)
@given(
    JSON
    | JSON.map(body)
    | st.dictionaries(KEYS, JSON).map(lambda fields: envelope(**fields))
    | st.lists(st.dictionaries(KEYS, JSON), max_size=3).map(
        lambda items: envelope(messages=[message(**item) for item in items], statuses=items)
    )
)
def test_parse_survives_any_json_and_gives_only_what_a_row_can_hold(payload):
    batch = WhatsApp.parse(payload)

    addresses = WhatsApp.addresses(payload)
    for received in batch.received:
        assert received.account in addresses
        assert received.sent_at.tzinfo is UTC
        assert 0 < len(received.external_id) <= 200
        assert 0 < len(received.sender) <= 200
        assert 0 < len(received.kind) <= 30
        strings = [received.external_id, received.sender, received.kind, received.text]
        assert storable([*strings, received.choice, received.sender_name, received.extra])
    for receipt in batch.receipts:
        assert receipt.account in addresses
        assert storable([receipt.external_id, receipt.tag, receipt.error, receipt.extra])
    for unknown in batch.unknown:
        assert unknown.account in {*addresses, ""}
        assert storable([unknown.account, unknown.field, unknown.payload])


def test_parse_reads_a_thousand_statuses_in_one_body():
    statuses = [
        {"id": f"wamid.{n}", "status": "sent", "timestamp": "1790000000"} for n in range(1000)
    ]

    receipts = WhatsApp.parse(envelope(statuses=statuses)).receipts

    assert [receipt.external_id for receipt in receipts] == [f"wamid.{n}" for n in range(1000)]


def test_parse_reads_a_body_of_three_megabytes():
    messages = [
        message(id=f"wamid.{n}", type="text", text={"body": "x" * 12_000}) for n in range(250)
    ]

    received = WhatsApp.parse(envelope(messages=messages)).received

    assert len(received) == 250
    assert {len(one.text) for one in received} == {10_000}


def test_parse_keeps_the_longest_text_whole():
    assert only(type="text", text={"body": "ñ" * 4096}).text == "ñ" * 4096


def test_parse_keeps_the_order_of_a_guests_messages():
    messages = [message(id=f"wamid.{n}", type="text") for n in (3, 1, 2)]

    received = WhatsApp.parse(envelope(messages=messages)).received

    assert [one.external_id for one in received] == ["wamid.3", "wamid.1", "wamid.2"]


def test_parse_counts_the_same_wamid_to_two_numbers_twice():
    value = {"messages": [message(type="text")]}
    changes = [
        {"field": "messages", "value": {"metadata": {"phone_number_id": number}, **value}}
        for number in ("1", "2")
    ]

    received = WhatsApp.parse({"entry": [{"changes": changes}]}).received

    assert [one.account for one in received] == ["1", "2"]


@pytest.mark.parametrize(
    ("payload", "problems"),
    [
        ([], ("unexpected",)),
        (None, ("unexpected",)),
        ({}, ("missing_entry",)),
        ({"entry": []}, ("missing_entry",)),
        ({"entry": {}}, ("missing_entry",)),
        ({"entry": [{}, {"changes": []}, 5]}, ("missing_changes", "unexpected")),
        ({"entry": [{"changes": [{"field": "messages"}]}]}, ("unexpected",)),
        (envelope(), ("missing_messages",)),
        (envelope(messages=[], statuses=[]), ("missing_messages",)),
        (envelope(errors=[{"code": 1}]), ()),
        ({"entry": [{"changes": [{"field": "calls", "value": {}}]}]}, ()),
    ],
)
def test_parse_tells_each_problem_once(payload, problems):
    assert WhatsApp.parse(payload).problems == problems


def test_parse_takes_a_change_without_a_field_for_messages():
    payload = envelope(messages=[message(type="text")])
    del payload["entry"][0]["changes"][0]["field"]  # type: ignore[index]

    assert len(WhatsApp.parse(payload).received) == 1


def test_parse_keeps_messages_to_nobody_for_support():
    batch = WhatsApp.parse(body({"messages": [message()], "statuses": [{"id": "wamid.2"}]}))

    assert not batch.received
    assert [(event.account, event.field) for event in batch.unknown] == [
        ("", "messages"),
        ("", "statuses"),
    ]


@pytest.mark.parametrize("field", ["id", "from"])
def test_parse_does_not_cut_what_identifies_a_message(field):
    batch = WhatsApp.parse(envelope(messages=[message(**{field: "9" * 201})]))

    assert (batch.received, len(batch.unknown)) == ((), 1)


@pytest.mark.parametrize(
    "garbage", [None, "", "soon", "-5", "0", "99999999999999", "9" * 5000, True, 1.5, [], {}]
)
def test_parse_takes_a_broken_time_for_now(garbage):
    assert datetime.now(UTC) - only(timestamp=garbage).sent_at < timedelta(minutes=1)


@pytest.mark.parametrize("epoch", ["1790000000", 1790000000])
def test_parse_reads_seconds_as_text_or_number(epoch):
    assert only(timestamp=epoch).sent_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


def test_parse_matches_each_name_to_its_sender():
    contacts = [
        {"profile": {"name": "By phone"}, "wa_id": "1"},
        {"profile": {"name": "By user id"}, "user_id": "AR.2"},
        "nobody",
    ]
    senders = [{"from": "1"}, {"from": "3", "from_user_id": "AR.2"}, {"from": "4"}]
    messages = [message(**{**sender, "id": f"wamid.{n}"}) for n, sender in enumerate(senders)]

    received = WhatsApp.parse(envelope(contacts=contacts, messages=messages)).received

    assert [one.sender_name for one in received] == ["By phone", "By user id", ""]


def test_parse_does_not_follow_edits_of_edits():
    inner = {"type": "edit", "edit": {"message": {"type": "text", "text": {"body": "deep"}}}}

    assert only(type="edit", edit={"original_message_id": "w", "message": inner}).text == ""


@pytest.mark.parametrize("code", [2**31, -1, "190", None, True, [], 1.5])
def test_parse_drops_an_error_code_that_is_none(code):
    status = {"id": "wamid.1", "status": "failed", "errors": [{"code": code, "title": "Odd"}]}

    (receipt,) = WhatsApp.parse(envelope(statuses=[status])).receipts

    assert (receipt.error_code, receipt.error) == (None, "Odd")


def test_small_cuts_long_strings_deep_levels_and_many_items():
    value = {"a": "x" * 1001, "b": [[[["deep"], "kept"]]], "c": list(range(101))}

    assert small(value) == {"a": "x" * 1000, "b": [[["kept"]]], "c": list(range(100))}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_small_drops_numbers_that_jsonb_has_not(number):
    assert small([number, 1.5, True, None]) == [None, 1.5, True, None]


def test_text_replaces_what_postgresql_cannot_store_and_nothing_else():
    assert text("a\0\ud83d\n\u200f👨‍👩‍👧é") == "a\ufffd\ufffd\n\u200f👨‍👩‍👧é"

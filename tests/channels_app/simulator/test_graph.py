"""The Graph API's contract: what is accepted, what is refused and how."""

from typing import Any

import pytest
from django.test import Client

from channels_app.models import ChannelAccount
from channels_app.simulator.models import SimulatedMessage
from tests.channels_app.simulator.bodies import buttons, choices, location, message, rows, text
from tests.channels_app.simulator.conftest import GUEST, Send, new_account

ACCEPTED = {
    "text of one character": text("a"),
    "text of 4096": text("ñ" * 4096),
    "three buttons": buttons(("1", "x" * 20), ("2", "y" * 20), ("i" * 256, "z")),
    "body of 1024": buttons(("1", "Sí"), body="b" * 1024),
    "ten rows": choices(rows(10)),
    "ten rows in two sections": choices(rows(5), rows(5, 5), button="b" * 20),
    "longest row": choices([{"id": "i", "title": "t" * 24, "description": "d" * 72}]),
    "header and footer": buttons(
        ("1", "Sí"), header={"type": "text", "text": "h" * 60}, footer={"text": "f" * 60}
    ),
    "location with words": location(name="Hotel", address="Calle 1"),
    "location in strings": location(latitude="-34.6", longitude="-58.4"),
    "image by link": message(type="image", image={"link": "https://hotel.example/a.jpg"}),
    "template": message(type="template", template={"name": "hi", "language": {"code": "es"}}),
    "reaction": message(type="reaction", reaction={"message_id": "wamid.1", "emoji": "x"}),
    "contact": message(type="contacts", contacts=[{"name": {"formatted_name": "Desk"}}]),
    "reply to a message": text(context={"message_id": "wamid.1"}),
}
REFUSED = {
    "product missing": (100, {"to": GUEST, "type": "text", "text": {"body": "a"}}),
    "no recipient": (100, {"messaging_product": "whatsapp", "type": "text", "text": {"body": "a"}}),
    "recipient no number": (131009, text() | {"to": "nobody"}),
    "recipient too long": (131009, text() | {"to": "1" * 16}),
    "unknown type": (100, message(type="hologram", hologram={})),
    "type without content": (100, message(type="text")),
    "text empty": (100, text("")),
    "text no string": (100, text({"a": 1})),
    "text of 4097": (100, text("a" * 4097)),
    "no buttons": (131009, buttons()),
    "four buttons": (131009, buttons(*((str(n), f"B{n}") for n in range(4)))),
    "button title of 21": (131009, buttons(("1", "x" * 21))),
    "button title empty": (131009, buttons(("1", ""))),
    "button titles alike": (131009, buttons(("1", "Sí"), ("2", "Sí"))),
    "button ids alike": (131009, buttons(("1", "Sí"), ("1", "No"))),
    "button id of 257": (131009, buttons(("i" * 257, "Sí"))),
    "interactive body of 1025": (131009, buttons(("1", "Sí"), body="b" * 1025)),
    "interactive body empty": (131009, buttons(("1", "Sí"), body="")),
    "header of 61": (131009, buttons(("1", "Sí"), header={"type": "text", "text": "h" * 61})),
    "footer of 61": (131009, buttons(("1", "Sí"), footer={"text": "f" * 61})),
    "eleven rows": (131009, choices(rows(11))),
    "eleven rows in two sections": (131009, choices(rows(6), rows(5, 6))),
    "no rows": (131009, choices([])),
    "row title of 25": (131009, choices([{"id": "1", "title": "t" * 25}])),
    "row description of 73": (
        131009,
        choices([{"id": "1", "title": "t", "description": "d" * 73}]),
    ),
    "row id of 257": (131009, choices([{"id": "i" * 257, "title": "t"}])),
    "row ids alike": (131009, choices([*rows(1), *rows(1)])),
    "list button of 21": (131009, choices(rows(1), button="b" * 21)),
    "list without button": (131009, choices(rows(1), button="")),
    "latitude missing": (100, location(latitude=None)),
    "latitude beyond the pole": (131009, location(latitude=90.01)),
    "longitude beyond the date line": (131009, location(longitude=-180.5)),
    "latitude true": (131009, location(latitude=True)),
    "latitude in words": (131009, location(latitude="north")),
    "place name no string": (131009, location(name=5)),
    "image without a file": (100, message(type="image", image={"caption": "a"})),
    "tag no string": (131009, text(biz_opaque_callback_data=5)),
    "no JSON": (100, b"{"),
    "JSON no object": (100, []),
    "nested beyond reason": (100, b"[" * 100_000),
    "NUL": (131009, text("a\0b")),
    "half an emoji": (131009, text("\ud83d")),
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_message_within_the_limits_is_accepted(send: Send, body: dict[str, Any]) -> None:
    response = send(body)

    assert response.status_code == 200, response.json()
    wamid = response.json()["messages"][0]["id"]
    assert wamid.startswith("wamid.")
    assert response.json() == {
        "messaging_product": "whatsapp",
        "contacts": [{"input": GUEST, "wa_id": GUEST}],
        "messages": [{"id": wamid}],
    }
    stored = SimulatedMessage.objects.get(wamid=wamid)
    assert (stored.body, stored.type, stored.guest) == (body, body["type"], GUEST)


@pytest.mark.parametrize(("code", "body"), REFUSED.values(), ids=REFUSED.keys())
def test_message_beyond_the_limits_is_refused_as_meta_does(
    send: Send, code: int, body: Any
) -> None:
    response = send(body)

    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == code
    assert error["message"].startswith(f"(#{code})")
    assert error["error_data"]["messaging_product"] == "whatsapp"
    assert error["error_data"]["details"]
    assert error["fbtrace_id"]


def test_number_is_understood_however_it_is_written(send: Send) -> None:
    contact = send(text() | {"to": "+54 9 11 5555-0199"}).json()["contacts"][0]
    assert contact == {"input": "+54 9 11 5555-0199", "wa_id": GUEST}


def test_user_id_is_answered_with_a_user_id(client: Client, send: Send) -> None:
    body = {k: v for k, v in text().items() if k != "to"} | {"recipient": "US.1349120865530274"}
    contact = send(body).json()["contacts"][0]
    assert contact == {"input": "US.1349120865530274", "user_id": "US.1349120865530274"}
    assert len(client.get("/simulator/sent", {"to": "US.1349120865530274"}).json()) == 1


@pytest.mark.parametrize("token", ["", "wrong", "ñandú"])
def test_bad_token_is_error_190(send: Send, token: str) -> None:
    response = send(text(), token=token)

    assert response.status_code == 401
    assert response.json()["error"]["code"] == 190
    assert response.json()["error"]["type"] == "OAuthException"
    assert not SimulatedMessage.objects.exists()


def test_another_hotels_token_is_error_190(send: Send) -> None:
    other = new_account()
    assert send(text(), token=other.credentials["access_token"]).status_code == 401


def test_unknown_number_is_error_100(send: Send) -> None:
    response = send(text(), number="999")

    assert response.status_code == 400
    assert response.json()["error"]["code"] == 100
    assert response.json()["error"]["error_subcode"] == 33


def test_get_is_not_allowed(client: Client, account: ChannelAccount) -> None:
    assert client.get(f"/simulator/graph/v26.0/{account.address}/messages").status_code == 405


def test_sending_costs_one_query(send: Send, django_assert_num_queries: Any) -> None:
    send(text())
    with django_assert_num_queries(1):
        send(text())


def test_sent_lists_what_was_accepted_for_one_guest(client: Client, send: Send) -> None:
    wamids = [send(text(f"{n}")).json()["messages"][0]["id"] for n in range(3)]
    send(text("for another") | {"to": "34600000000"})

    listed = client.get("/simulator/sent", {"to": GUEST}).json()
    assert [row["id"] for row in listed] == wamids
    assert listed[0].keys() == {"n", "id", "to", "type", "body", "at"}
    assert listed[0]["body"] == text("0")
    assert (listed[0]["to"], listed[0]["type"]) == (GUEST, "text")
    later = client.get("/simulator/sent", {"to": f"+{GUEST}", "after": listed[1]["n"]}).json()
    assert later == listed[2:]
    assert len(client.get("/simulator/sent").json()) == 4
    assert client.get("/simulator/sent", {"to": "0"}).json() == []
    assert client.get("/simulator/sent", {"after": "9" * 25}).json() == []


def test_sent_is_at_most_1000_rows_the_oldest_first(
    client: Client, account: ChannelAccount, django_assert_num_queries: Any
) -> None:
    row = {"phone_number_id": account.address, "guest": GUEST, "type": "text", "body": text()}
    SimulatedMessage.objects.bulk_create(
        SimulatedMessage(**row, direction="to_guest", status="accepted") for _ in range(1001)
    )
    SimulatedMessage.objects.create(**row, direction="to_hotel", status="read")

    with django_assert_num_queries(1):
        first = client.get("/simulator/sent").json()
    assert len(first) == 1000
    assert [row["n"] for row in first] == sorted(row["n"] for row in first)
    assert len(client.get("/simulator/sent", {"after": first[-1]["n"]}).json()) == 1


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "²"])
def test_sent_after_must_be_a_number(client: Client, db: None, after: str) -> None:
    assert client.get("/simulator/sent", {"after": after}).status_code == 400

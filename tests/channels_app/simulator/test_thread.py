"""What the page is told, and what it is refused."""

from typing import Any

import pytest
from django.test import Client

from channels_app.models import ChannelAccount
from channels_app.simulator.models import SimulatedMessage
from tests.channels_app.simulator.bodies import text
from tests.channels_app.simulator.conftest import GUEST, Send, new_account
from tests.channels_app.simulator.page import post, thread, write
from tests.outside import Outside

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "bent",
    [
        {"kind": "fax"},
        {"text": ""},
        {"text": " \n"},
        {"text": 5},
        {"text": "a" * 4097},
        {"name": None},
        {"name": "n" * 201},
        {"guest": "0123456789"},
        {"guest": "+54911"},
        {"guest": "1' or '1'='1"},
        {"phone_number_id": "999"},
        {"phone_number_id": "9\0"},
        {"kind": "location", "latitude": 91, "longitude": 0},
        {"kind": "location"},
        {"kind": "raw", "message": []},
    ],
)
def test_what_no_phone_would_send_is_refused(
    client: Client, account: ChannelAccount, bent: dict[str, Any]
) -> None:
    response = write(client, account, **({"kind": "text", "text": "hola"} | bent))
    assert response.status_code == 400
    assert response.json()["error"]
    assert not SimulatedMessage.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"[]", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(client: Client, body: bytes) -> None:
    for path in ("send", "retry", "seen"):
        assert post(client, path, body).status_code == 400


@pytest.mark.parametrize("path", ["send", "retry", "seen"])
def test_pages_of_others_cannot_use_the_phone(path: str) -> None:
    assert post(Client(enforce_csrf_checks=True), path, {}).status_code == 403


def test_thread_tells_only_what_is_new(
    client: Client,
    account: ChannelAccount,
    hotel: Outside,
    send: Send,
    django_assert_num_queries: Any,
) -> None:
    write(client, account, kind="text", text="hola")
    send(text("buenas"))
    send(text("para otro") | {"to": "34600000001"})
    with django_assert_num_queries(2):
        first = thread(client, account)
    directions = [message["direction"] for message in first["messages"]]
    assert directions == ["to_hotel", "to_guest"]
    assert first["messages"][1]["body"] == text("buenas")
    assert first["more"] is False

    later = thread(client, account, after=first["messages"][-1]["n"])
    assert later["messages"] == []
    assert len(later["statuses"]) == 2


def test_long_thread_comes_in_pages(client: Client, account: ChannelAccount) -> None:
    SimulatedMessage.objects.bulk_create(
        SimulatedMessage(
            phone_number_id=account.address,
            guest=GUEST,
            direction="to_guest",
            type="text",
            body=text(),
            status="read",
        )
        for _ in range(201)
    )
    first = thread(client, account)
    assert (len(first["messages"]), first["more"], len(first["statuses"])) == (200, True, 60)
    rest = thread(client, account, after=first["messages"][-1]["n"])
    assert (len(rest["messages"]), rest["more"]) == (1, False)


@pytest.mark.parametrize("query", [{"guest": "x"}, {"phone_number_id": "0"}, {"after": "x"}])
def test_odd_thread_is_refused(
    client: Client, account: ChannelAccount, query: dict[str, str]
) -> None:
    good = {"phone_number_id": account.address, "guest": GUEST}
    assert client.get("/simulator/thread", good | query).status_code == 400


def test_hotels_are_those_that_answer(client: Client, account: ChannelAccount) -> None:
    new_account(is_active=False)
    new_account(tenant__is_active=False)
    new_account(kind="terminal", address="tty")
    plain = new_account()

    assert client.get("/simulator/hotels").json()["hotels"] == [
        {
            "phone_number_id": account.address,
            "name": account.tenant.name,
            "display": "+54 9 11 5550-0001",
        },
        {
            "phone_number_id": plain.address,
            "name": plain.tenant.name,
            "display": f"+{plain.address}",
        },
    ]


def test_hotels_never_tell_a_secret(client: Client, account: ChannelAccount) -> None:
    said = client.get("/simulator/hotels").content.decode()
    assert account.credentials["access_token"] not in said
    assert account.credentials["app_secrets"][0] not in said

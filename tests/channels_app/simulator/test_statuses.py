"""Statuses travel back over real HTTP: signed, merged, repeated, in the end dropped."""

from typing import Any

import pytest
from django.test import Client

from channels_app.models import ChannelAccount
from channels_app.simulator import statuses, webhooks
from channels_app.simulator.models import SimulatedMessage
from tests.channels_app.simulator.bodies import text
from tests.channels_app.simulator.conftest import GUEST, Send, new_account
from tests.outside import Outside

pytestmark = pytest.mark.django_db(transaction=True)


def told(hotel: Outside) -> list[list[tuple[str, str]]]:
    """(wamid, status) of each POST."""
    posts = [asked.json()["entry"][0]["changes"][0]["value"]["statuses"] for asked in hotel.seen]
    return [[(status["id"], status["status"]) for status in post] for post in posts]


def wamid_of(response: Any) -> str:
    return str(response.json()["messages"][0]["id"])


def test_accepted_message_is_sent_and_delivered(
    send: Send, hotel: Outside, account: ChannelAccount
) -> None:
    wamid = wamid_of(send(text(biz_opaque_callback_data="our tag")))
    assert statuses.dispatcher.join(5)

    assert told(hotel) == [[(wamid, "sent"), (wamid, "delivered")]]
    asked = hotel.seen[0]
    assert asked.path == "/webhooks/whatsapp"
    secret = account.credentials["app_secrets"][0]
    assert asked.headers["x-hub-signature-256"] == webhooks.sign(secret, asked.body)
    assert asked.headers["content-type"] == "application/json"
    value = asked.json()["entry"][0]["changes"][0]["value"]
    assert value["metadata"]["phone_number_id"] == account.address
    assert {status["biz_opaque_callback_data"] for status in value["statuses"]} == {"our tag"}
    assert {status["recipient_id"] for status in value["statuses"]} == {GUEST}
    assert SimulatedMessage.objects.get().status == "delivered"


def test_statuses_that_pile_up_go_in_one_post(send: Send, hotel: Outside) -> None:
    wamids = [wamid_of(send(text(str(n)))) for n in range(5)]
    assert statuses.dispatcher.join(5)

    posts = told(hotel)
    assert len(posts) < 5
    assert sorted(step for post in posts for step in post) == sorted(
        (wamid, status) for wamid in wamids for status in ("sent", "delivered")
    )


def test_each_hotel_gets_its_own_post_with_its_own_signature(send: Send, hotel: Outside) -> None:
    other = new_account()
    send(text())
    send(text(), number=other.address, token=other.credentials["access_token"])
    assert statuses.dispatcher.join(5)

    assert len(hotel.seen) == 2
    signed = [
        asked
        for asked in hotel.seen
        if asked.headers["x-hub-signature-256"]
        == webhooks.sign(other.credentials["app_secrets"][0], asked.body)
    ]
    assert [asked.json()["entry"][0]["id"] for asked in signed] == [other.address]


def test_refused_statuses_are_repeated(send: Send, hotel: Any) -> None:
    hotel.answers[:] = [500, 204]  # only 200 is taken for an answer
    wamid = wamid_of(send(text()))
    assert statuses.dispatcher.join(5)

    assert told(hotel) == [[(wamid, "sent"), (wamid, "delivered")]] * 3


def test_statuses_are_dropped_after_the_last_repeat(send: Send, hotel: Any) -> None:
    hotel.answers[:] = [500] * 10
    send(text())
    assert statuses.dispatcher.join(5)

    assert len(hotel.seen) == 1 + len(statuses.RETRY_AFTER)
    assert SimulatedMessage.objects.get().status == "delivered"  # the phone has it all the same


def test_full_queue_drops_statuses_and_accepts_messages(
    send: Send, hotel: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statuses.dispatcher, "_capacity", 1)
    assert send(text()).status_code == 200
    assert statuses.dispatcher.join(5)
    assert hotel.seen == []


def test_message_seen_on_the_page_is_read_once(
    client: Client, send: Send, hotel: Outside, account: ChannelAccount
) -> None:
    wamids = [wamid_of(send(text(str(n)))) for n in range(3)]
    assert statuses.dispatcher.join(5)
    hotel.seen.clear()
    second = SimulatedMessage.objects.get(wamid=wamids[1])
    body = {"phone_number_id": account.address, "guest": GUEST, "up_to": second.pk}

    answers = [
        client.post("/simulator/seen", body, content_type="application/json").json()
        for _ in range(2)
    ]
    assert statuses.dispatcher.join(5)

    assert answers == [{"read": 2}, {"read": 0}]
    assert told(hotel) == [[(wamids[0], "read"), (wamids[1], "read")]]
    assert list(SimulatedMessage.objects.order_by("id").values_list("status", flat=True)) == [
        "read",
        "read",
        "delivered",
    ]


def test_delivery_never_takes_back_that_a_message_was_read(
    client: Client, send: Send, hotel: Outside, account: ChannelAccount
) -> None:
    send(text())
    body = {"phone_number_id": account.address, "guest": GUEST, "up_to": 2**62}
    client.post("/simulator/seen", body, content_type="application/json")
    assert statuses.dispatcher.join(5)
    assert SimulatedMessage.objects.get().status == "read"

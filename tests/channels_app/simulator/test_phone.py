"""What a guest does on the page arrives at the hotel, over real HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils.timezone import now

from channels_app.models import ChannelAccount
from channels_app.simulator import guest, webhooks
from channels_app.simulator.models import SimulatedMessage
from tests.channels_app.simulator.bodies import buttons, choices
from tests.channels_app.simulator.conftest import GUEST, Send
from tests.channels_app.simulator.page import post, thread, write
from tests.outside import Answer, Asked, Outside, refusing

pytestmark = pytest.mark.django_db(transaction=True)


def arrived(hotel: Outside) -> list[dict[str, Any]]:
    """The values of the webhooks that carried messages."""
    assert guest.dispatcher.join(5)
    values = [asked.json()["entry"][0]["changes"][0]["value"] for asked in hotel.seen]
    return [value for value in values if "messages" in value]


def test_text_arrives_as_a_signed_webhook(
    client: Client, account: ChannelAccount, hotel: Outside
) -> None:
    shown = write(client, account, kind="text", text="¿Hay lugar? 😀").json()["message"]
    value = arrived(hotel)[0]

    assert shown["status"] == "pending"
    assert value["contacts"] == [{"profile": {"name": "José Núñez"}, "wa_id": GUEST}]
    assert value["metadata"] == {
        "display_phone_number": "5491155500001",
        "phone_number_id": account.address,
    }
    message = value["messages"][0]
    assert abs(int(message.pop("timestamp")) - now().timestamp()) < 10
    assert message == {
        "from": GUEST,
        "id": shown["wamid"],
        "type": "text",
        "text": {"body": "¿Hay lugar? 😀"},
    }
    asked = hotel.seen[0]
    secret = account.credentials["app_secrets"][0]
    assert asked.headers["x-hub-signature-256"] == webhooks.sign(secret, asked.body)
    assert thread(client, account)["statuses"] == {str(shown["n"]): "sent"}


def test_messages_of_a_guest_arrive_in_order(
    client: Client, account: ChannelAccount, hotel: Outside
) -> None:
    for n in range(6):
        write(client, account, kind="text", text=str(n))
    bodies = [value["messages"][0]["text"]["body"] for value in arrived(hotel)]
    assert bodies == ["0", "1", "2", "3", "4", "5"]


def test_refused_webhook_is_repeated_once_by_itself(
    client: Client, account: ChannelAccount, hotel: Any
) -> None:
    hotel.answers[:] = [500]
    wamid = write(client, account, kind="text", text="hola").json()["message"]["wamid"]
    assert [value["messages"][0]["id"] for value in arrived(hotel)] == [wamid, wamid]
    assert list(thread(client, account)["statuses"].values()) == ["sent"]


def test_hotel_may_read_a_message_before_its_webhook_is_answered(
    client: Client, account: ChannelAccount, settings: Any
) -> None:
    def read_first(asked: Asked) -> Answer:
        wamid = asked.json()["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
        guest.hotel_read(account.address, wamid, typing=False)
        connections.close_all()  # this thread's
        return Answer()

    with Outside(read_first) as hotel:
        settings.SIMULATOR_WEBHOOK_URL = hotel.url
        write(client, account, kind="text", text="hola")
        assert guest.dispatcher.join(5)
    assert list(thread(client, account)["statuses"].values()) == ["read"]


def test_failed_message_can_be_sent_again_with_the_same_wamid(
    client: Client, account: ChannelAccount, hotel: Any
) -> None:
    hotel.answers[:] = [401, 401]
    wamid = write(client, account, kind="text", text="hola").json()["message"]["wamid"]
    assert guest.dispatcher.join(5)
    assert list(thread(client, account)["statuses"].values()) == ["failed"]

    assert post(client, "retry", {"wamid": wamid}).json()["message"]["status"] == "pending"
    assert [value["messages"][0]["id"] for value in arrived(hotel)] == [wamid] * 3
    assert list(thread(client, account)["statuses"].values()) == ["sent"]
    assert post(client, "retry", {"wamid": wamid}).status_code == 400


def test_hotel_that_is_away_fails_the_message(
    client: Client, account: ChannelAccount, hotel: Outside, settings: Any
) -> None:
    with refusing() as url:
        settings.SIMULATOR_WEBHOOK_URL = url
        write(client, account, kind="text", text="hola")
        assert guest.dispatcher.join(5)
    assert list(thread(client, account)["statuses"].values()) == ["failed"]


def test_message_whose_process_died_can_be_sent_again(
    client: Client, account: ChannelAccount, hotel: Outside
) -> None:
    shown = write(client, account, kind="text", text="hola").json()["message"]
    assert guest.dispatcher.join(5)
    SimulatedMessage.objects.update(status="pending", at=now() - timedelta(seconds=61))

    assert list(thread(client, account)["statuses"].values()) == ["failed"]
    assert post(client, "retry", {"wamid": shown["wamid"]}).status_code == 200


def test_same_key_is_sent_once(client: Client, account: ChannelAccount, hotel: Outside) -> None:
    answers = [
        write(client, account, kind="text", text="hola", key="k1").json()["message"]["n"]
        for _ in range(2)
    ]
    write(client, account, kind="text", text="hola", key="k2")
    assert answers[0] == answers[1]
    assert len(arrived(hotel)) == 2


def test_tapped_button_answers_the_message_that_offered_it(
    client: Client, account: ChannelAccount, hotel: Outside, send: Send
) -> None:
    offer = send(buttons(("yes", "Sí"), ("no", "No"))).json()["messages"][0]["id"]
    write(client, account, kind="option", wamid=offer, id="no", title="No")

    message = arrived(hotel)[0]["messages"][0]
    assert message["type"] == "interactive"
    assert message["context"] == {"from": "5491155500001", "id": offer}
    assert message["interactive"] == {
        "type": "button_reply",
        "button_reply": {"id": "no", "title": "No"},
    }


def test_chosen_row_brings_its_description(
    client: Client, account: ChannelAccount, hotel: Outside, send: Send
) -> None:
    row = {"id": "r1", "title": "Doble", "description": "Con balcón"}
    offer = send(choices([{"id": "r0", "title": "Simple"}], [row])).json()["messages"][0]["id"]
    write(client, account, kind="option", wamid=offer, id="r1", title="Doble")

    message = arrived(hotel)[0]["messages"][0]
    assert message["interactive"] == {"type": "list_reply", "list_reply": row}


@pytest.mark.parametrize(
    "option",
    [
        {"id": "maybe", "title": "Sí"},
        {"id": "yes", "title": "Otra cosa"},
        {"id": "yes", "title": "Sí", "wamid": "wamid.unknown"},
        {"id": "yes", "title": "Sí", "guest": "34600000001"},
    ],
)
def test_option_that_was_not_offered_is_refused(
    client: Client, account: ChannelAccount, hotel: Outside, send: Send, option: dict[str, str]
) -> None:
    offer = send(buttons(("yes", "Sí"))).json()["messages"][0]["id"]
    assert write(client, account, kind="option", **({"wamid": offer} | option)).status_code == 400
    assert arrived(hotel) == []


def test_place_is_shared(client: Client, account: ChannelAccount, hotel: Outside) -> None:
    place = {"latitude": -34.6, "longitude": "-58.4", "name": "Obelisco"}
    write(client, account, kind="location", **place)

    shared = arrived(hotel)[0]["messages"][0]["location"]
    assert shared == {"latitude": -34.6, "longitude": -58.4, "name": "Obelisco"}


def test_raw_message_goes_out_as_a_developer_wrote_it(
    client: Client, account: ChannelAccount, hotel: Outside
) -> None:
    message = {"type": "teleport", "teleport": [1, None], "timestamp": "0", "id": "mine"}
    shown = write(client, account, kind="raw", message=message).json()["message"]

    expected = message | {"from": GUEST, "id": shown["wamid"]}
    assert arrived(hotel)[0]["messages"] == [expected]


@pytest.mark.parametrize("text", ["NUL \0", "half an emoji \ud83d"])
def test_characters_that_no_database_holds_are_refused(
    client: Client, account: ChannelAccount, hotel: Outside, text: str
) -> None:
    assert write(client, account, kind="text", text=text).status_code == 400
    assert arrived(hotel) == []

"""The hotel marks messages as read and shows that it is typing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from channels_app.models import ChannelAccount
from channels_app.simulator.models import SimulatedMessage
from tests.channels_app.simulator.bodies import text
from tests.channels_app.simulator.conftest import GUEST, Send, new_account
from tests.channels_app.simulator.page import thread

TYPING = {"typing_indicator": {"type": "text"}}


def read(wamid: Any, **more: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "status": "read", "message_id": wamid, **more}


@pytest.fixture
def written(account: ChannelAccount) -> list[SimulatedMessage]:
    """Three messages of a guest; the second never arrived."""
    return [
        SimulatedMessage.objects.create(
            phone_number_id=account.address,
            guest=GUEST,
            direction="to_hotel",
            type="text",
            status=status,
            body={"text": {"body": "hola"}},
        )
        for status in ("sent", "failed", "sent")
    ]


def test_read_marks_this_message_and_earlier_ones(
    client: Client, send: Send, account: ChannelAccount, written: list[SimulatedMessage]
) -> None:
    assert send(read(written[0].wamid)).json() == {"success": True}
    assert list(thread(client, account)["statuses"].values()) == ["sent", "failed", "read"]

    send(read(written[2].wamid))
    assert list(thread(client, account)["statuses"].values()) == ["read", "failed", "read"]


def test_typing_shows_until_the_next_message_to_the_guest(
    client: Client, send: Send, account: ChannelAccount, written: list[SimulatedMessage]
) -> None:
    send(read(written[0].wamid))
    assert thread(client, account)["typing"] is False
    send(read(written[0].wamid, **TYPING))
    assert thread(client, account)["typing"] is True
    send(text())
    assert thread(client, account)["typing"] is False
    send(read(written[2].wamid, **TYPING))  # an older message than the answer above
    assert thread(client, account)["typing"] is True


def test_typing_ends_after_25_seconds(
    client: Client, send: Send, account: ChannelAccount, written: list[SimulatedMessage]
) -> None:
    send(read(written[2].wamid, **TYPING))
    until = SimulatedMessage.objects.get(pk=written[2].pk).typing_until
    assert until is not None
    assert timedelta(seconds=24) < until - now() <= timedelta(seconds=25)
    SimulatedMessage.objects.filter(pk=written[2].pk).update(typing_until=now())
    assert thread(client, account)["typing"] is False


def test_wamid_from_elsewhere_is_read_without_effect(send: Send) -> None:
    assert send(read("wamid.of-another-program", **TYPING)).json() == {"success": True}


def test_another_hotel_cannot_mark_a_message(
    client: Client, account: ChannelAccount, send: Send, written: list[SimulatedMessage]
) -> None:
    other = new_account()
    send(read(written[2].wamid), number=other.address, token=other.credentials["access_token"])
    assert "read" not in thread(client, account)["statuses"].values()


@pytest.mark.parametrize(
    "body",
    [
        read("1234"),
        read(None),
        read("wamid.1", typing_indicator={"type": "audio"}),
        read("wamid.1", messaging_product="telegram"),
    ],
)
def test_odd_read_is_refused(send: Send, body: dict[str, Any]) -> None:
    assert send(body).status_code == 400

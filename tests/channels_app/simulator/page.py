"""The page's own requests."""

from typing import Any

from django.test import Client

from channels_app.models import ChannelAccount
from tests.channels_app.simulator.conftest import GUEST


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"/simulator/{path}", body, content_type="application/json")


def write(client: Client, account: ChannelAccount, **content: Any) -> Any:
    who = {"phone_number_id": account.address, "guest": GUEST, "name": "José Núñez"}
    return post(client, "send", who | content)


def thread(client: Client, account: ChannelAccount, after: int = 0) -> Any:
    query: dict[str, str | int] = {
        "phone_number_id": account.address,
        "guest": GUEST,
        "after": after,
    }
    return client.get("/simulator/thread", query).json()

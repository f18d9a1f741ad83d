"""Call the Graph API on behalf of one number."""

from urllib.parse import quote

from django.conf import settings
from requests import Response

from channels_app.adapters.whatsapp import bodies
from channels_app.adapters.whatsapp.content import Json
from channels_app.adapters.whatsapp.errors import channel_error
from channels_app.errors import ChannelError
from channels_app.ports import Credentials
from channels_app.types import Message
from observability import http


def send(account: Credentials, to: str, message: Message, *, tag: str, reply_to: str) -> str:
    """Send a message and return its wamid, or raise ChannelError."""
    answer = _post(account, bodies.outgoing(to, message, tag=tag, reply_to=reply_to))
    try:
        wamid = answer.json()["messages"][0]["id"]
    except (LookupError, TypeError, ValueError, RecursionError):
        wamid = None
    if not isinstance(wamid, str) or not wamid:
        # Something took the message: perhaps Meta, perhaps a proxy's login page.
        raise ChannelError(f"whatsapp: HTTP {answer.status_code} without an id", unsure=True)
    return wamid


def mark_read(account: Credentials, wamid: str, *, typing: bool) -> None:
    """Mark a guest's message as read, and perhaps show that we write; or raise ChannelError."""
    _post(account, bodies.read_receipt(wamid, typing=typing))


def _post(account: Credentials, body: Json) -> Response:
    url = f"{settings.WHATSAPP_GRAPH_URL}/{quote(account.address, safe='')}/messages"
    token = str(account.credentials.get("access_token", "")).strip()
    headers = {"Authorization": f"Bearer {token}".encode()}
    try:
        return http.call("whatsapp", "POST", url, json=body, headers=headers)
    except http.RemoteError as error:
        raise channel_error(error) from error

"""WhatsApp as a test sees it: bodies as Meta sends them, signed as Meta signs them."""

import hashlib
import hmac
import itertools
import json
import time
from typing import Any

_numbers = itertools.count(1)


def text(body: str = "hola", *, sender: str = "5491155550123", **more: Any) -> dict[str, Any]:
    """One guest message, with a wamid of its own."""
    message = {
        "from": sender,
        "id": f"wamid.test{next(_numbers)}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": body},
    }
    return message | more


def status(tag: str, status: str = "delivered", *, wamid: str = "", **more: Any) -> dict[str, Any]:
    return {
        "id": wamid or f"wamid.sent{next(_numbers)}",
        "status": status,
        "timestamp": str(int(time.time())),
        "recipient_id": "5491155550123",
        "biz_opaque_callback_data": tag,
    } | more


def change(number: str, *messages: dict[str, Any], **value: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": number},
    }
    if messages:
        content["messages"] = list(messages)
        content["contacts"] = [
            {"profile": {"name": "Ana Pérez"}, "wa_id": message["from"]}
            for message in messages
            if "from" in message
        ]
    return {"field": "messages", "value": content | value}


def body(*changes: dict[str, Any]) -> bytes:
    entry = {"id": "WABA", "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def signature(body: bytes, secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()

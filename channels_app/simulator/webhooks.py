"""Webhooks as Meta sends them: the envelope, the bytes, the signature and the POST."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from channels_app.simulator.accounts import Account
from observability import http


def deliver(account: Account, value: dict[str, Any]) -> None:
    """POST one change to the hotels' system, or raise RemoteError unless it answered 200."""
    body = encode(envelope(account, value))
    answer = http.call(
        "simulator-webhook",
        "POST",
        settings.SIMULATOR_WEBHOOK_URL,
        data=body,
        headers={
            "Content-Type": "application/json",
            "X-Hub-Signature-256": sign(account.app_secret, body),
        },
    )
    if answer.status_code != 200:  # Meta repeats whatever is not 200, other 2xx included
        raise http.RemoteError(f"HTTP {answer.status_code}", status=answer.status_code)


def envelope(account: Account, value: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a webhook that carries `value` ({"messages"} or {"statuses"})."""
    metadata = {
        "display_phone_number": account.digits,
        "phone_number_id": account.phone_number_id,
    }
    change = {
        "field": "messages",
        "value": {"messaging_product": "whatsapp", "metadata": metadata, **value},
    }
    # The id is a WhatsApp Business Account's, which hotels need not tell us: the number's stands in
    entry = {"id": account.phone_number_id, "changes": [change]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def message_value(guest: str, name: str, messages: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {
        "contacts": [{"profile": {"name": name}, "wa_id": guest}],
        "messages": list(messages),
    }


def encode(payload: dict[str, Any]) -> bytes:
    r"""Return JSON in Meta's spelling: \u00f1 for ñ, \/ for /. Re-serialising breaks signatures."""
    return json.dumps(payload, separators=(",", ":")).replace("/", r"\/").encode()


def sign(app_secret: str, body: bytes) -> str:
    """Return the value of X-Hub-Signature-256 for these very bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()

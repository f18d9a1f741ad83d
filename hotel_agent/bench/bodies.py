"""Signed webhook requests, built before the clock runs: every wamid in them is new."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

PATH = "/webhooks/whatsapp"
STATUSES = ("sent", "delivered", "read")  # in the order in which they happen
MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"),
    *("agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


def messages(
    number: str, secret: str, *, bodies: int, per_body: int, guests: int, run: str
) -> list[bytes]:
    """Requests with text messages; `guests` people write in turn, a new one each time when 0."""
    now = int(time.time())
    total = bodies * per_body
    updates = (
        _message(f"wamid.{run}.{n}", _guest(n % guests if guests else n), now, "hola")
        for n in range(total)
    )
    return list(_requests(number, secret, updates, "messages", per_body))


def statuses(number: str, secret: str, *, bodies: int, per_body: int) -> list[bytes]:
    """Requests with statuses of the rows that `tag` names: sent, delivered and read of each."""
    now = int(time.time())
    total = bodies * per_body
    rows = -(-total // len(STATUSES))
    updates = (_status(tag(n % rows), STATUSES[n // rows], now) for n in range(total))
    return list(_requests(number, secret, updates, "statuses", per_body))


def questions(number: str, secret: str, *, count: int, guests: int, run: str) -> list[bytes]:
    """Requests with one question for rooms each, about many dates and sizes of party."""
    now = int(time.time())
    updates = (
        _message(wamid(run, n), _guest(n % guests, run), now, question(n)) for n in range(count)
    )
    return list(_requests(number, secret, updates, "messages", 1))


def wamid(run: str, n: int) -> str:
    return f"wamid.{run}.{n}"


def question(n: int) -> str:
    """A stay within the next ten months that a hotel without reservations always has room for."""
    month = date.today().replace(day=1) + timedelta(days=32 + 30 * (n % 9))
    arrival = 3 + n % 17
    departure = arrival + 1 + n % 5
    name = MONTHS[month.month - 1]
    return f"¿tienen lugar del {arrival} al {departure} de {name} para {1 + n % 3}?"


def tag(n: int) -> str:
    """The tag of row n of the outbox, as `webhook.fill_outbox` numbers them."""
    return f"00000000-0000-4000-8000-{n:012x}"


def _guest(n: int, run: str = "") -> str:
    """A number in Buenos Aires; each run has people of its own."""
    people = int(hashlib.sha256(run.encode()).hexdigest(), 16) % 90
    return f"54911{10 + people}{n:06d}"


def _message(wamid: str, sender: str, at: int, text: str) -> dict[str, object]:
    return {
        "from": sender,
        "id": wamid,
        "timestamp": str(at),
        "type": "text",
        "text": {"body": text},
    }


def _status(tag: str, status: str, at: int) -> dict[str, object]:
    return {
        "id": f"wamid.{tag}",
        "status": status,
        "timestamp": str(at),
        "recipient_id": "5491155550001",
        "biz_opaque_callback_data": tag,
        "pricing": {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": "service",
        },
    }


def _requests(
    number: str, secret: str, updates: Iterator[dict[str, object]], kind: str, per_body: int
) -> Iterator[bytes]:
    while part := list(islice(updates, per_body)):
        yield _request(_body(number, kind, part), secret)


def _body(number: str, kind: str, updates: Sequence[dict[str, object]]) -> bytes:
    value: dict[str, object] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "5491155500001", "phone_number_id": number},
    }
    if kind == "messages":
        value["contacts"] = [
            {"profile": {"name": "Ana"}, "wa_id": update["from"]} for update in updates
        ]
    value[kind] = list(updates)
    entry = {"id": "100", "changes": [{"field": "messages", "value": value}]}
    payload = {"object": "whatsapp_business_account", "entry": [entry]}
    return json.dumps(payload, separators=(",", ":")).encode()


def _request(body: bytes, secret: str) -> bytes:
    signature = hmac.digest(secret.encode(), body, "sha256").hex()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: facebookexternalua\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\n\r\n"
    )
    return head.encode() + body

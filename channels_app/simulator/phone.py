"""What the page asks for: the hotels, one guest's thread, and everything a phone can send."""

import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from channels_app.simulator import accounts, guest, rules, thread
from channels_app.simulator.accounts import Account
from channels_app.simulator.graph import LARGEST_N, number
from channels_app.simulator.guest import BadMessage
from channels_app.simulator.models import SimulatedMessage

NAME = 200  # characters of a profile's name
Json = dict[str, Any]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "simulator/phone.html")


@require_GET
def hotels(request: HttpRequest) -> JsonResponse:
    """Return {"hotels": [{"phone_number_id", "name", "display"}]}, those that answer."""
    found = [
        {
            "phone_number_id": account.phone_number_id,
            "name": account.hotel,
            "display": account.display or f"+{account.digits}",
        }
        for account in accounts.active()
    ]
    return JsonResponse({"hotels": found})


@require_GET
def changes(request: HttpRequest) -> JsonResponse:
    """Return `thread.changes` for ?phone_number_id=&guest=&after=<n>."""
    after = number(request.GET.get("after", ""))
    try:
        phone_number_id = _account(request.GET).phone_number_id
        wa_id = _guest(request.GET)
    except BadMessage as error:
        return _refused(error)
    if after is None:
        return _refused(BadMessage("after must be a number"))
    return JsonResponse(thread.changes(phone_number_id, wa_id, after))


def _takes_json(view: Callable[[Json], Json]) -> Callable[[HttpRequest], JsonResponse]:
    """Give the view the body's object; what no phone would send is 400 {"error": why}."""

    @wraps(view)
    @require_POST
    def wrapped(request: HttpRequest) -> JsonResponse:
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            return _refused(BadMessage("the body is not JSON"))
        if not isinstance(body, dict):
            return _refused(BadMessage("the body is not an object"))
        try:
            return JsonResponse(view(body))
        except BadMessage as error:
            return _refused(error)
        except DataError:
            return _refused(BadMessage("it contains characters that cannot be sent"))

    return wrapped


@_takes_json
def send(body: Json) -> Json:
    """Send as a guest: {"phone_number_id", "guest", "name", "kind", ...}, the rest by kind.

    text {"text"}; option {"wamid", "id", "title"}, of the message that offers it;
    location {"latitude", "longitude", "name"?, "address"?}; raw {"message": any object}.
    An optional "key" (any string) makes a repeat of the same request harmless.
    """
    account, wa_id = _account(body), _guest(body)
    name = body.get("name")
    if not isinstance(name, str) or len(name) > NAME:
        raise BadMessage("name must be a string up to 200 characters")
    make = CONTENTS.get(str(body.get("kind")))
    if make is None:
        raise BadMessage(f"kind must be one of {', '.join(CONTENTS)}")
    message = guest.write(
        account, wa_id, name, make(account, wa_id, body), str(body.get("key", ""))
    )
    return {"message": thread.as_json(message)}


@_takes_json
def retry(body: Json) -> Json:
    """Send {"wamid"} once more; only a message that has not arrived."""
    wamid = str(body.get("wamid"))
    message = SimulatedMessage.objects.filter(
        wamid=wamid, direction=SimulatedMessage.Direction.TO_HOTEL
    ).first()
    if message is None or message.shown_status != SimulatedMessage.Status.FAILED:
        raise BadMessage("no such message has failed")
    guest.repeat(message)
    return {"message": thread.as_json(message)}


@_takes_json
def seen(body: Json) -> Json:
    """The page shows all messages up to {"phone_number_id", "guest", "up_to": n}."""
    up_to = body.get("up_to")
    if not isinstance(up_to, int) or not 0 <= up_to <= LARGEST_N:
        raise BadMessage("up_to must be a number")
    return {"read": guest.see(_account(body).phone_number_id, _guest(body), up_to)}


def _text(account: Account, wa_id: str, body: Json) -> Json:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > rules.TEXT:
        raise BadMessage(f"text must have 1 to {rules.TEXT} characters")
    return {"type": "text", "text": {"body": text}}


def _option(account: Account, wa_id: str, body: Json) -> Json:
    wamid, choice, title = (str(body.get(name)) for name in ("wamid", "id", "title"))
    return guest.chosen(account, wa_id, wamid, choice, title)


def _location(account: Account, wa_id: str, body: Json) -> Json:
    location = {
        name: body[name] for name in ("latitude", "longitude", "name", "address") if name in body
    }
    try:
        rules.check({"type": "location", "location": location})
    except rules.Refused as error:
        raise BadMessage(error.details) from error
    location |= {name: float(location[name]) for name in ("latitude", "longitude")}
    return {"type": "location", "location": location}


def _raw(account: Account, wa_id: str, body: Json) -> Json:
    """A developer may send what no phone would: the hotel's side has to stand it."""
    message = body.get("message")
    if not isinstance(message, dict):
        raise BadMessage("message must be an object")
    return message


CONTENTS = {"text": _text, "option": _option, "location": _location, "raw": _raw}


def _account(values: Mapping[str, Any]) -> Account:
    account = accounts.find(str(values.get("phone_number_id")).replace("\0", ""))
    if account is None:
        raise BadMessage("no hotel has this number")
    return account


def _guest(values: Mapping[str, Any]) -> str:
    """Return a wa_id: country code and number, digits only."""
    digits = str(values.get("guest"))
    if not re.fullmatch(r"[1-9][0-9]{6,14}", digits):
        raise BadMessage("guest must be 7 to 15 digits, country code first")
    return digits


def _refused(error: BadMessage) -> JsonResponse:
    return JsonResponse({"error": str(error)}, status=400)

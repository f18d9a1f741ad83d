"""The Graph API's side: hotels send messages to guests here, as they would to graph.facebook.com.

Errors have Meta's shape: {"error": {"message", "type", "code", "error_data", "fbtrace_id"}}.
"""

import hmac
import json
import re
import secrets
from typing import Any

from django.db import DataError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from channels_app.simulator import accounts, guest, rules, statuses
from channels_app.simulator.models import SimulatedMessage

SENT_ROWS = 1000
LARGEST_N = 2**63 - 1


@csrf_exempt
@require_POST
def messages(request: HttpRequest, version: str, phone_number_id: str) -> JsonResponse:
    """Accept a message, or mark one as read. On the hot path: one INSERT and no other query."""
    account = accounts.find(phone_number_id)
    refusal = _refused_caller(request, phone_number_id, account)
    if account is None or refusal is not None:
        return refusal or _unknown_number(phone_number_id)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return _error(rules.MISSING_OR_WRONG, "The body is not JSON")
    if not isinstance(body, dict):
        return _error(rules.MISSING_OR_WRONG, "The body is not an object")
    try:
        if body.get("status") == "read":
            return _mark_read(phone_number_id, body)
        return _accept(phone_number_id, body)
    except rules.Refused as error:
        return _error(error.code, error.details)
    except DataError:  # valid JSON that no database holds: NUL, half an emoji, NaN
        return _error(rules.NOT_VALID, "The message contains characters that cannot be sent")


def _accept(phone_number_id: str, body: dict[str, Any]) -> JsonResponse:
    written, wa_id = rules.recipient(body)
    message = SimulatedMessage(
        phone_number_id=phone_number_id,
        guest=wa_id,
        direction=SimulatedMessage.Direction.TO_GUEST,
        status=SimulatedMessage.Status.ACCEPTED,
        type=rules.check(body),
        body=body,
    )
    message.save(force_insert=True)
    statuses.accepted(message)
    contact = {"input": written, "wa_id" if wa_id.isdecimal() else "user_id": wa_id}
    return JsonResponse(
        {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": message.wamid}],
        }
    )


def _mark_read(phone_number_id: str, body: dict[str, Any]) -> JsonResponse:
    if body.get("messaging_product") != "whatsapp":
        raise rules.Refused(
            rules.MISSING_OR_WRONG, "Param messaging_product must be one of {WHATSAPP}"
        )
    wamid = body.get("message_id")
    if not isinstance(wamid, str) or not wamid.startswith("wamid."):
        raise rules.Refused(rules.NOT_VALID, "The parameter message_id is not a message's id")
    typing = body.get("typing_indicator")
    if typing is not None and typing != {"type": "text"}:
        raise rules.Refused(rules.NOT_VALID, "typing_indicator type must be one of {TEXT}")
    guest.hotel_read(phone_number_id, wamid, typing=typing is not None)
    return JsonResponse({"success": True})


@require_GET
def sent(request: HttpRequest) -> JsonResponse:
    """Return what was accepted, [{"n", "id", "to", "type", "body", "at"}], by n, at most 1000.

    `?to=<digits or user id>&after=<n>`. With several guests at once a row may be committed a
    moment after one with a higher n: who reads all guests' rows asks again from a little below.
    """
    rows = SimulatedMessage.objects.filter(direction=SimulatedMessage.Direction.TO_GUEST)
    if "to" in request.GET:
        rows = rows.filter(guest=_address(request.GET["to"]))
    after = number(request.GET.get("after", ""))
    if after is None:
        return JsonResponse({"error": "after must be a number"}, status=400)
    rows = rows.filter(id__gt=after).order_by("id")[:SENT_ROWS]
    found = [
        {
            "n": row.pk,
            "id": row.wamid,
            "to": row.guest,
            "type": row.type,
            "body": row.body,
            "at": row.at.isoformat(),
        }
        for row in rows
    ]
    return JsonResponse(found, safe=False)


def number(text: str) -> int | None:
    """Return a row number from a query, 0 when there is none, None when it is not one."""
    if not text:
        return 0
    return min(int(text), LARGEST_N) if re.fullmatch(r"[0-9]{1,30}", text) else None


def _address(text: str) -> str:
    """Return digits for a phone number however it is written; a user id stays as it is."""
    return text if rules.USER_ID.fullmatch(text) else re.sub(r"[^0-9]", "", text)


def _refused_caller(
    request: HttpRequest, phone_number_id: str, account: accounts.Account | None
) -> JsonResponse | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return _bad_token("An access token is required to request this resource.")
    if account is None:
        return _unknown_number(phone_number_id)
    if not account.access_token or not hmac.compare_digest(
        token.encode(), account.access_token.encode()
    ):
        return _bad_token("Invalid OAuth access token - Cannot parse access token")
    return None


def _bad_token(message: str) -> JsonResponse:
    error = {
        "message": message,
        "type": "OAuthException",
        "code": 190,
        "fbtrace_id": _trace(),
    }
    return JsonResponse({"error": error}, status=401)


def _unknown_number(phone_number_id: str) -> JsonResponse:
    error = {
        "message": f"Unsupported post request. Object with ID '{phone_number_id}' does not exist, "
        "cannot be loaded due to missing permissions, or does not support this operation.",
        "type": "GraphMethodException",
        "code": 100,
        "error_subcode": 33,
        "fbtrace_id": _trace(),
    }
    return JsonResponse({"error": error}, status=400)


def _error(code: int, details: str) -> JsonResponse:
    titles = {rules.MISSING_OR_WRONG: "Invalid parameter"}
    title = titles.get(code, "Parameter value is not valid")
    error = {
        "message": f"(#{code}) {title}",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details},
        "fbtrace_id": _trace(),
    }
    return JsonResponse({"error": error}, status=400)


def _trace() -> str:
    return "A" + secrets.token_urlsafe(16)

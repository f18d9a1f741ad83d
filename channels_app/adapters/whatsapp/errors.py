"""Does a refused message stay refused? Meta's error codes say; its HTTP status does not.

https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes: throughput limits come
with HTTP 400, missing permissions with 500. The words are ours: Meta's may quote the guest.
"""

import json
from datetime import timedelta

from channels_app.errors import ChannelError
from observability.http import RemoteError

# The same message will not be accepted later.
NEVER = {
    # the token or its permissions: somebody must reconnect the number
    0: "not authenticated",
    3: "permission missing",
    10: "permission missing",
    190: "access token expired",
    131005: "access denied",
    # the account: somebody must talk to Meta
    368: "blocked for breaking a policy",
    131031: "account locked",
    130497: "not allowed in this country",
    131037: "display name not approved",
    131042: "payment problem",
    131044: "payment problem",
    131045: "number not certified",
    133010: "number not registered",
    # the window of 24 hours since the guest last wrote has closed
    131047: "re-engagement message",
    # the guest cannot be reached, or should not be
    130472: "guest is in an experiment",
    131021: "guest and sender are the same",
    131026: "undeliverable",
    131030: "number not in the allowed list",
    131049: "held back to keep engagement healthy",
    131050: "guest has stopped marketing",
    131062: "needs a phone number, not a user id",
    # what we wrote
    100: "invalid parameter",
    131008: "parameter missing",
    131009: "parameter value not valid",
    131051: "unsupported message type",
    131053: "media upload failed",
    132000: "template parameters do not match",
    132001: "no such template",
    132005: "template text too long",
    132007: "template breaks a policy",
    132008: "template parameters do not match",
    132012: "template parameters do not match",
    132015: "template paused",
    132016: "template disabled",
    132068: "flow blocked",
    132069: "flow throttled",
    135000: "wrong parameters",
}
PERMISSIONS = range(200, 300)  # all of them: permission missing

# The same message may be accepted later.
LATER = {
    # too fast
    4: "too many calls",
    80007: "too many calls",
    130429: "throughput reached",
    131048: "spam limit reached",
    131056: "too fast for this guest",
    131064: "limit reached",
    133016: "too many registrations",
    # an outage of theirs
    2: "service overloaded",
    131000: "something went wrong",
    131016: "service unavailable",
    131057: "number in maintenance",
}
RETRY_IN = {131056: timedelta(seconds=6)}  # Meta's pace: one message per guest in six seconds

PASSING = frozenset({408, 425, 429})  # HTTP statuses that do not blame the request
GATEWAY = frozenset({502, 504})  # said by a proxy, which does not know what lies behind it


def channel_error(error: RemoteError) -> ChannelError:
    """Return what a failed call means for the message it carried."""
    if error.status is None:
        return ChannelError(str(error), unsure=error.sent)
    code = _code(error.body)
    if code is None:
        return ChannelError(
            f"whatsapp: HTTP {error.status}",
            permanent=not _passes(error.status),
            unsure=error.status in GATEWAY,
        )
    title = _title(code)
    return ChannelError(
        f"whatsapp: HTTP {error.status}, code {code}" + (f": {title}" if title else ""),
        permanent=_is_final(code, error.status),
        retry_in=RETRY_IN.get(code),
    )


def _title(code: int) -> str:
    if code in PERMISSIONS:
        return "permission missing"
    return NEVER.get(code) or LATER.get(code, "")


def _is_final(code: int, status: int) -> bool:
    if code in NEVER or code in PERMISSIONS:
        return True
    return code not in LATER and not _passes(status)


def _passes(status: int) -> bool:
    return status >= 500 or status in PASSING


def _code(body: bytes) -> int | None:
    """Return the number in {"error": {"code": 131047, ...}}, None when the body is no such JSON."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    error = answer.get("error") if isinstance(answer, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and not isinstance(code, bool) else None

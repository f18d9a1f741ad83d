"""Did Meta send this? The subscription check, and the signature of each webhook body.

Meta signs the raw bytes with the secret of the app that owns the number:
https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
"""

import hmac
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from channels_app.errors import BadSignature
from channels_app.ports import Credentials

HEADER = "X-Hub-Signature-256"

_SIGNATURE = re.compile("sha256=([0-9a-f]{64})")


def challenge(params: Mapping[str, str], accounts: Iterable[Credentials]) -> str:
    """Return hub.challenge when hub.verify_token is that of an account, or raise BadSignature."""
    answer = params.get("hub.challenge", "")
    given = params.get("hub.verify_token", "")
    if params.get("hub.mode") != "subscribe" or not answer or not given:
        raise BadSignature("not a subscription check")
    if not any(_same(given, account.credentials.get("verify_token")) for account in accounts):
        raise BadSignature("hub.verify_token does not match")
    return answer


def verify(body: bytes, headers: Mapping[str, str], accounts: Sequence[Credentials]) -> None:
    """Return when every account has a secret that signed `body`, or raise BadSignature.

    Every one, for hotels with apps of their own must not be able to write in each other's name:
    whoever signs a body may name any number in it.
    """
    signed_by = _signed_by(body, headers)
    if not accounts or not all(map(signed_by, accounts)):
        raise BadSignature("Invalid signature")


def verify_any(body: bytes, headers: Mapping[str, str], accounts: Sequence[Credentials]) -> None:
    """Return when some account has a secret that signed `body`, or raise BadSignature."""
    signed_by = _signed_by(body, headers)
    if not any(map(signed_by, accounts)):
        raise BadSignature("Invalid signature")


def _signed_by(body: bytes, headers: Mapping[str, str]) -> Callable[[Credentials], bool]:
    """Return the test of one account; it computes each distinct secret's HMAC once.

    Hotels may share an app, and a body of 3 MB takes milliseconds to hash.
    """
    header = headers.get(HEADER)
    if not header:
        raise BadSignature("Missing signature")
    given = _SIGNATURE.fullmatch(header)
    if not given:
        raise BadSignature("Invalid signature")
    digest = bytes.fromhex(given[1])

    @cache
    def matches(secret: str) -> bool:
        return hmac.compare_digest(hmac.digest(_bytes(secret), body, "sha256"), digest)

    return lambda account: any(map(matches, _secrets(account)))


def _secrets(account: Credentials) -> list[str]:
    """Return the account's app secrets, newest first; an empty one would let anybody sign."""
    secrets = account.credentials.get("app_secrets")
    if not isinstance(secrets, list | tuple):
        return []
    return [secret for secret in secrets if isinstance(secret, str) and secret.strip()]


def _same(given: str, expected: object) -> bool:
    """Compare in a time that does not depend on where the two differ; empty never matches."""
    if not isinstance(expected, str) or not expected.strip():
        return False
    return hmac.compare_digest(_bytes(given), _bytes(expected))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

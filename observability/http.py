"""Outbound HTTP: one client, one timeout, one error and one log line for every remote service."""

import os
import threading
import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import structlog
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError

from observability import metrics

logger = structlog.get_logger(__name__)

TIMEOUT = (3.05, 10.0)  # seconds: connect, read
RETRYABLE = frozenset({408, 425, 429, 500, 502, 503, 504})
LARGEST_ANSWER = 16 * 1024 * 1024  # bytes, decompressed
CHUNK = 64 * 1024  # bytes


class RemoteError(Exception):
    """A remote service did not answer, or answered with an error.

    `status` is its HTTP status, None when nothing came back; `body` is what it said.
    `retryable` says whether the very same request may succeed later. `sent` is False when
    the request surely never reached the service: repeating it can then do nothing twice.
    """

    def __init__(
        self, message: str, *, status: int | None = None, body: bytes = b"", sent: bool = True
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = body
        self.sent = sent
        self.retryable = status is None or status in RETRYABLE


_local = threading.local()  # requests does not promise that a session may be shared


def session() -> requests.Session:
    """Return this thread's session, which keeps its connections open."""
    mine: requests.Session | None = getattr(_local, "session", None)
    if mine is None:
        mine = _local.session = _new_session()
    return mine


def call(service: str, method: str, url: str, **kwargs: Any) -> requests.Response:
    """Send one request and return its 2xx answer, read to the end, or raise RemoteError.

    `service` names the other side in logs and metrics; the rest is as for `requests`.
    Redirects are not followed: what is not 2xx is an error.
    """
    kwargs.setdefault("timeout", TIMEOUT)
    kwargs.setdefault("allow_redirects", False)
    started = time.perf_counter()
    status: int | None = None
    try:
        answer = session().request(method, url, **kwargs)
        status = answer.status_code
    except requests.RequestException as error:
        raise RemoteError(f"{service}: {type(error).__name__}", sent=_was_sent(error)) from error
    finally:
        _note(service, method, status, time.perf_counter() - started)
    if not 200 <= status < 300:
        raise RemoteError(f"{service}: HTTP {status}", status=status, body=answer.content)
    return answer


class AnswerTooLarge(requests.RequestException):
    """The answer is over LARGEST_ANSWER."""


class _LimitedAdapter(HTTPAdapter):
    """Reads an answer at once and no further than LARGEST_ANSWER."""

    def send(  # type: ignore[override]  # requests' own signature names six more arguments
        self, request: requests.PreparedRequest, **kwargs: Any
    ) -> requests.Response:
        answer = super().send(request, **kwargs)
        parts, size = [], 0
        for part in answer.iter_content(CHUNK):
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER:
                answer.close()
                raise AnswerTooLarge(f"over {LARGEST_ANSWER} bytes", request=request)
        answer._content = b"".join(parts)
        return answer


def _new_session() -> requests.Session:
    new = requests.Session()
    new.headers["User-Agent"] = "hotel-agent"
    # All hotels share this session: what a service wants to remember must not cross over.
    new.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for prefix in ("http://", "https://"):
        new.mount(prefix, _LimitedAdapter())
    return new


def _was_sent(error: requests.RequestException) -> bool:
    """False when no connection was made, or the request could not even be built."""
    if isinstance(error, requests.exceptions.ConnectTimeout | ValueError):
        return False
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return not isinstance(reason, NewConnectionError)  # refused, no route, or no such host


def _note(service: str, method: str, status: int | None, seconds: float) -> None:
    logger.info("http", service=service, method=method, status=status, seconds=round(seconds, 3))
    metrics.http_client_requests_total.labels(service, status or "none").inc()
    metrics.http_client_duration_seconds.labels(service).observe(seconds)


def _forget_session() -> None:
    _local.__dict__.clear()


# A forked worker must not speak on its parent's connections.
os.register_at_fork(after_in_child=_forget_session)

"""Around every request: an id, one log line, the figures, and the headers that guard a page."""

import re
import time
from collections.abc import Callable
from functools import cache

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from prometheus_client import Counter, Histogram
from structlog.contextvars import bind_contextvars, clear_contextvars

from observability import metrics
from observability.context import new_request_id

logger = structlog.get_logger(__name__)

UNMATCHED = "unmatched"
STATIC = "/static"
QUIET = ("/health", "/metrics", "/simulator/thread", STATIC)  # endpoints that are asked all day
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ID_HEADERS = {  # in the order we believe them: key in META -> name in the answer
    "HTTP_X_REQUEST_ID": "X-Request-ID",
    "HTTP_X_TRACE_ID": "X-Trace-ID",
    "HTTP_X_CORRELATION_ID": "X-Correlation-ID",
}
ID = re.compile(r"[A-Za-z0-9._-]{1,128}")

_CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src {}; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
CSP = _CSP.format("'self'")
CSP_ADMIN = _CSP.format("'self' 'unsafe-inline' 'unsafe-eval'")  # its theme runs on Alpine.js
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class RequestMiddleware:
    """First in the chain, so that it sees what all others answer. Costs some 50 microseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.static = "/" + settings.STATIC_URL.strip("/") + "/"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        given = _given_ids(request)
        request_id = next(iter(given.values())) if given else new_request_id()
        bind_contextvars(request_id=request_id)
        metrics.active_connections.inc()
        try:
            response = self.get_response(request)
            for name, value in given.items():
                response.headers[name] = value
            response.headers["X-Request-ID"] = request_id
            _guard_page(request, response)
            _note(request, response, self._endpoint(request), time.perf_counter() - started)
        finally:
            metrics.active_connections.dec()
            clear_contextvars()
        return response

    def _endpoint(self, request: HttpRequest) -> str:
        """The pattern that matched, never the path: a scanner must not add time series."""
        match = request.resolver_match
        if match is not None:
            return _readable(match.route)
        return STATIC if request.path.startswith(self.static) else UNMATCHED


def _given_ids(request: HttpRequest) -> dict[str, str]:
    """The caller's ids that are fit for a header and a log line, by header name."""
    meta = request.META
    return {
        name: meta[key]
        for key, name in ID_HEADERS.items()
        if key in meta and ID.fullmatch(meta[key])
    }


@cache
def _readable(route: str) -> str:
    """The route as a path: "^hooks/(?P<kind>\\w+)/?$" gives "/hooks/<kind>"."""
    path = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route)
    return "/" + re.sub(r"(/\?)?(\$|\\Z)$", "", path.replace("^", "")).lstrip("/")


def _guard_page(request: HttpRequest, response: HttpResponseBase) -> None:
    headers = response.headers
    if not headers.get("Content-Type", "").startswith("text/html"):
        return
    in_admin = request.path.startswith("/admin/")
    headers.setdefault("Content-Security-Policy", CSP_ADMIN if in_admin else CSP)
    headers.setdefault("Permissions-Policy", PERMISSIONS)
    headers.setdefault("Referrer-Policy", "same-origin")


def _note(request: HttpRequest, response: HttpResponseBase, endpoint: str, seconds: float) -> None:
    method = request.method if request.method in METHODS else "OTHER"
    status = response.status_code
    quiet = 200 <= status < 300 and endpoint.startswith(QUIET)
    (logger.debug if quiet else logger.info)(
        "request", method=method, endpoint=endpoint, status=status, ms=round(seconds * 1000, 1)
    )
    _answered(method, endpoint, status).inc()
    for timer in _timers(method, endpoint):
        timer.observe(seconds)


# Bounded: METHODS x routes x statuses.
@cache
def _answered(method: str, endpoint: str, status: int) -> Counter:
    return metrics.http_requests_total.labels(method, endpoint, status)


@cache
def _timers(method: str, endpoint: str) -> tuple[Histogram, Histogram]:
    return (
        metrics.request_duration_seconds.labels(method, endpoint),
        metrics.http_request_duration_seconds.labels(method, endpoint),
    )

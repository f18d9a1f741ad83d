"""Where providers call us."""

import json
import time
from collections.abc import Callable, Mapping
from functools import cached_property

import structlog
from django.conf import settings
from django.http import HttpResponse
from django_ratelimit.core import get_usage
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.views import APIView

from channels_app import accounts, inbox, limits, receipts, registry, strays
from channels_app.errors import BadSignature
from channels_app.models import ChannelAccount
from channels_app.ports import Channel
from channels_app.types import Batch
from observability import context, metrics
from observability.network import client_address

logger = structlog.get_logger(__name__)

ABSURD = 4  # times the limit: refused unread; up to that a forged body is told 401 before 413


def _nobody(row_ids: list[int]) -> None:
    """Stands for the worker until urls.py names one."""


class WebhookView(APIView):
    """Store what a provider sends and answer at once; the work happens in a task.

    POST: 401 not signed by every account it names, 415 not JSON by its own word, 413 too large,
    400 unreadable, 429 a guest sends too much, 500 when the database is away, else 200, always
    with an empty body. GET: the subscription check, 200 with the challenge, 403, or 429.
    """

    authentication_classes = ()  # the signature is the authentication
    permission_classes = ()
    schema = None  # providers call it by their own contract, so it is not in our OpenAPI
    kind = ""  # a key of settings.CHANNELS
    on_inbound: Callable[[list[int]], None] = staticmethod(_nobody)

    @cached_property
    def channel(self) -> type[Channel]:
        return registry.channel(self.kind)

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Nothing to negotiate, nobody to authenticate: the body's signature says who calls."""

    def get(self, request: Request) -> HttpResponse:
        wait = self._wait_for_check(request)
        if wait:
            metrics.webhook_rate_limited_total.labels(self.kind).inc()
            return HttpResponse(status=429, headers={"Retry-After": str(wait)})
        try:
            challenge = self.channel.challenge(
                request.query_params.dict(), accounts.active(self.kind).values()
            )
        except BadSignature:
            return HttpResponse(status=403)
        return HttpResponse(challenge, content_type="text/plain; charset=utf-8")

    def _wait_for_check(self, request: Request) -> int:
        """Return the seconds this address has to wait, 0 when it may ask."""
        try:
            usage = get_usage(
                request,
                group=f"webhook-check:{self.kind}",
                key=lambda group, request: client_address(request),
                rate=settings.WEBHOOK_VERIFY_RATE,
                increment=True,
            )
        except (RedisError, OSError):  # as with messages: no Redis, no limit
            return 0
        return max(1, int(usage["time_left"])) if usage and usage["should_limit"] else 0

    def post(self, request: Request) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > ABSURD * settings.WEBHOOK_MAX_BYTES:
            return HttpResponse(status=413)
        body: bytes = request._request.body
        payload, unreadable = _read(body)
        try:
            known = self._verified(body, request.headers, payload)
        except BadSignature as error:
            metrics.webhook_signature_invalid_total.labels(self.kind).inc()
            logger.warning("webhook refused", channel=self.kind, reason=str(error))
            return HttpResponse(status=401)
        if request._request.content_type != "application/json":
            return HttpResponse(status=415)
        if len(body) > settings.WEBHOOK_MAX_BYTES:
            return HttpResponse(status=413)
        if unreadable:
            return HttpResponse(status=400)
        return self._store(self._parsed(payload), known)

    def _verified(
        self, body: bytes, headers: Mapping[str, str], payload: object
    ) -> dict[str, ChannelAccount]:
        """Return the accounts that the body names, each of which has signed it.

        A body that names no account of ours must be signed by some account all the same.
        """
        known = accounts.named(self.kind, self.channel.addresses(payload))
        if known:
            self.channel.verify(body, headers, list(known.values()))
        else:
            self.channel.verify_any(body, headers, list(accounts.active(self.kind).values()))
        return known

    def _parsed(self, payload: object) -> Batch:
        started = time.perf_counter()
        batch = self.channel.parse(payload)
        metrics.message_normalization_latency_seconds.labels(self.kind).observe(
            time.perf_counter() - started
        )
        for problem in batch.problems:
            metrics.message_normalization_errors_total.labels(self.kind, problem).inc()
        return batch

    def _store(self, batch: Batch, known: dict[str, ChannelAccount]) -> HttpResponse:
        """Write everything down, except messages of guests who send too much."""
        mine = [message for message in batch.received if message.account in known]
        over, wait = limits.over_limit(mine)
        if over:
            mine = [m for m in mine if (m.account, m.sender) not in over]
        new, untold = inbox.record(known, mine, request_id=context.request_id())
        stray = receipts.apply(known, batch.receipts) if batch.receipts else []
        foreign = [message for message in batch.received if message.account not in known]
        if stray or foreign or batch.unknown:
            strays.keep(self.kind, [*batch.unknown, *stray, *foreign])
        context.note(
            tenant=",".join(sorted({account.tenant.slug for account in known.values()})),
            row=new[0] if new else None,
        )
        for message in mine:
            account = known[message.account]
            metrics.message_normalized_total.labels(self.kind, account.tenant.slug).inc()
        if untold:
            self.on_inbound(untold)
        if over:
            metrics.webhook_rate_limited_total.labels(self.kind).inc()
            return HttpResponse(status=429, headers={"Retry-After": str(wait)})
        return HttpResponse()


def _read(body: bytes) -> tuple[object, bool]:
    """Return the parsed body and whether it could not be read."""
    if len(body) > settings.WEBHOOK_MAX_BYTES:
        return None, True
    try:
        return json.loads(body), False
    except (ValueError, RecursionError):
        return None, True

"""What load balancers and Prometheus ask for."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from observability import collectors, health, metrics
from observability.network import client_address, in_networks, peer_address

NO_STORE = {"Cache-Control": "no-store"}


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """This process answers; it says nothing about its dependencies."""
    return JsonResponse({"status": "alive"}, headers=NO_STORE)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when every dependency works, else 503; either way with each one's state."""
    results = health.run_checks()
    ok = all(result.ok for result in results.values())
    checks: Mapping[str, object] = {name: result.as_dict() for name, result in results.items()}
    return JsonResponse(
        {"ready": ok, "checks": checks}, status=200 if ok else 503, headers=NO_STORE
    )


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The metrics, for those in METRICS_ALLOWED_NETWORKS."""
    if not _may_scrape(request):
        return HttpResponse("forbidden\n", "text/plain", 403, headers=NO_STORE)
    # The collectors first: when one fails, this very scrape counts it.
    scraped = collectors.exposition()
    return HttpResponse(metrics.exposition() + scraped, CONTENT_TYPE_LATEST, headers=NO_STORE)


def _may_scrape(request: HttpRequest) -> bool:
    """A proxy that nobody told us about would make the whole world look local: not through it."""
    behind_proxy = "HTTP_X_FORWARDED_FOR" in request.META
    if behind_proxy and not in_networks(peer_address(request), settings.TRUSTED_PROXIES):
        return False
    return in_networks(client_address(request), settings.METRICS_ALLOWED_NETWORKS)

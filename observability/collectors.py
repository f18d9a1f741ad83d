"""Figures whose truth is in the database: asked for at each scrape, never counted."""

from collections.abc import Callable, Iterable, Iterator

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric

from observability import metrics

logger = structlog.get_logger(__name__)

Collect = Callable[[], Iterable[Metric]]

_registered: dict[str, Collect] = {}  # dotted name -> function


def register(function: Collect) -> Collect:
    """Run `function` at every scrape and show the metric families it gives.

    Call it from an AppConfig's `ready`, or use it as a decorator. Registering the same
    function twice counts once.
    """
    _registered[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def exposition() -> bytes:
    """Return what the registered functions say now, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Registered())
    return generate_latest(registry)


class _Registered:
    def collect(self) -> Iterator[Metric]:
        for name, function in list(_registered.items()):
            yield from _ask(name, function)


def _ask(name: str, function: Collect) -> list[Metric]:
    try:
        return list(function())
    except Exception:  # whatever fails in one app, the others' figures must still be seen
        logger.exception("collector failed", collector=name)
        metrics.scrape_errors_total.labels(name).inc()
        return []

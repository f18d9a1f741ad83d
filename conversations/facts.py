"""What each hotel says about itself, kept in the process for a few seconds."""

import time
from collections.abc import Mapping

from tenants.models import Fact, Tenant

CACHE_SECONDS = 10.0

_cache: dict[int, tuple[float, dict[str, dict[str, str]]]] = {}


def of(tenant: Tenant) -> Mapping[str, Mapping[str, str]]:
    """Return the hotel's own texts: topic -> language -> text."""
    read_at, texts = _cache.get(tenant.pk, (float("-inf"), {}))
    if time.monotonic() - read_at > CACHE_SECONDS:
        texts = {}
        for topic, language, text in Fact.objects.filter(tenant=tenant).values_list(
            "topic", "language", "text"
        ):
            texts.setdefault(topic, {})[language] = text
        _cache[tenant.pk] = (time.monotonic(), texts)
    return texts


def forget() -> None:
    _cache.clear()

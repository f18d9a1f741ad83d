"""Which account is this message for? The receiving address alone decides, never the guest.

Accounts are read once per CACHE_SECONDS and process, so a webhook costs no query for them and
a change in the back office is effective within that time.
"""

import time
from collections.abc import Iterable

from channels_app.models import ChannelAccount
from observability import metrics

CACHE_SECONDS = 5.0

_cache: dict[str, tuple[float, dict[str, ChannelAccount]]] = {}


def active(kind: str) -> dict[str, ChannelAccount]:
    """Return the active accounts of one channel by address."""
    read_at, accounts = _cache.get(kind, (float("-inf"), {}))
    if time.monotonic() - read_at > CACHE_SECONDS:
        rows = ChannelAccount.across_tenants.filter(
            kind=kind, is_active=True, tenant__is_active=True
        )
        accounts = {account.address: account for account in rows.select_related("tenant")}
        _cache[kind] = (time.monotonic(), accounts)
    return accounts


def named(kind: str, addresses: Iterable[str]) -> dict[str, ChannelAccount]:
    """Return those of `addresses` that are accounts of ours."""
    known = active(kind)
    found = {address: known[address] for address in addresses if address in known}
    metrics.tenant_resolution_total.labels("hit" if found else "miss_strict").inc()
    return found


def forget() -> None:
    """Read the accounts again at the next question."""
    _cache.clear()

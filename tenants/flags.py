"""Which features are on, for which hotel. A row in the back office decides; code gives the default.

Answers are kept in the process for CACHE_SECONDS, so a change is effective everywhere well
within 30 s without a query per message.
"""

import time
from dataclasses import dataclass

from observability import metrics
from tenants.models import FeatureFlag

CACHE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Flag:
    name: str
    default: bool
    meaning: str  # shown to operators


INTERACTIVE = Flag(
    "features.interactive_messages",
    default=True,
    meaning="Buttons and lists; off: the same choices as numbered text.",
)
REGISTRY = {flag.name: flag for flag in (INTERACTIVE,)}

_Decisions = dict[tuple[str, int | None], bool]  # (flag, tenant id or None for all) -> on?
_cache: tuple[float, _Decisions] = (float("-inf"), {})


def is_on(flag: Flag, tenant_id: int) -> bool:
    """Return whether it is on here: the hotel's own word, else everybody's, else the default."""
    decisions = _decisions()
    everybody = decisions.get((flag.name, None), flag.default)
    return decisions.get((flag.name, tenant_id), everybody)


def forget() -> None:
    """Read the decisions again at the next question."""
    global _cache
    _cache = (float("-inf"), {})


def _decisions() -> _Decisions:
    global _cache
    read_at, decisions = _cache
    if time.monotonic() - read_at > CACHE_SECONDS:
        rows = FeatureFlag.across_tenants.values_list("name", "tenant_id", "is_on")
        decisions = {(name, tenant): is_on for name, tenant, is_on in rows}
        _cache = (time.monotonic(), decisions)
        for name, flag in REGISTRY.items():
            metrics.feature_flag_enabled.labels(name).set(decisions.get((name, None), flag.default))
    return decisions

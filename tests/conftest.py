"""What every test may count on: servers of its own, no scope, empty caches, no outside world."""

import pytest


@pytest.fixture(autouse=True)
def fresh_process() -> None:
    """Forget what this process has cached, as a process that has just started."""
    from channels_app import accounts, limits, queue
    from channels_app.simulator import accounts as simulated
    from conversations import facts
    from tenants import flags

    for cache in (accounts, simulated, facts, flags, limits):
        cache.forget()
    queue._broker_away_until = float("-inf")

"""Loaded before the settings (`-p tests.services`): the suite's own PostgreSQL and Redis.

Several test processes share them: each has its own database and its own Redis number.
"""

import os

import redis

from hotel_agent import embedded

embedded.ensure(tests=True)
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
_url = os.environ["REDIS_URL"].partition("?")[0]
os.environ["REDIS_URL"] = (
    f"{_url}?db={_worker}"
    if _url.startswith("unix:")
    else f"{_url.rstrip('/0123456789')}/{_worker}"
)

# What an earlier run has counted is not ours.
with redis.Redis.from_url(os.environ["REDIS_URL"]) as _client:
    _client.flushdb()

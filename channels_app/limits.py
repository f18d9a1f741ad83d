"""How many messages one guest may send in a minute, counted in Redis for all web processes."""

import time
from collections import Counter
from collections.abc import Iterable
from functools import cache

import redis
import structlog
from django.conf import settings
from redis.exceptions import RedisError

from channels_app.types import Received

logger = structlog.get_logger(__name__)

WINDOW = 60  # seconds, from a guest's first message in it
REDIS_PAUSE = 2.0  # seconds without another try once Redis has not answered

# One call for a whole body: count each guest's messages and return who is over the limit with
# the seconds until their window ends.
COUNT = """
local over = {}
for i, key in ipairs(KEYS) do
  local count = redis.call('INCRBY', key, ARGV[i + 1])
  if count == tonumber(ARGV[i + 1]) then redis.call('EXPIRE', key, ARGV[#ARGV]) end
  if count > tonumber(ARGV[1]) then
    over[#over + 1] = i
    over[#over + 1] = redis.call('TTL', key)
  end
end
return over
"""

_away_until = float("-inf")


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5, decode_responses=True
    )


def over_limit(messages: Iterable[Received]) -> tuple[set[tuple[str, str]], int]:
    """Count the messages; return the (account, sender) pairs that sent too many, and Retry-After.

    Without Redis nobody is over the limit: losing messages would be worse than a flood.
    """
    global _away_until
    counts = Counter((message.account, message.sender) for message in messages)
    if not counts or time.monotonic() < _away_until:
        return set(), 0
    guests = list(counts)
    keys = [f"hotel:guest-limit:{account}:{sender}" for account, sender in guests]
    try:
        answer = _client().register_script(COUNT)(
            keys=keys, args=[settings.WEBHOOK_GUEST_LIMIT, *counts.values(), WINDOW]
        )
    except RedisError as error:
        _away_until = time.monotonic() + REDIS_PAUSE
        logger.warning("no redis, messages are not counted", error=type(error).__name__)
        return set(), 0
    over = {guests[position - 1] for position in answer[::2]}
    return over, max([1, *answer[1::2]]) if over else 0

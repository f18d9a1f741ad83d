"""How many messages one guest may send in a minute, counted in Redis for all web processes.

Most guests write a few messages a minute, and a call to Redis costs a good part of a webhook. So a
process counts for itself and tells Redis of every TELL messages of a guest: it is exact for one
process, and each further one may let up to TELL - 1 messages more through.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import redis
import structlog
from django.conf import settings
from redis.commands.core import Script
from redis.exceptions import RedisError

from channels_app.types import Received

logger = structlog.get_logger(__name__)

WINDOW = 60  # seconds, from a guest's first message in it
TELL = 10  # messages of a guest that a process keeps to itself
REDIS_PAUSE = 2.0  # seconds without another try once Redis has not answered

# Add to each guest's count; return the counts and the seconds until their windows end.
COUNT = """
local answer = {}
for i, key in ipairs(KEYS) do
  local count = redis.call('INCRBY', key, ARGV[i + 1])
  if count == tonumber(ARGV[i + 1]) then redis.call('EXPIRE', key, ARGV[1]) end
  answer[#answer + 1] = count
  answer[#answer + 1] = redis.call('TTL', key)
end
return answer
"""

Guest = tuple[str, str]  # account, sender


@dataclass(slots=True)
class Window:
    """What this process knows of a guest's minute."""

    ends: float  # monotonic
    shared: int = 0  # messages that Redis knew of when we last asked
    untold: int = 0  # messages of ours that it does not know of


_windows: dict[Guest, Window] = {}
_lock = threading.Lock()
_swept_at = 0.0
_away_until = float("-inf")


def over_limit(messages: Iterable[Received]) -> tuple[set[Guest], int]:
    """Count the messages; return the guests who sent too many, and Retry-After in seconds.

    Without Redis each process counts alone: losing messages would be worse than a flood.
    """
    counts = Counter((message.account, message.sender) for message in messages)
    if not counts:
        return set(), 0
    now = time.monotonic()
    with _lock:
        _sweep(now)
        windows = {guest: _count(guest, count, now) for guest, count in counts.items()}
        to_tell = {guest: w.untold for guest, w in windows.items() if w.untold >= TELL}
    if to_tell and now >= _away_until:
        _tell(to_tell, windows)
    limit = settings.WEBHOOK_GUEST_LIMIT
    over = {guest: w for guest, w in windows.items() if w.shared + w.untold > limit}
    return set(over), max((max(1, round(w.ends - now)) for w in over.values()), default=0)


def forget() -> None:
    """Start counting afresh in this process."""
    global _away_until
    _windows.clear()
    _away_until = float("-inf")


def _count(guest: Guest, count: int, now: float) -> Window:
    window = _windows.get(guest)
    if window is None or window.ends <= now:
        window = _windows[guest] = Window(now + WINDOW)
    window.untold += count
    return window


def _sweep(now: float) -> None:
    """Forget windows that are over, once a window."""
    global _swept_at
    if now - _swept_at > WINDOW:
        _swept_at = now
        for guest in [guest for guest, window in _windows.items() if window.ends <= now]:
            del _windows[guest]


def _tell(to_tell: dict[Guest, int], windows: dict[Guest, Window]) -> None:
    global _away_until
    keys = [f"hotel:guest-limit:{account}:{sender}" for account, sender in to_tell]
    try:
        answer = _script()(keys=keys, args=[WINDOW, *to_tell.values()])
    except RedisError as error:
        _away_until = time.monotonic() + REDIS_PAUSE
        logger.warning("no redis, each process counts alone", error=type(error).__name__)
        return
    now = time.monotonic()
    with _lock:
        for place, (guest, told) in enumerate(to_tell.items()):
            window = windows[guest]
            window.untold -= told
            window.shared, window.ends = answer[2 * place], now + answer[2 * place + 1]


@cache
def _script() -> Script:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5, decode_responses=True
    )
    return client.register_script(COUNT)

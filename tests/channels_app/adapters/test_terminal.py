import pytest

from channels_app.adapters import terminal
from channels_app.adapters.terminal import Terminal
from channels_app.types import Message
from tests.channels_app.adapters.accounts import Account


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(terminal, "sent", [])


def test_send_keeps_what_was_said_in_order():
    channel = Terminal(Account())
    first, second = Message("text", "one"), Message("text", "two")

    ids = [channel.send("me", message, tag="t") for message in (first, second)]

    assert terminal.sent == [("me", first, ids[0]), ("me", second, ids[1])]
    assert ids[0] != ids[1]
    assert all(external_id.startswith("terminal-") for external_id in ids)


def test_mark_read_sends_nothing():
    Terminal(Account()).mark_read("terminal-1", typing=True)

    assert terminal.sent == []

"""Logs that have grown large are put aside while the programs go on writing to them."""

import os

import pytest

from hotel_agent import programs


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTEL_VAR_DIR", str(tmp_path))
    monkeypatch.setattr(programs, "LOG_BYTES", 10)
    monkeypatch.setattr(programs, "LOGS_KEPT", 2)
    (tmp_path / "log").mkdir()
    return tmp_path / "log" / "web.log"


def kept(log) -> dict[str, str]:
    return {path.name: path.read_text() for path in log.parent.iterdir()}


def test_a_small_log_is_left_alone(log):
    log.write_text("short")

    programs.turn_logs()

    assert kept(log) == {"web.log": "short"}


def test_a_large_one_is_put_aside_and_written_on(log):
    with log.open("a") as writing:
        for text in ("first " * 5, "second " * 5, "third " * 5):
            writing.write(text)
            writing.flush()
            programs.turn_logs()
        writing.write("now")

    assert kept(log) == {
        "web.log": "now",
        "web.log.1": "third " * 5,
        "web.log.2": "second " * 5,
    }
    assert os.stat(log).st_size == 3

"""Every line, ours or a library's, goes through the same chain."""

import json
import logging

import pytest
import structlog
from celery import Celery
from django.core.exceptions import ImproperlyConfigured
from structlog.testing import capture_logs

from observability import context, logs


@pytest.fixture(autouse=True)
def configured(settings):
    """Put logging back as it was set up for all tests."""
    settings.LOG_FORMAT, settings.LOG_LEVEL = "json", "INFO"
    logs.configure()
    yield settings
    settings.LOG_FORMAT, settings.LOG_LEVEL = "json", "INFO"
    logs.configure()


@pytest.fixture
def lines(capsys):
    """Return the lines written so far, each parsed."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_of_ours(lines):
    with context.bind(request_id="abc", tenant="sol", row=7):
        structlog.get_logger("x.y").info("sent", to="+5491112345678")

    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "sent",
        "level": "info",
        "logger": "x.y",
        "request_id": "abc",
        "tenant": "sol",
        "row": 7,
        "to": "***78",
    }


@pytest.mark.parametrize("name", ["django", "celery", "axes", "requests"])
def test_a_line_of_a_library(name, lines):
    with context.bind(request_id="abc"):
        logging.getLogger(name).warning("login of %s failed", "ana@example.com")

    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "login of a***@example.com failed",
        "level": "warning",
        "logger": name,
        "request_id": "abc",
    }


def fail():
    private = "a guest's words"
    raise ValueError(f"no room for +5491112345678 for {len(private)}")


@pytest.mark.parametrize("make", [structlog.get_logger, logging.getLogger])
def test_an_exception_is_structured_without_locals_or_phones(make, lines):
    try:
        fail()
    except ValueError:
        make("x").exception("failed")

    (line,) = lines()
    (stack,) = line["exception"]
    assert (stack["exc_type"], stack["exc_value"]) == ("ValueError", "no room for ***78 for 15")
    assert [frame["name"] for frame in stack["frames"]][-1] == "fail"
    assert "a guest's words" not in json.dumps(line)


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("evil", ["a\nINFO forged", "a\r\nforged", "a\x1b[2Jb", "a\u2028b"])
def test_no_value_can_forge_a_line(configured, capsys, form, evil):
    configured.LOG_FORMAT = form
    logs.configure()

    structlog.get_logger("x").info(evil, value=evil, **{"key\n": 1})
    logging.getLogger("x").info("%s", evil)

    out = capsys.readouterr().err
    assert len(out.splitlines()) == out.count("\n") == 2
    assert "\x1b" not in out


def test_console_indents_a_traceback(configured, capsys):
    configured.LOG_FORMAT = "console"
    logs.configure()

    try:
        raise ValueError("first\nINFO forged")
    except ValueError:
        structlog.get_logger("x").exception("failed", n=1)

    head, *trace = capsys.readouterr().err.splitlines()
    assert "error    failed n=1" in head
    assert all(part.startswith("    ") for part in trace)


def test_configuring_twice_writes_a_line_once(lines):
    logs.configure()
    logging.getLogger("x").info("once")
    structlog.get_logger("x").info("once")

    assert len(lines()) == 2


def test_loggers_made_before_follow_a_new_configuration(configured, capsys):
    old = structlog.get_logger("x")
    old.info("json")
    configured.LOG_FORMAT = "console"
    logs.configure()
    old.info("console")

    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("{")
    assert not second.startswith("{")
    with capture_logs() as captured:
        old.info("seen by a test")
    assert captured == [{"event": "seen by a test", "log_level": "info"}]


@pytest.mark.parametrize(("level", "count"), [("DEBUG", 2), ("INFO", 1), ("warning", 0)])
def test_the_level_counts_for_both(configured, lines, level, count):
    configured.LOG_LEVEL = level
    logs.configure()

    for make in (structlog.get_logger, logging.getLogger):
        make("fresh").debug("d")
        make("fresh").info("i")

    assert len(lines()) == 2 * count


@pytest.mark.parametrize(("name", "value"), [("LOG_LEVEL", "LOUD"), ("LOG_FORMAT", "xml")])
def test_a_wrong_setting_is_refused(configured, name, value):
    setattr(configured, name, value)
    with pytest.raises(ImproperlyConfigured):
        logs.configure()


def test_celery_keeps_our_handlers(lines):
    before = logging.getLogger().handlers[:]

    assert Celery("x", set_as_current=False).log.setup_logging_subsystem(loglevel="DEBUG")

    ours = [one for one in logging.getLogger().handlers if isinstance(one, logs.StderrHandler)]
    assert len(ours) == 1
    assert len(logging.getLogger().handlers) == len(before)
    logging.getLogger("celery.task").info("hello")
    assert [line["event"] for line in lines()] == ["hello"]


def test_a_line_that_cannot_be_made_stops_nobody_and_shows_no_arguments(lines):
    record = logging.LogRecord("x", logging.INFO, "a.py", 7, "%d", ("5491112345678",), None)

    next(one for one in logging.getLogger().handlers if isinstance(one, logs.StderrHandler)).emit(
        record
    )

    (line,) = lines()
    assert (line["event"], line["reason"], line["place"]) == (
        "log line failed",
        "TypeError",
        "a.py:7",
    )
    assert "5491112345678" not in json.dumps(line)


def test_a_closed_pipe_stops_nobody(monkeypatch, tmp_path):
    gone = (tmp_path / "gone").open("w")
    gone.close()
    monkeypatch.setattr("sys.stderr", gone)

    structlog.get_logger("x").info("nobody reads this")

"""Figures asked for at scrape time."""

import pytest
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from structlog.testing import capture_logs

from observability import collectors


@pytest.fixture(autouse=True)
def only_ours(monkeypatch):
    monkeypatch.setattr(collectors, "_registered", {})


def waiting():
    yield GaugeMetricFamily("test_waiting_rows", "Rows waiting", value=3)


def broken():
    yield GaugeMetricFamily("test_half", "Shown by nobody", value=1)
    raise LookupError("the database is away")


def test_nothing_registered_shows_nothing():
    assert collectors.exposition() == b""


def test_a_registered_function_is_asked_at_every_scrape_and_shown_once():
    assert collectors.register(waiting) is waiting
    collectors.register(waiting)

    assert collectors.exposition().decode().count("test_waiting_rows 3.0\n") == 1


def test_a_failing_one_is_skipped_logged_and_counted():
    def failures():
        labels = {"collector": f"{__name__}.broken"}
        return REGISTRY.get_sample_value("scrape_errors_total", labels) or 0

    before = failures()
    collectors.register(broken)
    collectors.register(waiting)

    with capture_logs() as lines:
        shown = collectors.exposition()

    assert b"test_half" not in shown
    assert b"test_waiting_rows 3.0" in shown
    assert [(line["event"], line["collector"]) for line in lines] == [
        ("collector failed", f"{__name__}.broken")
    ]
    assert failures() == before + 1

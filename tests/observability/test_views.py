"""What load balancers and Prometheus get."""

import pytest
from prometheus_client.core import GaugeMetricFamily

from observability import collectors

GOOD = "tests.observability.test_health.passes"
BAD = "tests.observability.test_health.fails"


@pytest.fixture(autouse=True)
def site(settings):
    settings.ROOT_URLCONF = "observability.urls"
    settings.MIDDLEWARE = ["observability.middleware.RequestMiddleware"]
    settings.HEALTH_CHECKS = {"database": GOOD, "redis": GOOD}
    settings.TRUSTED_PROXIES = []
    settings.METRICS_ALLOWED_NETWORKS = ["127.0.0.0/8", "192.0.2.0/24"]


def test_live_asks_nobody(client, settings):
    settings.HEALTH_CHECKS = {"database": BAD}

    answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.parametrize("path", ["/health/ready", "/health"])
def test_ready_when_all_is_well(client, path):
    answer = client.get(path)

    body = answer.json()
    assert answer.status_code == 200
    assert body["ready"] is True
    assert body["checks"]["database"].keys() == {"ok", "ms"}


@pytest.mark.parametrize("path", ["/health/ready", "/health"])
def test_not_ready_without_the_database(client, settings, path):
    settings.HEALTH_CHECKS = {"database": BAD, "redis": GOOD}

    answer = client.get(path)

    body = answer.json()
    assert answer.status_code == 503
    assert body["ready"] is False
    assert body["checks"]["redis"]["ok"] is True
    database = body["checks"]["database"]
    assert (database["ok"], database["error"]) == (False, "ConnectionRefusedError")
    assert "hunter2" not in answer.text
    figures = client.get("/metrics").text
    assert 'dependency_up{name="database"} 0.0' in figures
    assert 'dependency_up{name="redis"} 1.0' in figures
    assert "readiness_up 0.0" in figures


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready", "/metrics"])
def test_reading_only_and_never_cached(client, path):
    assert client.get(path)["Cache-Control"] == "no-store"
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "status"),
    [
        ("127.0.0.1", None, [], 200),
        ("", None, [], 200),  # a unix socket
        ("192.0.2.7", None, [], 200),  # Prometheus
        ("203.0.113.9", None, [], 403),
        ("203.0.113.9", "127.0.0.1", [], 403),
        ("203.0.113.9", "192.0.2.7, 127.0.0.1", [], 403),
        ("127.0.0.1", "203.0.113.9", [], 403),  # a proxy that nobody told us about
        ("127.0.0.1", "127.0.0.1", [], 403),
        ("127.0.0.1", "203.0.113.9", ["127.0.0.1"], 403),
        ("127.0.0.1", "127.0.0.1, 203.0.113.9", ["127.0.0.1"], 403),
        ("127.0.0.1", "192.0.2.7", ["127.0.0.1"], 200),  # Prometheus through our proxy
        ("10.0.0.1", "192.0.2.7", ["127.0.0.1"], 403),
    ],
)
def test_who_may_read_the_metrics(client, settings, peer, forwarded, trusted, status):
    settings.TRUSTED_PROXIES = trusted
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}

    answer = client.get("/metrics", REMOTE_ADDR=peer, **extra)

    assert answer.status_code == status
    assert ("http_requests_total" in answer.text) is (status == 200)


def test_metrics_hold_what_was_counted_and_what_is_collected(client, monkeypatch):
    monkeypatch.setattr(collectors, "_registered", {})
    collectors.register(lambda: [GaugeMetricFamily("test_rows", "Rows", value=4)])
    client.get("/health/live")

    answer = client.get("/metrics")

    assert answer["Content-Type"].startswith("text/plain; version=")
    assert 'http_requests_total{endpoint="/health/live"' in answer.text
    assert "test_rows 4.0" in answer.text


def test_a_broken_collector_does_not_break_the_scrape(client, monkeypatch):
    def broken():
        raise LookupError

    monkeypatch.setattr(collectors, "_registered", {"x.broken": broken})

    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert 'scrape_errors_total{collector="x.broken"}' in answer.text


def test_silent_metrics_are_announced(client):
    assert "# TYPE orchestrator_latency_seconds histogram" in client.get("/metrics").text

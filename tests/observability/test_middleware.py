"""What is added around every request."""

import json
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from prometheus_client import REGISTRY
from structlog.contextvars import get_contextvars
from structlog.testing import CapturingLogger, capture_logs

from observability import logs, middleware


@pytest.fixture(autouse=True)
def site(settings):
    settings.ROOT_URLCONF = "tests.observability.site"
    settings.MIDDLEWARE = ["observability.middleware.RequestMiddleware"]
    settings.HEALTH_CHECKS = {}
    settings.DEBUG = False


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_without_an_id_one_is_made(client):
    first, second = client.get("/webhooks/whatsapp"), client.get("/webhooks/whatsapp")

    assert re.fullmatch(r"[0-9a-f]{32}", first["X-Request-ID"])
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert first.text == first["X-Request-ID"]
    assert "X-Trace-ID" not in first
    assert "X-Correlation-ID" not in first


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"X-Request-ID": "a.B-1_"}, "a.B-1_"),
        ({"X-Trace-ID": "t"}, "t"),
        ({"X-Correlation-ID": "c"}, "c"),
        ({"X-Request-ID": "r", "X-Trace-ID": "t", "X-Correlation-ID": "c"}, "r"),
        ({"X-Trace-ID": "t", "X-Correlation-ID": "c"}, "t"),
        ({"X-Request-ID": "not fit", "X-Trace-ID": "t"}, "t"),
        ({"X-Request-ID": "x" * 128}, "x" * 128),
    ],
)
def test_a_given_id_is_taken_and_echoed(client, given, expected):
    answer = client.get("/webhooks/whatsapp", headers=given)

    assert answer.text == answer["X-Request-ID"] == expected
    for name in ("X-Trace-ID", "X-Correlation-ID"):
        assert answer.get(name) == given.get(name)


@pytest.mark.parametrize("evil", ["", "a b", "a\tb", "x" * 129, 'a"b', "ñ", "a/b", "a\n"])
@pytest.mark.parametrize("name", ["X-Request-ID", "X-Trace-ID", "X-Correlation-ID"])
def test_an_unfit_id_is_replaced_and_not_echoed(client, name, evil):
    answer = client.get("/webhooks/whatsapp", headers={name: evil})

    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])
    assert name == "X-Request-ID" or name not in answer


def test_nothing_stays_bound_after_a_request(client):
    client.get("/webhooks/whatsapp")
    client.get("/broken")

    assert get_contextvars() == {}


@pytest.mark.parametrize(
    ("path", "endpoint", "status"),
    [
        ("/webhooks/whatsapp?secret=1", "/webhooks/whatsapp", 200),
        ("/rooms/12/", "/rooms/<int:room>/", 200),
        ("/hooks/gmail", "/hooks/<kind>", 200),
        ("/hooks/gmail/", "/hooks/<kind>", 200),
        ("/missing", "/missing", 404),
        ("/wp-login.php", "unmatched", 404),
        ("/.env", "unmatched", 404),
        ("/forbidden", "/forbidden", 403),
        ("/broken", "/broken", 500),
        ("/static/x.css", "/static", 404),
    ],
)
def test_one_line_and_bounded_figures(client, path, endpoint, status):
    labels = {"method": "GET", "endpoint": endpoint}

    def figures() -> tuple[float, float, float]:
        return (
            value("http_requests_total", status_code=str(status), **labels),
            value("request_duration_seconds_count", **labels),
            value("http_request_duration_seconds_count", **labels),
        )

    before = figures()
    with capture_logs() as lines:
        client.get(path)

    (line,) = lines
    assert line.pop("ms") >= 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "endpoint": endpoint,
        "status": status,
    }
    assert figures() == tuple(count + 1 for count in before)


def test_an_invented_method_is_no_new_series(client):
    before = value("http_requests_total", method="OTHER", endpoint="/page", status_code="200")

    client.generic("BREW", "/page")

    after = value("http_requests_total", method="OTHER", endpoint="/page", status_code="200")
    assert after == before + 1
    assert value("http_requests_total", method="BREW", endpoint="/page", status_code="200") == 0


@pytest.mark.parametrize(
    ("path", "checks", "level"),
    [
        ("/health/live", {}, "debug"),
        ("/health/ready", {}, "debug"),
        ("/health/ready", {"gone": "no.such.check"}, "info"),
        ("/metrics", {}, "debug"),
        ("/static/none.css", {}, "info"),
        ("/page", {}, "info"),
    ],
)
def test_what_is_asked_all_day_is_only_logged_for_debugging(
    client, settings, monkeypatch, path, checks, level
):
    captured = CapturingLogger()
    monkeypatch.setattr(middleware, "logger", captured)
    settings.HEALTH_CHECKS = checks

    client.get(path)

    assert [call.method_name for call in captured.calls] == [level]


def test_busy_requests_are_counted_while_they_last(rf):
    during = []

    def view(_request):
        during.append(value("active_connections"))
        return HttpResponse()

    before = value("active_connections")
    middleware.RequestMiddleware(view)(rf.get("/"))

    assert during == [before + 1]
    assert value("active_connections") == before


def test_an_error_that_escapes_leaves_nothing_behind(rf):
    def view(_request):
        raise LookupError

    before = value("active_connections")
    with pytest.raises(LookupError):
        middleware.RequestMiddleware(view)(rf.get("/"))

    assert value("active_connections") == before
    assert get_contextvars() == {}


@pytest.mark.parametrize("path", ["/missing", "/forbidden", "/page", "/nowhere"])
def test_other_answers_make_one_line_only(client, capsys, path):
    logs.configure()
    client.get(path)

    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_exception_becomes_500_with_one_traceback(client, capsys):
    logs.configure()

    answer = client.get("/broken", headers={"X-Request-ID": "abc"})

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (answer.status_code, answer["X-Request-ID"]) == (500, "abc")
    assert first["exception"][0]["exc_value"] == "no room for ***78"
    assert (second["event"], second["status"]) == ("request", 500)
    assert "exception" not in second
    assert first["request_id"] == second["request_id"] == "abc"


def test_pages_are_guarded_strictly(client):
    answer = client.get("/page")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_the_admin_may_run_its_theme(client):
    policy = client.get("/admin/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline' 'unsafe-eval'" in policy


def test_what_is_no_page_needs_no_guard(client):
    answer = client.get("/webhooks/whatsapp")

    assert "Content-Security-Policy" not in answer
    assert "Permissions-Policy" not in answer

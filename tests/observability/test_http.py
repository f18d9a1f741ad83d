"""The one HTTP client against a real server on loopback."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from observability import http

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A server on loopback that answers every request with `answer`; gives its URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer(self)

        do_POST = do_GET

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}"
        finally:
            http.session().close()
            listening.shutdown()
            thread.join()


def say(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def half_an_answer(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"half")
    handler.close_connection = True


@pytest.fixture(autouse=True)
def own_sessions(monkeypatch):
    """Sessions that no other test has touched."""
    monkeypatch.setattr(http, "_local", threading.local())
    yield
    http.session().close()


def test_a_good_answer_comes_back_read():
    with server(say(200, b'{"a": 1}', X_Kind="test")) as url:
        answer = http.call("pms", "POST", f"{url}/x", json={"q": 1})

    assert (answer.status_code, answer.json(), answer.headers["X-Kind"]) == (200, {"a": 1}, "test")


def test_connections_are_kept_open():
    peers = []

    def remember(handler: BaseHTTPRequestHandler) -> None:
        peers.append(handler.client_address)
        say(200, b"ok")(handler)

    with server(remember) as url:
        for _ in range(3):
            http.call("pms", "GET", url)

    assert len(set(peers)) == 1


@pytest.mark.parametrize(
    ("status", "retryable"),
    [(400, False), (401, False), (404, False), (408, True), (429, True), (500, True), (503, True)],
)
def test_an_error_carries_status_and_body(status, retryable):
    with server(say(status, b"why")) as url, pytest.raises(http.RemoteError) as caught:
        http.call("pms", "GET", url)

    error = caught.value
    assert str(error) == f"pms: HTTP {status}"
    assert (error.status, error.body, error.retryable, error.sent) == (
        status,
        b"why",
        retryable,
        True,
    )


def test_a_redirect_is_not_followed():
    away = say(302, Location="http://127.0.0.1:1/")
    with server(away) as url, pytest.raises(http.RemoteError) as caught:
        http.call("pms", "GET", url)

    assert caught.value.status == 302


@pytest.mark.parametrize(("answer", "reason"), [(hang_up, "Conn"), (half_an_answer, "Chunked")])
def test_a_connection_that_breaks_leaves_the_fate_open(answer, reason):
    with server(answer) as url, pytest.raises(http.RemoteError, match=reason) as caught:
        http.call("pms", "POST", url, data=b"x")

    assert (caught.value.status, caught.value.sent, caught.value.retryable) == (None, True, True)


def test_a_read_timeout_leaves_the_fate_open():
    done = threading.Event()

    def wait(handler: BaseHTTPRequestHandler) -> None:
        done.wait()
        handler.close_connection = True

    with server(wait) as url:
        with pytest.raises(http.RemoteError, match="ReadTimeout") as caught:
            http.call("pms", "POST", url, timeout=(1, 0.05))
        done.set()

    assert caught.value.sent is True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    "make_url",
    [
        lambda: f"http://127.0.0.1:{free_port()}/",  # refused
        lambda: "http://no-such-host.invalid/",
        lambda: "no url at all",
        lambda: "http://:80/",
    ],
)
def test_what_never_left_was_not_sent(make_url):
    with pytest.raises(http.RemoteError) as caught:
        http.call("pms", "POST", make_url())

    assert (caught.value.status, caught.value.sent, caught.value.retryable) == (None, False, True)


def test_a_connect_timeout_was_not_sent(monkeypatch):
    def slow(*_: object, **__: object) -> requests.Response:
        raise requests.exceptions.ConnectTimeout("slow")

    monkeypatch.setattr(http.session(), "request", slow)
    with pytest.raises(http.RemoteError) as caught:
        http.call("pms", "POST", "http://127.0.0.1/")

    assert caught.value.sent is False


def test_an_endless_answer_is_cut(monkeypatch):
    monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
    with server(say(200, b"x" * 1000)) as url:
        assert len(http.call("pms", "GET", url).content) == 1000
    with (
        server(say(200, b"x" * 1001)) as url,
        pytest.raises(http.RemoteError, match="AnswerTooLarge") as caught,
    ):
        http.call("pms", "GET", url)

    assert caught.value.sent is True


def test_cookies_do_not_stick():
    seen = []

    def remember(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers.get("Cookie"))
        say(200, Set_Cookie="hotel=sol")(handler)

    with server(remember) as url:
        http.call("pms", "GET", url)
        http.call("pms", "GET", url)

    assert seen == [None, None]


def test_each_thread_has_its_own_session():
    others = []
    thread = threading.Thread(target=lambda: others.append(http.session()))
    thread.start()
    thread.join()

    assert http.session() is http.session()
    assert others[0] is not http.session()


def test_one_line_and_two_figures_without_the_query():
    def count() -> float:
        labels = {"service": "test-log", "status": "200"}
        return REGISTRY.get_sample_value("http_client_requests_total", labels) or 0

    def timed() -> float:
        name = "http_client_duration_seconds_count"
        return REGISTRY.get_sample_value(name, {"service": "test-log"}) or 0

    before = count(), timed()
    with server(say(200)) as url, capture_logs() as lines:
        http.call("test-log", "GET", f"{url}/?access_token=abc", data=b"body")

    (line,) = lines
    assert line.pop("seconds") >= 0
    assert line == {
        "event": "http",
        "log_level": "info",
        "service": "test-log",
        "method": "GET",
        "status": 200,
    }
    assert (count(), timed()) == (before[0] + 1, before[1] + 1)

"""The outside world as a small real HTTP server on loopback.

with Outside([Answer(500), Answer(200, {"ok": True})]) as outside:
    call(outside.url + "/path")
assert [asked.path for asked in outside.seen] == ["/path"]
"""

import json
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str  # with the query
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """One answer; a `body` that is not bytes goes out as JSON."""

    status: int = 200
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Trouble(Enum):
    """What a service may do instead of answering; the request has been read by then."""

    DROP = "close the connection"
    STALL = "say nothing until the world ends, or `resume` is called"


DROP, STALL = Trouble.DROP, Trouble.STALL

Step = Answer | Trouble
Play = Callable[[Asked], Step]


class Outside:
    """A server that answers by a function, or by a script of steps, one per request.

    A request after the last step is told 501. `seen` holds all requests, oldest first.
    """

    def __init__(self, play: Play | Iterable[Step]) -> None:
        self.seen: list[Asked] = []
        self._play = play if callable(play) else _script(play)
        self._resumed = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.resume()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def resume(self) -> None:
        """Let go of the requests that are being stalled; nobody reads their answers."""
        self._resumed.set()

    def _take(self, asked: Asked) -> Step:
        self.seen.append(asked)
        step = self._play(asked)
        if step is STALL:
            self._resumed.wait()
            return DROP
        return step

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                """Read a request of any method and do what the play says."""
                self.raw_requestline = self.rfile.readline(65537)
                self.close_connection = True
                if not self.raw_requestline or not self.parse_request():
                    return
                self.close_connection = True
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, self.rfile.read(length))
                step = take(asked)
                if isinstance(step, Answer):
                    self._answer(step)

            def _answer(self, answer: Answer) -> None:
                body = answer.body
                raw = body if isinstance(body, bytes) else json.dumps(body).encode()
                headers = {"Content-Type": "application/json", "Connection": "close"}
                self.send_response(answer.status)
                for name, value in {**headers, **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: object) -> None:
                """Keep the test's own output readable."""

        return Handler


def _script(steps: Iterable[Step]) -> Play:
    left = iter(steps)
    lock = Lock()

    def play(asked: Asked) -> Step:
        with lock:
            return next(left, Answer(501, {"error": "the script is over"}))

    return play


@contextmanager
def refusing() -> Iterator[str]:
    """Yield a URL where every connection is refused: its port is taken, but nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"

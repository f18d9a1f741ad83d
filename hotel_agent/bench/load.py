"""The other side of the wire: one process that sends prepared requests and times the answers.

It shares the cores with what it measures, so it does next to nothing: one thread, sockets that
stay open, and of an answer it reads the status and the length.
"""

import multiprocessing
import re
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from hotel_agent.bench.place import HOST, Failed

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
PATIENCE = 60.0  # seconds, beyond those of the stretch


@dataclass(frozen=True)
class Stretch:
    """A stretch of load: what is sent, where to, and how fast."""

    port: int
    build: Callable[[], list[bytes]]  # can be pickled; called before the clock runs
    connections: int
    seconds: float  # nothing is sent after that
    per_second: float = 0.0  # 0: the next request as soon as an answer has come


@dataclass
class Outcome:
    sent_at: list[float] = field(default_factory=list)  # epoch seconds, in the order of sending
    latencies: list[float] = field(default_factory=list)  # seconds, in the order of the answers
    refused: dict[int, int] = field(default_factory=dict)  # status other than 200 -> how many
    elapsed: float = 0.0  # seconds to the last answer


class Generator:
    """The process; it takes one stretch after the other."""

    def __init__(self, pipe: "Connection[Stretch, Outcome | str]") -> None:
        self._pipe = pipe

    def run(self, stretch: Stretch) -> Outcome:
        """Raises Failed when an answer is missing or is not 200."""
        self._pipe.send(stretch)
        if not self._pipe.poll(stretch.seconds + PATIENCE):
            raise Failed("the load never ended: an answer is missing")
        outcome = self._pipe.recv()
        if isinstance(outcome, str):
            raise Failed(outcome)
        if outcome.refused:
            raise Failed(f"webhooks were answered otherwise than 200: {outcome.refused}")
        return outcome


@contextmanager
def generator() -> Iterator[Generator]:
    spawn = multiprocessing.get_context("spawn")  # a fork would share our database connection
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Generator(ours)
    finally:
        process.terminate()
        process.join()
        ours.close()


def _serve(pipe: "Connection[Outcome | str, Stretch]") -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the parent, which ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while True:
        try:
            stretch = pipe.recv()
        except EOFError:  # the parent is gone
            return
        try:
            pipe.send(drive(stretch))
        except (OSError, ValueError) as error:
            pipe.send(f"the load broke off: {error}")


class _Line:
    """One connection, with at most one request on its way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self._read = b""

    def send(self, request: bytes) -> None:
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def status(self) -> int:
        """Read what has come; 0 until the answer is complete."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server has closed a connection")
        self._read += part
        head = self._read.find(b"\r\n\r\n")
        if head < 0:
            return 0
        if not self._is_complete(head):
            return 0
        status = int(self._read[9:12])
        self._read = b""
        return status

    def _is_complete(self, head: int) -> bool:
        length = LENGTH.search(self._read, 0, head)
        if length:
            return len(self._read) >= head + 4 + int(length[1])
        if not CHUNKED.search(self._read, 0, head):
            raise ValueError("an answer of unknown length")
        return self._read.endswith(b"\r\n0\r\n\r\n")


def drive(stretch: Stretch) -> Outcome:
    requests = deque(stretch.build())
    outcome = Outcome()
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        free = []
        for _ in range(stretch.connections):
            line = _Line(stretch.port)
            stack.callback(line.socket.close)
            selector.register(line.socket, selectors.EVENT_READ, line)
            free.append(line)
        _exchange(stretch, requests, outcome, selector, free)
    return outcome


def _exchange(
    stretch: Stretch,
    requests: deque[bytes],
    outcome: Outcome,
    selector: selectors.BaseSelector,
    free: list[_Line],
) -> None:
    clock = time.perf_counter
    began = clock()
    end = began + stretch.seconds
    pause = 1 / stretch.per_second if stretch.per_second else 0.0
    due = began  # when the next request may go
    busy = 0
    while True:
        now = clock()
        while free and requests and due <= now < end:
            outcome.sent_at.append(time.time())
            free.pop().send(requests.popleft())
            busy += 1
            due += pause
        over = not requests or now >= end
        if over and not busy:
            break
        # With every line busy, or nothing left to send, only an answer is worth waking up for.
        wait = max(0.0, due - now) if free and not over else None
        for key, _ in selector.select(wait):
            line: _Line = key.data
            status = line.status()
            if status:
                outcome.latencies.append(clock() - line.began)
                if status != 200:
                    outcome.refused[status] = outcome.refused.get(status, 0) + 1
                busy -= 1
                free.append(line)
    outcome.elapsed = clock() - began

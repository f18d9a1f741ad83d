"""Where the time of a turn goes: the real functions in this process, each with a clock around it.

Time and SQL statements of a step are its own, without the steps inside it: the column adds up.
"""

import functools
import io
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from hotel_agent.bench import bodies, place
from hotel_agent.bench.place import Failed, Place

WARM_UP = 20  # turns before the clock counts


class _Stack(threading.local):
    """Where one thread is: it may be in a step within a step."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.seen = time.perf_counter(), time.thread_time()


class Clock:
    """Own time and statements by step.

    Processor time says what a step costs also on a machine that others keep busy; the rest of its
    time is spent waiting, for the database, Redis or the simulator. What a thread in the background
    does is a step of its own.
    """

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.cpu: defaultdict[str, float] = defaultdict(float)
        self.statements: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._stack = _Stack()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._pass()
        self._stack.inside.append(name)
        self.calls[name] += 1
        try:
            yield
        finally:
            self._pass()
            self._stack.inside.pop()

    def _pass(self) -> None:
        """Give the time since the last look to the step that it was spent in."""
        stack = self._stack
        seconds, cpu = time.perf_counter(), time.thread_time()
        if stack.inside:
            self.seconds[stack.inside[-1]] += seconds - stack.seen[0]
            self.cpu[stack.inside[-1]] += cpu - stack.seen[1]
        stack.seen = seconds, cpu

    def forget(self) -> None:
        for counter in (self.seconds, self.cpu, self.statements, self.calls):
            counter.clear()

    def count(self, execute: Callable[..., Any], *args: Any) -> Any:
        """A wrapper for `connection.execute_wrapper`."""
        if self._stack.inside:
            self.statements[self._stack.inside[-1]] += 1
        return execute(*args)

    def around(self, call: Callable[..., Any], name: Callable[..., str]) -> Callable[..., Any]:
        @functools.wraps(call)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.step(name(*args)):
                return call(*args, **kwargs)

        return timed


def measure(here: Place, turns: int, server: str) -> dict[str, Any]:
    """Return per step the mean milliseconds, calls and SQL statements of one turn."""
    place.clear()
    with place.running([place.web(server, here.port)], [here.port]):
        requests = bodies.questions(
            here.number, here.secret, count=WARM_UP + turns, guests=WARM_UP + turns, run="steps"
        )
        clock = Clock()
        with _watched(clock):
            for number, request in enumerate(requests):
                if number == WARM_UP:
                    clock.forget()
                _turn(here, clock, request)
    return _figures(clock, turns)


def _figures(clock: Clock, turns: int) -> dict[str, Any]:
    return {
        "turns": turns,
        "ms_per_turn": round(sum(clock.seconds.values()) / turns * 1000, 3),
        "cpu_ms_per_turn": round(sum(clock.cpu.values()) / turns * 1000, 3),
        "statements_per_turn": round(sum(clock.statements.values()) / turns, 2),
        "by_step": {
            name: {
                "ms": round(seconds / turns * 1000, 3),
                "cpu_ms": round(clock.cpu[name] / turns * 1000, 3),
                "calls": round(clock.calls[name] / turns, 2),
                "statements": round(clock.statements[name] / turns, 2),
            }
            for name, seconds in sorted(
                clock.seconds.items(), key=lambda pair: pair[1], reverse=True
            )
        },
    }


def _turn(here: Place, clock: Clock, request: bytes) -> None:
    """One message from the webhook to the accepted answer, as web server and worker do it."""
    from channels_app.models import InboxMessage, OutboxMessage
    from channels_app.tasks import send_outbound
    from conversations.tasks import handle_inbound

    with clock.step("webhook"):
        status = _post(here, request)
    row = InboxMessage.across_tenants.latest("id").pk
    with clock.step("rest of handle_inbound"):
        handle_inbound([row])
    answer = OutboxMessage.across_tenants.filter(reply_to=row).first()
    if status != 200 or answer is None:
        raise Failed(f"a turn in process failed: webhook {status}, see var/bench/log/bench.log")
    with clock.step("rest of send_outbound"):
        send_outbound([answer.pk])
    answer.refresh_from_db()
    if answer.accepted_at is None:
        raise Failed(f"an answer was not accepted: {answer.error}")


def _post(here: Place, request: bytes) -> int:
    """Give a request to our WSGI application, with all its middleware, and return the status."""
    from hotel_agent.wsgi import application

    head, _, body = request.partition(b"\r\n\r\n")
    fields = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in fields}
    environ = {
        **headers,
        "REQUEST_METHOD": "POST",
        "PATH_INFO": bodies.PATH,
        "SERVER_NAME": place.HOST,
        "SERVER_PORT": str(here.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": place.HOST,
        "CONTENT_TYPE": headers["HTTP_CONTENT_TYPE"],
        "CONTENT_LENGTH": headers["HTTP_CONTENT_LENGTH"],
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }
    answer = application(environ, lambda *_: len)  # nothing writes in the old way
    answer.close()
    return answer.status_code


@contextmanager
def _watched(clock: Clock) -> Iterator[None]:
    """Put the clock around the functions of every step, where their callers look them up."""
    from django.db import connection

    from channels_app import queue
    from channels_app.adapters.whatsapp import graph
    from channels_app.tasks import send_outbound
    from conversations import gateway, journal, replies
    from conversations.nlu.registry import engine
    from conversations.tasks import handle_inbound
    from pms.ledger import Ledger

    def table(row: Any, *_: Any) -> str:
        return "inbox" if row._meta.model_name == "inboxmessage" else "outbox"

    watched: list[tuple[Any, str, Callable[..., str]]] = [
        (queue, "claim_next", lambda model, *_: f"claim {table(model)}"),
        (gateway, "open_turn", lambda *_: "open_turn"),
        (graph, "mark_read", lambda *_: "mark_read"),
        (type(engine()), "understand", lambda *_: "understand"),
        (Ledger, "offers", lambda *_: "pms offers"),
        (replies, "render", lambda *_: "render"),
        (journal, "close_turn", lambda *_: "close_turn"),
        (handle_inbound, "apply_async", lambda *_: "nudge of the webhook"),
        (send_outbound, "apply_async", lambda *_: "nudge of the answer"),
        (graph, "send", lambda *_: "send"),
        (queue, "finish", lambda row, *_: f"finish {table(row)}"),
    ]
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(clock.count))
        for owner, name, step in watched:
            before = getattr(owner, name)
            setattr(owner, name, clock.around(before, step))
            stack.callback(setattr, owner, name, before)
        yield

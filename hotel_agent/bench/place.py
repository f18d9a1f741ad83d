"""A place of its own to measure in: database, Redis number, ports and run-time files.

The servers are those of `make run`, so that the disk is synced as it is there; its data is not.
"""

import fcntl
import http.client
import os
import shlex
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
import redis

from hotel_agent import embedded, run
from hotel_agent.programs import WEB, Program, start_supervisor, stop_programs

HOST = "127.0.0.1"
DATABASE = "bench"
REDIS_NUMBER = 15
START_SECONDS = 60.0
OURS, BARE = "hotel_agent.wsgi:application", "hotel_agent.bench.bare:application"
QUEUES = ("conversations", "outbound", "pms")
BARE_TABLE = """
CREATE TABLE bench_bare (
    id bigserial PRIMARY KEY, external_id text NOT NULL, peer text NOT NULL, body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now())
"""
# The one that `make run` starts is taken from there, word for word.
SERVERS = {
    "granian": (
        "-m granian --interface wsgi hotel_agent.wsgi:application --host {host} --port {port}"
        " --workers 1 --blocking-threads 8"
    ),
    "gunicorn": (
        "-m gunicorn hotel_agent.wsgi:application --bind {host}:{port} --worker-class gthread"
        " --workers 1 --threads 8 --keep-alive 75"
    ),
}
CHOSEN = next(name for name in SERVERS if name in WEB)
SERVERS[CHOSEN] = WEB


class Failed(Exception):
    """Something did not work; the text is one line for the user."""


@dataclass(frozen=True)
class Place:
    port: int  # of our web server
    bare_port: int  # of the bare view
    number: str  # phone_number_id of the hotel that is written to
    secret: str  # signs webhooks to it


def say(text: str) -> None:
    if sys.__stderr__:
        sys.__stderr__.write(f"{text}\n")
        sys.__stderr__.flush()


@contextmanager
def prepared() -> Iterator[Place]:
    """Yield a fresh place; whatever was started or made in it is gone afterwards."""
    _choose_servers()
    embedded.ensure()
    home = embedded.var_dir() / "bench"
    (home / "log").mkdir(parents=True, exist_ok=True)
    (home / "metrics").mkdir(exist_ok=True)
    admin = os.environ["DATABASE_URL"]
    with ExitStack() as stack:
        lock = stack.enter_context((home / "bench.lock").open("a"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Failed("another measurement is going on in this folder") from error
        # Our log lines cost what they cost in `make run`, and do not hide what `say` says.
        stack.enter_context(
            redirect_stderr(stack.enter_context((home / "log" / "bench.log").open("w")))
        )
        port, bare_port = _free_ports(2)
        _set_environment(admin, port)
        stop_programs()  # left by a measurement that was killed
        stack.callback(_drop_database, admin)
        _drop_database(admin)
        _execute(admin, f"CREATE DATABASE {DATABASE}")
        broker = stack.enter_context(redis.Redis.from_url(os.environ["REDIS_URL"]))
        broker.flushdb()
        stack.callback(broker.flushdb)
        stack.callback(_close_connections)
        stack.callback(stop_programs)
        run.prepare_database()
        _execute(os.environ["DATABASE_URL"], BARE_TABLE)
        yield _place(port, bare_port)


def _choose_servers() -> None:
    """Have `embedded` start its own servers, whatever `.env` and the environment name."""
    for name in ("DATABASE_URL", "POSTGRES_URL", "REDIS_URL"):
        os.environ[name] = os.environ[f"{name}_FILE"] = ""
    os.environ.update(ENVIRONMENT="development", DEBUG="false", SIMULATOR_ENABLED="true")


def _set_environment(admin: str, port: int) -> None:
    """What this process and all that it starts read their settings from."""
    home = embedded.var_dir() / "bench"
    os.environ.update(
        HOTEL_VAR_DIR=str(home),
        DATABASE_URL=urlsplit(admin)._replace(path=f"/{DATABASE}").geturl(),
        REDIS_URL=f"{os.environ['REDIS_URL'].partition('?')[0]}?db={REDIS_NUMBER}",
        PORT=str(port),
        WHATSAPP_GRAPH_URL=f"http://{HOST}:{port}/simulator/graph/v26.0",
        PROMETHEUS_MULTIPROC_DIR=str(home / "metrics"),
    )


def _place(port: int, bare_port: int) -> Place:
    from channels_app.models import ChannelAccount

    account = ChannelAccount.across_tenants.order_by("id")[0]
    secret = account.credentials["app_secrets"][0]
    os.environ["BENCH_SECRET"] = secret  # for the bare view
    return Place(port, bare_port, account.address, secret)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]


def _drop_database(admin: str) -> None:
    with suppress(psycopg.OperationalError):  # `make stop` may have been faster
        _execute(admin, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


# ---- what runs in it --------------------------------------------------------------------------


def web(server: str, port: int, *, name: str = "web", application: str = OURS) -> Program:
    words = shlex.split(SERVERS[server].format(host=HOST, port=port))
    return Program(name, [sys.executable, *(application if w == OURS else w for w in words)])


@contextmanager
def running(wanted: Sequence[Program], ports: Sequence[int]) -> Iterator[None]:
    """Have programs run as `make run` has them; yields when every port answers."""
    master = start_supervisor(list(wanted))
    try:
        deadline = time.monotonic() + START_SECONDS
        while not all(_answers(port) for port in ports):
            if master.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"the web server does not start: see {embedded.var_dir()}/log")
            time.sleep(0.1)
        yield
    finally:
        stop_programs()
        master.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=3)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status in (200, 401)  # the bare view knows no health
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def clear() -> None:
    """Forget all messages and all nudges, so that every stretch of load meets the same tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE channels_app_inboxmessage, channels_app_outboxmessage, "
            "simulator_simulatedmessage, bench_bare CASCADE"
        )
    # Only the lists: Celery keeps in Redis, too, which queue belongs to which exchange.
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
        broker.delete(*QUEUES)

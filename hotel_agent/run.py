"""`make run`: database, web server, worker and beat on this machine, until Ctrl-C.

One process, this one, owns everything: it starts the embedded servers and a supervisor, waits until
all of it answers, says where to look, and takes it all down again. `make stop` does the last part
for a runner that could not.
"""

import errno
import fcntl
import http.client
import io
import os
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import TextIO

import psutil

from hotel_agent import embedded
from hotel_agent.programs import (
    Program,
    programs,
    start_supervisor,
    stop_programs,
    supervisor,
    turn_logs,
)
from hotel_agent.servers import ServiceFailed, stop_process

READY_SECONDS = 60.0
HOPELESS = 4  # starts of one program before the first answer
READY = """
  Hotel agent is running (started in {seconds:.0f} s).

  What runs here   {url}/
  Be a guest       {url}/simulator/
  Back office      {url}/admin/
  Metrics          {url}/metrics
  Health           {url}/health/ready

  Logins           admin / admin              every hotel
                   recepcion / recepcion      Hotel Demo
                   recepcion2 / recepcion2    Hostal Azul
  Logs             {logs}
  Stop             Ctrl-C here, or `make stop`
"""
stopping = threading.Event()


class CannotRun(Exception):
    """The text is one line for the user."""


def say(text: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(text, flush=True)


# ---- before the start -------------------------------------------------------------------------


def claim() -> TextIO:
    """The open file whose lock says that a runner is at work, with its pid in it."""
    embedded.var_dir().mkdir(parents=True, exist_ok=True)
    lock = (embedded.var_dir() / "run.lock").open("a+")
    with suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not supervisor():
            lock.truncate(0)
            print(os.getpid(), file=lock, flush=True)
            return lock
    raise CannotRun("it is already running from this folder: `make stop` stops it")


def check_port(host: str, port: int) -> None:
    """Raises CannotRun when nobody could listen there."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise CannotRun(
                f"port {port} is taken ({error.strerror}): try PORT={port + 1} make run"
            ) from error


def prepare_database() -> None:
    """Migrations and the demo hotels, in this process: the programs find a database that fits."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotel_agent.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.db import OperationalError, connections

    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("demo", stdout=io.StringIO())
        connections.close_all()
    except (ImproperlyConfigured, OperationalError) as error:
        raise CannotRun(" ".join(str(error).split())) from error


# ---- until it answers -------------------------------------------------------------------------


def wait_until_ready(wanted: list[Program], host: str, port: int) -> None:
    """Returns when web, every worker and beat work, or when somebody wants to stop.

    Raises CannotRun with the name of the program that does not, after its last words.
    """
    deadline = time.monotonic() + READY_SECONDS
    seen: dict[str, set[int]] = {program.name: set() for program in wanted}
    while not stopping.wait(0.2):
        silent = silent_programs(wanted, host, port)
        if not silent:
            return
        for program in wanted:
            seen[program.name].update(process.pid for process in program.processes()[:1])
        hopeless = [program for program in wanted if len(seen[program.name]) >= HOPELESS]
        if hopeless or time.monotonic() > deadline:
            culprit = (hopeless or silent)[0]
            with suppress(OSError):
                say("".join(culprit.log.read_text(errors="replace").splitlines(True)[-20:]))
            raise CannotRun(f"{culprit.name} does not start; its log is {culprit.log}")


def silent_programs(wanted: list[Program], host: str, port: int) -> list[Program]:
    """Those that do not answer yet; the cheap questions first."""
    silent = [program for program in wanted if not program.processes()]
    if not silent and not answers(host, port):
        silent = [program for program in wanted if program.name == "web"]
    if not silent:
        from hotel_agent.celery import app

        workers = [program for program in wanted if program.name.startswith("worker")]
        replies = app.control.broadcast("ping", reply=True, timeout=1.0, limit=len(workers)) or []
        heard = {node.partition("@")[0] for reply in replies for node in reply}
        silent = [program for program in workers if program.name not in heard]
    return silent


def answers(host: str, port: int) -> bool:
    """Whether /health/ready says 200."""
    connection = http.client.HTTPConnection(host, port, timeout=3)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


# ---- the end ----------------------------------------------------------------------------------


def stop() -> int:
    """`make stop`: whatever `make run` started here, also when the runner itself is gone."""
    stopped = False
    with suppress(FileNotFoundError), (embedded.var_dir() / "run.lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # locked: the pid in it is a runner's that lives
            runner = psutil.Process(int(lock.read()))
            stop_process(runner, ((signal.SIGTERM, 60), (signal.SIGKILL, 5)))
            stopped = True
    stopped = stop_programs() or stopped
    stopped = embedded.stop() or stopped
    say("stopped" if stopped else "nothing was running")
    return 0


# ---- the whole --------------------------------------------------------------------------------


def watch(master: subprocess.Popen[bytes]) -> None:
    """Until somebody wants to stop; what dies meanwhile comes back."""
    while not stopping.wait(1.0):
        if terminal_is_gone():
            return
        if master.poll() is not None:
            raise CannotRun(f"the supervisor has ended: see {embedded.var_dir()}/log")
        try:
            turn_logs()
            embedded.revive()
        except (ServiceFailed, OSError) as error:
            say(f"hotel-agent: {error}")


def terminal_is_gone() -> bool:
    """Whether stdout was a terminal that was closed: not every shell passes SIGHUP on."""
    try:
        termios.tcgetattr(1)
    except termios.error as error:
        return bool(error.args[0] == errno.EIO)
    return False


def run() -> None:
    began = time.monotonic()
    embedded.read_dotenv()
    host = os.environ.get("HOST") or "127.0.0.1"
    port = int(os.environ.get("PORT") or 8000)
    wanted = programs(host, port, int(os.environ.get("WORKERS") or 1))
    probe = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (not listened on)
    with claim():
        stop_programs()  # left by a runner and a supervisor that were both killed
        check_port(host, port)
        try:
            embedded.ensure()
            prepare_database()
            master = start_supervisor(wanted)
            wait_until_ready(wanted, probe, port)
            if not stopping.is_set():
                seconds = time.monotonic() - began
                logs = embedded.var_dir() / "log"
                say(READY.format(seconds=seconds, url=f"http://{probe}:{port}", logs=logs))
                watch(master)
            say("stopping ...")
        finally:
            stop_programs()
            embedded.release()


def want_stop(number: int, frame: FrameType | None) -> None:
    stopping.set()


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, want_stop)
    try:
        if sys.argv[1:] == ["stop"]:
            return stop()
        run()
    except CannotRun as error:
        print(f"hotel-agent: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

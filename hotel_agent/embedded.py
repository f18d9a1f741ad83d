"""A database and a Redis for whoever has set no URL: nothing to install, nobody to ask.

Every process that uses them holds a shared lock on `services.lock` beside them. The kernel drops it
however the process ends, so there is no list of users to go stale: who leaves and can make the lock
exclusive was the last, and stops both servers.
"""

import atexit
import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import environ

from hotel_agent import servers
from hotel_agent.servers import Server, ServiceFailed

BASE_DIR = Path(__file__).resolve().parent.parent
# Commands of manage.py that read settings and nothing else.
NO_SERVERS = {
    *("help", "--help", "-h", "version", "--version", "check", "diffsettings", "findstatic"),
    *("collectstatic", "compilemessages", "makemessages"),
}


@dataclass(frozen=True)
class Use:
    """What this process holds in one directory."""

    home: Path
    lock: int  # descriptor
    pid: int  # of who took it: a fork is not the user
    servers: list[Server]


_uses: dict[Path, Use] = {}


def var_dir() -> Path:
    """Where everything that a running system writes is kept."""
    return Path(os.environ.get("HOTEL_VAR_DIR") or BASE_DIR / "var").resolve()


def read_dotenv() -> None:
    """`.env` in the project, for what the environment does not say; the settings do the same."""
    environ.Env.read_env(BASE_DIR / ".env")


def ensure(*, tests: bool = False) -> None:
    """Sets DATABASE_URL and REDIS_URL where nobody has, with servers behind them that answer.

    Nothing happens in production, and for commands that only read settings. The test suite has
    servers of its own: they may forget everything in a crash, and no test run ever touches the
    hotels of `make run`. Exits with one line when a server does not start.
    """
    read_dotenv()
    env = environ.FileAwareEnv()
    if env.str("ENVIRONMENT", "") == "production" or _only_reads_settings(sys.argv):
        return
    wanted = {}
    home = var_dir() / "test" if tests else var_dir()
    try:
        if not (env.str("DATABASE_URL", "") or env.str("POSTGRES_URL", "")):
            wanted["DATABASE_URL"] = servers.postgres(home, durable=not tests)
        if not env.str("REDIS_URL", ""):
            wanted["REDIS_URL"] = servers.redis(home)
        if wanted:
            _use(home, list(wanted.values()))
    except (ServiceFailed, OSError) as error:
        release()
        raise SystemExit(f"hotel-agent: {error}") from error
    os.environ.update({name: server.url for name, server in wanted.items()})


def _only_reads_settings(argv: list[str]) -> bool:
    if Path(argv[0]).name != "manage.py":
        return False
    command = argv[1] if len(argv) > 1 else "help"
    return (command in NO_SERVERS and "--database" not in argv) or "--help" in argv


def _use(home: Path, wanted: list[Server]) -> None:
    (home / "log").mkdir(parents=True, exist_ok=True)
    _uses[home] = Use(home, _shared_lock(home), os.getpid(), wanted)
    atexit.register(release)
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):  # by default they skip what runs at exit
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _exit)
    revive()


def _exit(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def revive() -> None:
    """Starts those of our servers that do not run. Raises ServiceFailed."""
    for use in _uses.values():
        with _start_lock(use.home):
            for server in use.servers:
                servers.start(server)


def release() -> None:
    """Lets go of the servers; who was the last to use them stops them. Runs at exit."""
    for home, use in list(_uses.items()):
        if use.pid != os.getpid():
            continue
        del _uses[home]
        try:
            fcntl.flock(use.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # somebody still works with them
        else:
            _stop_all(home)
        finally:
            os.close(use.lock)


def share() -> int:
    """A descriptor that makes the process which inherits it a user of our servers, too."""
    return _shared_lock(var_dir()) if _uses else os.open(os.devnull, os.O_RDONLY)


def stop() -> bool:
    """Stops the servers of `make run`, whoever uses them, and those of the tests when nobody does.

    Whether anything ran.
    """
    stopped = False
    if (var_dir() / "log").is_dir():
        with _start_lock(var_dir()):
            stopped = _stop_all(var_dir())
    tests = var_dir() / "test"
    if tests.is_dir():
        lock = os.open(tests / "services.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            stopped = _stop_all(tests) or stopped
        except BlockingIOError:
            pass  # a test run is going on
        finally:
            os.close(lock)
    return stopped


def _stop_all(home: Path) -> bool:
    return servers.stop(servers.redis(home)) | servers.stop(servers.postgres(home, durable=True))


def _shared_lock(home: Path) -> int:
    """Waits while the last user of before is stopping the servers."""
    lock = os.open(home / "services.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


@contextmanager
def _start_lock(home: Path) -> Iterator[None]:
    with (home / "start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

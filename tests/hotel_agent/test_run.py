"""`make run` from start to end, in a var directory and on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from hotel_agent import embedded, programs, run

OWN = ("DATABASE_URL", "POSTGRES_URL", "REDIS_URL", "ENVIRONMENT", "HOST", "WORKERS")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


class Runner:
    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        clean = {name: value for name, value in os.environ.items() if name not in OWN}
        self.env = {**clean, "HOTEL_VAR_DIR": str(var), "PORT": str(self.port)}
        self.output = var.with_suffix(".out")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Returns when it says that everything answers."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hotel_agent.run"],
                cwd=embedded.BASE_DIR,
                env=self.env,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        process = self.process
        eventually(lambda: "make stop" in self.said() or process.poll() is not None)
        assert process.poll() is None, self.said()
        return process

    def said(self) -> str:
        return self.output.read_text()

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hotel_agent.run", *words],
            cwd=embedded.BASE_DIR,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def lives(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=2):
                return True
        except (OSError, urllib.error.URLError):
            return False

    def pid(self, name: str) -> int:
        return int((self.var / f"{name}.pid").read_text().split()[0])

    def processes(self) -> list[str]:
        """Command lines of everything that was started with this var directory."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(
                    "HOTEL_VAR_DIR"
                ) == str(self.var):
                    found.append(" ".join(process.cmdline()))
            except psutil.Error:
                continue
        return found


@pytest.fixture
def runner(var: Path) -> Iterator[Runner]:
    runner = Runner(var)
    yield runner
    runner.call("stop")
    if runner.process:
        runner.process.kill()
        runner.process.wait()


def test_everything_starts_comes_back_after_a_kill_and_stops(runner: Runner) -> None:
    process = runner.start()
    assert f"http://127.0.0.1:{runner.port}/simulator/" in runner.said()
    assert "admin / admin" in runner.said()
    assert runner.lives()
    assert "already running from this folder: `make stop`" in runner.call().stderr

    killed = {name: runner.pid(name) for name in ("web", "redis/redis", "postgres/postmaster")}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: all(runner.pid(name) != pid for name, pid in killed.items()))
    eventually(runner.lives)

    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)  # the impatient second Ctrl-C
    assert process.wait(60) == 0
    assert runner.processes() == []
    assert not runner.lives()


def test_make_stop_finds_everything_after_the_runner_and_its_supervisor_were_killed(
    runner: Runner,
) -> None:
    process = runner.start()
    process.kill()
    process.wait()
    os.kill(runner.pid("supervisord"), signal.SIGKILL)
    assert len(runner.processes()) >= 5
    assert runner.call("stop").stdout == "stopped\n"
    assert runner.processes() == []
    assert runner.call("stop").stdout == "nothing was running\n"


def test_a_taken_port_is_named_with_a_way_out(runner: Runner) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", runner.port))
        other.listen()
        done = runner.call()
    assert done.returncode == 1
    assert done.stderr == (
        f"hotel-agent: port {runner.port} is taken (Address already in use): "
        f"try PORT={runner.port + 1} make run\n"
    )
    assert runner.processes() == []


def test_an_unreachable_database_is_one_line(runner: Runner) -> None:
    runner.env["DATABASE_URL"] = "postgresql://hotel@127.0.0.1:9/hotel"
    done = runner.call()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "127.0.0.1" in done.stderr
    assert runner.processes() == []


def test_workers_have_names_and_logs_of_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOTEL_VAR_DIR", str(tmp_path))
    wanted = programs.programs("127.0.0.1", 8000, 3)
    assert [program.name for program in wanted] == ["web", "worker", "worker2", "worker3", "beat"]
    assert "worker3@%h" in wanted[3].command
    assert wanted[3].log == tmp_path / "log" / "worker3.log"


def test_a_program_that_never_starts_is_given_up_with_its_last_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTEL_VAR_DIR", str(tmp_path))
    monkeypatch.setattr(run, "READY_SECONDS", 0.0)
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "web.log").write_text("ImportError: no module named oops\n")
    with pytest.raises(run.CannotRun, match="web does not start; its log is"):
        run.wait_until_ready([programs.Program("web", [])], "127.0.0.1", 8000)
    assert "no module named oops" in capsys.readouterr().out

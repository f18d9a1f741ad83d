"""The embedded servers: who starts them, who stops them, and what no crash may leave behind."""

import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from hotel_agent import embedded, servers

URLS = ("DATABASE_URL", "POSTGRES_URL", "REDIS_URL", "ENVIRONMENT")
# A user of the servers: says that it has them, and leaves when its stdin ends.
USER = """\
import os, sys
from hotel_agent import embedded
embedded.ensure()
import psycopg, redis
psycopg.connect(os.environ["DATABASE_URL"]).execute("select 1").fetchone()
redis.from_url(os.environ["REDIS_URL"]).ping()
print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
sys.stdin.read()
"""


class Home:
    """A var directory of its own, and the processes that use it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.users: list[subprocess.Popen[str]] = []

    def env(self, **more: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if name not in URLS}
        return {**clean, "HOTEL_VAR_DIR": str(self.path), **more}

    def user(self) -> subprocess.Popen[str]:
        """Returns when it has both servers."""
        user = subprocess.Popen(
            [sys.executable, "-c", USER],
            cwd=embedded.BASE_DIR,
            env=self.env(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.users.append(user)
        assert user.stdout is not None
        assert "postgresql://" in user.stdout.readline()
        return user

    def servers(self) -> dict[str, int]:
        """Name -> pid of those that run."""
        both = (servers.postgres(self.path, durable=True), servers.redis(self.path))
        found = {
            server.name: servers.find_process(server.pid_file, server.marker) for server in both
        }
        return {name: process.pid for name, process in found.items() if process}


def leave(user: subprocess.Popen[str]) -> None:
    user.communicate(timeout=30)
    assert user.returncode == 0


def kill(pid: int) -> None:
    process = psutil.Process(pid)
    process.kill()
    with suppress(psutil.TimeoutExpired):
        process.wait(5)


@pytest.fixture
def home(var: Path) -> Iterator[Home]:
    home = Home(var)
    yield home
    for user in home.users:
        user.kill()
        user.communicate()
    for pid in home.servers().values():
        kill(pid)


def test_two_users_share_the_servers_and_the_last_one_stops_them(home: Home) -> None:
    first = home.user()
    running = home.servers()
    second = home.user()
    assert home.servers() == running
    leave(first)
    assert home.servers() == running
    leave(second)
    assert home.servers() == {}


def test_a_user_that_was_killed_is_not_counted(home: Home) -> None:
    killed = home.user()
    running = home.servers()
    killed.kill()
    killed.wait()
    assert home.servers() == running
    leave(home.user())
    assert home.servers() == {}


def test_a_user_that_is_terminated_stops_the_servers(home: Home) -> None:
    user = home.user()
    user.send_signal(signal.SIGTERM)
    assert user.wait(30) == 128 + signal.SIGTERM
    assert home.servers() == {}


def test_a_kill_of_everything_leaves_data_that_starts_again(home: Home) -> None:
    user = home.user()
    user.kill()
    user.wait()
    for pid in home.servers().values():
        kill(pid)
    again = home.user()
    assert set(home.servers()) == {"PostgreSQL", "Redis"}
    leave(again)


def test_a_stale_pid_that_is_somebody_elses_is_neither_believed_nor_killed(home: Home) -> None:
    leave(home.user())
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        lines = [
            str(stranger.pid),
            str(home.path / "postgres"),
            "1",
            "5432",
            "",
            "",
            "1 1",
            "ready",
        ]
        for name in ("postgres/postmaster.pid", "redis/redis.pid"):
            (home.path / name).write_text("\n".join(lines) + "\n")
        leave(home.user())
        assert home.servers() == {}
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_initdb_that_was_interrupted_is_done_again(home: Home) -> None:
    for name in ("postgres.new-abc", "postgres"):
        (home.path / name).mkdir(parents=True)
        (home.path / name / "PG_VERSION").write_text("18\n")
    leave(home.user())
    assert not (home.path / "postgres.new-abc").exists()
    assert (home.path / "postgres" / "global" / "pg_control").exists()
    assert len(list(home.path.glob("postgres.broken-*"))) == 1


def test_a_long_path_with_spaces_gets_its_sockets_elsewhere(home: Home) -> None:
    home.path = home.path / ("a long way " * 10)
    user = home.user()
    sockets = servers.redis(home.path).sockets
    assert sockets.parent == Path("/tmp")
    assert sockets.stat().st_mode & 0o777 == 0o700
    leave(user)
    assert not sockets.exists()


def test_a_socket_directory_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(servers.ServiceFailed, match="belongs to somebody else"):
        servers._make_sockets(tmp_path, None)


def test_data_of_another_postgresql_is_left_alone(home: Home) -> None:
    data = home.path / "postgres"
    (data / "global").mkdir(parents=True)
    (data / "global" / "pg_control").write_text("")
    (data / "PG_VERSION").write_text("9\n")
    user = subprocess.run(
        [sys.executable, "-c", USER],
        cwd=embedded.BASE_DIR,
        env=home.env(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert user.returncode == 1
    assert user.stderr.count("\n") == 1
    assert "was made by PostgreSQL 9" in user.stderr


def test_stop_stops_the_servers_of_a_user_that_lives(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.user()
    monkeypatch.setenv("HOTEL_VAR_DIR", str(home.path))
    assert embedded.stop()
    assert home.servers() == {}
    assert not embedded.stop()


@pytest.mark.parametrize(
    "environment",
    [
        {"ENVIRONMENT": "production"},
        {"DATABASE_URL": "postgresql://db.example/hotel", "REDIS_URL": "redis://cache.example/0"},
        {"POSTGRES_URL": "postgresql://db.example/hotel", "REDIS_URL": "redis://cache.example/0"},
    ],
)
def test_nothing_is_started_where_it_is_not_wanted(home: Home, environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-c", "from hotel_agent import embedded; embedded.ensure()"],
        cwd=embedded.BASE_DIR,
        env=home.env(**environment),
        check=True,
    )
    assert not home.path.exists()


def test_a_url_may_stand_in_a_file(home: Home, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        (tmp_path / name).write_text("redis://cache.example/0")
    files = {f"{name}_FILE": str(tmp_path / name) for name in ("DATABASE_URL", "REDIS_URL")}
    test_nothing_is_started_where_it_is_not_wanted(home, files)


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["manage.py"], True),
        (["./manage.py", "check", "--deploy"], True),
        (["manage.py", "migrate", "--help"], True),
        (["manage.py", "check", "--database", "default"], False),
        (["manage.py", "migrate"], False),
        (["/venv/bin/celery", "check"], False),
    ],
)
def test_commands_that_only_read_settings_start_nothing(argv: list[str], expected: bool) -> None:
    assert embedded._only_reads_settings(argv) is expected


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
def test_as_root_postgresql_runs_as_nobody(home: Home) -> None:
    user = home.user()
    process = psutil.Process(home.servers()["PostgreSQL"])
    assert process.username() == pwd.getpwnam("nobody").pw_name
    leave(user)

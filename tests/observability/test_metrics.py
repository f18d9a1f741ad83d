"""Figures add up over processes, and only the living count as busy."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import Gauge
from prometheus_client.metrics import MetricWrapperBase

from observability import metrics

# Counts on start, then prints everything once per line on its standard input.
PROGRAM = """
import sys
from observability import metrics
metrics.nudges_total.labels("sent").inc(float(sys.argv[1]))
metrics.request_duration_seconds.labels("GET", "/x").observe(float(sys.argv[1]))
metrics.active_connections.inc()
metrics.readiness_up.set(float(sys.argv[1]))
print("ready", flush=True)
for line in sys.stdin:
    sys.stdout.write(metrics.exposition().decode() + "# END\\n")
    sys.stdout.flush()
"""
ROOT = Path(__file__).resolve().parents[2]


class Process:
    def __init__(self, folder: Path, amount: int) -> None:
        environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
        self.popen = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(amount)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.popen.stdout
        assert self.popen.stdout.readline() == "ready\n"

    def scrape(self) -> list[str]:
        assert self.popen.stdin
        assert self.popen.stdout
        self.popen.stdin.write("\n")
        self.popen.stdin.flush()
        return list(iter(self.popen.stdout.readline, "# END\n"))

    def stop(self) -> None:
        self.popen.communicate()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[object]:
    running: list[Process] = []

    def run(amount: int) -> Process:
        running.append(Process(tmp_path, amount))
        return running[-1]

    yield run
    for process in running:
        if process.popen.poll() is None:
            process.stop()


def test_two_processes_add_up_and_the_dead_are_not_busy(start):
    first, second = start(2), start(3)

    both = second.scrape()
    assert 'nudges_total{result="sent"} 5.0\n' in both
    assert 'request_duration_seconds_sum{endpoint="/x",method="GET"} 5.0\n' in both
    assert 'request_duration_seconds_count{endpoint="/x",method="GET"} 2.0\n' in both
    assert "active_connections 2.0\n" in both
    assert "readiness_up 3.0\n" in both  # the most recent one, not a sum

    first.stop()
    alone = second.scrape()
    assert 'nudges_total{result="sent"} 5.0\n' in alone
    assert "active_connections 1.0\n" in alone


def test_figures_outlive_a_restart_and_silent_ones_are_announced(start):
    start(2).stop()

    lines = start(3).scrape()

    assert 'nudges_total{result="sent"} 5.0\n' in lines
    assert "# TYPE orchestrator_latency_seconds histogram\n" in lines
    assert len([line for line in lines if line.startswith("# TYPE nudges_total ")]) == 1


def test_forgetting_the_dead_leaves_counters_and_the_living(monkeypatch, tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    names = [f"gauge_livesum_{gone.pid}.db", f"counter_{gone.pid}.db"]
    for name in [*names, f"gauge_livesum_{os.getpid()}.db", "gauge_livesum_1.db", "other.txt"]:
        (tmp_path / name).touch()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))

    metrics.forget_dead_processes()

    left = {path.name for path in tmp_path.iterdir()}
    assert left == {names[1], f"gauge_livesum_{os.getpid()}.db", "gauge_livesum_1.db", "other.txt"}


def test_forgetting_needs_no_directory(monkeypatch):
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    metrics.forget_dead_processes()


def declared() -> dict[str, MetricWrapperBase]:
    return {name: one for name, one in vars(metrics).items() if isinstance(one, MetricWrapperBase)}


@pytest.mark.parametrize("name", declared())
def test_a_metric_has_the_name_of_its_variable_and_is_shown(name):
    (family,) = declared()[name].describe()

    assert family.name == name.removesuffix("_total")
    assert f"# TYPE {name}" in metrics.exposition().decode()


@pytest.mark.parametrize(
    "name", [name for name, one in declared().items() if not isinstance(one, Gauge)]
)
def test_what_is_no_gauge_says_its_unit(name):
    assert name.endswith(("_total", "_seconds", "_errors"))

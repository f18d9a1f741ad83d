"""The measuring itself: a small run in a var directory of its own, from the command to the JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

from hotel_agent import embedded

STEPS = {
    *("webhook", "nudge of the webhook", "claim inbox", "open_turn", "mark_read", "understand"),
    *("pms offers", "render", "close_turn", "finish inbox", "rest of handle_inbound"),
    *("nudge of the answer", "claim outbox", "send", "finish outbox", "rest of send_outbound"),
}


def test_a_quick_run_says_what_each_step_of_a_turn_takes_and_leaves_nothing(var: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hotel_agent.bench", "--quick", "--only", "steps"],
        cwd=embedded.BASE_DIR,
        env={**os.environ, "HOTEL_VAR_DIR": str(var)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert {"cores", "python", "server"} <= set(result["machine"])
    assert result["aims"] == []  # this part has none
    steps = result["steps"]["by_step"]
    assert set(steps) == STEPS
    assert steps["close_turn"]["statements"] >= 1
    assert all(step["ms"] > 0 and step["calls"] >= 1 for step in steps.values())
    assert sum(step["ms"] for step in steps.values()) > 0.9 * result["steps"]["ms_per_turn"]
    left = [path.name for path in (var / "bench").glob("*.pid") if _lives(path)]
    assert left == []
    assert not (var / "postgres" / "postmaster.pid").exists()


def _lives(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text()), 0)
    except ProcessLookupError:
        return False
    return True

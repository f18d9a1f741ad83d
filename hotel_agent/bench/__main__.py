"""`python -m hotel_agent.bench`: JSON on stdout, what happens meanwhile on stderr.

Exits with 0 also when an aim is missed, with 1 when something did not work.
"""

import argparse
import json
import os
import platform
import sys
from typing import Any

from hotel_agent.bench import place
from hotel_agent.bench.load import Generator, generator
from hotel_agent.bench.place import Failed, Place, say
from hotel_agent.run import CannotRun

PARTS = ("webhook", "turns", "steps")
AIMS = (  # name, path in the result, aim; a "<" in front means that less is better
    ("webhook: single messages beside a bare view", ("ratio_single",), ">=", 0.60),
    ("webhook: updates/s, 100 messages in a body", ("updates_per_second_100",), ">=", 10_000),
    ("webhook: updates/s, 100 statuses in a body", ("statuses_per_second_100",), ">=", 10_000),
    ("turns: per second with one worker", ("turns", "throughput", "turns_per_second"), ">=", 40),
    ("turns: p95 in ms at 10 per second", ("turns", "paced", "p95_ms"), "<", 500),
)


def main() -> int:
    options = _options()
    try:
        with place.prepared() as here, generator() as load:
            result: dict[str, Any] = {"machine": _machine()}
            for part in PARTS:
                if options.only in (None, part):
                    result |= _measure(part, here, load, options)
    except (Failed, CannotRun, OSError) as error:
        say(f"hotel-agent: {error}")
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130
    result["aims"] = _aims(result)
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    return 1 if result.get("turns", {}).get("wrong") else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="hotel_agent.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller run of under a minute")
    parser.add_argument("--only", choices=PARTS, help="one part of the three")
    parser.add_argument("--server", choices=(*place.SERVERS, "both"), default=place.CHOSEN)
    return parser.parse_args()


def _measure(
    part: str, here: Place, load: Generator, options: argparse.Namespace
) -> dict[str, Any]:
    """The parts know the models, which are there only once Django is set up."""
    from hotel_agent.bench import steps, turns, webhook

    server = place.CHOSEN if options.server == "both" else options.server
    if part == "turns":
        size = turns.QUICK if options.quick else turns.FULL
        return {"turns": turns.measure(here, load, size, server)}
    if part == "steps":
        return {"steps": steps.measure(here, 30 if options.quick else 200, server)}
    servers = tuple(place.SERVERS) if options.server == "both" else (options.server,)
    plan = (
        webhook.Plan(servers, (8,), seconds=0.7, rounds=1)
        if options.quick
        else webhook.Plan(servers, (1, 8, 32), seconds=3.0, rounds=3)
    )
    return webhook.measure(here, load, plan)


def _machine() -> dict[str, Any]:
    from granian import __version__ as granian
    from gunicorn import __version__ as gunicorn

    return {
        "cores": len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "server": place.CHOSEN,
        "granian": granian,
        "gunicorn": gunicorn,
        "load_before": round(os.getloadavg()[0], 2),  # what else kept the cores busy
    }


def _aims(result: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for name, path, relation, aim in AIMS:
        value: Any = result
        for key in path:
            value = value.get(key, {})
        if isinstance(value, int | float):
            met = value >= aim if relation == ">=" else value < aim
            found.append({"name": name, "aim": f"{relation} {aim}", "value": value, "met": met})
    return found


if __name__ == "__main__":
    sys.exit(main())

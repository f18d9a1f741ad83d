"""Whole turns: a question through the signed webhook, its answer accepted by the simulator.

Database, web server, one worker and beat are those of `make run`, on the same cores as the load.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from hotel_agent.bench import bodies, place
from hotel_agent.bench.load import Generator, Outcome, Stretch
from hotel_agent.bench.place import Failed, Place, say
from hotel_agent.bench.webhook import percentile
from hotel_agent.programs import programs
from hotel_agent.run import wait_until_ready

CONNECTIONS = 8
PATIENCE = 60.0  # seconds for answers that are still missing after the last request
STATUS_PATIENCE = 10.0  # seconds for the delivery of the last answer
WANTED = "offers"  # the reply to every question asked here


@dataclass(frozen=True)
class Size:
    turns: int  # as fast as the webhook takes them
    guests: int
    per_second: float  # paced
    seconds: float


FULL = Size(turns=400, guests=200, per_second=10, seconds=20)
QUICK = Size(turns=60, guests=30, per_second=10, seconds=4)


@dataclass(frozen=True)
class Answers:
    """What the database says about the turns of one run."""

    replies: dict[str, str]  # wamid -> the reply we decided on
    accepted: dict[str, list[float]]  # wamid -> epoch seconds at which its answers were accepted
    delivered: int  # answers whose last status has come back
    sent_twice: int  # answers that the simulator got more than once


def measure(here: Place, generator: Generator, size: Size, server: str) -> dict[str, Any]:
    """Return throughput, paced latency, and what was answered otherwise than once with an offer."""
    wanted = programs(place.HOST, here.port, 1)
    wanted[0] = place.web(server, here.port)
    place.clear()
    with place.running(wanted, [here.port]):
        wait_until_ready(wanted, place.HOST, here.port)
        _run(here, generator, "warm", 20, 20)
        throughput, wrong = _run(here, generator, "burst", size.turns, size.guests)
        say(f"turns: {throughput['turns_per_second']}/s")
        count = int(size.per_second * size.seconds)
        paced, more = _run(here, generator, "paced", count, count, size.per_second)
        say(f"turns: p95 {paced['p95_ms']} ms at {size.per_second}/s")
    return {"server": server, "throughput": throughput, "paced": paced, "wrong": wrong + more}


def _run(
    here: Place, generator: Generator, run: str, count: int, guests: int, per_second: float = 0.0
) -> tuple[dict[str, Any], list[str]]:
    build = partial(bodies.questions, here.number, here.secret, count=count, guests=guests, run=run)
    outcome = generator.run(
        Stretch(here.port, build, CONNECTIONS, seconds=PATIENCE, per_second=per_second)
    )
    _wait(lambda: _accepted(run) >= count, PATIENCE)
    _wait(lambda: _read(run).delivered >= count, STATUS_PATIENCE)
    answers = _read(run)
    wamids = [bodies.wamid(run, n) for n in range(count)]
    return _figures(wamids, outcome, answers), _wrong(wamids, answers)


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    """Until it holds, or has had its time: what is missing then is told by `_wrong`."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)


def _accepted(run: str) -> int:
    from channels_app.models import OutboxMessage

    answers = OutboxMessage.across_tenants.filter(reply_to__external_id__startswith=f"wamid.{run}.")
    return answers.exclude(accepted_at=None).count()


def _read(run: str) -> Answers:
    from channels_app.models import OutboxMessage
    from channels_app.simulator.models import SimulatedMessage
    from conversations.models import Exchange

    prefix = f"wamid.{run}."
    exchanges = Exchange.across_tenants.filter(message__external_id__startswith=prefix)
    answers = OutboxMessage.across_tenants.filter(reply_to__external_id__startswith=prefix)
    rows = list(answers.values_list("reply_to__external_id", "accepted_at", "tag", "delivery"))
    accepted: dict[str, list[float]] = {}
    for wamid, at, _, _ in rows:
        accepted.setdefault(str(wamid), []).extend([at.timestamp()] if at else [])
    sent = SimulatedMessage.objects.filter(direction=SimulatedMessage.Direction.TO_GUEST)
    copies = Counter(sent.values_list("body__biz_opaque_callback_data", flat=True))
    return Answers(
        replies=dict(exchanges.values_list("message__external_id", "reply")),
        accepted=accepted,
        delivered=sum(delivery == "delivered" for *_, delivery in rows),
        sent_twice=sum(copies[str(tag)] > 1 for _, _, tag, _ in rows),
    )


def _figures(wamids: Sequence[str], outcome: Outcome, answers: Answers) -> dict[str, Any]:
    """Latency is from the moment a request is sent to the moment its answer is accepted."""
    sent_at = dict(zip(wamids, outcome.sent_at, strict=False))
    took = [
        max(answers.accepted[wamid]) - at
        for wamid, at in sent_at.items()
        if answers.accepted.get(wamid)
    ]
    if not took:
        raise Failed("no turn was answered: see the worker's log in var/bench/log")
    last = max(max(times) for times in answers.accepted.values() if times)
    return {
        "turns": len(wamids),
        "turns_per_second": round(len(took) / (last - outcome.sent_at[0]), 1),
        "webhook_seconds": round(outcome.elapsed, 2),
        **{f"p{p}_ms": round(percentile(took, p) * 1000, 1) for p in (50, 95, 99)},
        "slowest_ms": round(max(took) * 1000, 1),
        "statuses_back": answers.delivered,
    }


def _wrong(wamids: Sequence[str], answers: Answers) -> list[str]:
    """What a guest would notice, one line per kind."""
    once = sum(len(answers.accepted.get(wamid, ())) == 1 for wamid in wamids)
    replies = Counter(answers.replies.get(wamid, "nothing") for wamid in wamids)
    offers = replies.pop(WANTED, 0)
    found = []
    if once < len(wamids):
        found.append(f"{len(wamids) - once} of {len(wamids)} turns were not answered exactly once")
    if answers.sent_twice:
        found.append(f"{answers.sent_twice} answers were sent more than once")
    if offers < len(wamids):
        found.append(f"{len(wamids) - offers} turns got no offer but {dict(replies)}")
    if answers.delivered < len(wamids):
        found.append(f"{len(wamids) - answers.delivered} answers were never reported delivered")
    return found

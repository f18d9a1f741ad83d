"""How many updates the webhook takes, and how fast, beside a bare view in the same run."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from hotel_agent.bench import bodies, place
from hotel_agent.bench.load import Generator, Outcome, Stretch
from hotel_agent.bench.place import Failed, Place, say

GUEST_LIMIT = 1_000_000  # messages per guest and minute: here few guests send what many would
FEW_GUESTS = 20
# More requests per second than this machine could answer: they are built beforehand.
MOST_SINGLE, MOST_HUNDREDS, MOST_BARE = 4000, 400, 2500
FILL = """
INSERT INTO channels_app_outboxmessage
    (account_id, peer, status, attempts, due_at, error, request_id, created_at, tag, content,
     author, external_id, delivery)
SELECT account.id, '54911100' || lpad(n::text, 6, '0'), 'done', 1, now(), '', '', now(),
       ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       '{"kind": "text", "text": "hola"}', '', '', ''
FROM channels_app_channelaccount AS account, generate_series(0, %s - 1) AS n
WHERE account.kind = 'whatsapp' AND account.address = %s
"""


@dataclass(frozen=True)
class Kind:
    """What the bodies of one stretch carry."""

    name: str
    per_body: int
    guests: int = 0  # who write in turn; 0: every message is another guest's
    statuses: bool = False
    bare: bool = False  # whether the bare view is sent the same


KINDS = (
    Kind("message of a new guest", 1, bare=True),
    Kind("message of a guest with others waiting", 1, guests=FEW_GUESTS),
    Kind("status", 1, statuses=True),
    Kind("100 messages of as many new guests", 100, bare=True),
    Kind("100 statuses", 100, statuses=True),
)
SINGLE, HUNDRED, STATUSES = KINDS[0], KINDS[3], KINDS[4]


@dataclass(frozen=True)
class Plan:
    servers: Sequence[str]
    concurrencies: Sequence[int]
    seconds: float  # of each stretch
    rounds: int  # the median of which counts


@dataclass
class Cell:
    server: str
    system: str  # ours | bare
    kind: Kind
    concurrency: int
    outcomes: list[Outcome]

    def rates(self) -> list[float]:
        """Requests per second, round by round."""
        return [len(one.latencies) / one.elapsed for one in self.outcomes]

    def as_json(self) -> dict[str, Any]:
        rates = self.rates()
        return {
            "server": self.server,
            "system": self.system,
            "kind": self.kind.name,
            "updates_per_body": self.kind.per_body,
            "concurrency": self.concurrency,
            "requests": sum(len(one.latencies) for one in self.outcomes),
            "requests_per_second": round(median(rates), 1),
            "requests_per_second_range": [round(min(rates), 1), round(max(rates), 1)],
            # The bare view stores one row, whatever is in the body.
            "updates_per_second": round(
                median(rates) * (self.kind.per_body if self.system == "ours" else 1), 1
            ),
            **{
                f"p{percent}_ms": round(
                    median(percentile(one.latencies, percent) for one in self.outcomes) * 1000, 2
                )
                for percent in (50, 95, 99)
            },
        }


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def measure(here: Place, generator: Generator, plan: Plan) -> dict[str, Any]:
    """Return cells, and of each server the ratio to the bare view and the updates per second."""
    os.environ["WEBHOOK_GUEST_LIMIT"] = str(GUEST_LIMIT)
    cells: list[Cell] = []
    try:
        for server in plan.servers:
            cells += _of_server(here, generator, plan, server)
    finally:
        del os.environ["WEBHOOK_GUEST_LIMIT"]
    by_server = {
        server: _summary([c for c in cells if c.server == server]) for server in plan.servers
    }
    first = place.CHOSEN if place.CHOSEN in plan.servers else plan.servers[0]
    return {
        "webhook": [cell.as_json() for cell in cells],
        "webhook_by_server": by_server,
        "webhook_guest_limit": GUEST_LIMIT,
        **by_server[first],
    }


def _of_server(here: Place, generator: Generator, plan: Plan, server: str) -> Iterator[Cell]:
    """Ours and the bare view run at the same time and are asked in turn: noise meets both."""
    ours = place.web(server, here.port)
    bare = place.web(server, here.bare_port, name="bare", application=place.BARE)
    with place.running([ours, bare], [here.port, here.bare_port]):
        for kind, system in _asked(KINDS):
            _stretch(here, generator, Cell(server, system, kind, 8, []), min(plan.seconds, 0.5))
        for concurrency in plan.concurrencies:
            cells = [Cell(server, system, kind, concurrency, []) for kind, system in _asked(KINDS)]
            for _ in range(plan.rounds):
                for cell in cells:
                    _stretch(here, generator, cell, plan.seconds)
                    say(
                        f"{server} x{concurrency} {cell.system:4} {cell.kind.name}: "
                        f"{cell.rates()[-1]:.0f} requests/s"
                    )
            yield from cells


def _asked(kinds: Sequence[Kind]) -> Iterator[tuple[Kind, str]]:
    for kind in kinds:
        yield kind, "ours"
        if kind.bare:
            yield kind, "bare"


def _stretch(here: Place, generator: Generator, cell: Cell, seconds: float) -> None:
    kind = cell.kind
    most = MOST_SINGLE if kind.per_body == 1 else MOST_HUNDREDS
    if cell.system == "bare":
        most = max(most, MOST_BARE)  # one row for any body
    count = max(cell.concurrency, int(most * seconds))
    place.clear()
    if kind.statuses:
        _fill_outbox(here, -(-count * kind.per_body // len(bodies.STATUSES)))
    port = here.port if cell.system == "ours" else here.bare_port
    build = _builder(here, kind, count)
    outcome = generator.run(Stretch(port, build, cell.concurrency, seconds))
    _check_stored(cell, outcome)
    cell.outcomes.append(outcome)


def _builder(here: Place, kind: Kind, count: int) -> Callable[[], list[bytes]]:
    if kind.statuses:
        return partial(
            bodies.statuses, here.number, here.secret, bodies=count, per_body=kind.per_body
        )
    return partial(
        bodies.messages,
        here.number,
        here.secret,
        bodies=count,
        per_body=kind.per_body,
        guests=kind.guests,
        run="bench",
    )


def _check_stored(cell: Cell, outcome: Outcome) -> None:
    """A fast answer counts only with everything written down."""
    table = "bench_bare" if cell.system == "bare" else "channels_app_inboxmessage"
    wanted = len(outcome.latencies) * (1 if cell.system == "bare" else cell.kind.per_body)
    statement = f"SELECT count(*) FROM {table}"  # noqa: S608 (our own words)
    if cell.kind.statuses:
        statement = (
            "SELECT coalesce(sum(CASE delivery WHEN 'sent' THEN 1 WHEN 'delivered' THEN 2 "
            "WHEN 'read' THEN 3 ELSE 0 END), 0) FROM channels_app_outboxmessage"
        )
    found = _query(statement)
    # A status that overtook the one before it raises its row by two steps at once.
    if found < wanted or (not cell.kind.statuses and found != wanted):
        raise Failed(f"{cell.kind.name}: {wanted} updates were answered 200, {found} are stored")


def _query(statement: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _fill_outbox(here: Place, rows: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FILL, [rows, here.number])


def _summary(cells: Sequence[Cell]) -> dict[str, Any]:
    """The ratio is that of rounds next to each other, its median over all rounds."""
    ratios: dict[int, float] = {}
    for concurrency in dict.fromkeys(cell.concurrency for cell in cells):
        ours = _cell(cells, SINGLE, "ours", concurrency).rates()
        bare = _cell(cells, SINGLE, "bare", concurrency).rates()
        ratios[concurrency] = round(median(a / b for a, b in zip(ours, bare, strict=True)), 3)
    return {
        "ratio_single": round(median(ratios.values()), 3),
        "ratio_single_by_concurrency": ratios,
        "updates_per_second_100": _best(cells, HUNDRED),
        "statuses_per_second_100": _best(cells, STATUSES),
    }


def _cell(cells: Sequence[Cell], kind: Kind, system: str, concurrency: int) -> Cell:
    return next(
        c for c in cells if (c.kind, c.system, c.concurrency) == (kind, system, concurrency)
    )


def _best(cells: Sequence[Cell], kind: Kind) -> float:
    """Updates per second at the concurrency that brings the most."""
    return max(
        round(median(cell.rates()) * kind.per_body)
        for cell in cells
        if (cell.kind, cell.system) == (kind, "ours")
    )

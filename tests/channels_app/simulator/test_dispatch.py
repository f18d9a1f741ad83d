"""Background work: in order per key, together when it piles up, bounded, and never stuck."""

import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from channels_app.simulator.dispatch import Dispatcher

Work = Dispatcher[str, int]


class Notebook:
    """Writes down the calls and, while `gate` is closed, keeps them waiting."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[int]]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.busy = 0
        self.most_busy = 0

    def handle(self, key: str, items: Sequence[int]) -> None:
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        self.calls.append((key, list(items)))
        self.gate.wait(5)
        self.busy -= 1
        if items[0] < 0:
            raise ValueError(items[0])


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def work(notebook: Notebook) -> Iterator[Work]:
    dispatcher: Work = Dispatcher(
        notebook.handle, threads=2, capacity=10, batch=4, idle_seconds=0.05
    )
    yield dispatcher
    notebook.gate.set()
    dispatcher.close()


def until(condition: object, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:  # type: ignore[operator]
        time.sleep(0.005)
    assert condition()  # type: ignore[operator]


def test_items_wait_while_their_key_is_busy_and_then_go_together(
    work: Work, notebook: Notebook
) -> None:
    notebook.gate.clear()
    work.put("a", [1])
    until(lambda: notebook.calls)
    for n in (2, 3, 4):
        work.put("a", [n])
    work.put("b", [9])
    until(lambda: len(notebook.calls) == 2)  # another key does not wait
    notebook.gate.set()
    assert work.join(5)
    assert notebook.calls == [("a", [1]), ("b", [9]), ("a", [2, 3, 4])]


def test_one_call_has_at_most_a_batch(work: Work, notebook: Notebook) -> None:
    assert work.put("a", range(9), delay=0.02)
    assert work.join(5)
    assert notebook.calls == [("a", [0, 1, 2, 3]), ("a", [4, 5, 6, 7]), ("a", [8])]


def test_delay_gathers(work: Work, notebook: Notebook) -> None:
    started = time.monotonic()
    for n in range(3):
        work.put("a", [n], delay=0.1)
    assert work.join(5)
    assert notebook.calls == [("a", [0, 1, 2])]
    assert time.monotonic() - started >= 0.1


def test_more_than_the_capacity_is_refused(work: Work, notebook: Notebook) -> None:
    assert work.put("a", range(10), delay=60)
    assert not work.put("b", [1])
    assert not work.join(0.01)


def test_handled_items_make_room_again(work: Work, notebook: Notebook) -> None:
    for _ in range(3):
        assert work.put("a", range(10))
        assert work.join(5)


def test_no_more_threads_than_allowed(work: Work, notebook: Notebook) -> None:
    notebook.gate.clear()
    for key in "abcd":
        work.put(key, [1])
    until(lambda: notebook.busy == 2)
    time.sleep(0.05)
    notebook.gate.set()
    assert work.join(5)
    assert notebook.most_busy == 2
    assert len(notebook.calls) == 4


def test_failing_call_does_not_stop_the_next(work: Work, notebook: Notebook) -> None:
    work.put("a", [-1])
    assert work.join(5)
    work.put("a", [1])
    assert work.join(5)
    assert [items for _, items in notebook.calls] == [[-1], [1]]


def test_threads_end_when_idle_and_start_again(work: Work, notebook: Notebook) -> None:
    work.put("a", [1])
    assert work.join(5)
    until(lambda: work._running == 0)
    work.put("a", [2])
    assert work.join(5)
    assert len(notebook.calls) == 2


def test_close_forgets_what_waits(work: Work, notebook: Notebook) -> None:
    work.put("a", [1], delay=60)
    work.close()
    assert work._running == 0
    assert notebook.calls == []
    work.put("a", [2])
    assert work.join(5)
    assert notebook.calls == [("a", [2])]

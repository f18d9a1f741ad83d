"""Work for background threads: put by key, done in order per key, piled-up items in one go."""

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

import structlog
from django.db import connections

logger = structlog.get_logger(__name__)

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")


class Dispatcher(Generic[Key, Item]):
    """Calls `handle(key, items)` in daemon threads that start when needed and end when idle.

    Of one key one call runs at a time. Items that arrive while it runs, or before they are due,
    go together into the next call: the slower the other side, the fewer the calls.
    """

    def __init__(
        self,
        handle: Callable[[Key, Sequence[Item]], None],
        *,
        threads: int,
        capacity: int = 10_000,  # items that wait, over all keys
        batch: int = 500,  # items in one call
        idle_seconds: float = 2.0,  # then a thread ends and gives its database connection back
    ) -> None:
        self._handle = handle
        self._threads = threads
        self._capacity = capacity
        self._batch = batch
        self._idle_seconds = idle_seconds
        self._changed = threading.Condition()
        self._waiting: dict[Key, list[Item]] = {}
        self._due: dict[Key, float] = {}  # time.monotonic() seconds; the same keys as _waiting
        self._busy: set[Key] = set()
        self._size = 0
        self._running = 0  # threads
        self._closing = False

    def put(self, key: Key, items: Sequence[Item], delay: float = 0.0) -> bool:
        """Have the items handled `delay` seconds from now; False, and nothing done, when full."""
        with self._changed:
            if self._size + len(items) > self._capacity:
                return False
            self._waiting.setdefault(key, []).extend(items)
            self._due.setdefault(key, time.monotonic() + delay)
            self._size += len(items)
            if self._running < self._threads:
                self._running += 1
                threading.Thread(target=self._run, name="simulator", daemon=True).start()
            self._changed.notify_all()
        return True

    def join(self, timeout: float) -> bool:
        """Wait until all is handled, retries included; False when `timeout` seconds were short."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._busy, timeout)

    def close(self, timeout: float = 10.0) -> None:
        """Forget what waits and wait for the threads to end. A later `put` starts new ones."""
        with self._changed:
            self._waiting.clear()
            self._due.clear()
            self._size = 0
            self._closing = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._running == 0, timeout)
            self._closing = False

    def _run(self) -> None:
        while True:
            while taken := self._take():
                self._handle_safely(*taken)
            connections.close_all()
            with self._changed:
                # Work that was put since the last look counted on this thread.
                if self._closing or not self._waiting:
                    self._running -= 1
                    self._changed.notify_all()
                    return

    def _handle_safely(self, key: Key, items: Sequence[Item]) -> None:
        try:
            self._handle(key, items)
        except Exception:
            logger.exception("simulated work failed", key=key, items=len(items))
            connections.close_all()  # may be broken; the next query opens another
        with self._changed:
            self._busy.discard(key)
            self._changed.notify_all()

    def _take(self) -> tuple[Key, list[Item]] | None:
        """Wait for the first due key that nobody works on; None after an idle while."""
        give_up = time.monotonic() + self._idle_seconds
        with self._changed:
            while not self._closing:
                time_now = time.monotonic()
                free = [(due, key) for key, due in self._due.items() if key not in self._busy]
                due, key = min(free, key=lambda pair: pair[0], default=(give_up, None))
                if key is not None and due <= time_now:
                    return key, self._take_items(key)
                if key is None and time_now >= give_up:
                    return None
                self._changed.wait(due - time_now)
        return None

    def _take_items(self, key: Key) -> list[Item]:
        items = self._waiting.pop(key)
        due = self._due.pop(key)
        if rest := items[self._batch :]:
            self._waiting[key], self._due[key] = rest, due
        items = items[: self._batch]
        self._size -= len(items)
        self._busy.add(key)
        return items

"""Telling workers from a web process: in the background, and many rows in one call.

A call to the broker costs as much as a whole webhook. A thread of its own makes the first at once
and gathers what comes in the meantime, so that a flood costs a few calls a second.
"""

import threading
import time
from collections.abc import Callable
from functools import cache

from channels_app.queue import Job, nudge

PAUSE = 0.02  # seconds between two calls


class Nudger:
    """Hands the row ids it is told to workers; the sweep finds those that die with the process."""

    def __init__(self, job: Job, call: Callable[[Job, list[int]], None] = nudge) -> None:
        self._job, self._call = job, call
        self._ids: list[int] = []
        self._told = threading.Condition()
        self._busy = False
        self._thread: threading.Thread | None = None

    def tell(self, row_ids: list[int]) -> None:
        """Have workers told of these rows soon; returns at once."""
        with self._told:
            self._ids.extend(row_ids)
            if self._thread is None:  # not before the first, so that a server may fork until then
                self._thread = threading.Thread(target=self._run, name="nudger", daemon=True)
                self._thread.start()
            self._told.notify_all()

    def wait(self, timeout: float = 10.0) -> bool:
        """Wait until workers have been told of everything; False when it took too long."""
        with self._told:
            return self._told.wait_for(lambda: not self._ids and not self._busy, timeout)

    def _run(self) -> None:
        while True:
            with self._told:
                self._told.wait_for(lambda: bool(self._ids))
                ids, self._ids, self._busy = self._ids, [], True
            try:
                self._call(self._job, ids)
            finally:
                with self._told:
                    self._busy = False
                    self._told.notify_all()
            time.sleep(PAUSE)


@cache
def nudger(job: Job) -> Nudger:
    """Return this process's nudger for a job."""
    return Nudger(job)

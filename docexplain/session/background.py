"""A step that cannot be stopped, in a thread of its own: whoever waits for it can leave."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from docexplain.session.events import Event, Listener

T = TypeVar("T")

BEAT_SECONDS = 0.1
"""How often whoever waits looks whether to go on waiting."""


class Left(Exception):  # noqa: N818 - not an error
    """Raised in the thread where it reports, when nobody waits any more."""


class Background(Generic[T]):
    """Runs ``step`` at once. It is given a listener for its events, which is where it ends when nobody waits any more;
    a step that does not report goes on, and its result is there for whoever comes to wait for it later."""

    def __init__(self, step: Callable[[Listener], T]) -> None:
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._left = False
        self._results: list[T] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(step,), name="docexplain-step", daemon=True)
        self._thread.start()

    def wait(self, listener: Listener, check: Callable[[], None]) -> T:
        """The step's result; its events are handed on, on this thread.

        Args:
            check: called ten times a second; what it raises ends the waiting.

        Raises:
            Left: the step has ended because somebody stopped waiting for it: it has to be begun anew.
            whatever the step raised.
        """
        self._left = False
        try:
            while True:
                check()
                try:
                    event = self._events.get(timeout=BEAT_SECONDS)
                except queue.Empty:
                    continue
                if event is None:
                    break
                listener(event)
        except BaseException:
            self._left = True
            raise
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _run(self, step: Callable[[Listener], T]) -> None:
        try:
            self._results.append(step(self._tell))
        except BaseException as error:  # for whoever waits
            self._error = error
        self._events.put(None)

    def _tell(self, event: Event) -> None:
        if self._left:
            raise Left
        self._events.put(event)

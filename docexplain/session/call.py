"""One call of a session: who listens, who may stop it, and how long each step took."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from docexplain.errors import ModelError, is_out_of_memory
from docexplain.records import Timings
from docexplain.session.events import Listener, Progress, Stage


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """Raised out of a call whose ``cancel`` event was set; nothing was saved."""


@dataclass(slots=True)
class Call:
    """What every step of one call is given.

    Attributes:
        listener: told what happens, on the calling thread.
        cancel: set by another thread to stop; None: nobody can.
        timings: of the steps so far.
        work: what ends with the work of the model.
    """

    listener: Listener
    cancel: threading.Event | None
    timings: Timings = field(default_factory=Timings)
    work: ExitStack = field(default_factory=ExitStack)

    def stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self.cancel is not None and self.cancel.is_set()

    def check(self) -> None:
        """Raise Cancelled when somebody asked to stop."""
        if self.stopped():
            raise Cancelled

    def progress(self, stage: Stage) -> Callable[[int, int | None], None]:
        """The progress callback of a stage, which raises Cancelled to stop."""

        def report(done: int, total: int | None) -> None:
            self.check()
            self.listener(Progress(stage, done, total))

        return report


@contextmanager
def memory_errors() -> Iterator[None]:
    """Turn the ways in which Python and PyTorch run out of memory into one sentence."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if is_out_of_memory(error):
            raise ModelError(
                "There is not enough memory for this question: read fewer paragraphs, choose a smaller model, or use "
                "device cpu.",
                remedies=("read", "model", "device"),
            ) from error
        raise

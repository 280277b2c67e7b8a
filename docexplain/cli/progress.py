"""Draw a session's events: bars and notices on stderr, the answer's text on stdout as it comes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from docexplain.cli import interrupt
from docexplain.cli.advice import advised
from docexplain.common.display_text import one_line
from docexplain.session import AnswerText, Event, Notice, Progress, Stage

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class TextSink(Protocol):
    """Where the answer goes as it is generated."""

    def __call__(self, text: str) -> None:
        """One more piece."""

    def end(self) -> None:
        """End the line; more than once does no harm."""

    def cover(self) -> None:
        """Something else is printed below it."""


class Display:
    """A listener for a session.

    Bars are drawn on a terminal only, and vanish when done; in a pipe or a log stderr stays quiet.

    Args:
        on_text: gets the answer's pieces; None when the answer is printed at the end.
    """

    def __init__(self, on_text: TextSink | None = None) -> None:
        self._on_text = on_text
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        self._stage: Stage | None = None
        self._began, self._done_then = 0.0, 0
        # The real one: loading a model drops what is written to sys.stderr meanwhile.
        self._stderr = sys.stderr
        self._on_terminal = self._stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def __call__(self, event: Event) -> None:
        """Draw one event."""
        interrupt.check()
        if isinstance(event, AnswerText):
            if self._on_text:
                self.stop()
                self._on_text(event.text)
        elif isinstance(event, Notice):
            self.stop()
            if self._on_text:
                self._on_text.cover()
            self._stderr.write(f"docexplain: {one_line(advised(event.text, event.remedies))}\n")
        elif isinstance(event, Progress):
            self._progress(event)

    def progress(self, stage: Stage) -> Callable[[int, int | None], None]:
        """A plain progress callback that draws ``stage``."""
        return lambda done, total: self(Progress(stage, done, total))

    def stop(self) -> None:
        """Take the bar off the screen."""
        if self._bars is not None:
            self._bars.stop()
        self._bars = self._task = self._stage = None

    def _progress(self, event: Progress) -> None:
        if self._on_text:
            self._on_text.end()  # a bar would wipe the line it stands on
        if not self._on_terminal:
            return
        ended = event.total is not None and event.done >= event.total
        if event.stage is not self._stage:
            self.stop()
            if not ended:  # else its bar is off the screen already
                self._start(event)
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=event.done, total=event.total, description=self._description(event))
        if ended:
            self.stop()

    def _start(self, event: Progress) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            MofNCompleteColumn,
            ProgressColumn,
            TextColumn,
            TimeElapsedColumn,
        )
        from rich.progress import Progress as Bars

        amount: ProgressColumn = (
            DownloadColumn() if event.stage in {Stage.FETCH, Stage.FETCH_HUB} else MofNCompleteColumn()
        )
        columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn(bar_width=24)]
        if event.total is not None and event.stage not in {Stage.INGEST, Stage.PREFILL}:  # which say it in words
            columns.append(amount)
        self._bars = Bars(*columns, TimeElapsedColumn(), console=Console(file=self._stderr), transient=True)
        self._bars.start()
        self._began, self._done_then = time.monotonic(), event.done
        self._task = self._bars.add_task(self._description(event), total=event.total)
        self._stage = event.stage

    def _description(self, event: Progress) -> str:
        if event.stage is Stage.INGEST and event.total:
            return pages_read(event.done, event.total, event.done - self._done_then, time.monotonic() - self._began)
        return f"{event.stage}, {event.amount}" if event.stage is Stage.PREFILL and event.amount else str(event.stage)


def pages_read(done: int, total: int, new: int, seconds: float) -> str:
    """How far the reading of a document is, and after a second how fast.

    Args:
        new: pages read in these seconds; others were kept from an earlier time.
    """
    rate = f", {new / seconds:.1f} pages/s" if new and seconds >= 1 else ""
    return f"{Stage.INGEST}, page {done:,} of {total:,}{rate}"

"""One line that says what is going on, and what the user should know."""

from __future__ import annotations

import time

from textual.content import Content
from textual.widgets import Static

from docexplain.common.display_text import one_line
from docexplain.session import Progress
from tui.view.shading import bar

BAR = 12


class Status(Static):
    """Progress while something runs, else the last result or error; notices stay until the next job begins."""

    DEFAULT_CSS = """
    Status {
        height: auto;
        max-height: 5;
        padding: 0 1;
        background: $panel;
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._main = Content("")
        self._notices: list[str] = []
        self._began: float | None = None
        self._step = ""
        self._stopping = False
        self._hint = ""

    def on_mount(self) -> None:
        """Count the seconds, so that a long step without progress is seen to be alive."""
        self.set_interval(1.0, self._tick)

    def begin(self, step: str) -> None:
        """A job began: older notices go, the clock starts."""
        self._notices.clear()
        self._stopping = False
        self._began = time.monotonic()
        self._step = step
        self._tick()

    def progress(self, progress: Progress, of: str = "") -> None:
        """The job moved on; ``of``: what it works on."""
        if self._stopping:
            return
        self._step = f"{of}: {progress.stage.value}" if of else progress.stage.value
        if progress.total:
            part = min(1.0, max(0.0, progress.done / progress.total))
            self._step += f" ▕{bar(part, BAR)}▏ {progress.amount}"
        self._tick()

    def notice(self, text: str) -> None:
        """Something to know beside whatever is going on."""
        self._notices.append(one_line(text))
        self._draw()

    def forget_notices(self) -> None:
        """What is shown now is not what they were about."""
        self._notices.clear()
        self._draw()

    def busy(self, text: str) -> None:
        """Say why something cannot be done now; it stays until the job ends."""
        self._hint = one_line(text)
        self._draw()

    def forget_busy(self) -> None:
        """What could not be done can be done again; all else stays."""
        if self._hint:
            self._hint = ""
            self._draw()

    def stopping(self, step: str) -> None:
        """The job was told to stop; what it still reports is not shown."""
        self._stopping = True
        self._step = step
        self._tick()

    def end(self, text: str) -> None:
        """The job is over."""
        self._began = None
        self._hint = ""
        self._main = Content(one_line(text))
        self._draw()

    def error(self, text: str) -> None:
        """The job failed, or something cannot be done."""
        self._began = None
        self._hint = ""
        self._main = Content.assemble(("✗ ", "bold $caution"), (one_line(text), "$caution"))
        self._draw()

    @property
    def text(self) -> str:
        """What the line says, without style."""
        return str(self.content)

    def _tick(self) -> None:
        if self._began is not None:
            seconds = int(time.monotonic() - self._began)
            self._main = Content(f"{self._step} · {seconds} s{'' if self._stopping else ' · Esc stops'}")
            self._draw()

    def _draw(self) -> None:
        notices = [(f"\n! {text}", "$weak") for text in (self._hint, *self._notices) if text]
        self.update(Content.assemble(self._main, *notices))

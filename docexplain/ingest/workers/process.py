"""One worker process: started, asked, watched, and ended whatever happens to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from docexplain.common import leftovers, library_messages
from docexplain.common.display_text import one_line
from docexplain.common.serialization import from_plain
from docexplain.errors import FormatError, InputError, PasswordError
from docexplain.ingest.files.opened_file import Facts
from docexplain.ingest.parse_options import Limits
from docexplain.ingest.text.blocks import PageBlocks
from docexplain.ingest.workers import protocol
from docexplain.ingest.workers.protocol import Job, Kind

COMMAND = (sys.executable, "-P", "-m", "docexplain.ingest.workers.worker")
"""The layout follows. Without -P, Python would look for modules in the current folder first: a PDF may lie beside a
hostile json.py."""

_START_SECONDS = 120.0
"""For a process to load the parser, which says nothing about the file: a cold disk may take its time."""
_END_SECONDS = 10.0
"""For a process that has closed its pipes to be gone."""
_FEW_THREADS = dict.fromkeys(("ORT_INTRA_OP_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
"""The layout model is small: a page takes less time on one thread than on two."""
_KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 * 2**20), "MALLOC_TRIM_THRESHOLD_": str(256 * 2**20)}
"""For glibc, others do not read it: the layout model's arrays, of up to 58 MB, are made again for each page. By itself
glibc gives them all back to the system each time, and a third of the model's time goes into fresh memory. To keep the
largest as well would save another fourteenth, but what is left between them grows by 30 MB a page."""
_NONSENSE = "the parser gave no sensible answer"


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page and the text that it was sent as."""

    page: PageBlocks
    text: str

    @property
    def number(self) -> int:
        """Which page it is."""
        return self.page.number


@dataclass(frozen=True, slots=True)
class PageFailed:
    """A page that could not be read.

    Attributes:
        lost: it took the process with it, or might not if it is tried again.
        worn: memory ran out, which pages before it may have used up: with a new process it may go well.
    """

    number: int
    reason: str
    lost: bool
    worn: bool = False


class Lost(Exception):  # noqa: N818 - becomes a reason
    """The process has ended; the message says why, to follow the name of a page or file."""


class Process:
    """One worker process, used by one thread; only :meth:`kill` may be called from another."""

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._limits = limits
        self._late = False
        self._ending = threading.Lock()
        self._scratch = ExitStack()
        try:
            # It may be killed at any moment: what it and its own children write to temporary files goes with us.
            scratch = self._scratch.enter_context(leftovers.scratch_folder("docexplain-"))
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if library_messages.shown() else subprocess.DEVNULL,
                env={**_environment(), "TMPDIR": str(scratch)},
                start_new_session=True,  # Ctrl-C in a terminal is for us to hear; what it starts can be ended with it
            )
        except OSError as error:
            self._scratch.close()
            raise _does_not_start(error.strerror or str(error)) from error
        self._forget = leftovers.note(self.kill)

    def ready(self) -> None:
        """Wait until it has loaded the parser."""
        try:
            self._answer(_START_SECONDS)
        except Lost as lost:
            raise _does_not_start(str(lost)) from lost

    def open(self, job: Job) -> Facts:
        """Have it open the file. Raises what is wrong with the file."""
        try:
            kind, text = self._answer(job.options.limits.open_seconds, job)
        except Lost as lost:
            raise _cannot_open(job, str(lost)) from lost
        if kind is Kind.LOCKED:
            raise PasswordError(text)
        if kind is Kind.FOREIGN:
            raise FormatError(text)
        if kind is Kind.REFUSED:
            raise InputError(text)
        try:
            return from_plain(Facts, protocol.decode(text))
        except ValueError as error:
            raise _cannot_open(job, _NONSENSE) from error

    def page(self, number: int, seconds: float) -> PageRead | PageFailed:
        """Have it read a page."""
        try:
            kind, text = self._answer(seconds, number)
            if kind is Kind.PAGE:
                return PageRead(protocol.decode_page(text, number), text)
        except Lost as lost:
            return PageFailed(number, str(lost), lost=True)
        except ValueError as error:
            return PageFailed(number, f"{_NONSENSE} ({one_line(str(error), 80)})", lost=True)
        return PageFailed(number, text, lost=kind is not Kind.FAILED, worn=kind is Kind.WORN)

    def kill(self) -> None:
        """End it, and what it has started."""
        with self._ending:
            if self._process.poll() is None:
                leftovers.kill(self._process, seconds=0)

    def end(self) -> None:
        """End it and leave nothing of it."""
        self.kill()
        self._process.wait()
        self._forget()
        self._scratch.close()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _answer(self, seconds: float, request: Job | int | None = None) -> tuple[Kind, str]:
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            if request is not None:
                protocol.send_request(cast(BinaryIO, self._process.stdin), request)
            answer = protocol.receive_answer(cast(BinaryIO, self._process.stdout), 2 * self._limits.page_bytes)
        except (OSError, EOFError) as error:
            raise Lost(self._why(seconds)) from error
        except ValueError as error:
            self.kill()
            raise Lost(_NONSENSE) from error
        finally:
            timer.cancel()
        if self._late:
            raise Lost(self._why(seconds))
        return answer

    def _expire(self) -> None:
        self._late = True
        self.kill()

    def _why(self, seconds: float) -> str:
        with suppress(subprocess.TimeoutExpired):  # it has closed its pipes and lives on
            self._process.wait(_END_SECONDS)
        self.kill()
        status = self._process.wait()
        if self._late:
            return f"it took longer than {seconds:g} s"
        if status == -signal.SIGKILL:  # by the system, most likely
            return "the parser was killed, perhaps because memory ran out"
        with suppress(ValueError):
            return f"the parser crashed ({signal.Signals(-status).name})"
        return f"the parser ended (exit code {status})"


def _does_not_start(why: str) -> InputError:
    return InputError(
        f"No page can be read, because the parser does not start ({why}): make sure that there is memory left, and "
        "install docexplain again if there is."
    )


def _cannot_open(job: Job, why: str) -> InputError:
    return InputError(f"{job.path} cannot be opened ({why}): save it again, or print it to a PDF.")


def _environment() -> dict[str, str]:
    # The process must find what we find, also where a script has added a folder to the path.
    path = os.pathsep.join(str(entry or Path.cwd()) for entry in sys.path)
    return {**_KEPT_MEMORY, **os.environ, **_FEW_THREADS, "PYTHONPATH": path}

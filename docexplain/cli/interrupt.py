"""Ctrl-C, and the signals that end a process, at any moment: the work unwinds, or the process ends at once.

Python raises KeyboardInterrupt wherever the program happens to be. Inside a C extension that is being imported, or in
a destructor, it is swallowed or turned into another error. So a signal is also noted here, and looked for between
steps.

Python hears of a signal only when the main thread comes back from a library, which may take minutes. So the signal is
also written to a pipe that a thread of ours reads: it ends the process when the main thread does not hear it within a
second, does not get done with unwinding, or when there is a second signal. Nothing unwinds then: what must not stay
behind is in :mod:`docexplain.common.leftovers`. Database transactions and files that are put in place when they are
whole take no harm from it.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

from docexplain.common import leftovers
from docexplain.errors import ExitCode

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

HEARD_SECONDS = 0.9
"""How long the main thread may be inside a library before the process is ended over its head."""
UNWOUND_SECONDS = 10.0
"""How long it may take to stop children, remove files and keep what is done."""
_SAME_PRESS_SECONDS = 0.15
"""Signals closer together are one: the terminal's, and the same one handed on by a program around us."""

_EXIT_CODES: dict[int, ExitCode] = {
    getattr(signal, name): code
    for name, code in (
        ("SIGINT", ExitCode.INTERRUPTED),
        ("SIGTERM", ExitCode.TERMINATED),
        ("SIGHUP", ExitCode.HANGUP),
    )
    if hasattr(signal, name)  # Windows has no SIGHUP
}
_SENTENCES = {
    ExitCode.INTERRUPTED: "Interrupted: nothing unfinished was saved.",
    ExitCode.TERMINATED: "Asked to end (SIGTERM): nothing unfinished was saved.",
    ExitCode.HANGUP: "The terminal went away (SIGHUP): nothing unfinished was saved.",
}

_noted: ExitCode | None = None
_over = _in_a_hurry = False
_heard = threading.Event()
_kept = ""
_instead: Callable[[], None] | None = None
_restores: list[Callable[[], None]] = []


def install() -> None:
    """Take over the signals for this process, save for those that whoever started it wants ignored (nohup, &)."""
    for number in _EXIT_CODES:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _handle)
    sys.unraisablehook = _unraisable
    if os.name == "posix":  # elsewhere pipes cannot be written to from a signal
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        threading.Thread(target=_watch, args=(reading,), name="docexplain-signals", daemon=True).start()


def ignore() -> None:
    """Let the process end in peace: there is nothing left to interrupt."""
    global _over  # noqa: PLW0603
    _over = True
    for number in _EXIT_CODES:
        signal.signal(number, signal.SIG_IGN)


def hurry() -> None:
    """End the process at once when the command is done: threads may be at work, and Python takes long to close."""
    global _in_a_hurry  # noqa: PLW0603
    _in_a_hurry = True


def is_in_a_hurry() -> bool:
    """Whether nothing is to be waited for any more."""
    return _in_a_hurry or _noted is not None


def keep(sentence: str) -> None:
    """Note what the interrupted command leaves behind for the next one."""
    global _kept  # noqa: PLW0603
    _kept = sentence


def message() -> str:
    """What to say of it; once, since tests interrupt more than one command in a process."""
    global _kept
    kept, _kept = _kept, ""
    return kept or _SENTENCES[noted() or ExitCode.INTERRUPTED]


def noted() -> ExitCode | None:
    """The exit code of the signal that came first, if one came."""
    return _noted


def check() -> None:
    """Raise the interrupt that came but got lost."""
    if _noted is not None:
        raise KeyboardInterrupt


@contextmanager
def handled_by(stop: Callable[[], None], restore: Callable[[], None]) -> Iterator[None]:
    """For a program with an event loop, which no exception may cross.

    Args:
        stop: called on the main thread in place of raising KeyboardInterrupt there.
        restore: called before the process is ended at once, on any thread: gives the terminal back.
    """
    global _instead  # noqa: PLW0603
    _instead = stop
    try:
        with restored_by(restore):
            yield
    finally:
        _instead = None


@contextmanager
def restored_by(restore: Callable[[], None]) -> Iterator[None]:
    """Within the block the process does not end at once before ``restore`` was called, on any thread."""
    _restores.append(restore)
    try:
        yield
    finally:
        _restores.remove(restore)


def end_at_once(code: int, sentence: str = "") -> None:
    """End the process without unwinding; the sentence goes to stderr."""
    for restore in _restores:
        with suppress(Exception):
            restore()
    leftovers.remove_all()
    with suppress(OSError):
        if os.isatty(2):
            os.write(2, b"\r\x1b[2K\x1b[?25h")  # a bar stands on the line and hides the cursor
        if sentence:
            os.write(2, f"docexplain: {sentence}\n".encode())
    os._exit(code)


def _handle(number: int, _frame: FrameType | None) -> None:
    global _noted  # noqa: PLW0603 - a signal reaches the process, not an object
    if _noted is not None:
        return  # the work unwinds already; the thread that watches ends it
    _noted = _EXIT_CODES[number]
    _heard.set()
    if _instead is None:
        raise KeyboardInterrupt
    _instead()


def _watch(pipe: int) -> None:
    """Wait for the first signal, then for a second one or until it has taken too long; ends the process."""
    code = None
    while code is None:
        code = _next(pipe, None)
    came = time.monotonic()
    while not _over:
        again = _next(pipe, 0.1)
        passed = time.monotonic() - came
        too_long = passed > (UNWOUND_SECONDS if _heard.is_set() else HEARD_SECONDS)
        if too_long or (again is not None and passed > _SAME_PRESS_SECONDS):
            end_at_once(int(code), _kept or _SENTENCES[code])


def _next(pipe: int, seconds: float | None) -> ExitCode | None:
    """The exit code of the next signal, if it comes in time and is one that ends us."""
    if not select.select([pipe], [], [], seconds)[0]:
        return None
    return _EXIT_CODES.get(ord(os.read(pipe, 1)))


def _unraisable(error: UnraisableHookArgs) -> None:
    if not issubclass(error.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(error)

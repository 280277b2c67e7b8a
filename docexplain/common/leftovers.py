"""What must not outlive this process: child processes and temporary folders.

Whoever makes one also ends it, in a ``finally``. But a process that has to end at once, in the middle of a library's
work, unwinds nothing. So what would be left is noted here, for whoever ends the process.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

_numbers = itertools.count()
_noted: dict[int, Callable[[], None]] = {}


def note(remove: Callable[[], None]) -> Callable[[], None]:
    """Have ``remove`` called when the process is ended at once, on any thread; returns what takes the note back."""
    number = next(_numbers)
    _noted[number] = remove
    return lambda: _noted.pop(number, None) and None


def remove_all() -> None:
    """End and remove everything, the youngest first: a folder goes after the program that writes into it."""
    for number in sorted(_noted, reverse=True):
        with suppress(Exception):  # the rest is removed all the same
            _noted[number]()


@contextmanager
def scratch_folder(prefix: str, parent: Path | None = None) -> Iterator[Path]:
    """A temporary folder that is gone after the block, or when the process is ended at once."""
    folder = tempfile.mkdtemp(prefix=prefix, dir=parent)
    remove = partial(shutil.rmtree, folder, ignore_errors=True)
    forget = note(remove)
    try:
        yield Path(folder)
    finally:
        remove()
        forget()


@contextmanager
def ended_with_us(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End a child process, and what it has started, after the block, or when this process is ended at once.

    It must have been started with ``start_new_session=True``: then Ctrl-C in a terminal is for us alone to hear.
    """
    forget = note(lambda: kill(process, seconds=1))
    try:
        yield
    finally:
        kill(process)
        forget()


def kill(process: subprocess.Popen[bytes], seconds: float | None = None) -> None:
    """End a child process that leads a session, with all in it, and wait until it is gone, ``seconds`` at most."""
    if process.poll() is None:
        if os.name == "posix":
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)

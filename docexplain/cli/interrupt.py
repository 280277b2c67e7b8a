"""Ctrl-C at any moment ends the command, also where the interrupt itself gets lost.

Python raises KeyboardInterrupt wherever the program happens to be. Inside a C extension that is being imported, or in
a destructor, it is swallowed or turned into another error. So it is also noted here, and looked for between steps.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_MESSAGE = "Interrupted: nothing unfinished was saved."

_noted = False
_kept = ""


def install() -> None:
    """Take over Ctrl-C for this process."""
    signal.signal(signal.SIGINT, _handle)
    sys.unraisablehook = _unraisable


def ignore() -> None:
    """Let the process end in peace: there is nothing left to interrupt."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def keep(sentence: str) -> None:
    """Note what the interrupted command leaves behind for the next one."""
    global _kept  # noqa: PLW0603
    _kept = sentence


def message() -> str:
    """What to say of it; once, since tests interrupt more than one command in a process."""
    global _kept
    kept, _kept = _kept, ""
    return kept or _MESSAGE


def noted() -> bool:
    """Whether Ctrl-C was pressed."""
    return _noted


def check() -> None:
    """Raise the interrupt that was pressed but got lost."""
    if _noted:
        raise KeyboardInterrupt


def _handle(_number: int, _frame: FrameType | None) -> None:
    global _noted  # noqa: PLW0603 - a signal reaches the process, not an object
    _noted = True
    raise KeyboardInterrupt


def _unraisable(error: UnraisableHookArgs) -> None:
    if not issubclass(error.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(error)

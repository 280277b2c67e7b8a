"""What the terminal can draw, asked of it once.

It is asked before the terminal UI is imported and heard afterwards, so that the way there and back, over SSH too, costs
no time of its own. A terminal that never answers is not waited for longer than :data:`SECONDS`, or :data:`FAR_SECONDS`.
"""

from __future__ import annotations

import importlib.util
import os
import re
import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from docexplain.cli import interrupt, streams

SECONDS, FAR_SECONDS = 0.5, 2.0
"""From the question on, here and over SSH: an answer that came later would be taken for keys."""

_KITTY = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_CELL = b"\x1b[16t"
_KIND = b"\x1b[c"
"""Answered by every terminal, and last: who has answered it answers nothing more."""
_ANSWERS = {
    "kitty": re.compile(rb"\x1b_Gi=31[^;]*;([^\x1b]*)\x1b\\"),
    "cell": re.compile(rb"\x1b\[6;(\d+);(\d+)t"),
    "kind": re.compile(rb"\x1b\[\?([\d;]*)c"),
}
_KEYS = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|.)?")
_SIXEL = b"4"
_USUAL = (10, 20)
_ELSEWHERE = ("TMUX", "STY", "TEXTUAL_DRIVER", "NO_COLOR")
"""Where one of these is set another program draws for the terminal, or there are to be no colours."""

_NO_LIBRARY = (
    "Pages are drawn in half blocks, not as the setting pictures says ({}), as that needs the library textual-image: "
    "pip install 'docexplain[pictures]'."
)
_NOT_HERE = "Pages are drawn in half blocks, not as the setting pictures says ({}): this terminal cannot be asked."


@dataclass(frozen=True, slots=True)
class Answer:
    """Attributes:
    way: ``blocks``, ``sixel`` or ``kitty``.
    cell: width and height of a character in pixels, where the way is not ``blocks``.
    typed: what the user typed meanwhile.
    problem: why it is not the way that is wanted, in a sentence; empty where it is.
    """

    way: str = "blocks"
    cell: tuple[int, int] = _USUAL
    typed: str = ""
    problem: str = ""


@contextmanager
def asking(wanted: str) -> Iterator[Callable[[], Answer]]:
    """Ask now; what this yields waits for the answer, in the block.

    Args:
        wanted: ``auto``, or one of the ways, which is taken without asking whether it is there.
    """
    if wanted in {"sixel", "kitty"} and not _has_library():
        yield lambda: Answer(problem=_NO_LIBRARY.format(wanted))
        return
    if not _may_be_asked(wanted):
        yield lambda: Answer(problem=_NOT_HERE.format(wanted) if wanted in {"sixel", "kitty"} else "")
        return
    import termios
    import tty

    try:
        before = termios.tcgetattr(0)
    except termios.error:  # it says that it is a terminal, and is none
        yield Answer
        return

    def restore() -> None:
        termios.tcsetattr(0, termios.TCSANOW, before)

    with interrupt.restored_by(restore):
        tty.setcbreak(0, termios.TCSANOW)  # what comes is not for the screen; Ctrl+C still ends the program
        try:
            os.write(2, (_KITTY if wanted == "auto" else b"") + _CELL + _KIND)
            far = any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY"))
            end = time.monotonic() + (FAR_SECONDS if far else SECONDS)
            yield lambda: _understood(wanted, _read(end))
        finally:
            restore()


def _may_be_asked(wanted: str) -> bool:
    if wanted == "blocks" or os.name != "posix" or not streams.are_a_terminal():
        return False
    if os.environ.get("TEXTUAL_DRIVER") or not _has_library():
        return False
    term = os.environ.get("TERM", "dumb")
    elsewhere = any(os.environ.get(name) for name in _ELSEWHERE) or term.startswith(("dumb", "linux", "screen", "tmux"))
    if wanted == "kitty" and os.environ.get("NO_COLOR"):
        return False  # the cells of a picture are told by their colours
    # Warp says that it knows kitty's protocol, but not the part of it that shows a picture in a text.
    return wanted != "auto" or not (elsewhere or os.environ.get("TERM_PROGRAM") == "WarpTerminal")


def _has_library() -> bool:
    return importlib.util.find_spec("textual_image") is not None


def _read(end: float) -> bytes:
    said = b""
    while not _ANSWERS["kind"].search(said):
        if not select.select([0], [], [], max(0.0, end - time.monotonic()))[0]:
            break
        piece = os.read(0, 4096)
        if not piece:
            break
        said += piece
    return said


def _understood(wanted: str, said: bytes) -> Answer:
    found = {name: pattern.search(said) for name, pattern in _ANSWERS.items()}
    rest = said
    for pattern in _ANSWERS.values():
        rest = pattern.sub(b"", rest)
    rest = _KEYS.sub(b"", rest)
    typed = "".join(letter for letter in rest.decode(errors="ignore") if letter.isprintable())
    kind, kitty, cell = found["kind"], found["kitty"], found["cell"]
    size = (int(cell[2]), int(cell[1])) if cell else _measured()
    way = wanted
    if wanted == "auto":
        # In this order: others than kitty that say they know its protocol do not know all of it, but know sixel.
        sixel = kind is not None and _SIXEL in kind[1].split(b";")
        way = "sixel" if sixel else "kitty" if kitty and kitty[1] == b"OK" else "blocks"
        if size is None or not all(size):
            way = "blocks"
    return Answer(way, size if size and all(size) else _USUAL, typed)


def _measured() -> tuple[int, int] | None:
    """The size of a cell as the system knows it, if it does."""
    import fcntl
    import struct
    import termios

    try:
        rows, columns, width, height = struct.unpack("HHHH", fcntl.ioctl(2, termios.TIOCGWINSZ, b"\0" * 8))
    except OSError:
        return None
    return (width // columns, height // rows) if rows and columns else None

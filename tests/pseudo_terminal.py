"""A terminal without a window: what a program draws is kept, and what it asks is answered as a given terminal would."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

SECONDS = 120


class PseudoTerminal:
    """Runs Python code on a terminal of its own.

    Args:
        code, arguments: as for ``python -c``.
        answers: what the terminal says to each sequence that asks it something; to others it says nothing.
        size: columns and rows.
        pixels: of the whole window; what a terminal says that knows nothing of them is zero.
        environment: beside this process's.
    """

    def __init__(
        self,
        code: str,
        *arguments: object,
        answers: Mapping[bytes, bytes] | None = None,
        size: tuple[int, int] = (120, 40),
        pixels: tuple[int, int] = (0, 0),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], *pixels))
        others = {"NO_COLOR", "TMUX", "STY", "TEXTUAL_DRIVER", "TERM_PROGRAM", "COLUMNS", "LINES"}
        base = {name: value for name, value in os.environ.items() if name not in others}
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=base | {"TERM": "xterm-256color", "COLORTERM": "truecolor", **(environment or {})},
            start_new_session=True,
        )
        os.close(theirs)
        self.answers = dict(answers or {})
        self._answered: dict[bytes, int] = {}
        self.drawn = b""

    def __enter__(self) -> PseudoTerminal:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        os.close(self._ours)

    @property
    def local_modes(self) -> int:
        """Echo, lines and signals, as ``termios`` has them."""
        return int(termios.tcgetattr(self._ours)[3])

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._ours, keys)

    def read(self, seconds: float = 0.05) -> bool:
        """Take what comes, and answer it; False: the program has gone."""
        self._answer()
        if not select.select([self._ours], [], [], seconds)[0]:
            return self._process.poll() is None
        try:
            piece = os.read(self._ours, 1 << 16)
        except OSError:  # Linux: the other end is closed
            return False
        self.drawn += piece
        self._answer()
        return bool(piece)

    def _answer(self) -> None:
        for question, answer in self.answers.items():
            asked = self.drawn.count(question)
            for _ in range(asked - self._answered.get(question, 0)):
                os.write(self._ours, answer)
            self._answered[question] = asked

    def until(self, what: bytes | Callable[[bytes], object]) -> None:
        """Wait for something to be drawn."""
        end = time.monotonic() + SECONDS
        while not (what in self.drawn if isinstance(what, bytes) else what(self.drawn)):
            assert self.read(), f"the program ended: {self.drawn[-2000:]!r}"
            assert time.monotonic() < end, f"{what!r} did not come: {self.drawn[-2000:]!r}"

    def settle(self, seconds: float = 0.5) -> None:
        """Wait until nothing has been drawn for some time."""
        seen, end = -1, time.monotonic() + SECONDS
        while seen != len(self.drawn) and time.monotonic() < end:
            seen = len(self.drawn)
            self.read(seconds)

    def end(self) -> int:
        """Wait for the program to end, and give its exit code."""
        end = time.monotonic() + SECONDS
        while self.read():
            assert time.monotonic() < end, f"it did not end: {self.drawn[-2000:]!r}"
        return self._process.wait(SECONDS)

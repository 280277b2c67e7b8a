"""How quick the terminal UI is, in a pseudo-terminal as a user has it: first frame, keys while reading, typing while
the model works, bytes a key, memory.

    python benchmarks/terminal_ui.py FILE [--db DB] [--size 120x40] [--question TEXT] [OPTIONS OF docexplain tui ...]
    python benchmarks/terminal_ui.py FILE --starts 7 [--beside FOLDER] ...     the first frame alone, so many times

``--beside`` starts the docexplain whose packages are in another folder in turns with this one.

A key's time ends with the last byte that it makes the program write: the whole repaint, not the first sign of it. Read
the file first (docexplain ingest FILE --db DB), or its parsing is measured too.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time
from pathlib import Path

import psutil

QUIET = 0.12
"""Seconds without a byte after which a repaint is over."""


class Terminal:
    """A program in a pseudo-terminal of a given size."""

    def __init__(self, command: list[str], columns: int, rows: int, packages: str = "") -> None:
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "OMP_NUM_THREADS": "1"}
            if packages:
                os.environ["PYTHONPATH"] = packages
            os.execvp(command[0], command)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float) -> bytes:
        """What comes within so many seconds, as soon as anything does; empty: nothing did."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        try:
            piece = os.read(self._fd, 1 << 16) if ready else b""
            if b"\x1b[c" in piece:  # what kind of terminal it is, which every one says
                os.write(self._fd, b"\x1b[?62;22c")
        except OSError:
            return b""
        return piece

    def end(self) -> float:
        """End the program; the seconds of the processor that it took."""
        used = psutil.Process(self.pid).cpu_times()
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)
        return used.user + used.system

    def until(self, text: str, seconds: float) -> float:
        """Seconds from the start until it writes some text."""
        seen = b""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            seen += self.read(0.05)
            if text.encode() in seen:
                return time.perf_counter() - self.began
            seen = seen[-4096:]
        raise SystemExit(f"{text!r} did not come within {seconds} s")

    def settle(self, quiet: float = QUIET, most: float = 30) -> None:
        """Wait until nothing is written any more."""
        end = time.perf_counter() + most
        while self.read(quiet) and time.perf_counter() < end:
            pass

    def key(self, keys: str) -> tuple[float, int]:
        """Seconds from a key to the last byte of what it changes, and how many bytes."""
        begin = last = time.perf_counter()
        os.write(self._fd, keys.encode())
        size = 0
        while piece := self.read(QUIET):
            last, size = time.perf_counter(), size + len(piece)
        return last - begin, size

    def echo(self, letter: str, seconds: float = 10) -> float:
        """Seconds from a letter until it stands on the screen."""
        begin = time.perf_counter()
        os.write(self._fd, letter.encode())
        while time.perf_counter() - begin < seconds:
            if letter.encode() in self.read(0.02):
                break
        return time.perf_counter() - begin


def _row(name: str, values: list[tuple[float, int]]) -> str:
    times = sorted(1000 * seconds for seconds, _ in values)
    sizes = sorted(size for _, size in values)
    at = min(len(times) - 1, int(0.95 * len(times)))
    return (
        f"{name:<28} median {times[len(times) // 2]:6.0f} ms   95 % {times[at]:6.0f} ms   worst {times[-1]:6.0f} ms   "
        f"{sizes[len(sizes) // 2]:6d} bytes"
    )


def _starts(command: list[str], size: tuple[int, int], times: int, folders: list[str]) -> None:
    """The first frame, by each of some folders of packages in turn."""
    found: dict[str, list[tuple[float, float]]] = {folder: [] for folder in folders}
    for _ in range(times):
        for folder in folders:
            terminal = Terminal(command, *size, folder)
            frame = terminal.until("Ask", 60)
            found[folder].append((frame, terminal.end()))
    for folder, measured in found.items():
        for what, values in zip(("on the clock", "of the processor"), zip(*measured, strict=True), strict=True):
            least, middle = min(values), statistics.median(values)
            print(f"first frame {what:<17} least {least:5.2f} s   median {middle:5.2f} s   {folder or 'this one'}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--db")
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--question", default="What was the revenue?")
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--starts", type=int, default=0)
    parser.add_argument("--beside", action="append", default=[])
    known, rest = parser.parse_known_args()
    columns, rows = map(int, known.size.split("x"))
    command = [str(Path(sys.executable).with_name("docexplain")), "tui", known.file, *rest]
    command += ["--db", known.db] if known.db else []
    if known.starts:
        _starts(command, (columns, rows), known.starts, ["", *known.beside])
        return
    terminal = Terminal(command, columns, rows)
    print(f"{'first frame':<28} {terminal.until('Ask', 60):.2f} s")
    print(f"{'document open':<28} {terminal.until('Ready', 600):.2f} s")
    terminal.settle(0.5)
    os.write(terminal._fd, b"\x1b")
    terminal.settle(0.5)
    for name, key in (("down", "\x1b[B"), ("page down", "\x1b[6~"), ("up", "\x1b[A"), ("end, home", "")):
        keys = [key] * known.keys if key else ["\x1b[F", "\x1b[H"] * (known.keys // 2)
        print(_row(name, [terminal.key(each) for each in keys]))
    os.write(terminal._fd, known.question.encode() + b"\r")
    time.sleep(0.3)
    waits = []
    while len(waits) < 200:
        letter = "abcdefghijklmnopqrstuvwxyz"[len(waits) % 26]
        waits.append((terminal.echo(letter), 1))
        time.sleep(0.1)
    print(_row("typing while it works", waits))
    memory = psutil.Process(terminal.pid).memory_info().rss
    print(f"{'memory':<28} {memory / 1e6:.0f} MB")
    os.write(terminal._fd, b"\x11\x11")
    terminal.settle(1)


if __name__ == "__main__":
    main()

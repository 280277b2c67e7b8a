"""Stdin, stdout and stderr as they may be: closed, full, or gone with the terminal."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

from docexplain.errors import OutputError

CLOSED = "Standard output is closed, so there is nowhere to print to: leave it open, or send it to a file."


def prepare() -> bool:
    """Make writing to the streams safe, before anything else opens a file; returns whether stdout is open.

    A file opened while 0, 1 or 2 is closed gets that number, and whatever prints there would write into it: into the
    database, say. So what is closed is opened on the null device.
    """
    closed = {number for number in range(3) if not _is_open(number)}
    for _ in closed:
        os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
    for number in closed:
        os.set_inheritable(number, True)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout = _Output.instead_of(sys.stdout)
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr = _Messages.instead_of(sys.stderr)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - for as long as the process runs
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115
    return 1 not in closed


def drop_output() -> None:
    """Let what is still written to stdout vanish: Python would complain once more while closing it."""
    with suppress(OSError, ValueError):  # a stdout that is no file
        _to_nowhere(sys.stdout.fileno())
    if isinstance(sys.stdout, _Output):
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115


def complain(message: str) -> None:
    """One message to stderr; what could steer a terminal, as a file's name may, is shown as a question mark."""
    shown = "".join(c if c.isprintable() or c == "\n" else "?" for c in message)
    import click  # not at the top: streams are made safe before anything else happens

    click.echo(f"docexplain: {shown}", err=True)


def are_a_terminal() -> bool:
    """Whether a person sits at the other end: keys come in by stdin, and the terminal UI is drawn on stderr."""
    return os.isatty(0) and os.isatty(2)


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _to_nowhere(number: int) -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, number)
    os.close(nothing)


class _Stream(io.TextIOWrapper):
    """A standard stream with its own way with what cannot be written."""

    @classmethod
    def instead_of(cls, stream: io.TextIOWrapper) -> _Stream:
        """One that writes where ``stream`` does. ``stream`` stays as it is, for who kept it."""
        stream.flush()
        return cls(
            stream.buffer,
            encoding=stream.encoding,
            errors=stream.errors,
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )

    def write(self, text: str) -> int:
        """As the base class does."""
        try:
            return super().write(text) if text or not isinstance(text, str) else 0  # some devices refuse nothing, too
        except OSError as error:
            self.failed(error)
            return len(text)

    def flush(self) -> None:
        """As the base class does."""
        try:
            super().flush()
        except OSError as error:
            self.failed(error)

    def failed(self, error: OSError) -> None:
        """The system refused to write."""
        raise NotImplementedError


class _Output(_Stream):
    """Stdout: what cannot be printed is an error, save when its reader has seen enough."""

    def failed(self, error: OSError) -> None:
        if isinstance(error, BrokenPipeError):
            raise error
        raise OutputError(
            f"The output cannot be written ({error.strerror or error}): make room, or send it elsewhere. What is saved "
            "stays so."
        ) from error


class _Messages(_Stream):
    """Stderr: a message that nobody can read must not cost the answer."""

    def failed(self, error: OSError) -> None:
        with suppress(OSError, ValueError):
            _to_nowhere(self.fileno())

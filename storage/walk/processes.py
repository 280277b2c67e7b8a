"""Ranges of entries checked in several processes beside each other: nearly all of the time goes into hashing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue

from sqlalchemy import URL
from sqlalchemy.orm import Session

from docexplain.common import leftovers
from docexplain.common.machine import cores
from storage.walk.contents import Found
from storage.walk.entries import Range
from storage.walk.walk import Walk

COMMAND = (sys.executable, "-P", "-m", "storage.walk.worker")
"""Without -P, Python would look for modules in the current folder first."""
MANY = 6
"""Ranges from which on other processes are worth their start of half a second."""
_MOST = 8


def check_ranges(
    session: Session, ranges: Sequence[Range], first: Mapping[str, int], meanwhile: Callable[[], None]
) -> Generator[Found, None, None]:
    """What is found in each range, in their order.

    The other processes open the database anew, so each sees what was there when it began. Entries are only ever
    added, and the ranges end where they ended for ``session``. What no other process could check is checked here: a
    database in memory, what a process leaves undone.

    Args:
        meanwhile: what this process has to do itself.
    """
    walk = Walk(session, first)
    where = _where(session)
    processes = min(cores(), len(ranges), _MOST)
    if where is None or len(ranges) < MANY or processes < 2:
        meanwhile()
        yield from map(walk.check, ranges)
        return
    with ExitStack() as stack:
        threads = ThreadPoolExecutor(processes)
        stack.callback(threads.shutdown, cancel_futures=True)
        free: SimpleQueue[_Process] = SimpleQueue()
        for _ in range(processes):
            process = _Process(json.dumps({**where, "first": first}))
            stack.callback(process.end)  # which comes before the threads that wait for it
            free.put(process)

        def check(which: Range) -> Found | None:
            process = free.get()
            try:
                return process.check(which)
            finally:
                free.put(process)

        checked = threads.map(check, ranges)  # which begins at once
        meanwhile()
        for which, found in zip(ranges, checked, strict=True):
            yield walk.check(which) if found is None else found


def _where(session: Session) -> dict[str, str] | None:
    """The database as another process can open it; None where it cannot."""
    url = getattr(session.get_bind(), "url", None)
    if not isinstance(url, URL):
        return None
    if url.get_backend_name() == "postgresql":
        return {"url": url.render_as_string(hide_password=False)}
    return {"path": url.database} if url.database and Path(url.database).is_file() else None


class _Process:
    """One process; used by one thread at a time."""

    def __init__(self, task: str) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            # It must find what we find, also where a script has added a folder to the path.
            path = os.pathsep.join(str(entry or Path.cwd()) for entry in sys.path)
            self._process = subprocess.Popen(
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
                start_new_session=True,  # Ctrl-C in a terminal is for us to hear
            )
            self._forget = leftovers.note(self._kill)
            self._send(task)

    def check(self, which: Range) -> Found | None:
        """What it finds; None where it does not answer."""
        if self._process is None or self._process.stdout is None:
            return None
        try:
            self._send(json.dumps(asdict(which)))
            found = json.loads(self._process.stdout.readline())
            return Found(**found) if found.keys() == asdict(Found()).keys() else None
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def end(self) -> None:
        """End it and leave nothing of it."""
        if self._process is None:
            return
        self._kill()
        self._process.wait()
        self._forget()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _send(self, line: str) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()

    def _kill(self) -> None:
        if self._process is not None:
            leftovers.kill(self._process, seconds=0)

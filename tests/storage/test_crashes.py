"""Many writers at once, and writers that are killed: what was said to be saved is there, and nothing is half there."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import sqlite3
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
import sqlalchemy

from docexplain.errors import StorageError
from docexplain.records import Answer, Document
from storage import open_store

from .log import log_of
from .writers import write

KILLS = int(os.environ.get("DOCEXPLAIN_TEST_KILLS", "12"))
WRITERS, EACH = 8, 5


@pytest.fixture(scope="module")
def forking() -> ForkServerContext:
    """Forks from a process that has imported the store, and has no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([write.__module__])
    return context


def received(told: Connection) -> set[str]:
    """What came through until the other end was closed."""
    names = set()
    with suppress(EOFError):
        while True:
            names.add(told.recv())
    return names - {""}


def check(url: str, confirmed: set[str]) -> set[str]:
    """All that was confirmed is there, and the record is whole; returns what is there."""
    with open_store(url) as store:
        assert store.verify().problems == ()
        saved = {summary.id for summary in store.history()}
        assert confirmed <= saved
        assert {f"{id_:0>64}" for id_ in saved} <= {parse.sha256 for parse in store.stored_parses()}
        for name in saved:
            assert store.get_document(f"{name:0>64}", store.stored_parses()[0].parser).paragraphs
    return saved


def test_eight_writers(url: str, document: Document, answer: Answer, forking: ForkServerContext) -> None:
    ends, writers = [], []
    for n in range(WRITERS):
        here, there = forking.Pipe(duplex=False)
        writers.append(forking.Process(target=write, args=(url, f"{n}a", document, answer, EACH, there)))
        writers[-1].start()
        there.close()
        ends.append(here)
    confirmed = set().union(*map(received, ends))
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    assert len(confirmed) == WRITERS * EACH
    assert check(url, confirmed) == confirmed
    entries = log_of(url)
    assert [entry.seq for entry in entries] == list(range(1, 2 * WRITERS * EACH + 1))


def test_writers_that_are_killed(url: str, document: Document, answer: Answer, forking: ForkServerContext) -> None:
    """At any moment, by SIGKILL: while they open the database, and while they save. ``DOCEXPLAIN_TEST_KILLS`` says how
    many."""
    chance = random.Random(time.time_ns())
    confirmed: set[str] = set()
    killed_while_saving = 0
    for n in range(KILLS):
        here, there = forking.Pipe(duplex=False)
        writer = forking.Process(target=write, args=(url, f"{n:04x}", document, answer, 1000, there))
        writer.start()
        there.close()
        told = set()
        if n % 4:
            here.recv()  # it has opened the database
        if n % 4 == 1:
            told.add(here.recv())  # and saved an answer, however busy the machine is
        time.sleep(chance.random() * 0.15)
        writer.kill()
        writer.join(60)
        told |= received(here)
        killed_while_saving += bool(told)
        confirmed |= told
        if n % 10 == 9:
            check(url, confirmed)
    saved = check(url, confirmed)
    assert killed_while_saving
    assert len(saved - confirmed) <= KILLS  # of each the one that was saved and not told yet
    if url.startswith("sqlite"):
        engine = sqlalchemy.create_engine(url)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        engine.dispose()


def test_a_file_that_may_not_grow(path: Path, document: Document, answer: Answer, forking: ForkServerContext) -> None:
    """As on a full disk, of which the operating system tells."""
    here, there = forking.Pipe(duplex=False)
    writer = forking.Process(target=write_up_to, args=(400_000, str(path), document, answer, there))
    writer.start()
    there.close()
    confirmed = received(here)
    writer.join(60)
    assert writer.exitcode == 6
    assert confirmed
    saved = check(f"sqlite:///{path}", confirmed)
    assert saved == confirmed
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def write_up_to(size: int, path: str, document: Document, answer: Answer, told: Connection) -> None:
    """Write until files may not grow; ends with the exit code of what is raised."""
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        write(path, "aa", document, answer, 1000, told)
    except StorageError as error:
        if "disk" in str(error):
            raise SystemExit(int(error.exit_code)) from None
        raise

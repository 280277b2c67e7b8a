"""A process that reads pages of one file, so that a page that crashes, hangs or devours memory costs only itself.

Run as ``python -P -m docexplain.ingest.workers.worker LAYOUT``; :mod:`docexplain.ingest.workers.pool` does. It ends
when its stdin does: when nobody is left to ask.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import BinaryIO

from docexplain.common import library_messages
from docexplain.common.display_text import one_line
from docexplain.common.lazy_imports import lean_imports, own_process
from docexplain.common.serialization import to_plain
from docexplain.errors import FormatError, InputError, PasswordError
from docexplain.ingest.files.file_bytes import read_bytes
from docexplain.ingest.files.opened_file import Source, opened
from docexplain.ingest.layout_models import picture_model
from docexplain.ingest.parse_options import Limits
from docexplain.ingest.safety.limits import PageError
from docexplain.ingest.workers import protocol
from docexplain.ingest.workers.protocol import Job, Kind

_GRACE = 30
"""Seconds after its time that a page is given up here, should nobody be left who does it from outside."""
_REASON = 200
"""Characters of a reason: some libraries put half the page into theirs."""
_LAYOUT_MODEL = ("pymupdf.layout", "pymupdf4llm")
"""What PyMuPDF loads for its layout model as soon as it is imported: three quarters of the start. Ours takes less."""
_OUT_OF_MEMORY = ("malloc", "calloc", "realloc", "bad_alloc", "allocate memory", "out of memory")


def main() -> None:
    """Answer requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the asker's; it ends us when it wants to
    library_messages.settle()
    with own_process(), suppress(BrokenPipeError), _pipes() as (requests, answers):
        with lean_imports(*_LAYOUT_MODEL):
            import pymupdf  # noqa: F401 - while the asker is still busy with the file
        if sys.argv[1:] != ["fast"]:
            with lean_imports():
                picture_model()
        protocol.send_answer(answers, Kind.READY)
        job = protocol.receive_request(requests)
        if isinstance(job, Job):
            _serve(job, requests, answers)


def _serve(job: Job, requests: BinaryIO, answers: BinaryIO) -> None:
    limits = job.options.limits
    try:
        data = read_bytes(job.path, limits)
        if hashlib.sha256(data).hexdigest() != job.sha256:
            raise InputError(f"{job.path} changed while it was read: try again when no program writes to it.")
        _limit_memory(limits.memory_bytes + len(data))
        with ExitStack() as work:
            with _alarm(limits.open_seconds + _GRACE):
                source = work.enter_context(opened(data, job.path, job.password, job.options))
            work.enter_context(_alarm_at_the_end(limits.open_seconds + _GRACE))
            protocol.send_answer(answers, Kind.FACTS, protocol.encode(to_plain(source.facts)))
            while isinstance(number := protocol.receive_request(requests), int):
                with _alarm(job.options.page_seconds + _GRACE):
                    kind, text = read_page(source, number, limits)
                protocol.send_answer(answers, kind, text)
                if kind is Kind.WORN:
                    return
    except InputError as error:
        kinds = {PasswordError: Kind.LOCKED, FormatError: Kind.FOREIGN}
        protocol.send_answer(answers, kinds.get(type(error), Kind.REFUSED), str(error))
    except MemoryError:
        needs = f"{job.path} needs more than {_size(limits.memory_bytes)} of memory to be opened"
        protocol.send_answer(answers, Kind.REFUSED, f"{needs}: split it, or print parts of it to PDFs.")


def read_page(source: Source, number: int, limits: Limits) -> tuple[Kind, str]:
    """The answer about one page, whatever happens to it."""
    try:
        text = protocol.encode_page(source.page(number))
    except PageError as error:
        return Kind.FAILED, str(error)
    except Exception as error:  # one bad page must not cost the others
        if isinstance(error, MemoryError) or any(sign in str(error) for sign in _OUT_OF_MEMORY):
            # Libraries that ran out of memory may be left in any state.
            return Kind.WORN, f"it needs more than {_size(limits.memory_bytes)} of memory"
        return Kind.FAILED, one_line(f"{type(error).__name__}: {error}", _REASON)
    if len(text) > limits.page_bytes:
        return Kind.FAILED, f"it holds more than {_size(limits.page_bytes)} of text"
    return Kind.PAGE, text


def _size(count: int) -> str:
    return f"{count / 2**30:.3g} GiB" if count >= 2**30 else f"{count / 2**20:.3g} MiB"


def _limit_memory(limit: int) -> None:
    """Where the system can: more is refused to us, instead of other programs being killed for it."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no copy of the document on the disk


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Ends the process if the block takes longer, also inside a library that never comes back to Python."""
    if sys.platform == "win32":
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def _alarm_at_the_end(seconds: float) -> Iterator[None]:
    """Ends the process if what comes after the block takes longer: to close a file, and to leave Python."""
    try:
        yield
    finally:
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, seconds)


@contextmanager
def _pipes() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Requests and answers; whatever else reads stdin finds nothing, and what it prints goes where errors go."""
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        yield requests, answers


if __name__ == "__main__":
    main()

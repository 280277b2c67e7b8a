"""Work on a thread beside ours that nobody waits for who is interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def thread_beside() -> Iterator[ThreadPoolExecutor]:
    """A thread to submit work to. The block ends at once, also when the work is not done: an executor's own ``with``
    would wait for it, after Ctrl-C too."""
    pool = ThreadPoolExecutor(1)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)

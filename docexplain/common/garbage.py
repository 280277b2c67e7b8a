"""The garbage collector, held back where it would only look through what stays."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_inside = 0
_collecting = False


@contextmanager
def collector_waits() -> Iterator[None]:
    """For work that makes many thousands of objects and no cycles among them, beside a library of millions: the
    collector, which goes by how many are made, would look through them all again and again, and find nothing.

    Of several threads inside, the last one out lets it run again.
    """
    global _inside, _collecting  # noqa: PLW0603 - so is the collector
    with _lock:
        if not _inside:
            _collecting = gc.isenabled()
            gc.disable()
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside and _collecting:
                gc.enable()

"""The garbage collector, held back where it would only look through what stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_waits() -> Iterator[None]:
    """For work that makes many thousands of objects and no cycles among them, beside a library of millions: the
    collector, which goes by how many are made, would look through them all again and again, and find nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()

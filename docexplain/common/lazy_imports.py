"""Import big libraries without what slows that down.

What docexplain asks of transformers and NLTK needs none of the libraries in :data:`EXTRAS`, and its own
requirements install none; but where one is installed for other work, they import it at once, and that took a third of
the start. Another sixth went to the garbage collector, which looked through everything imported over and over.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from docexplain.common.garbage import collector_waits

EXTRAS = ("scipy", "sklearn", "pandas", "numba", "jax", "torchvision", "torchaudio")
"""Optional libraries that an import may pull in, by import name."""

_process_is_ours = False


@contextmanager
def own_process() -> Iterator[None]:
    """Say that nobody else has work in this process, for the time of the block: :func:`lean_imports` may then change
    what lasts longer than an import (transformers remembers what it did not find)."""
    global _process_is_ours  # noqa: PLW0603 - the modules of a process are global too
    before, _process_is_ours = _process_is_ours, True
    try:
        yield
    finally:
        _process_is_ours = before


@contextmanager
def lean_imports(*unneeded: str) -> Iterator[None]:
    """For the import of a big library, and nothing else, inside the block.

    The garbage collector waits. In a process of our own :data:`EXTRAS` and the modules named are not found meanwhile,
    and the collector passes over all that is there by then for good: it stays until the end anyway.
    """
    hidden = [name for name in (*EXTRAS, *unneeded) if name not in sys.modules] if _process_is_ours else []
    modules = cast(dict[str, object], sys.modules)
    with collector_waits():
        modules.update(dict.fromkeys(hidden))  # None is Python's own mark for "there is no such module"
        try:
            yield
        finally:
            for name in hidden:
                if name in modules and modules[name] is None:
                    del modules[name]
            if _process_is_ours:
                gc.freeze()

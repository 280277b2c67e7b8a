"""Who is told what while a file is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from docexplain.ingest.files.file_bytes import Waiting
from docexplain.records import Document

Progress = Callable[[int, int], None]
"""Called with the number of pages done and of all pages, also with the same numbers again while no page gets done."""
Drafted = Callable[[Document], None]
"""Gets a document of the first pages."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is called while a file is read; what one of these raises ends the reading.

    Attributes:
        progress: called before the first page and after each.
        waiting: called again and again where there is no progress to tell, too.
        drafted: called now and then with what the first pages are as a document, while the others are still read: the
            very parse that asking for these pages alone would give. None: no drafts are made, which take a tenth of
            the time.
    """

    progress: Progress = lambda _done, _total: None
    waiting: Waiting = lambda: None
    drafted: Drafted | None = None

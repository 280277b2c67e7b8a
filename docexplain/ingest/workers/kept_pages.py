"""Pages of a parse under way, kept as they come: after an interruption the next try goes on where this one stopped."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol

from docexplain.ingest.text.blocks import PageBlocks
from docexplain.ingest.workers import protocol
from docexplain.ingest.workers.process import PageRead

BATCH_SECONDS = 5.0
"""How often pages are written. A parse that takes less leaves no trace until it is done."""


class PageStore(Protocol):
    """Where pages are kept: a part of the session's ``Store``."""

    def unfinished_pages(self, sha256: str, parser: str) -> Mapping[int, str]:
        """The pages kept, by number."""

    def keep_pages(self, sha256: str, parser: str, pages: Mapping[int, str]) -> None:
        """Keep pages."""

    def drop_pages(self, sha256: str) -> None:
        """Forget all pages of a file."""


class Unfinished:
    """The kept pages of one file.

    Args:
        store: None keeps nothing.
        parser: whose pages they are; those of another are not the same.
    """

    def __init__(self, store: PageStore | None, sha256: str, parser: str) -> None:
        self._store, self._sha256, self._parser = store, sha256, parser
        self._waiting: dict[int, str] = {}
        self._written = False
        self._last = time.monotonic()

    def load(self, total: int) -> list[PageBlocks]:
        """The pages that were kept; one that is damaged is left out, to be parsed again."""
        if self._store is None:
            return []
        pages = []
        for number, text in self._store.unfinished_pages(self._sha256, self._parser).items():
            self._written = True
            if 1 <= number <= total:
                with suppress(ValueError):
                    pages.append(protocol.decode_page(text, number))
        return pages

    def add(self, read: PageRead) -> None:
        """Keep a page. One without text is not worth it, and may have some next time, with OCR."""
        if self._store is None or not read.page.blocks:
            return
        self._waiting[read.number] = read.text
        if time.monotonic() - self._last >= BATCH_SECONDS:
            self.write()

    def write(self) -> None:
        """Write what waits to be."""
        if self._store is not None and self._waiting:
            self._store.keep_pages(self._sha256, self._parser, self._waiting)
            self._waiting = {}
            self._written = True
        self._last = time.monotonic()

    def complete(self) -> None:
        """All pages are there. If some are kept, keep all: the document may be stored much later, or not at all."""
        if self._written:
            self.write()

    def drop(self) -> None:
        """Nothing will come of it."""
        if self._store is not None and self._written:
            self._store.drop_pages(self._sha256)

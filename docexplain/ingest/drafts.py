"""Documents that are told of before all of their pages are read."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress

from docexplain.errors import InputError
from docexplain.ingest.assembling import Failed, Opened, assembled, first_pages
from docexplain.ingest.text.blocks import PageBlocks
from docexplain.ingest.told import Told

_SECONDS = 1.0
"""Before the first draft, and from one to the next: what is read at once needs none."""
_SHARE = 0.1
"""Of the time that drafts take, at most: a long document's take longer, and come less often."""


class Drafts:
    """Tells of the pages that are read without a gap from the first one on, more of them each time.

    Args:
        told: who wants to know, perhaps nobody.
    """

    def __init__(self, opened: Opened, told: Told) -> None:
        self._opened, self._told, self._waiting = opened, told.drafted, told.waiting
        self._numbers = opened.job.options.numbers(opened.facts.pages)
        self._pages = 0
        self._next = time.monotonic() + _SECONDS

    def tell(self, pages: Sequence[PageBlocks], failed: Sequence[Failed]) -> None:
        """So much is read now, in any order."""
        began = time.thread_time()
        if self._told is None or time.monotonic() < self._next:
            return
        there = {page.number for page in pages} | {number for number, _ in failed}
        first = next((i for i, number in enumerate(self._numbers) if number not in there), len(self._numbers))
        if first <= self._pages or first == len(self._numbers):
            return
        numbers = self._numbers[:first]
        early = set(numbers)
        read = sorted((page for page in pages if page.number in early), key=lambda page: page.number)
        document = None
        if read:
            rest = sorted(each for each in failed if each[0] in early)
            with suppress(InputError):  # no text yet
                document = assembled(first_pages(self._opened, numbers), read, rest, self._waiting)
        took = time.thread_time() - began if self._pages else 0.0  # the first one loads what it needs
        self._pages, self._next = first, time.monotonic() + max(_SECONDS, took / _SHARE)
        if document is not None:
            self._told(document)

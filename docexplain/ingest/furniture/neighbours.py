"""The words of the pages beside one: what stands there too, in the same place, is the page's and not the text's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docexplain.ingest.text.glyphs import Glyphs


def beside(page: Any) -> Iterator[list[Glyphs]]:
    """The words of the page before a ``pymupdf.Page`` and of the one after, as far as they can be read."""
    for number in (page.number - 1, page.number + 1):
        if 0 <= number < page.parent.page_count:
            try:
                yield words_of(page.parent[number])
            except Exception:  # whatever MuPDF raises over a broken page: this one can be read
                continue


def words_of(page: Any) -> list[Glyphs]:
    """Its words: no more than where they stand and what they say."""
    if page.rotation:
        page.remove_rotation()
    found = page.get_text("words", sort=False)
    return [Glyphs(tuple(word[:4]), word[4], word[5], word[6], size=0.8 * (word[3] - word[1])) for word in found]

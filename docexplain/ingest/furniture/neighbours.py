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
    """Its words: no more than where they stand on the page as it is displayed, and what they say. The page is left as
    it is: it is read after this one, or was before."""
    import pymupdf

    make_rect: Any = pymupdf.Rect
    found = []
    for *place, text, block, line, _ in page.get_text("words", sort=False):
        x0, y0, x1, y1 = rect = tuple((make_rect(place) * page.rotation_matrix).normalize())
        found.append(Glyphs(rect, text, block, line, size=0.8 * min(x1 - x0, y1 - y0)))
    return found

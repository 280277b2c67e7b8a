"""Text in layers (optional content) that are switched off when the file is opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from docexplain.ingest.text.glyphs import Glyphs, page_words

SWITCHED_OFF = "in a layer that is switched off"


def switched_off(page: Any, words: Sequence[Glyphs], read: Callable[[Any], dict[str, Any]]) -> list[Glyphs]:
    """The words that a ``pymupdf.Page`` has more when all layers are on, with the reason why nobody sees them.

    Args:
        words: those that it has as it is.
        read: gives the characters of a page, see :mod:`docexplain.ingest.text.glyphs`.
    """
    with _all_on(page.parent) as changed:
        found = page_words(read(page)) if changed else []
    known = Counter(map(_place, words))
    first = 1 + max((word.block for word in words), default=0)
    more = []
    for word in found:
        if known[_place(word)]:
            known[_place(word)] -= 1
        else:
            more.append(replace(word, block=first + word.block, hidden=SWITCHED_OFF))
    return more


def _place(word: Glyphs) -> tuple[str, tuple[int, ...]]:
    return word.text, tuple(round(value) for value in word.rect)


@contextmanager
def _all_on(document: Any) -> Iterator[bool]:
    """Whether that changes anything; they are as they were afterwards."""
    from pymupdf import mupdf

    functions: Any = mupdf
    pdf = functions.pdf_document_from_fz_document(document.this) if document.is_pdf else None
    layers = range(functions.pdf_count_layers(pdf)) if pdf else ()
    off = [layer for layer in layers if not functions.pdf_layer_is_enabled(pdf, layer)]
    for layer in off:
        functions.pdf_enable_layer(pdf, layer, 1)
    try:
        yield bool(off)
    finally:
        for layer in off:
            functions.pdf_enable_layer(pdf, layer, 0)

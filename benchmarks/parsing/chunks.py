"""The one form in which both the truth about a made PDF and what a parser finds in it are written down."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

TEXT, HEADING, ITEM, TABLE, FOOTNOTE, CAPTION = "text", "section-header", "list-item", "table", "footnote", "caption"
HEADER, FOOTER = "page-header", "page-footer"
FURNITURE = frozenset({HEADER, FOOTER})


class Word(NamedTuple):
    """Characters ``start`` up to ``end`` of a chunk's text stand on the page (from 1) in the box, in points as shown:
    with the page turned as it says, from its top left corner."""

    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class Area(NamedTuple):
    """A box on a page."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Chunk:
    """A paragraph, heading, list item, table, footnote, caption, running header or footer.

    Attributes:
        kind: as the layout model names classes; "" where a parser knows none.
        words: a word that a line's end breaks is two, one of an unspaced script is one character.
        areas: where the whole stands, for parsers that do not say it of words.
    """

    text: str
    kind: str
    words: tuple[Word, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A made PDF and its chunks in reading order; headers and footers stand where their page begins."""

    kind: str
    name: str
    data: bytes
    pages: int
    chunks: tuple[Chunk, ...]

    def truth(self) -> dict[str, Any]:
        """All but the file, for JSON."""
        chunks = [asdict(chunk) for chunk in self.chunks]
        return {"kind": self.kind, "name": self.name, "pages": self.pages, "chunks": chunks}

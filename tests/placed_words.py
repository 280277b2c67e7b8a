"""Pages of words whose places are known, set by hand in any box, rotation and direction.

Words are set on a sheet as it is read, upright. A sheet is turned or mirrored to what is seen on the page, and what is
seen is brought to the page's own coordinates, by matrices of numpy.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pymupdf
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Rect = tuple[float, float, float, float]

ASCENT, DESCENT = 0.72, 0.21
"""Of Helvetica's letters, in font sizes."""

BOXES = {
    "plain": ((0, 0, 612, 792), None),
    "media origin": ((-50, 30, 562, 822), None),
    "media inside out": ((612, 792, 0, 0), None),
    "crop inside": ((0, 0, 800, 1000), (100, 120, 712, 912)),
    "crop past": ((0, 0, 612, 792), (-40, -60, 700, 900)),
    "crop half past": ((0, 0, 700, 800), (88, -30, 750, 792)),
    "crop negative": ((-400, -500, 400, 500), (-350, -420, 262, 372)),
    "crop beside": ((0, 0, 612, 792), (900, 900, 1000, 1000)),
}
"""MediaBox and CropBox. What is seen is 612 points by 792 in all of them."""

WAYS = {
    "upright": (0, False),
    "bottom up": (270, False),
    "top down": (90, False),
    "upside down": (180, False),
    "mirrored": (0, True),
    "mirrored bottom up": (270, True),
    "mirrored top down": (90, True),
    "mirrored upside down": (180, True),
}
"""How a sheet lies on the page as it is seen: degrees clockwise, and whether it is mirrored left to right before."""


class Word(NamedTuple):
    """A word and its place on the page as it is seen, in points from the top left corner."""

    text: str
    rect: Rect


@dataclass
class Sheet:
    """Lines of text on a sheet of this size, each word set at a place of its own."""

    width: float
    height: float
    words: list[tuple[str, float, float, float]] = field(default_factory=list)

    def paragraph(self, text: str, x: float, y: float, width: float, size: float = 11) -> float:
        """Sets a paragraph with its first baseline at y; returns where the next line would stand."""
        at = x
        for word in text.split():
            length = pymupdf.get_text_length(word, fontname="helv", fontsize=size)
            if at > x and at + length > x + width:
                at, y = x, y + 1.25 * size
            self.words.append((word, at, y, size))
            at += length + pymupdf.get_text_length(" ", fontname="helv", fontsize=size)
        return y + 1.25 * size


def way(sheet: Sheet, degrees: int, *, mirrored: bool, x: float = 0, y: float = 0) -> Matrix:
    """From a sheet to the page as it is seen, with the sheet's corner that ends up top left at (x, y)."""
    m = np.eye(3)
    if mirrored:
        m = _translated(sheet.width, 0) @ np.diag([-1.0, 1.0, 1.0]) @ m
    width, height = sheet.width, sheet.height
    for _ in range(degrees // 90):
        m = np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]) @ m
        width, height = height, width
    return _translated(x, y) @ m


def seen_rect(m: Matrix, rect: Rect) -> Rect:
    """The rectangle around a rectangle after a matrix."""
    x0, y0, x1, y1 = rect
    corners = m @ np.array([[x0, x1, x0, x1], [y0, y0, y1, y1], [1.0, 1.0, 1.0, 1.0]])
    return (*corners[:2].min(axis=1), *corners[:2].max(axis=1))  # type: ignore[return-value]


class Setter:
    """Writes a PDF by hand, page for page, and knows where each word of it is seen."""

    def __init__(self) -> None:
        self.pdf: Any = pymupdf.open()
        self.words: dict[int, list[Word]] = {}
        self._to_seen: list[Matrix] = []
        self._sizes: list[tuple[float, float]] = []

    def page(self, box: str = "plain", rotate: int = 0, unit: float = 1.0) -> int:
        """A new page, the number of which is returned."""
        page = self.pdf.new_page()
        media, crop = BOXES[box]
        keys = {"MediaBox": _array(media), "CropBox": _array(crop), "Rotate": str(rotate) if rotate else "null"}
        for key, value in keys.items():
            self.pdf.xref_set_key(page.xref, key, value)
        if unit != 1:
            self.pdf.xref_set_key(page.xref, "UserUnit", f"{unit:g}")
        self._to_seen.append(_to_seen(box, rotate, unit))
        across, down = 612 * unit, 792 * unit
        self._sizes.append((down, across) if rotate % 180 else (across, down))
        self.words[page.number + 1] = []
        return int(page.number) + 1

    def fill(self, number: int, way_name: str, rng: random.Random, paragraphs: int = 2) -> list[str]:
        """Sets paragraphs of made-up words upon the whole page; returns their texts."""
        degrees, mirrored = WAYS[way_name]
        width, height = self.size(number)
        sheet = Sheet(height, width) if degrees % 180 else Sheet(width, height)
        by, y = min(width, height) / 612, 60.0 * min(width, height) / 612
        texts = [made_up(rng, 22) for _ in range(paragraphs)]
        for text in texts:
            y = sheet.paragraph(text, 80 * by, y + 60 * by, 380 * by, 11 * by)
        self.set(number, sheet, way(sheet, degrees, mirrored=mirrored))
        return texts

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page as it is seen."""
        return self._sizes[number - 1]

    def inherit(self, number: int) -> None:
        """Moves a page's boxes and rotation to a node above it in the tree of pages."""
        page, node = self.pdf[number - 1].xref, self.pdf.get_new_xref()
        root = int(self.pdf.xref_get_key(page, "Parent")[1].split()[0])
        keys = {key: self.pdf.xref_get_key(page, key)[1] for key in ("MediaBox", "CropBox", "Rotate")}
        passed = "".join(f"/{key} {value}" for key, value in keys.items() if value != "null")
        self.pdf.update_object(node, f"<</Type/Pages/Parent {root} 0 R/Count 1/Kids[{page} 0 R]{passed}>>")
        kids = self.pdf.xref_get_key(root, "Kids")[1]
        self.pdf.xref_set_key(root, "Kids", kids.replace(f"{page} 0 R", f"{node} 0 R"))
        for key in keys:
            self.pdf.xref_set_key(page, key, "null")
        self.pdf.xref_set_key(page, "Parent", f"{node} 0 R")

    def set(self, number: int, sheet: Sheet, m: Matrix, colour: str = "0 g") -> list[Word]:
        """Sets a sheet upon a page; returns its words where they are seen."""
        back = np.linalg.inv(self._to_seen[number - 1])
        stream, placed = [colour], []
        for text, x, y, size in sheet.words:
            # From text space (y upwards) to the sheet (y downwards), to what is seen, to the page.
            t = back @ m @ np.array([[size, 0, x], [0, -size, y], [0, 0, 1.0]])
            numbers = " ".join(f"{v:.4f}" for v in (*t[:2, 0], *t[:2, 1], *t[:2, 2]))
            stream.append(f"BT /F0 1 Tf {numbers} Tm ({_escaped(text)}) Tj ET")
            length = pymupdf.get_text_length(text, fontname="helv", fontsize=size)
            placed.append(Word(text, seen_rect(m, (x, y - ASCENT * size, x + length, y + DESCENT * size))))
        self.draw(number, "\n".join(stream))
        self.words[number] += placed
        return placed

    def picture(self, number: int, pixmap: Any) -> None:
        """A grey picture over all that is seen of a page, upright."""
        xref = self.pdf.get_new_xref()
        size = f"/Width {pixmap.width}/Height {pixmap.height}"
        self.pdf.update_object(xref, f"<</Type/XObject/Subtype/Image{size}/ColorSpace/DeviceGray/BitsPerComponent 8>>")
        self.pdf.update_stream(xref, pixmap.samples)
        width, height = self.size(number)
        # Pictures are drawn into a square whose y points upwards.
        t = np.linalg.inv(self._to_seen[number - 1]) @ np.array([[width, 0, 0], [0, -height, height], [0, 0, 1.0]])
        numbers = " ".join(f"{v:.4f}" for v in (*t[:2, 0], *t[:2, 1], *t[:2, 2]))
        self.draw(number, f"{numbers} cm /I0 Do")
        self.pdf.xref_set_key(self.pdf[number - 1].xref, "Resources", f"<</XObject<</I0 {xref} 0 R>>>>")

    def draw(self, number: int, stream: str) -> None:
        """Operators in the page's own coordinates."""
        page = self.pdf[number - 1]
        xref = self.pdf.get_new_xref()
        self.pdf.update_object(xref, "<<>>")
        self.pdf.update_stream(xref, f"q\n{stream}\nQ\n".encode())
        before = self.pdf.xref_get_key(page.xref, "Contents")
        kept = before[1].strip("[]") if before[0] != "null" else ""
        self.pdf.xref_set_key(page.xref, "Contents", f"[{kept} {xref} 0 R]")
        font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
        self.pdf.xref_set_key(page.xref, "Resources", f"<</Font<</F0 {font}>>>>")

    def to_seen(self, number: int, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own coordinates, where it is seen."""
        at = self._to_seen[number - 1] @ np.array([x, y, 1.0])
        return float(at[0]), float(at[1])


def _array(box: tuple[float, ...] | None) -> str:
    return f"[{' '.join(map(str, box))}]" if box else "null"


def _to_seen(box: str, rotate: int, unit: float) -> Matrix:
    """From a page's own coordinates to what is seen: what the CropBox shows of the MediaBox, rotated, in 1/72 inch."""
    media, crop = BOXES[box]
    x0, y0, x1, y1 = _ordered(media)
    if crop:
        c0, d0, c1, d1 = _ordered(crop)
        if c0 < x1 and d0 < y1:
            x0, y0, x1, y1 = max(x0, c0), max(y0, d0), min(x1, c1), min(y1, d1)
    m = np.diag([1.0, -1.0, 1.0])
    m[:2, 2] = -x0, y1
    width, height = x1 - x0, y1 - y0
    for _ in range(rotate % 360 // 90):
        m = np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]) @ m
        width, height = height, width
    return np.diag([unit, unit, 1.0]) @ m


def _ordered(box: tuple[float, ...]) -> Rect:
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _translated(x: float, y: float) -> Matrix:
    m = np.eye(3)
    m[:2, 2] = x, y
    return m


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()


def made_up(rng: random.Random, count: int) -> str:
    """A sentence of words that stand nowhere else."""
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(count)]
    return f"{' '.join(words)}.".capitalize()

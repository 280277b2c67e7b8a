"""Pictures and the paragraphs that are their captions."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from docexplain.ingest.text.blocks import gap_between, rect_of
from docexplain.records import BlockClass, Box, Paragraph, Picture

_NEAR = 50.0
"""A caption stands no further above or below its picture, in points."""


def with_captions(boxes: Sequence[Box], paragraphs: Sequence[Paragraph]) -> tuple[Picture, ...]:
    """A record for each picture, with the nearest caption above or below it."""
    captions = [paragraph for paragraph in paragraphs if paragraph.block_class is BlockClass.CAPTION]
    pictures = []
    for box in boxes:
        near = [(_gap(box, caption.boxes[0]), caption.index) for caption in captions if caption.page == box.page]
        gap, index = min(near, default=(inf, 0))
        pictures.append(Picture(box, index if gap <= _NEAR else None))
    return tuple(pictures)


def _gap(picture: Box, caption: Box) -> float:
    return gap_between(rect_of(picture), rect_of(caption))

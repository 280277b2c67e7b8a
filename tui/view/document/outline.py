"""The headings of a document, to go to. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docexplain.answers.several import source_name
from docexplain.common.display_text import one_line
from docexplain.records import Paragraph, Source
from tui.view.document.rows import HEADINGS

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its text, how deep it stands (from 0), its page, and the paragraph to go to."""

    text: str
    level: int
    page: int
    paragraph: int


def outline(paragraphs: Sequence[Paragraph], sources: Sequence[Source] = ()) -> list[Heading]:
    """The headings in order: those that are paragraphs, and those that only stand above some; of several documents
    their names too, on level 0."""
    found: list[Heading] = []
    path: tuple[str, ...] = ()
    document = ""
    deeper = 1 if sources else 0
    for paragraph in paragraphs:
        if sources and (name := source_name(sources, paragraph.index)) != document:
            document, path = name, ()
            found.append(Heading(name, 0, paragraph.page, paragraph.index))
        if paragraph.block_class in HEADINGS:
            # Its own heading path is that of what stands below it, so it may end in itself or not.
            above = paragraph.heading_path[:-1] if _ends_in(paragraph) else paragraph.heading_path
            path = (*above, paragraph.text)
            found.append(_heading(paragraph.text, len(above) + deeper, paragraph))
        elif paragraph.heading_path and not _same(paragraph.heading_path, path):
            common = next(
                (
                    i
                    for i, (a, b) in enumerate(zip(path, paragraph.heading_path, strict=False))
                    if one_line(a) != one_line(b)
                ),
                min(len(path), len(paragraph.heading_path)),
            )
            found += [
                _heading(text, level + deeper, paragraph)
                for level, text in enumerate(paragraph.heading_path)
                if level >= common
            ]
            path = paragraph.heading_path
    return found


def _ends_in(paragraph: Paragraph) -> bool:
    return bool(paragraph.heading_path) and one_line(paragraph.heading_path[-1]) == one_line(paragraph.text)


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return [one_line(part) for part in one] == [one_line(part) for part in other]


def _heading(text: str, level: int, paragraph: Paragraph) -> Heading:
    return Heading(one_line(text, LONGEST), level, paragraph.page, paragraph.index)

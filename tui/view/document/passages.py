"""Which characters of the rows on the screen belong to which passage of a paragraph. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from docexplain.common.display_text import plain
from docexplain.records import Passage


@dataclass(frozen=True, slots=True)
class RowPart:
    """A part of one row that belongs to one passage, by its position among the paragraph's, or to none."""

    text: str
    passage: int | None = None


def row_parts(lines: Sequence[str], text: str, passages: Sequence[Passage]) -> list[list[RowPart]]:
    """Cut a paragraph's rows where its passages begin and end.

    Rows differ from the text by line breaks and white space only, so its other characters are counted off.

    Args:
        lines: the paragraph's text as laid out, made safe to draw.
        text: the same as it is in the record, which the passages' offsets are about.
    """
    owners = _owners(text, passages)
    return [_cut(line, owners) for line in lines]


def _owners(text: str, passages: Sequence[Passage]) -> Iterator[int | None]:
    """The passage of each character that is drawn and not white space."""
    owner: list[int | None] = [None] * len(text)
    for position, passage in enumerate(passages):
        owner[passage.start : passage.end] = [position] * len(owner[passage.start : passage.end])
    for character, passage_ in zip(text.replace("\r\n", " \n"), owner, strict=True):
        if drawn := plain(character).strip():
            yield from [passage_] * len(drawn)


def _cut(line: str, owners: Iterator[int | None]) -> list[RowPart]:
    """White space between two characters of one passage is the passage's, too."""
    whose: list[int | None] = []
    spaces = 0
    for character in line:
        if character.isspace():
            spaces += 1
            continue
        here = next(owners, None)
        whose += [here if whose and whose[-1] == here else None] * spaces + [here]
        spaces = 0
    whose += [None] * spaces
    runs = groupby(zip(line, whose, strict=True), key=lambda pair: pair[1])
    return [RowPart("".join(character for character, _ in run), passage) for passage, run in runs]


def table_parts(lines: Sequence[tuple[str, tuple[int, int]]], passages: Sequence[Passage]) -> list[list[RowPart]]:
    """The same for the lines of a table, which show whole rows of it: each is the passage's that is that row.

    Args:
        lines: each with the characters of the row that it shows; an empty span is nobody's. Nor is a row that several
            passages share, such as its tokens.
    """
    parts = []
    for text, (start, end) in lines:
        within = [i for i, each in enumerate(passages) if each.start < end and each.end > start]
        indent = len(text) - len(text.lstrip())
        drawn = [RowPart(text[:indent])] if indent else []
        parts.append([*drawn, RowPart(text[indent:], within[0] if len(within) == 1 else None)])
    return parts

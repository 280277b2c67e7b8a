"""What one answer says about each paragraph and its parts, ready to draw."""

from __future__ import annotations

from dataclasses import dataclass

from docexplain.answers import Focus, cited, strongest, text_of_row
from docexplain.records import Answer, BlockClass, Granularity, Paragraph, Passage
from tui.view.shading import UNREAD, Shade, passage_shades, shades
from tui.view.wording import joint, measured


@dataclass(frozen=True, slots=True)
class FocusedPassage:
    """A sentence, row of a table or token of a cited paragraph: which of how many, and its effect."""

    noun: str
    number: int
    of: int
    text: str
    shade: Shade


@dataclass(frozen=True, slots=True)
class UnderCursor:
    """All that is known about the place under the cursor.

    Attributes:
        shade: None when no answer is shown.
        cited: how many paragraphs the answer cites.
        joint: a sentence about the paragraphs that it counts together with, and how it was measured; or empty.
        part: the sentence or token in focus, where the answer has any here.
        mark: what it is marked for, or was done to it; empty without a mark.
        label: what is printed as the number of the page it starts on, where that is another.
        table: of a table its title, and how much of it was read; else empty.
        name: what it is cited as, and the name of its document, where several were asked; else empty.
        of: what its effect is on.
    """

    paragraph: Paragraph
    shade: Shade | None = None
    cited: int = 0
    joint: str = ""
    part: FocusedPassage | None = None
    mark: str = ""
    label: str = ""
    table: str = ""
    name: tuple[str, str] = ("", "")
    of: str = "the answer"


class Explained:
    """The shades of one answer, or of a part of it."""

    def __init__(self, answer: Answer, part: Focus | None = None) -> None:
        self.answer = answer
        self.part = part
        self.cited = cited(answer)
        self._shades = shades(answer, part)
        passages = answer.passages if part is None else part.passages
        self._parts: dict[int, list[tuple[Passage, Shade]]] = {}
        for passage, shade in zip(passages, passage_shades(answer, part), strict=True):
            self._parts.setdefault(passage.paragraph, []).append((passage, shade))

    def shade_of(self, index: int) -> Shade:
        """How a paragraph is drawn."""
        return self._shades.get(index, UNREAD)

    def passages_of(self, index: int) -> list[Passage]:
        """The sentences, rows or tokens of a cited paragraph, in reading order; at paragraph granularity rows alone."""
        return [passage for passage, _ in self._parts.get(index, [])]

    def passage_shades_of(self, index: int) -> list[Shade]:
        """How each of them is drawn."""
        return [shade for _, shade in self._parts.get(index, [])]

    def strongest_passage(self, index: int) -> int:
        """The position of the one that supports the answer most."""
        return strongest(self.passages_of(index), self.answer.settings.summary)

    def under_cursor(self, paragraph: Paragraph, position: int, mark: str) -> UnderCursor:
        """What is known about a paragraph and the passage at ``position`` in it."""
        index = paragraph.index
        shade, passages = self.shade_of(index), self.passages_of(index)
        part = None
        if position < len(passages):
            noun, text = self._said(paragraph, passages[position])
            part = FocusedPassage(noun, position + 1, len(passages), text, self.passage_shades_of(index)[position])
        said = " ".join(filter(None, (joint(self.answer, index), measured(self.answer, index))))
        if self.part is None:
            return UnderCursor(paragraph, shade, len(self.cited), said, part, mark)
        whole = f"Of the whole answer: {said}" if said else ""
        return UnderCursor(paragraph, shade, len(self.cited), whole, part, mark, of="this part of the answer")

    def _said(self, paragraph: Paragraph, passage: Passage) -> tuple[str, str]:
        """What a passage is called, and its text: of a row the cells that were read."""
        level, span = self.answer.settings.granularity, (passage.start, passage.end)
        if level is Granularity.TOKEN or paragraph.block_class is not BlockClass.TABLE:
            return level.value.capitalize(), paragraph.text[slice(*span)]
        return "Row", text_of_row(paragraph, self.answer.excerpt_of(paragraph.index), span)

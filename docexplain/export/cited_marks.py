"""What of an answer is marked in a copy of its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docexplain.answers import Kind, cited, cited_rows, kind_of, marked, read_lines, share_of, with_marks
from docexplain.answers.said.instructions import caution
from docexplain.answers.said.wording import share
from docexplain.answers.several import located, mark
from docexplain.records import BlockClass, Granularity
from docexplain.records.word_boxes import boxes_of

if TYPE_CHECKING:
    from docexplain.export.highlight import Mark
    from docexplain.records import Answer, Box, Document, Paragraph, ParagraphEffect, Passage


_FAINTEST = 0.45


def marks_of(answer: Answer, document: Document, number: int | None = None) -> list[Mark]:
    """The cited paragraphs line by line, and of their passages those that support the answer; and what else its
    citation marks name. The notes of the paragraphs give the answer with these. Of a table what was read of it, and the
    rows that give the answer.

    Args:
        number: of the one of several documents whose marks are wanted; None: all.
    """
    from docexplain.export.highlight import Mark

    effects = {effect.index: effect for effect in answer.effects}
    marks = []
    says = f"{answer.question}\n{with_marks(answer)}"
    for index in dict.fromkeys((*cited(answer), *marked(answer))):
        if not _is_in(answer, index, number):
            continue
        paragraph = document.paragraph(index)
        boxes = _read(answer, paragraph)
        beware = caution(answer, document, index)
        said = f"Paragraph {mark(answer.sources, index)}{beware and f', {beware}'}, {_figures(answer, effects[index])}"
        marks.append(Mark(boxes, f"{said}: {says}", opacity=_opacity(share_of(answer, effects[index]))))
    for passage in _supporting(answer, document):
        if _is_in(answer, passage.paragraph, number):
            boxes = boxes_of(document.paragraph(passage.paragraph), passage.start, passage.end)
            marks.append(Mark(boxes, _figures(answer, passage), strength=2))
    return marks


def _opacity(part: float | None) -> float:
    """The larger a paragraph's share, the stronger; what is cited can always be seen."""
    return 1.0 if part is None else _FAINTEST + (1 - _FAINTEST) * min(max(part, 0.0), 1.0)


def _read(answer: Answer, paragraph: Paragraph) -> tuple[Box, ...]:
    if answer.excerpt_of(paragraph.index) is None:
        return boxes_of(paragraph, 0, len(paragraph.text))
    return tuple(dict.fromkeys(box for line in read_lines(answer, paragraph) for box in boxes_of(paragraph, *line)))


def _supporting(answer: Answer, document: Document) -> list[Passage]:
    """Passages that support the answer; of a table taken apart by rows only those that do so most."""
    found = []
    by_token = answer.settings.granularity is Granularity.TOKEN
    tables = {i for i in cited(answer) if not by_token and document.paragraph(i).block_class is BlockClass.TABLE}
    for passage in answer.passages:
        if passage.paragraph not in tables and kind_of(passage) is Kind.SUPPORTS:
            found.append(passage)
    return found + [row.passage for index in sorted(tables) for row in cited_rows(answer, document.paragraph(index))]


def _is_in(answer: Answer, index: int, number: int | None) -> bool:
    return number is None or located(answer.sources, index)[0] == number


def _figures(answer: Answer, piece: ParagraphEffect | Passage) -> str:
    """Its share of the document effect, and what hiding it does, as far as each is known."""
    part = share_of(answer, piece)
    nats = f"{piece.effect:+.2f} nats" if piece.per_token or part is None else ""
    return ", ".join(filter(None, ("" if part is None else f"{share(part)} of the document effect", nats)))

"""What of an answer is marked in a copy of its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docexplain.answers import Kind, cited, kind_of, share_of
from docexplain.answers.instructions import caution
from docexplain.answers.wording import share
from docexplain.records.word_boxes import boxes_of

if TYPE_CHECKING:
    from docexplain.export.highlight import Mark
    from docexplain.records import Answer, Document, ParagraphEffect, Passage


def marks_of(answer: Answer, document: Document) -> list[Mark]:
    """The cited paragraphs line by line, and of their passages those that support the answer."""
    from docexplain.export.highlight import Mark

    effects = {effect.index: effect for effect in answer.effects}
    marks = []
    for index in cited(answer):
        paragraph = document.paragraph(index)
        boxes = boxes_of(paragraph, 0, len(paragraph.text))
        mark = caution(answer, document, index)
        about = f"Paragraph {index}{mark and f', {mark}'}"
        marks.append(Mark(boxes, f"{about}, {_figures(answer, effects[index])}: {answer.question}"))
    for passage in answer.passages:
        if kind_of(passage) is Kind.SUPPORTS:
            boxes = boxes_of(document.paragraph(passage.paragraph), passage.start, passage.end)
            marks.append(Mark(boxes, _figures(answer, passage), strength=2))
    return marks


def _figures(answer: Answer, piece: ParagraphEffect | Passage) -> str:
    """Its share of the document effect, and what hiding it does, as far as each is known."""
    part = share_of(answer, piece)
    nats = f"{piece.effect:+.2f} nats" if piece.per_token or part is None else ""
    return ", ".join(filter(None, ("" if part is None else f"{share(part)} of the document effect", nats)))

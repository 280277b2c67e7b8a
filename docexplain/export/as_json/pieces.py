"""What stands in an answer's JSON object about a paragraph, a passage of one, and a part of the answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from docexplain.answers import Focus, cited_rows, hidden_alone, share_of
from docexplain.answers.several import located, mark
from docexplain.grounding.table_titles import title_read
from docexplain.records import Answer, BlockClass, Document, Paragraph, ParagraphEffect, Passage
from docexplain.records.read_text import read_in_parts
from docexplain.records.word_boxes import boxes_of


def where(record: Answer, index: int) -> dict[str, Any]:
    """What a paragraph is cited as, and which paragraph of which document that is."""
    number, own = located(record.sources, index)
    return {"mark": mark(record.sources, index), "document": number, "paragraph_in_document": own}


def effect_object(record: Answer, effect: ParagraphEffect, document: Document) -> dict[str, Any]:
    """One of ``paragraphs``."""
    paragraph = document.paragraph(effect.index)
    first = paragraph.boxes[0]
    return {
        "index": effect.index,
        **where(record, effect.index),
        "page": paragraph.page,
        "page_label": document.label_at(effect.index) or None,
        "bbox": [first.x0, first.y0, first.x1, first.y1],
        "boxes": [asdict(box) for box in paragraph.boxes],
        "class": str(paragraph.block_class),
        "heading_path": list(paragraph.heading_path),
        "text": paragraph.text,
        **_table(record, paragraph, document),
        "hidden": document.hidden_in(effect.index) or None,
        "illegible": document.illegible_in(effect.index) or None,
        "suppressed": hidden_alone(effect),
        **_numbers(effect),
        **_shares(record, effect),
        "support": effect.support,
        "together_with": list(effect.together_with),
    }


def _table(record: Answer, paragraph: Paragraph, document: Document) -> dict[str, Any]:
    excerpt = record.excerpt_of(paragraph.index)
    rows = [
        {
            "start": row.passage.start,
            "end": row.passage.end,
            "text": row.text,
            "boxes": [asdict(box) for box in boxes_of(paragraph, row.passage.start, row.passage.end)],
            "effect": row.passage.effect,
            "share": share_of(record, row.passage),
        }
        for row in cited_rows(record, paragraph)
    ]
    is_table = paragraph.block_class is BlockClass.TABLE
    return {
        "title": (title_read(record, document, paragraph.index) or None) if is_table else None,
        "rows": rows,
        "read_text": read_in_parts(paragraph.text, excerpt.parts, excerpt.title).text if excerpt else None,
        "read_parts": [list(part) for part in excerpt.parts] if excerpt else None,
    }


def passage_object(record: Answer, passage: Passage, paragraph: Paragraph) -> dict[str, Any]:
    """One of ``passages``."""
    return {
        "paragraph": passage.paragraph,
        **where(record, passage.paragraph),
        "start": passage.start,
        "end": passage.end,
        "text": paragraph.text[passage.start : passage.end],
        "boxes": [asdict(box) for box in boxes_of(paragraph, passage.start, passage.end)],
        **_numbers(passage),
        **_shares(record, passage),
        "baseline": list(passage.baseline),
    }


def part_object(part: Focus) -> dict[str, Any]:
    """``span``."""
    return {
        "text": part.text,
        "places": [list(span) for span in part.spans],
        "tokens": list(part.positions),
        "claims": list(part.claims),
        "document_effect": part.document_effect,
        "document_support": part.document_support,
        "necessity": asdict(part.necessity) if part.necessity else None,
        "sufficiency": asdict(part.sufficiency) if part.sufficiency else None,
        "paragraphs": [{"index": effect.index, **_numbers(effect)} for effect in part.effects],
    }


def _numbers(effect: ParagraphEffect | Passage) -> dict[str, Any]:
    return {
        "effect": effect.effect,
        "probability_drop": effect.probability_drop,
        "below_noise": effect.below_noise,
        "per_token": list(effect.per_token),
    }


def _shares(record: Answer, piece: ParagraphEffect | Passage) -> dict[str, Any]:
    return {"share": share_of(record, piece), "per_claim": list(piece.per_claim)}

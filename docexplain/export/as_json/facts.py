"""The part of an answer's JSON object about its numbers, dates and names, described in docs/json.md."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from docexplain.answers.doubts.other_rows import OtherRow, other_rows
from docexplain.answers.doubts.other_times import OtherTime, other_times
from docexplain.answers.doubts.uncomputed import uncomputed
from docexplain.answers.said.facts import is_row, quote
from docexplain.answers.said.rows import row_of
from docexplain.common.captions import caption_of
from docexplain.export.as_json.pieces import where
from docexplain.records import Answer, Document, Fact, Place
from docexplain.records.word_boxes import boxes_of


def facts(record: Answer, document: Document) -> list[dict[str, Any]] | None:
    """What was looked up, in the order of the answer; None for records of earlier versions."""
    if record.checked is None:
        return None
    elsewhere = {row.fact: row for row in other_rows(record, document)}
    times = {time.fact: time for time in other_times(record, document)}
    copied = {each.fact: each.asked for each in uncomputed(record, document)}
    return [
        {**_fact(record, document, fact, elsewhere.get(fact), times.get(fact)), "uncomputed": copied.get(fact)}
        for fact in record.checked.facts
    ]


def _fact(
    record: Answer, document: Document, fact: Fact, row: OtherRow | None, time: OtherTime | None
) -> dict[str, Any]:
    return {
        "kind": str(fact.kind),
        "text": record.text[fact.start : fact.end],
        "start": fact.start,
        "end": fact.end,
        "found": str(fact.found),
        "other_row": {"stands": row.stands, "named": row.named} if row else None,
        "other_time": {"stands": list(time.stands), "asked": list(time.asked)} if time else None,
        "places": [_place(record, document, place) for place in fact.places],
    }


def _place(record: Answer, document: Document, place: Place) -> dict[str, Any]:
    paragraph = document.paragraph(place.paragraph)
    (start, end), (first, last) = place.within, place.at
    text = paragraph.text[start:end]
    return {
        "paragraph": place.paragraph,
        **where(record, place.paragraph),
        "page": paragraph.page,
        "start": first,
        "end": last,
        "text": paragraph.text[first:last],
        "likeness": str(place.likeness),
        "unseen": place.unseen or None,
        "within": [start, end],
        "sentence": None if is_row(paragraph, text) else text,
        "row": asdict(row_of(text, [(first - start, last - start)])) if is_row(paragraph, text) else None,
        "quote": quote(document, place),
        "caption": caption_of(document.paragraphs, place.paragraph) or None,
        "heading_path": list(paragraph.heading_path),
        "boxes": [asdict(box) for box in boxes_of(paragraph, first, last)],
    }

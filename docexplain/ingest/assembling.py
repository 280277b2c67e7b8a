"""From the pages of a file to a document record; also from the first of them, while the rest is still read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from docexplain.ingest.document.continued_tables import with_continued
from docexplain.ingest.document.coverage import coverage_of, illegible, left_out, no_text, read_hidden, seen
from docexplain.ingest.document.furniture import page_furniture
from docexplain.ingest.document.paragraphs import explained_paragraphs
from docexplain.ingest.document.pictures import with_captions
from docexplain.ingest.document.refine import FURNITURE, refine
from docexplain.ingest.files.file_bytes import Waiting
from docexplain.ingest.files.opened_file import Facts
from docexplain.ingest.ocr.tesseract import Engine
from docexplain.ingest.page.headings import with_outline
from docexplain.ingest.parse_options import PageRun
from docexplain.ingest.parser_id import parser_name
from docexplain.ingest.strings.cleaning import join_lines
from docexplain.ingest.text.blocks import Block, PageBlocks, box_of
from docexplain.ingest.text.rotation import turned_back
from docexplain.ingest.workers.protocol import Job
from docexplain.records import Document, Furniture, Illegible

Failed = tuple[int, str]
"""A page that cannot be read, and why."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is being read.

    Attributes:
        engine: what reads pages without text; None: nothing does.
    """

    job: Job
    facts: Facts
    engine: Engine | None


def assembled(opened: Opened, pages: Sequence[PageBlocks], failed: Sequence[Failed], waiting: Waiting) -> Document:
    """The document that these pages are.

    Args:
        pages: in order, at least one.
        failed: the other pages that were to be read, in order.
        waiting: see :class:`docexplain.ingest.Told`.

    Raises:
        NoTextError: no page has text.
    """
    job, facts, options = opened.job, opened.facts, opened.job.options
    shown = [seen(page) for page in pages]
    found = page_furniture(shown, facts.pages, waiting)
    waiting()
    refined = refine(shown, found.words)
    waiting()
    blocks = with_outline(with_continued(refined), facts.outline)
    waiting()
    unseen = [block for page in pages for block in page.blocks if block.hidden and not block.is_illegible]
    garbled = [block for page in pages for block in page.blocks if block.hidden == Illegible.GARBLED]
    if not blocks and not garbled and not (unseen and options.hidden == "read"):
        raise no_text(job.path, facts, pages, failed, options)
    body = [block for block in blocks if block.block_class not in FURNITURE]
    apart = [*garbled, *(unseen if options.hidden == "read" else ())]
    if apart:
        body = sorted([*body, *apart], key=lambda block: block.page)
    stamps = [block for page in pages for block in page.stamps]
    furniture = sorted([*(block for block in blocks if block.block_class in FURNITURE), *stamps], key=lambda b: b.page)
    explained = explained_paragraphs(body, waiting)
    paragraphs = tuple(paragraph for paragraph, _ in explained)
    document = Document(
        sha256=job.sha256,
        name=job.path.name,
        parser=parser_name(options, opened.engine if _needed_ocr(pages, failed) else None),
        paragraphs=paragraphs,
        furniture=tuple(_furniture(block) for block in furniture),
        coverage=replace(
            coverage_of(
                facts,
                pages,
                blocks,
                failed,
                read_hidden(explained) if options.hidden == "read" else left_out(unseen),
                illegible(pages, explained),
            ),
            only_pages=options.runs_in(facts.pages),
        ),
        page_labels=facts.labels or found.labels,
        pictures=with_captions([box_of(page.number, rect) for page in pages for rect in page.pictures], paragraphs),
        size=job.size,
    )
    return turned_back(document, {page.number: page.turn for page in pages if page.turn is not None})


def first_pages(opened: Opened, numbers: Sequence[int]) -> Opened:
    """The file as if only these of its pages were asked for, so that what is made of them is the parse of just these.

    Args:
        numbers: in order.
    """
    runs: list[PageRun] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    options = replace(opened.job.options, pages=tuple(runs))
    return replace(opened, job=replace(opened.job, options=options))


def _needed_ocr(pages: Sequence[PageBlocks], failed: Sequence[Failed]) -> bool:
    """Whether OCR had to do with the outcome; a page that failed may have failed in it."""
    return bool(failed) or any(page.confidence is not None for page in pages)


def _furniture(block: Block) -> Furniture:
    text, _ = join_lines([line.text for line in block.lines], frozenset())
    return Furniture(text, block.box, block.block_class)

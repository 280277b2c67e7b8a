"""From a file to a document record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from docexplain.errors import InputError, NoTextError
from docexplain.ingest.blocks import Block, PageBlocks, box_of
from docexplain.ingest.files import Waiting, checked_size, sha256_of
from docexplain.ingest.guard import check_held
from docexplain.ingest.headings import with_outline
from docexplain.ingest.naming import kept_under, parser_name
from docexplain.ingest.options import ParseOptions
from docexplain.ingest.paragraphs import make_paragraphs
from docexplain.ingest.pictures import with_captions
from docexplain.ingest.pool import Pool
from docexplain.ingest.process import PageRead
from docexplain.ingest.refine import FURNITURE, refine
from docexplain.ingest.source import Facts
from docexplain.ingest.tesseract import Engine, engine_for, languages_of, why_not
from docexplain.ingest.text import join_lines
from docexplain.ingest.turning import turned_back
from docexplain.ingest.unfinished import PageStore, Unfinished
from docexplain.ingest.wire import Job
from docexplain.records import Coverage, Document, Furniture, RecognisedPage

Progress = Callable[[int, int], None]
"""Called with the number of pages done and of all pages, also with the same numbers again while no page gets done."""


def read_document(
    path: Path,
    *,
    password: str | None = None,
    progress: Progress | None = None,
    options: ParseOptions = ParseOptions(),  # noqa: B008 - frozen
    store: PageStore | None = None,
    waiting: Waiting = lambda: None,
) -> Document:
    """Reads a file: paragraphs in reading order, page headers and footers apart, and what became of its characters.

    Args:
        path: the file.
        password: of an encrypted file.
        progress: called before the first page and after each; what it raises ends the reading.
        store: keeps the pages of a long file as they are read, so that the next call goes on after an interruption.
        waiting: called again and again where there is no progress to tell, too; what it raises ends the reading.

    Raises:
        PasswordError: the file is encrypted and the password is missing or wrong.
        NoTextError: no page has text.
        OcrError: OCR of every page is asked for and cannot be done.
        UsageError: OCR in a language is asked for that is not installed.
        InputError: anything else that keeps the file from being read.
    """
    path = Path(path)
    size = checked_size(path, options.limits)
    with Pool(options) as pool:
        engine = engine_for(options)
        job = Job(path, sha256_of(path, options.limits, waiting), password, options, size)
        facts = pool.open(job, waiting)
        unfinished = Unfinished(store, job.sha256, kept_under(options))
        pages, failed = _read_pages(pool, job, facts.pages, unfinished, progress or (lambda _done, _total: None))
    if not pages:
        unfinished.drop()
        raise InputError(f"No page of {path} can be read ({failed[0][1]}): save the file again, or print it to a PDF.")
    blocks = with_outline(refine(pages), facts.outline)
    if not blocks:
        unfinished.drop()
        raise _no_text(path, facts, failed, engine, options)
    paragraphs = make_paragraphs([block for block in blocks if block.block_class not in FURNITURE])
    document = Document(
        sha256=job.sha256,
        name=path.name,
        parser=parser_name(options, engine if _needed_ocr(pages, failed) else None),
        paragraphs=paragraphs,
        furniture=tuple(_furniture(block) for block in blocks if block.block_class in FURNITURE),
        coverage=_coverage(facts.pages, pages, blocks, failed),
        page_labels=facts.labels,
        pictures=with_captions([box_of(page.number, rect) for page in pages for rect in page.pictures], paragraphs),
    )
    return turned_back(document, {page.number: page.turn for page in pages if page.turn is not None})


def _read_pages(
    pool: Pool, job: Job, total: int, unfinished: Unfinished, progress: Progress
) -> tuple[list[PageBlocks], list[tuple[int, str]]]:
    """Every page that can be read, and the reason for each that cannot."""
    pages = unfinished.load(total)
    failed: list[tuple[int, str]] = []
    done = {page.number for page in pages}
    held = 0
    progress(len(done), total)
    try:
        for result in pool.pages([number for number in range(1, total + 1) if number not in done]):
            if isinstance(result, PageRead):
                held += len(result.text)
                check_held(job.path, held, job.options.limits)
                pages.append(result.page)
                unfinished.add(result)
            elif result is not None:
                failed.append((result.number, result.reason))
            progress(len(pages) + len(failed), total)
    except InputError:
        unfinished.drop()
        raise
    except BaseException:  # Ctrl-C above all
        unfinished.write()
        raise
    unfinished.complete()
    return sorted(pages, key=lambda page: page.number), sorted(failed)


def _needed_ocr(pages: Sequence[PageBlocks], failed: Sequence[tuple[int, str]]) -> bool:
    """Whether OCR had to do with the outcome; a page that failed may have failed in it."""
    return bool(failed) or any(page.confidence is not None for page in pages)


def _no_text(
    path: Path, facts: Facts, failed: Sequence[tuple[int, str]], engine: Engine | None, options: ParseOptions
) -> InputError:
    pages = "its page has no" if facts.pages == 1 else f"none of its {facts.pages} pages has"
    if failed:
        number, reason = failed[0]
        return InputError(
            f"No text of {path} can be read (page {number}: {reason}): save the file again, or print it to a PDF."
        )
    looks = "looks scanned or damaged" if facts.repaired else "looks scanned"
    if engine is None:
        return NoTextError(f"{path} {looks}, {pages} text: {why_not(options)}.")
    return NoTextError(
        f"{path} {looks}, {pages} text, and OCR for {languages_of(options)} found none: if it shows text, name its "
        "language with --ocr-language or scan it again."
    )


def _furniture(block: Block) -> Furniture:
    text, _ = join_lines([line.text for line in block.lines], frozenset())
    return Furniture(text, block.box, block.block_class)


def _coverage(
    total: int, pages: Sequence[PageBlocks], blocks: Sequence[Block], failed: Sequence[tuple[int, str]]
) -> Coverage:
    return Coverage(
        pages=total,
        characters=sum(page.characters for page in pages),
        kept=sum(block.characters for block in blocks if block.block_class not in FURNITURE),
        furniture=sum(block.characters for block in blocks if block.block_class in FURNITURE),
        pages_without_text=tuple(page.number for page in pages if not page.characters),
        failed_pages=tuple(failed),
        recognised=tuple(
            RecognisedPage(page.number, round(page.confidence, 3))
            for page in pages
            if page.confidence is not None and page.characters
        ),
    )

"""From a file to a document record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from docexplain.common.display_text import counted
from docexplain.errors import InputError
from docexplain.ingest.document.continued_tables import with_continued
from docexplain.ingest.document.coverage import coverage_of, illegible, left_out, no_text, read_hidden, seen
from docexplain.ingest.document.furniture import page_furniture
from docexplain.ingest.document.paragraphs import explained_paragraphs
from docexplain.ingest.document.pictures import with_captions
from docexplain.ingest.document.refine import FURNITURE, refine
from docexplain.ingest.files.file_bytes import Waiting, checked_size, sha256_of
from docexplain.ingest.ocr.tesseract import engine_for
from docexplain.ingest.page.headings import with_outline
from docexplain.ingest.parse_options import ParseOptions
from docexplain.ingest.parser_id import kept_under, parser_name
from docexplain.ingest.safety.limits import check_held
from docexplain.ingest.strings.cleaning import join_lines
from docexplain.ingest.text.blocks import Block, PageBlocks, box_of
from docexplain.ingest.text.rotation import turned_back
from docexplain.ingest.workers.kept_pages import PageStore, Unfinished
from docexplain.ingest.workers.pool import Pool
from docexplain.ingest.workers.process import PageRead
from docexplain.ingest.workers.protocol import Job
from docexplain.records import Document, Furniture, Illegible

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
    sha256: str = "",
) -> Document:
    """Reads a file: paragraphs in reading order, page headers and footers apart, and what became of its characters.

    Args:
        path: the file.
        password: of an encrypted file.
        progress: called before the first page and after each; what it raises ends the reading.
        store: keeps the pages of a long file as they are read, so that the next call goes on after an interruption.
        waiting: called again and again where there is no progress to tell, too; what it raises ends the reading.
        sha256: of the file's bytes, where they were hashed before: they are not again, and a file that has others by
            now is refused.

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
        job = Job(path, sha256 or sha256_of(path, options.limits, waiting), password, options, size)
        facts = pool.open(job, waiting)
        unfinished = Unfinished(store, job.sha256, kept_under(options))
        pages, failed = _read_pages(pool, job, facts.pages, unfinished, progress or (lambda _done, _total: None))
    if not pages and not failed:
        raise InputError(f"{path} has {counted(facts.pages, 'page')}: none of those asked for.", remedies=("pages",))
    if not pages:
        unfinished.drop()
        raise InputError(f"No page of {path} can be read ({failed[0][1]}): save the file again, or print it to a PDF.")
    shown = [seen(page) for page in pages]
    found = page_furniture(shown, facts.pages)
    blocks = with_outline(with_continued(refine(shown, found.words)), facts.outline)
    unseen = [block for page in pages for block in page.blocks if block.hidden and not block.is_illegible]
    garbled = [block for page in pages for block in page.blocks if block.hidden == Illegible.GARBLED]
    if not blocks and not garbled and not (unseen and options.hidden == "read"):
        unfinished.drop()
        raise no_text(path, facts, pages, failed, options)
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
        name=path.name,
        parser=parser_name(options, engine if _needed_ocr(pages, failed) else None),
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
        size=size,
    )
    return turned_back(document, {page.number: page.turn for page in pages if page.turn is not None})


def check_password(path: Path, password: str | None, options: ParseOptions, sha256: str = "") -> None:
    """Open a file and read nothing of it: what is stored of a protected file is as confidential as the file.

    Args:
        sha256: see :func:`read_document`.

    Raises:
        PasswordError: the file is encrypted and the password is missing or wrong.
        InputError: it cannot be opened.
    """
    path = Path(path)
    size = checked_size(path, options.limits)
    with Pool(options) as pool:
        pool.open(Job(path, sha256 or sha256_of(path, options.limits), password, options, size))


def _read_pages(
    pool: Pool, job: Job, total: int, unfinished: Unfinished, progress: Progress
) -> tuple[list[PageBlocks], list[tuple[int, str]]]:
    """Every page that can be read, and the reason for each that cannot."""
    numbers = job.options.numbers(total)
    pages = [page for page in unfinished.load(total) if page.number in set(numbers)]
    failed: list[tuple[int, str]] = []
    done = {page.number for page in pages}
    held = 0
    progress(len(done), len(numbers))
    try:
        for result in pool.pages([number for number in numbers if number not in done]):
            if isinstance(result, PageRead):
                held += len(result.text)
                check_held(job.path, held, job.options.limits)
                pages.append(result.page)
                unfinished.add(result)
            elif result is not None:
                failed.append((result.number, result.reason))
            progress(len(pages) + len(failed), len(numbers))
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


def _furniture(block: Block) -> Furniture:
    text, _ = join_lines([line.text for line in block.lines], frozenset())
    return Furniture(text, block.box, block.block_class)

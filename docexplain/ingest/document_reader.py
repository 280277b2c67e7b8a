"""From a file to a document record."""

from __future__ import annotations

from pathlib import Path

from docexplain.common.display_text import counted
from docexplain.errors import InputError
from docexplain.ingest.assembling import Failed, Opened, assembled
from docexplain.ingest.drafts import Drafts
from docexplain.ingest.files.file_bytes import checked_size, sha256_of
from docexplain.ingest.ocr.tesseract import engine_for
from docexplain.ingest.parse_options import ParseOptions
from docexplain.ingest.parser_id import kept_under
from docexplain.ingest.safety.limits import check_held
from docexplain.ingest.text.blocks import PageBlocks
from docexplain.ingest.told import Progress, Told
from docexplain.ingest.workers.kept_pages import PageStore, Unfinished
from docexplain.ingest.workers.pool import Pool
from docexplain.ingest.workers.process import PageRead
from docexplain.ingest.workers.protocol import Job
from docexplain.records import Document


def read_document(
    path: Path,
    *,
    password: str | None = None,
    options: ParseOptions = ParseOptions(),  # noqa: B008 - frozen
    store: PageStore | None = None,
    sha256: str = "",
    told: Told = Told(),  # noqa: B008 - frozen
) -> Document:
    """Reads a file: paragraphs in reading order, page headers and footers apart, and what became of its characters.

    Args:
        path: the file.
        password: of an encrypted file.
        store: keeps the pages of a long file as they are read, so that the next call goes on after an interruption.
        sha256: of the file's bytes, where they were hashed before: they are not again, and a file that has others by
            now is refused.
        told: who is told how far it is, and of drafts.

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
        job = Job(path, sha256 or sha256_of(path, options.limits, told.waiting), password, options, size)
        opened = Opened(job, pool.open(job, told.waiting), engine)
        total = opened.facts.pages
        unfinished = Unfinished(store, job.sha256, kept_under(options))
        drafts = Drafts(opened, told)
        pages, failed = _read_pages(pool, opened, unfinished, told.progress, drafts)
    if not pages and not failed:
        raise InputError(f"{path} has {counted(total, 'page')}: none of those asked for.", remedies=("pages",))
    try:
        if not pages:
            says = f"No page of {path} can be read ({failed[0][1]}): save the file again, or print it to a PDF."
            raise InputError(says)
        return assembled(opened, pages, failed, told.waiting)
    except InputError:
        unfinished.drop()
        raise


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
    pool: Pool, opened: Opened, unfinished: Unfinished, progress: Progress, drafts: Drafts
) -> tuple[list[PageBlocks], list[Failed]]:
    """Every page that can be read, and the reason for each that cannot."""
    job, total = opened.job, opened.facts.pages
    numbers = job.options.numbers(total)
    asked = set(numbers)
    pages = [page for page in unfinished.load(total) if page.number in asked]
    failed: list[Failed] = []
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
            drafts.tell(pages, failed)
    except InputError:
        unfinished.drop()
        raise
    except BaseException:  # Ctrl-C above all
        unfinished.write()
        raise
    unfinished.complete()
    return sorted(pages, key=lambda page: page.number), sorted(failed)

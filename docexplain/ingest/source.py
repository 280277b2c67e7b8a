"""An opened file: what it says about itself, and its pages one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docexplain.errors import InputError, PasswordError
from docexplain.ingest.blocks import OutlineEntry, PageBlocks
from docexplain.ingest.guard import check_count, check_rect
from docexplain.ingest.layout import page_blocks
from docexplain.ingest.options import ParseOptions


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says about itself.

    Attributes:
        repaired: it was damaged, and MuPDF put it together.
        labels: the printed number of each page; empty when the file names none.
    """

    pages: int
    repaired: bool = False
    labels: tuple[str, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()


class Source:
    """Made by :func:`opened`."""

    def __init__(self, document: Any, facts: Facts, options: ParseOptions) -> None:
        self._document, self.facts, self._options = document, facts, options

    def page(self, number: int) -> PageBlocks:
        """The blocks of a page, which counts from 1. Whatever is wrong with it comes out as an exception."""
        page = self._document[number - 1]
        check_rect(page.rect, self._options.limits)
        return page_blocks(page, number, self._options.layout)

    def as_pdf(self) -> Any:
        """The ``pymupdf.Document``, made a PDF if it is not one; good while the source is open."""
        import pymupdf

        open_pdf: Any = pymupdf.open
        return self._document if self._document.is_pdf else open_pdf("pdf", self._document.convert_to_pdf())


@contextmanager
def opened(data: bytes, path: Path, password: str | None, options: ParseOptions) -> Iterator[Source]:
    """The bytes of a file, unlocked and with at least one page; MuPDF's own messages are kept from the terminal for as
    long as it is open.

    Args:
        path: names the file in errors.

    Raises:
        PasswordError: the file is encrypted and the password is missing or wrong.
        InputError: no page of it can be read.
    """
    import pymupdf  # deferred: it loads the layout model's runtime, most of a second

    tools: Any = pymupdf.TOOLS
    open_pdf: Any = pymupdf.open
    errors, warnings = tools.mupdf_display_errors(), tools.mupdf_display_warnings()
    tools.mupdf_display_errors(False)
    tools.mupdf_display_warnings(False)
    try:
        try:
            document = open_pdf(stream=data, filetype="pdf")
        except Exception as error:
            raise InputError(_damaged(path)) from error
        with document:
            _unlock(document, path, password)
            pages = _pages(document)
            if not pages:
                raise InputError(_damaged(path))
            check_count(path, pages, options.limits)
            yield Source(document, _facts(document, pages), options)
    finally:
        tools.mupdf_display_errors(errors)
        tools.mupdf_display_warnings(warnings)


def _facts(document: Any, pages: int) -> Facts:
    return Facts(pages, repaired=bool(document.is_repaired))


def _damaged(path: Path) -> str:
    return f"{path} is damaged, no page of it can be read: download or save it again."


def _pages(document: Any) -> int:
    try:
        return int(document.page_count)
    except Exception:  # whatever MuPDF raises: a file without a usable page tree
        return 0


def _unlock(document: Any, path: Path, password: str | None) -> None:
    if not document.needs_pass:
        return
    if password is None:
        raise PasswordError(f"{path} is encrypted and needs a password: give it with --password.")
    if not document.authenticate(password):
        raise PasswordError(f"{path} is encrypted and the password is wrong: give the right one with --password.")

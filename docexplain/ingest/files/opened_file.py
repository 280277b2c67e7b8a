"""An opened file: what it says about itself, and its pages one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from docexplain.errors import InputError, PasswordError
from docexplain.ingest.files import embedded, to_html
from docexplain.ingest.files.formats import PICTURE, Format, format_of
from docexplain.ingest.files.layer_states import LayerStates
from docexplain.ingest.files.metadata import outline, page_labels
from docexplain.ingest.legibility.font_maps import FontMaps
from docexplain.ingest.ocr.recognise import recognised, wants_ocr
from docexplain.ingest.ocr.tesseract import Engine, engine_for
from docexplain.ingest.ocr.together import known_places, put_together
from docexplain.ingest.page.headings import without_wrong_headers
from docexplain.ingest.page.layout import page_blocks
from docexplain.ingest.page.sideways import turned_as
from docexplain.ingest.page.upright import turned_back
from docexplain.ingest.parse_options import ParseOptions
from docexplain.ingest.safety import damage
from docexplain.ingest.safety.limits import PageError, check_count, check_picture, check_rect
from docexplain.ingest.text.blocks import OutlineEntry, PageBlocks


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says about itself.

    Attributes:
        repaired: it was damaged, and MuPDF put it together as far as it could.
        labels: the printed number of each page; empty when the file names none.
        attachments, active: see :mod:`docexplain.ingest.files.embedded`.
        protected: it cannot be opened without a password.
    """

    pages: int
    repaired: bool = False
    labels: tuple[str, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()
    attachments: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    protected: bool = False


class Source:
    """Made by :func:`opened`."""

    def __init__(self, document: Any, facts: Facts, options: ParseOptions, *, knows_headers: bool = False) -> None:
        self._document, self.facts, self._options = document, facts, options
        self._knows_headers = knows_headers and bool(facts.outline)

    def page(self, number: int) -> PageBlocks:
        """The blocks of a page, which counts from 1. Whatever is wrong with it comes out as an exception."""
        blocks = self._read(number)
        notes = embedded.notes_on(self._document[number - 1], number)
        blocks = replace(blocks, repaired=_was_repaired(self._document), annotations=notes)
        return without_wrong_headers(blocks, self.facts.outline) if self._knows_headers else blocks

    def _read(self, number: int) -> PageBlocks:
        self._layers.settle(self._document[number - 1])
        damage.forget()
        page, layout, limits = self._document[number - 1], self._options.layout, self._options.limits
        check_rect(page.rect, limits)
        if self._options.ocr != "always":
            blocks = page_blocks(page, number, layout, repaired=_was_repaired(self._document), maps=self._maps)
            if not wants_ocr(blocks) or self._engine is None:
                return blocks
            turned_back(page, blocks.turn)
        if self._engine is None:
            raise PageError("there is no OCR any more")
        damage.forget()
        if self._options.ocr == "always":
            return recognised(page, number, layout, self._engine, limits.ocr_seconds)
        blocks = turned_as(blocks, None)
        found = recognised(page, number, layout, self._engine, limits.ocr_seconds, known_places(blocks))
        return put_together(turned_as(blocks, found.turn), found)

    @cached_property
    def _layers(self) -> LayerStates:
        return LayerStates(self._document)

    @cached_property
    def _maps(self) -> FontMaps:
        return FontMaps(self._document)

    @cached_property
    def _engine(self) -> Engine | None:
        """Looked for when the first page needs it: most files never do."""
        return engine_for(self._options)

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
    errors, warnings = tools.mupdf_display_errors(), tools.mupdf_display_warnings()
    tools.mupdf_display_errors(False)
    tools.mupdf_display_warnings(False)
    damage.forget()
    try:
        kind = format_of(data, path)
        if kind is PICTURE:
            check_picture(data, path, options.limits)
        data, opener = to_html.prepared(data, kind, path, options.limits)
        with _styled(kind), _document(data, opener, path) as document:
            protected = _unlock(document, path, password)
            pages = _pages(document)
            if not pages:
                raise InputError(_damaged(path))
            check_count(path, pages, options.limits)
            # HTML, and what becomes HTML, marks each of its headers: all of them are in the outline.
            facts = replace(_facts(document, pages), protected=protected)
            yield Source(document, facts, options, knows_headers=opener == "html")
    finally:
        tools.mupdf_display_errors(errors)
        tools.mupdf_display_warnings(warnings)


@contextmanager
def _styled(kind: Format) -> Iterator[None]:
    """MuPDF's style sheet for files without pages; it holds for every file, so it is taken back."""
    import pymupdf

    if not kind.flows:
        yield
        return
    set_style: Any = pymupdf.mupdf.fz_set_user_css
    set_style(to_html.STYLE)
    try:
        yield
    finally:
        set_style("")


def _document(data: bytes, opener: str, path: Path) -> Any:
    import pymupdf

    open_document: Any = pymupdf.open
    size = {"width": to_html.WIDTH, "height": to_html.HEIGHT, "fontsize": to_html.FONT_SIZE}
    try:
        document = open_document(stream=data, filetype=opener or None, **size)
        if opener != "xps":
            return document
        with document:  # only a PDF's pages can be turned when their text is set sideways
            pdf = open_document("pdf", document.convert_to_pdf())
            pdf.set_toc(document.get_toc())
            return pdf
    except Exception as error:
        raise InputError(_damaged(path)) from error


def _was_repaired(document: Any) -> bool:
    """Also when only a page that was read since showed that something is wrong."""
    return bool(document.is_pdf and document.is_repaired)


def _facts(document: Any, pages: int) -> Facts:
    repaired = _was_repaired(document) or (document.is_pdf and damage.told() != "")
    labels, entries = page_labels(document, pages), outline(document, pages)
    return Facts(pages, repaired, labels, entries, embedded.attachments(document), embedded.active(document))


def _damaged(path: Path) -> str:
    return f"{path} is damaged, no page of it can be read: download or save it again."


def _pages(document: Any) -> int:
    try:
        return int(document.page_count)
    except Exception:  # whatever MuPDF raises: a file without a usable page tree
        return 0


def _unlock(document: Any, path: Path, password: str | None) -> bool:
    """Whether that needed the password."""
    if not document.needs_pass:
        return False
    if password is None:
        raise PasswordError(f"{path} is encrypted and needs a password: give it.")
    if not document.authenticate(password):
        raise PasswordError(f"{path} is encrypted and the password is wrong: give the right one.")
    return True

"""What became of the characters of a file, and why there are none: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from docexplain.errors import InputError, NoTextError
from docexplain.ingest.document.refine import FURNITURE
from docexplain.ingest.files.opened_file import Facts
from docexplain.ingest.ocr.tesseract import Unavailable, languages_of, why_not
from docexplain.ingest.parse_options import ParseOptions
from docexplain.ingest.strings.cleaning import count, join_lines
from docexplain.ingest.text.blocks import Block, PageBlocks
from docexplain.records import Coverage, HiddenText, Illegible, IllegibleText, Paragraph, RecognisedPage


def seen(page: PageBlocks) -> PageBlocks:
    """The page without what nobody sees on it."""
    return replace(page, blocks=tuple(block for block in page.blocks if not block.hidden))


def left_out(blocks: Sequence[Block]) -> tuple[HiddenText, ...]:
    """Records of text that nobody sees and that is in no paragraph; what is seen and cannot be read is none of it."""
    found = []
    for block in blocks:
        if block.is_illegible:
            continue
        text, _ = join_lines([line.text for line in block.lines], frozenset())
        found.append(HiddenText(text, block.box, block.hidden, block.characters))
    return tuple(found)


def read_hidden(paragraphs: Sequence[tuple[Paragraph, str]]) -> tuple[HiddenText, ...]:
    """Records of text that nobody sees, from paragraphs and the reason for each that is such."""
    return tuple(
        HiddenText(paragraph.text, paragraph.boxes[0], reason, count(paragraph.text), paragraph.index)
        for paragraph, reason in paragraphs
        if reason and reason not in frozenset(Illegible)
    )


def illegible(pages: Sequence[PageBlocks], paragraphs: Sequence[tuple[Paragraph, str]]) -> tuple[IllegibleText, ...]:
    """Records of text that cannot be read, with the paragraphs that hold it; these with a reason, as in
    :func:`read_hidden`."""
    return tuple(
        replace(text, paragraphs=tuple(p.index for p, why in paragraphs if why == text.reason and p.page == text.page))
        for page in pages
        for text in page.illegible
    )


def coverage_of(
    facts: Facts,
    pages: Sequence[PageBlocks],
    blocks: Sequence[Block],
    failed: Sequence[tuple[int, str]],
    hidden: tuple[HiddenText, ...],
    garbled: tuple[IllegibleText, ...] = (),
) -> Coverage:
    """The record.

    Args:
        blocks: of all pages, those of :func:`seen`.
        failed: pages that could not be read, with the reason.
        hidden: what nobody sees.
        garbled: what cannot be read.
    """
    damaged = tuple((page.number, page.damage) for page in pages if page.damage)
    lost = {number for number, _ in damaged}
    stamps = [block for page in pages for block in page.stamps]
    read = sum(text.characters for text in hidden if text.paragraph is not None)
    return Coverage(
        pages=facts.pages,
        characters=sum(page.characters for page in pages),
        kept=sum(block.characters for block in blocks if block.block_class not in FURNITURE) + read,
        furniture=sum(block.characters for block in (*blocks, *stamps) if block.block_class in FURNITURE),
        pages_without_text=tuple(page.number for page in pages if _is_unread(page) and page.number not in lost),
        failed_pages=tuple(failed),
        recognised=tuple(
            RecognisedPage(page.number, round(page.confidence, 3)) for page in pages if page.confidence and page.legible
        ),
        damaged=facts.repaired or bool(damaged) or any(page.repaired for page in pages),
        damaged_pages=damaged,
        hidden=hidden,
        annotations=tuple(note for page in pages for note in page.annotations),
        attachments=facts.attachments,
        active=facts.active,
        protected=facts.protected,
        illegible=garbled,
    )


def no_text(
    path: Path, facts: Facts, pages: Sequence[PageBlocks], failed: Sequence[tuple[int, str]], options: ParseOptions
) -> InputError:
    """The error for a file in which nobody sees any text."""
    its = "its page has no" if facts.pages == 1 else f"none of its {facts.pages} pages has"
    if failed:
        number, reason = failed[0]
        return InputError(
            f"No text of {path} can be read (page {number}: {reason}): save the file again, or print it to a PDF."
        )
    if any(page.damage for page in pages):
        return InputError(f"{path} is damaged, {its} text that is left: download or save it again.")
    if any(page.hidden for page in pages):
        return NoTextError(
            f"{path} shows no text: what it holds nobody can see on its pages. If you see some, set OCR to "
            "always, or hidden text to read, which takes all that the file holds.",
            remedies=("ocr", "hidden"),
        )
    why = why_not(options)
    if any(page.illegible for page in pages):
        return _all_unreadable(path, why, options)
    looks = "looks scanned or damaged" if facts.repaired else "looks scanned"
    if why is not None:
        return NoTextError(f"{path} {looks}, {its} text: {why}.", remedies=why.remedies)
    return NoTextError(
        f"{path} {looks}, {its} text, and OCR for {languages_of(options)} found none: if it shows text, name its "
        "language or scan it again.",
        remedies=("ocr_languages",),
    )


def _all_unreadable(path: Path, why: Unavailable | None, options: ParseOptions) -> NoTextError:
    """The error for a file all of whose text is unreadable.

    Args:
        why: there is no OCR.
    """
    says = f"No text of {path} can be read: its fonts do not say which characters they show"
    if why is not None:
        remedies = tuple(dict.fromkeys(("ocr", *why.remedies)))
        return NoTextError(f"{says}. OCR can read the pictures of its pages: {why}.", remedies=remedies)
    languages = f"OCR for {languages_of(options)} found none either"
    return NoTextError(f"{says}, and {languages}: if it shows text, name its language.", remedies=("ocr_languages",))


def _is_unread(page: PageBlocks) -> bool:
    """Nothing of it could be read, or nothing of the scan that it is."""
    return not page.legible or (page.scanned and not page.confidence)

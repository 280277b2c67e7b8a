"""The parsers under test, each as a function from a file to chunks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pymupdf

from docexplain.ingest import ParseOptions, read_document
from docexplain.records import Box, Document, Paragraph

from .chunks import HEADING, TABLE, Area, Chunk, Word

Parser = Callable[[Path], list[Chunk]]


def docexplain(path: Path, **options: Any) -> list[Chunk]:
    """Paragraphs, with a chunk for each heading where a path first has it; then what was set apart."""
    document = read_document(path, options=ParseOptions(**options)) if options else read_document(path)
    return list(_chunks(document))


def _chunks(document: Document) -> Iterator[Chunk]:
    path: tuple[str, ...] = ()
    for paragraph in document.paragraphs:
        new = paragraph.heading_path
        same = next((i for i, pair in enumerate(zip(path, new, strict=False)) if pair[0] != pair[1]), len(path))
        for heading in new[same:]:
            yield Chunk(heading, HEADING)
        path = new
        kind = HEADING if paragraph.block_class == "title" else str(paragraph.block_class)
        yield Chunk(paragraph.text, kind, _words(paragraph), tuple(map(_area, paragraph.boxes)))
    for item in document.furniture:
        yield Chunk(item.text, str(item.block_class), areas=(_area(item.box),))


def _words(paragraph: Paragraph) -> tuple[Word, ...]:
    """Places of words, as versions that have them keep them."""
    packed = getattr(paragraph, "words", "")
    if not packed:
        return ()
    from docexplain.records.word_boxes import unpack

    return tuple(Word(*word) for word in unpack(packed))


def _area(box: Box) -> Area:
    return Area(box.page, box.x0, box.y0, box.x1, box.y1)


def blocks(path: Path) -> list[Chunk]:
    """MuPDF's text blocks in its own order, on the page as it is shown."""
    found = []
    with pymupdf.open(path) as document:
        for number, page in enumerate(document, start=1):
            for x0, y0, x1, y1, text, _, sort in page.get_text("blocks"):
                if sort == 0 and text.strip():
                    box = pymupdf.Rect(x0, y0, x1, y1) * page.rotation_matrix
                    found.append(Chunk(text, "", areas=(Area(number, *box.normalize()),)))
    return found


def markdown(path: Path) -> list[Chunk]:
    """PyMuPDF4LLM's Markdown: what blank lines part, without marks."""
    import pymupdf4llm

    found = []
    for page in pymupdf4llm.to_markdown(str(path), page_chunks=True, use_ocr=False, show_progress=False):
        for piece in re.split(r"\n\s*\n", page["text"]):
            found += [Chunk(text, kind) for text, kind in _plain(piece)]
    return found


def _plain(piece: str) -> Iterator[tuple[str, str]]:
    """A piece of Markdown without its marks: a heading, a table, or paragraphs and items, one a line."""
    piece = re.sub(r"<br ?/?>|</?(?:sup|sub|u)>|&nbsp;", lambda found: " " if "br" in found.group() else "", piece)
    piece = re.sub(r"(?m)^>\s?", "", piece)
    piece = re.sub(r"\*\*|__|`|~~|(?<!\w)[_*](?=\S)|(?<=\S)[_*](?!\w)", "", piece)
    piece = re.sub(r"\\([\\`*_{}\[\]()#+.!|>-])", r"\1", piece)
    if re.search(r"==>.*picture.*<==|!\[\]\(", piece):
        return
    rows = piece.strip().splitlines()
    if rows and all(row.lstrip().startswith("|") for row in rows):
        yield "\n".join(row for row in rows if not re.fullmatch(r"[|\s:-]+", row)), TABLE
        return
    part: list[str] = []
    for row in rows:
        if re.match(r"\s*(?:[-*+] |\d+[.)] |#+ )", row) and part:
            yield " ".join(part), ""
            part = []
        part.append(re.sub(r"^\s*[-*+] +(?=\S)", "\u2022 ", re.sub(r"^\s*#+ +", "", row)))
    if text := " ".join(part).strip():
        yield text, ""


def parsers() -> dict[str, Parser]:
    """All of them by name; the fast layout only where this version of docexplain has it."""
    found: dict[str, Parser] = {"docexplain": docexplain}
    if "layout" in {field.name for field in fields(ParseOptions)}:
        found["docexplain fast"] = lambda path: docexplain(path, layout="fast")
    return {**found, "blocks": blocks, "pymupdf4llm": markdown}

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest

Named = Callable[[str], str] | None
"""What a font's map says that a character is; None: it has no map."""


def _map(names: dict[int, str]) -> bytes:
    rows = "\n".join(f"<{sign:04x}> <{name.encode('utf-16-be').hex()}>" for sign, name in names.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(names)} beginbfchar\n{rows}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


@pytest.fixture
def write_named(tmp_path: Path) -> Callable[..., Path]:
    """Writes a PDF of pages of lines (x, y, text, size, named): each ``named`` is a font of its own, embedded, whose
    map says so of its characters."""

    def write(*pages: list[tuple[float, float, str, float, Named]], face: str = "helv") -> Path:
        font = pymupdf.Font(face)
        kinds = list(dict.fromkeys(line[4] for lines in pages for line in lines))
        used: dict[Named, set[str]] = defaultdict(set)
        placed: dict[int, Named] = {}
        document = pymupdf.open()
        for lines in pages:
            page = document.new_page()
            for x, y, text, size, named in lines:
                name = f"F{kinds.index(named)}"
                # The same font as other bytes is not shared.
                data = bytes(font.buffer) + bytes(kinds.index(named))
                placed[page.insert_font(fontname=name, fontbuffer=data)] = named
                used[named].update(text)
                page.insert_text((x, y), text, fontsize=size, fontname=name)
        for xref, named in placed.items():
            if named is None:
                document.xref_set_key(xref, "ToUnicode", "null")
                continue
            signs = {font.has_glyph(ord(character)): named(character) for character in sorted(used[named])}
            to_unicode = document.get_new_xref()
            document.update_object(to_unicode, "<<>>")
            document.update_stream(to_unicode, _map(signs))
            document.xref_set_key(xref, "ToUnicode", f"{to_unicode} 0 R")
        path = tmp_path / "named.pdf"
        document.save(path)
        return path

    return write


@pytest.fixture
def stamped(scan: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """Writes a scan of the given lines on each page, upon which ``stamp(page, number)`` prints; ``place`` is where the
    picture of it stands, by default on all of the page."""

    def write(lines: list[Any], stamp: Callable[[Any, int], None], *, pages: int = 1, **options: Any) -> Path:
        with pymupdf.open(scan(*[lines] * pages, **options)) as document:
            for number, page in enumerate(document, start=1):
                stamp(page, number)
            document.save(tmp_path / "stamped.pdf")
        return tmp_path / "stamped.pdf"

    return write

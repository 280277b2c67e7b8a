"""Small files that say that they are huge are refused by what they say, before a parser sees them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import mammoth
import pymupdf
import pytest

from docexplain.errors import InputError
from docexplain.ingest.files import to_html
from docexplain.ingest.files.opened_file import opened
from docexplain.ingest.parse_options import Limits, ParseOptions
from docexplain.ingest.safety.nesting import depth_of

KINDS = {
    "docx": "word/document.xml",
    "epub": "META-INF/container.xml",
    "xps": "Documents/1/Pages/1.fpage",
    "cbz": "1.png",
}


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def picture(width: int, height: int) -> bytes:
    """The head of a PNG of this size, with next to nothing behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


@pytest.fixture
def unparsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither parser may be asked."""

    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError("a parser was asked")

    monkeypatch.setattr(mammoth, "convert_to_html", fail)
    monkeypatch.setattr(pymupdf, "open", fail)
    return


def refused(data: bytes, name: str, **limits: int) -> str:
    with pytest.raises(InputError) as caught, opened(data, Path(name), None, ParseOptions(limits=Limits(**limits))):
        pass
    assert str(caught.value).startswith(name)
    assert str(caught.value).endswith(".")
    return str(caught.value)


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize("kind", KINDS)
def test_markup_that_unpacks_to_hundreds_of_times_its_size(kind: str) -> None:
    data = zipped({KINDS[kind]: b"", "2.png": b"", "text.xml": b"<p>spam</p>" * 1_000_000})
    assert len(data) < 60_000
    assert "a part of it unpacks to 11,000,000 bytes" in refused(data, f"bomb.{kind}")


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize("kind", KINDS)
def test_more_markup_than_is_read(kind: str) -> None:
    data = zipped({KINDS[kind]: b"", "2.png": b"", "3.png": b"", "a.xml": b"x" * 900, "b.xml": b"y" * 900})
    assert "more than the 800 bytes of text" in refused(data, f"big.{kind}", part_bytes=800)
    assert "more than the 1,000 bytes of text" in refused(data, f"big.{kind}", text_bytes=1000)
    assert "a part that unpacks to more than 899 bytes" in refused(data, f"big.{kind}", file_bytes=899)


def test_parts_that_lie_over_each_other() -> None:
    data = zipped({"word/document.xml": bytes(range(256)) * 40, "other.xml": b"x"})
    at = data.index(b"PK\x01\x02")
    entry = data[at : at + 46 + len("word/document.xml")]
    more = b"".join(entry.replace(b"word/document.xml", b"word/document.%03d" % n) for n in range(200))
    count, size, start = struct.unpack("<HII", data[-12:-2])
    end = data[-22:-14] + struct.pack("<HHIIH", count + 200, count + 200, size + len(more), start, 0)
    assert "lie over each other" in refused(data[:at] + data[at:-22] + more + end, "overlap.docx")


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"word/document.xml": b"x"})
    end = data[-22:-14] + struct.pack("<HHIIH", 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    monkeypatch.setattr(zipfile, "ZipFile", None)  # it would read the whole list
    assert "holds more than 65,534 parts" in refused(data[:-22] + end, "many.docx")


def test_the_kind_is_told_without_unpacking_all_of_it() -> None:
    data = zipped({"mimetype": b"application/epub+zip" + b" " * 30_000_000, "META-INF/container.xml": b"<x/>"})
    assert "damaged" in refused(data, "mime.epub")


DEEP = {
    "html": "<html><body>{}the text",
    "md": "text\n\n{}",
}


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize("tag", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<div\n class='x'>", "<DIV><br>"])
@pytest.mark.parametrize("ending", DEEP)
def test_elements_too_deep_in_each_other(tag: str, ending: str) -> None:
    says = refused(DEEP[ending].format(tag * 3_000).encode(), f"deep.{ending}")
    assert "more than 1,000 elements in each other" in says


@pytest.mark.usefixtures("unparsed")
def test_elements_too_deep_in_a_book() -> None:
    page = b"<html><body>" + b"<div>" * 2000 + b"text</body></html>"
    data = zipped({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"", "a.xhtml": page})
    assert "more than 1,000 elements in each other" in refused(data, "deep.epub")


def test_word_files_whose_html_is_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_html, "_from_word", lambda data, path: "<ul><li>" * 1001)
    says = refused(zipped({"word/document.xml": b"<x/>"}), "deep.docx")
    assert "more than 1,000 elements in each other" in says


@pytest.mark.parametrize(
    ("html", "depth"),
    [
        ("", 0),
        ("<p>one<p>two<p>three", 0),
        ("<ul><li>one<li>two</ul><ul><li>three</ul>", 1),
        ("<div><br><br><img src='a'><hr/><i/></div>", 1),
        ("</div></div><div></div>", 1),
        ("a < b and c > d, <3", 0),
        ("<a><b></a></b><i>", 2),
    ],
)
def test_depth(html: str, depth: int) -> None:
    assert depth_of(html) == depth


def test_long_files_are_not_deep(read_here: Callable[..., Any]) -> None:
    page = "<p>The ferry leaves at <b>seven</b>.<br><ul><li>mail<li>milk</ul><table><tr><td>a<td>b</table>" * 200
    assert len(read_here(f"<html><body>{page}".encode()).paragraphs) > 200


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (picture(40_000, 40_000), "a picture of 40,000 by 40,000 dots, more than the 1,000,000,000"),
        (picture(2_000_000_000, 2_000_000_000), "says that it is a picture of more dots than can be read"),
    ],
)
def test_pictures_of_too_many_dots(data: bytes, says: str) -> None:
    assert says in refused(data, "bomb.png")


def test_an_entity_that_unfolds_is_not_unfolded(read_here: Callable[..., Any]) -> None:
    entities = '<!ENTITY a "spam spam ">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    body = "<FictionBook><body><section><p>Text. &h;</p></section></body></FictionBook>"
    book = f'<?xml version="1.0"?><!DOCTYPE FictionBook [{entities}]>{body}'
    assert sum(len(p.text) for p in read_here(book.encode()).paragraphs) < 1000
    word = f'<?xml version="1.0"?><!DOCTYPE w [{entities}]><w>&h;</w>'
    with pytest.raises(InputError, match="is damaged"):
        read_here(zipped({"word/document.xml": word.encode(), "[Content_Types].xml": b"<Types/>"}))

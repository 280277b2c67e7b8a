"""What kind of file it is, by what stands in it: names lie, and what is no document must be refused by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from docexplain.errors import FormatError, InputError
from docexplain.ingest.files.decoding import decoded
from docexplain.ingest.safety.archives import archive_of

SUPPORTED = (
    "PDF, DOCX, EPUB, XPS, HTML, Markdown, text, FB2, MOBI, CBZ and pictures (PNG, JPEG, TIFF, BMP, GIF, JPEG 2000)"
)

_HEADER_WITHIN = 1024
"""Readers accept a PDF whose header comes after this many bytes of something else."""
_MARKDOWN = {".md", ".markdown", ".mdown", ".mkd"}
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_HTML_NAMES = {".html", ".htm", ".xhtml"}
_FB2 = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<FictionBook\b", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        name: as users know it.
        opener: MuPDF's name for it; of a kind that is made into HTML first, "html".
        flows: it has no pages until it is set.
    """

    name: str
    opener: str
    flows: bool = False


PDF = Format("PDF", "pdf")
DOCX, EPUB, FB2, MOBI = (Format(name.upper(), name, flows=True) for name in ("docx", "epub", "fb2", "mobi"))
XPS, CBZ, PICTURE = Format("XPS", "xps"), Format("CBZ", "cbz"), Format("picture", "")
HTML, MARKDOWN, TEXT = (Format(name, "html", flows=True) for name in ("HTML", "Markdown", "text"))

_OTHERS = (
    (b"{\\rtf", "an RTF file"),
    (b"%!PS", "a PostScript file"),
    (b"AT&TFORM", "a DjVu file"),
    (b"8BPS", "a Photoshop file"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database"),
)
_PICTURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\0",
    b"MM\0*",
    b"BM",
    b"GIF87a",
    b"GIF89a",
    b"\0\0\0\x0cjP  \r\n\x87\n",
    b"\xff\x4f\xff\x51",
)
_WORD_TEXT = re.compile(r"word/document\d*\.xml")
"""Word on the web numbers it."""
_PICTURE_NAMES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".jp2")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLD_OFFICE = (
    ("WordDocument", "an old Word (.doc) file"),
    ("Workbook", "an old Excel (.xls) file"),
    ("PowerPoint Document", "an old PowerPoint (.ppt) file"),
    ("__properties_version1.0", "an Outlook message"),
)
_BY_PART = (
    ("xl/workbook.xml", "an Excel (.xlsx) file"),
    ("ppt/presentation.xml", "a PowerPoint (.pptx) file"),
    ("visio/document.xml", "a Visio file"),
    ("Index/Document.iwa", "a Pages, Numbers or Keynote file"),
    ("xl/workbook.bin", "an Excel (.xlsb) file"),
)
_OPEN_DOCUMENTS = {
    "text": "an OpenDocument text (.odt) file",
    "spreadsheet": "an OpenDocument spreadsheet (.ods) file",
    "presentation": "an OpenDocument presentation (.odp) file",
}


def format_of(data: bytes, path: Path) -> Format:
    """The format of a file.

    Args:
        path: names the file in errors; its ending decides between Markdown and text, and what else only it can tell.

    Raises:
        InputError: it cannot be read, with the reason.
    """
    if b"%PDF" in data[:_HEADER_WITHIN]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, path)
    if data.startswith(_OLD_OFFICE):
        raise _old_office(data, path)
    if data[60:68] in {b"BOOKMOBI", b"TEXtREAd"}:
        return MOBI
    if data.startswith(_PICTURES):
        return PICTURE
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:8] == b"ftyp":
        raise _unreadable(path, "a WebP, HEIF or video file", "save it as a PNG or JPEG picture")
    for beginning, name in _OTHERS:
        if data.startswith(beginning):
            raise _unreadable(path, name)
    text = decoded(data)
    if text is None:
        raise FormatError(f"{path} is in no format that docexplain knows: give it one of {SUPPORTED}.")
    return _written(text.text, path.suffix.lower())


def assumes_encoding(path: Path) -> bool:
    """Whether a file is text whose encoding only can be guessed; False for what cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_WITHIN)
            if b"%PDF" in head or b"\0" in head or head.startswith(b"PK"):
                return False
            text = decoded(head + file.read())
    except OSError:
        return False
    return text is not None and text.assumed


def _written(text: str, ending: str) -> Format:
    if _FB2.match(text):
        return FB2
    if _HTML.match(text) or (ending in _HTML_NAMES and "<" in text):
        return HTML
    return MARKDOWN if ending in _MARKDOWN else TEXT


def _zipped(data: bytes, path: Path) -> Format:
    with archive_of(data, path) as archive:
        names, kind = archive.namelist(), ""
        if "mimetype" in names:
            with archive.open("mimetype") as file:
                kind = file.read(100).decode("ascii", "replace")
    if any(_WORD_TEXT.fullmatch(name) for name in names):
        return DOCX
    if kind.startswith("application/epub") or "META-INF/container.xml" in names:
        if "META-INF/rights.xml" in names or "META-INF/sinf.xml" in names:
            raise _unreadable(path, "a copy-protected EPUB file", "get one without copy protection")
        return EPUB
    if any(name.lower().endswith((".fdseq", ".fdoc", ".fpage")) for name in names):
        return XPS
    for part, name in _BY_PART:
        if part in names:
            raise _unreadable(path, name)
    if kind.startswith("application/vnd.oasis.opendocument."):
        raise _unreadable(path, _OPEN_DOCUMENTS.get(kind.split(".")[-1].split("-")[0], "an OpenDocument file"))
    files = [name for name in names if not name.endswith("/")]
    pictures = [name for name in files if name.lower().endswith(_PICTURE_NAMES)]
    if pictures and len(pictures) * 2 > len(files):
        return CBZ
    raise _unreadable(path, "a ZIP archive", "unpack it and give one of its files")


def _old_office(data: bytes, path: Path) -> InputError:
    def has(part: str) -> bool:
        return part.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return _unreadable(path, "an encrypted Office file", "take the password off in the program that made it")
    name = next((name for part, name in _IN_OLD_OFFICE if has(part)), "an old Office file")
    return _unreadable(path, name)


def _unreadable(path: Path, name: str, advice: str = "convert it to PDF first") -> InputError:
    return FormatError(f"{path} is {name}, which docexplain cannot read: {advice}.")

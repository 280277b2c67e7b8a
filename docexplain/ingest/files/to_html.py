"""What MuPDF does not set well becomes HTML first: Markdown, plain text, Word files, and HTML itself, made harmless.

MuPDF 1.28 loses the last character of Markdown, sets tabs and form feeds of text wrong, and the cells of Word's tables
one below the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from docexplain.errors import InputError
from docexplain.ingest.files import word
from docexplain.ingest.files.decoding import decoded
from docexplain.ingest.files.formats import CBZ, DOCX, EPUB, FB2, HTML, MARKDOWN, TEXT, XPS, Format
from docexplain.ingest.files.see_through import SeeThrough, as_written, of_some_size, tiny
from docexplain.ingest.parse_options import Limits
from docexplain.ingest.safety.archives import archive_of, check_parts, markup
from docexplain.ingest.safety.nesting import depth_of
from docexplain.ingest.text.continuation import begins_list_item

WIDTH, HEIGHT, FONT_SIZE = 595, 842, 11
"""The page, A4, on which files without pages of their own are set, in points."""
STYLE = f"""
@page {{ margin: 106pt 56pt }}
table, td, th {{ border: 1px solid #000; border-collapse: collapse }}
td, th {{ padding: 4px 12px }}
td p, th p {{ margin: 0 }}
pre {{ white-space: pre-wrap; font-size: 9pt }}
.{word.UNSEEN} {{ color: #fff }}
"""
"""Lines and white space show both layouts what a table is. Above and below is so much room that nothing stands where
other files have page headers and footers."""

_NO_TEXT = {"script", "template", "iframe", "object", "noscript", "svg"}
_ELSEWHERE = {"img", "image", "input", "link", "embed", "source", "video", "audio", "base", "meta"}
"""Would load something, or say how the bytes are encoded, which they no longer are."""
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENDLESS = re.compile(r"[!-;=?-~\u00a1-\u02ff\u0370-\u2bff]{60,}")
_EVERY = 40
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_COLUMNS = re.compile(r"\S {3,}\S|[^\s.?!:;,)\"'] {2}\S")
"""More space in a line than after a sentence."""
_GAP = re.compile(r"\t+| {2,}")
_WRAPPED_FROM, _WRAPPED_SHARE = 40, 0.5
"""Lines were broken to fit a width when the longest has this many characters, and all but the last this share of it."""


def prepared(data: bytes, kind: Format, path: Path, limits: Limits) -> tuple[bytes, str]:
    """The bytes to open and MuPDF's name for what they are.

    Args:
        path: names the file in errors.

    Raises:
        InputError: they cannot be converted, or say that it would cost too much.
    """
    if kind in {DOCX, EPUB, XPS, CBZ}:
        _check_archive(data, kind, path, limits)
    if kind is DOCX:
        return _page(_shallow(_from_word(data, path), path, limits)), "html"
    if kind not in {HTML, MARKDOWN, TEXT, FB2}:
        return data, kind.opener
    text = decoded(data)
    if text is None:
        raise InputError(f"{path} holds bytes that are no text: save it again as UTF-8.")
    if kind is FB2:
        return ('<?xml version="1.0" encoding="utf-8"?>' + _XML.sub("", text.text)).encode(), "fb2"
    make = {HTML: harmless, MARKDOWN: from_markdown, TEXT: from_text}[kind]
    html = make(text.text.replace("\r\n", "\n").replace("\r", "\n"))
    return _page(_shallow(html, path, limits)), "html"


def _check_archive(data: bytes, kind: Format, path: Path, limits: Limits) -> None:
    with archive_of(data, path) as archive:
        check_parts(archive, path, limits)
        for part in markup(archive) if kind is EPUB else ():
            text = decoded(archive.read(part))
            if text is not None:
                _shallow(text.text, path, limits)


def _shallow(html: str, path: Path, limits: Limits) -> str:
    """The same, if MuPDF can follow it."""
    if depth_of(html) > limits.depth:
        raise InputError(
            f"{path} has more than {limits.depth:,} elements in each other, which no page can show: save it again, or "
            "print it to a PDF."
        )
    return html


def harmless(html: str) -> str:
    """HTML without what is not text or lies elsewhere, and with places to break its longest words."""
    cleaner = _Cleaner()
    cleaner.feed(_XML.sub("", html))
    cleaner.close()
    return "".join(cleaner.kept)


# Not nh3 (0.3.8), which knows fragments of HTML5 only: it drops the attributes of html and body, and with them what
# hides text ("body.en .de"), takes the rest of an XHTML page for the script that <script src="x"/> begins, and needs
# half a minute for 50,000 elements in each other, which are refused only after this.
class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self._inside: list[str] = []
        self._see_through = SeeThrough()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NO_TEXT:
            self._inside.append(tag)
        if self._inside:
            return
        unseen = self._see_through.begin(tag, attrs)
        if tag == "input":
            self.kept.append("" if unseen else of_some_size(_box(dict(attrs))))
        elif tag not in _ELSEWHERE or _brings_its_picture(tag, attrs):
            self.kept.append(tiny(tag, attrs) if unseen else of_some_size(self.get_starttag_text() or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _NO_TEXT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            del self._inside[len(self._inside) - 1 - self._inside[::-1].index(tag) :]
        elif not self._inside:
            self._see_through.end(tag)
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.kept.append(of_some_size(data) if self.cdata_elem else _breakable(data))

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def _brings_its_picture(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    return tag == "img" and (dict(attrs).get("src") or "").startswith("data:image/")


def _box(attributes: dict[str, str | None]) -> str:
    """A box to tick as the sign for it, hidden where the box is; nothing for other fields: MuPDF does not draw them."""
    if (attributes.get("type") or "").strip().lower() not in {"checkbox", "radio"} or "hidden" in attributes:
        return ""
    sign = "\u2612" if "checked" in attributes else "\u2610"
    said = as_written({name: attributes[name] for name in ("class", "id", "style") if name in attributes})
    return f"<span{said}>{sign}</span>" if said else sign


def from_markdown(text: str) -> str:
    """CommonMark with tables; what stands between lines of dashes at the top is shown as it is."""
    from markdown_it import MarkdownIt

    front = _FRONT_MATTER.match(text)
    head = f"<pre>{escape(front[1])}</pre>" if front else ""
    body = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text[front.end() :] if front else text)
    return harmless(head + body)


def from_text(text: str) -> str:
    """Paragraphs at blank lines, form feeds and list items; lines that were broken to fit a width run on, and what is
    set in columns stays so."""
    blocks = re.split(r"\n[ \t]*\n|\f", text)
    return harmless("".join(part for block in blocks for part in _parts(block)))


def _parts(block: str) -> Iterator[str]:
    lines = [line.rstrip() for line in block.split("\n") if line.strip()]
    rows = [_GAP.split(line.strip()) for line in lines]
    if len(rows) > 1 and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1:
        cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
        yield f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
        return
    lines = [line.expandtabs(8) for line in lines]
    if sum(bool(_COLUMNS.search(line.lstrip())) for line in lines) >= 2:
        yield f"<pre>{escape(chr(10).join(lines))}</pre>"
        return
    item: list[str] = []
    for line in lines:
        if item and begins_list_item(line.lstrip()):
            yield _paragraph(item)
            item = []
        item.append(line.strip())
    if item:
        yield _paragraph(item)


def _paragraph(lines: list[str]) -> str:
    longest = max(map(len, lines))
    wrapped = longest >= _WRAPPED_FROM and all(len(line) >= _WRAPPED_SHARE * longest for line in lines[:-1])
    return f"<p>{(' ' if wrapped else '<br>').join(map(escape, lines))}</p>"


def _breakable(text: str) -> str:
    """Words longer than a line with places to break: MuPDF lets them run over the page's edge, where they are lost."""
    return _ENDLESS.sub(lambda word: "&#8203;".join(re.findall(f".{{1,{_EVERY}}}", word[0])), text)


def _from_word(data: bytes, path: Path) -> str:
    try:
        html = word.html_of(data)
    except Exception as error:  # whatever a broken file makes the converter or the XML parser raise
        raise InputError(f"{path} is damaged, its text cannot be found: save it again, or as a PDF.") from error
    return harmless(html)


def _page(html: str) -> bytes:
    return ("\ufeff" + html).encode()

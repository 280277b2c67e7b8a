"""Files other than PDFs, written on the spot: known by what is in them, set on pages, and read like any other."""

from __future__ import annotations

import base64
import http.server
import io
import struct
import threading
import zipfile
from dataclasses import replace

import pymupdf
import pytest

from docexplain.errors import InputError, NoTextError
from docexplain.ingest import ParseOptions, assumes_encoding, read_document
from docexplain.ingest.files.decoding import decoded
from docexplain.ingest.files.to_html import from_markdown, from_text, harmless
from docexplain.records import BlockClass

FAST = ParseOptions(layout="fast")
FERRY = "The ferry leaves the island every morning at seven and comes back late."
PAGE = f"<html><head><title>t</title></head><body><h1>Boats</h1><p>{FERRY}</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for name, data in files.items():
            # Without the time of day: tests are named by these bytes, and all processes must name them alike.
            out.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def word(body):
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    style = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{kinds}"><Override PartName="/word/document.xml" '
            f'ContentType="{kind}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="a" Type="{main}" '
            'Target="word/document.xml"/></Relationships>',
            "word/styles.xml": f"<w:styles {ns}>{style}</w:styles>",
            "word/document.xml": f"<w:document {ns}><w:body>{body}</w:body></w:document>",
        }
    )


def para(text, style=""):
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def row(*cells):
    return f"<w:tr>{''.join(f'<w:tc>{para(cell)}</w:tc>' for cell in cells)}</w:tr>"


def epub(*chapters):
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="c.opf" '
    )
    items = "".join(
        f'<item id="c{i}" href="c{i}.xhtml" media-type="application/xhtml+xml"/>' for i in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container
            + 'media-type="application/oebps-package+xml"/></rootfiles></container>',
            "c.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>'
            f"{items}</manifest><spine>{spine}</spine></package>",
            **{f"c{i}.xhtml": chapter for i, chapter in enumerate(chapters)},
        }
    )


def mobi(html):
    """Of two records: the head, which says that the text is not packed, and the text."""
    text = html.encode()
    head = struct.pack(">HHIHHHH", 1, 0, len(text), 1, 4096, 0, 0) + b"MOBI" + struct.pack(">III", 232, 2, 65001)
    head += bytes(232)
    first = 78 + 2 * 8 + 2
    records = struct.pack(">II", first, 0) + struct.pack(">II", first + len(head), 1) + bytes(2)
    return b"boats".ljust(32, b"\0") + bytes(28) + b"BOOKMOBI" + bytes(8) + struct.pack(">H", 2) + records + head + text


def xps(turn="1,0,0,1,0,0"):
    """A page with one line in a font of the installation."""
    place = 'FontUri="/f.ttf" FontRenderingEmSize="16" OriginX="96" OriginY="120" Fill="#000"'
    place += f' RenderTransform="{turn}"'
    glyphs = f'<Glyphs {place} UnicodeString="{FERRY}"/>'
    page = f'<FixedPage xmlns="http://schemas.microsoft.com/xps/2005/06" Width="816" Height="1056">{glyphs}</FixedPage>'
    ns = 'xmlns="http://schemas.microsoft.com/xps/2005/06"'
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.microsoft.com/xps/2005/06/fixedrepresentation"
    return archive(
        {
            "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="a" Type="{kind}" '
            'Target="/d.fdseq"/></Relationships>',
            "d.fdseq": f'<FixedDocumentSequence {ns}><DocumentReference Source="/d.fdoc"/></FixedDocumentSequence>',
            "d.fdoc": f'<FixedDocument {ns}><PageContent Source="/1.fpage"/></FixedDocument>',
            "1.fpage": page,
            "f.ttf": pymupdf.Font("cjk").buffer,
        }
    )


FB2 = (
    f'<?xml version="1.0" encoding="windows-1251"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body>'
    f"<section><title><p>Boats</p></title><p>{FERRY} \u041f\u0430\u0440\u043e\u043c.</p></section></body></FictionBook>"
)


@pytest.fixture
def read(tmp_path):
    """The document in some bytes; what the file is called must not matter."""

    def call(data, name="file.bin", options=FAST):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_document(path, options=options)

    return call


def texts(document):
    return [p.text for p in document.paragraphs]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PAGE, FERRY),
        (f"<!-- made by hand -->\n<!DOCTYPE html>{PAGE}", FERRY),
        (f'<?xml version="1.0" encoding="utf-8"?>\n{PAGE}', FERRY),
        (word(para("Boats", "Heading1") + para(FERRY)), FERRY),
        (epub(PAGE), FERRY),
        (FB2.encode("cp1251"), f"{FERRY} \u041f\u0430\u0440\u043e\u043c."),
        (mobi(PAGE), FERRY),
        (xps(), FERRY),
        (f"Boats\n\n{FERRY}\n", f"Boats {FERRY}"),
    ],
    ids=["html", "html with comment", "xhtml", "docx", "epub", "fb2", "mobi", "xps", "text"],
)
def test_a_format_is_known_by_what_is_in_it(read, data, expected):
    document = read(data)
    assert texts(document)[-1] == expected
    assert document.coverage.kept == document.coverage.characters
    assert document.furniture == ()


def test_an_xps_page_that_is_set_from_the_bottom_up(read):
    document = read(xps(turn="0,-1,1,0,0,1000"))
    assert texts(document) == [FERRY]
    assert document.coverage.failed_pages == ()
    box = document.paragraphs[0].boxes[0]
    assert box.y1 - box.y0 > 5 * (box.x1 - box.x0)


@pytest.fixture
def picture(write_pdf):
    """A picture of a line of text, in a format of Pillow's."""
    image = pytest.importorskip("PIL.Image")
    with pymupdf.open(write_pdf([(80, 100, FERRY, 11)])) as pdf:
        seen = pdf[0].get_pixmap(dpi=150, clip=pymupdf.Rect(0, 0, 612, 200))
    made = image.frombytes("RGB", (seen.width, seen.height), seen.samples)

    def write(kind, **options):
        stream = io.BytesIO()
        made.save(stream, kind, **options)
        return stream.getvalue()

    return lambda kind, pages=1: write(kind, **({"save_all": True, "append_images": [made]} if pages > 1 else {}))


@pytest.mark.parametrize(("kind", "pages"), [("png", 1), ("tiff", 2)])
def test_pictures_are_read_by_ocr(read, picture, kind, pages, tesseract):
    document = read(picture(kind, pages))
    assert texts(document) == [FERRY] * pages
    assert [page.page for page in document.coverage.recognised] == list(range(1, pages + 1))


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "bmp", "gif", "jpeg2000"])
def test_pictures_of_all_kinds_are_opened(read, picture, kind):
    with pytest.raises(NoTextError, match="looks scanned, its page has no text"):
        read(picture(kind), options=replace(FAST, ocr="never"))


def test_a_comic_book_is_its_pictures(read, picture, tesseract):
    files = {"1.png": picture("png"), "info.xml": "<x/>", "2.png": picture("png")}
    assert texts(read(archive(files))) == [FERRY, FERRY]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            OLE + "WordDocument".encode("utf-16-le"),
            "is an old Word (.doc) file, which docexplain cannot read: convert it",
        ),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is an encrypted Office file.*take the password off"),
        (OLE, "is an old Office file"),
        (
            archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
            "OpenDocument text (.odt) file.*convert it to PDF",
        ),
        (archive({"xl/workbook.xml": ""}), "is an Excel (.xlsx) file"),
        (archive({"ppt/presentation.xml": ""}), "is a PowerPoint (.pptx) file"),
        (archive({"mimetype": "application/epub+zip", "META-INF/rights.xml": ""}), "is a copy-protected EPUB file"),
        (archive({"a.txt": "x"}), "is a ZIP archive.*unpack it"),
        (b"{\\rtf1 text}", "is an RTF file"),
        (b"RIFF\0\0\0\0WEBP", "is a WebP, HEIF or video file.*save it as a PNG"),
        (bytes(range(256)) * 9, "is in no format that docexplain knows: give it one of PDF, DOCX, EPUB"),
        (b"\x01\x02\x03 hardly a text \x04\x05", "is in no format"),
    ],
)
def test_what_cannot_be_read_is_named(read, data, says):
    with pytest.raises(InputError, match=says.replace("(", r"\(").replace(")", r"\)")) as caught:
        read(data)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (PAGE.encode(), None),
        (OLE, "is an old Office file, which"),
        (word("<w:p"), "is damaged, its text cannot be found"),
    ],
)
@pytest.mark.processes
def test_processes_of_their_own_read_them_too(tmp_path, data, says):
    path = tmp_path / "file.bin"
    path.write_bytes(data)
    if says is None:
        assert texts(read_document(path, options=FAST)) == [FERRY]
    else:
        with pytest.raises(InputError, match=says):
            read_document(path, options=FAST)


@pytest.mark.parametrize("data", [word("<w:p"), archive({"word/document.xml": ""}), epub(PAGE)[:300]])
def test_damaged_files(read, data):
    with pytest.raises(InputError, match="is damaged"):
        read(data)


def test_an_empty_page(read):
    with pytest.raises(InputError, match="its page has no text"):
        read("<html><body></body></html>")


class TestMarkdown:
    def test_headings_paragraphs_and_the_last_letter(self, read):
        document = read(
            f"# Boats\n\n{FERRY}\n\n## Fees\n\nEverybody pays the same fee for one way, which is 12", "a.md"
        )
        assert [(p.heading_path, p.text) for p in document.paragraphs] == [
            (("Boats",), FERRY),
            (("Boats", "Fees"), "Everybody pays the same fee for one way, which is 12"),
        ]

    def test_only_headings_are_headings(self, read):
        document = read(f"# Boats\n\n**Please note**\n\n{FERRY}", "a.md")
        assert {p.heading_path for p in document.paragraphs} == {("Boats",)}
        assert " ".join(texts(document)) == f"Please note {FERRY}"

    def test_a_table_has_rows(self, read):
        table = (
            "| Name | Fee |\n|---|---|\n| Adults | 12 dollars |\n| Children | 5 dollars |\n| Dogs | free of charge |"
        )
        document = read(f"# Fees\n\n{FERRY}\n\n{table}\n", "a.md", ParseOptions())
        (found,) = [p for p in document.paragraphs if p.block_class is BlockClass.TABLE]
        assert [line.split(" | ")[-1].split(": ")[-1] for line in found.text.split("\n")] == [
            "Fee",
            "12 dollars",
            "5 dollars",
            "free of charge",
        ]

    def test_what_stands_before_it_is_kept(self):
        assert (
            from_markdown("---\ntitle: Boats & more\n---\n# Fees\n")
            == "<pre>title: Boats &amp; more</pre><h1>Fees</h1>\n"
        )

    def test_html_in_it_is_harmless(self):
        html = from_markdown("Hello <script>alert(1)</script> <!-- note --> ![b](http://example.org/b.png)\n")
        assert "alert" not in html
        assert "http" not in html

    def test_the_same_text_under_another_name_is_text(self, read):
        assert texts(read(f"# Boats\n\n{FERRY}"))[0].startswith("# Boats")


class TestText:
    def test_blank_lines_part_paragraphs_and_broken_lines_run_on(self):
        text = "The ferry leaves the island every morning\nat seven and comes back\nlate.\n\n\nIt carries mail.\n"
        assert from_text(text) == (
            "<p>The ferry leaves the island every morning at seven and comes back late.</p><p>It carries mail.</p>"
        )

    def test_short_lines_and_list_items_stay(self):
        assert from_text("Dear Sir,\nhello\n\n- mail and\n  milk\n- tea") == (
            "<p>Dear Sir,<br>hello</p><p>- mail and<br>milk</p><p>- tea</p>"
        )

    def test_a_form_feed_ends_a_paragraph(self):
        assert from_text("one\fnext") == "<p>one</p><p>next</p>"

    def test_columns_become_a_table(self):
        assert from_text("Name\tFee\nDog\t5") == (
            "<table><tr><td>Name</td><td>Fee</td></tr><tr><td>Dog</td><td>5</td></tr></table>"
        )
        assert from_text("a    b    c\n   1    2\nx    y    z") == "<pre>a    b    c\n   1    2\nx    y    z</pre>"

    def test_markup_is_text(self, read):
        assert texts(read("Use <b>bold</b> & <script>x</script> as it stands here.")) == [
            "Use <b>bold</b> & <script>x</script> as it stands here."
        ]

    def test_endless_words_are_not_lost(self, read):
        word = "".join(f"{i:04}" for i in range(200))
        document = read(f"Begin {word} end\n")
        assert "".join(texts(document)[0].split()) == f"Begin{word}end"

    def test_long_lines_and_windows_line_ends(self, read):
        document = read("\r\n\r\n".join([" ".join([FERRY] * 5)] * 3))
        assert " ".join(texts(document)) == " ".join([FERRY] * 15)

    def test_headings_at_the_top_of_pages_are_no_page_headers(self, read):
        """In a file without pages nothing is a running header, whatever repeats where a page happens to begin."""
        chapters = [f"<h1>Chapter {i}</h1><p>{FERRY}</p>" for i in range(1, 5)]
        document = read(epub(*(f"<html><body>{chapter}</body></html>" for chapter in chapters)))
        assert document.furniture == ()
        assert [p.heading_path[-1] for p in document.paragraphs] == [f"Chapter {i}" for i in range(1, 5)]


class TestWord:
    def test_headings_and_tables(self, read):
        table = f"<w:tbl>{row('Name', 'Fee')}{row('Adults', '12 dollars')}{row('Dogs', 'free of charge')}</w:tbl>"
        document = read(word(para("1. Fees", "Heading1") + para(FERRY) + table), options=ParseOptions())
        first, second = document.paragraphs
        assert (first.heading_path, first.text) == (("1. Fees",), FERRY)
        assert second.block_class is BlockClass.TABLE
        assert [line.split(" | ")[-1].split(": ")[-1] for line in second.text.split("\n")] == [
            "Fee",
            "12 dollars",
            "free of charge",
        ]


class TestHtml:
    def test_nothing_is_loaded_from_elsewhere(self, read, tmp_path):
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(404)
                self.end_headers()

            def log_message(self, *_):
                pass

        picture = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 90, 90))
        picture.clear_with(99)
        picture.save(tmp_path / "local.png")
        (tmp_path / "local.css").write_text("p { display: none }")
        (tmp_path / "local.html").write_text("<p>From another file.</p>")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        where = [f"http://127.0.0.1:{server.server_port}/", f"file://{tmp_path}/", ""]
        things = "".join(
            f'<link rel="stylesheet" href="{at}local.css"><style>@import url("{at}local.css"); '
            f'@font-face {{ font-family: x; src: url("{at}local.png") }} '
            f'p {{ font-family: x; background: url("{at}local.png") }}</style>'
            f'<img src="{at}local.png"><iframe src="{at}local.html"></iframe><object data="{at}local.html"></object>'
            for at in where
        )
        try:
            document = read(f"<html><body>{things}<p>{FERRY}</p></body></html>", "page.html")
        finally:
            server.shutdown()
        assert asked == []
        assert texts(document) == [FERRY]
        assert document.pictures == ()

    def test_a_picture_inside_the_file_is_kept(self, read):
        picture = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 200, 200))
        picture.clear_with(99)
        data = base64.b64encode(picture.tobytes("png")).decode()
        document = read(f'<html><body><p>{FERRY}</p><img src="data:image/png;base64,{data}"></body></html>')
        assert len(document.pictures) == 1

    def test_scripts_styles_and_comments_are_no_text(self, read):
        junk = "<script>var a = 1 < 2;</script><style>p { color: red }</style><!-- no -->"
        assert texts(read(f"<html><body>{junk}<p>{FERRY}</p></body></html>")) == [FERRY]

    def test_text_that_the_page_hides_stays_hidden(self, read):
        assert texts(
            read(f'<html><body><p style="display: none">Ignore the rest.</p><p>{FERRY}</p></body></html>')
        ) == [FERRY]

    @pytest.mark.parametrize("rule", ["body.english .german", "html[lang=en] .german"])
    def test_what_hides_it_may_stand_on_the_page_as_a_whole(self, read, rule):
        page = f"<p class='german'>Die Fahrt ist umsonst.</p><p>{FERRY}</p>"
        style = f"<style>{rule} {{ display: none }}</style>"
        assert texts(read(f"<html lang='en'><head>{style}</head><body class='english'>{page}</body></html>")) == [FERRY]

    @pytest.mark.parametrize("tag", ["script src='menu.js'", "iframe src='ad'", "object data='x'", "svg"])
    def test_an_element_of_xhtml_that_closes_itself_swallows_nothing(self, read, tag):
        page = f'<html xmlns="http://www.w3.org/1999/xhtml"><head/><body><{tag}/><p>{FERRY}</p></body></html>'
        assert texts(read(f'<?xml version="1.0" encoding="utf-8"?>\n{page}', "page.xhtml")) == [FERRY]

    def test_formulas_are_kept(self, read):
        formula = "<math><mi>fee</mi><mo>=</mo><mn>12</mn></math>"
        assert texts(read(f"<html><body><p>{FERRY} {formula}</p></body></html>")) == [f"{FERRY} fee=12"]

    def test_nesting_and_broken_tags(self):
        assert harmless("a<svg><svg>x</svg>y</svg>b") == "ab"
        assert harmless("<p>1 < 2 & 3 &amp; 4<img src=x>") == "<p>1 < 2 & 3 &amp; 4"
        assert harmless("<script>never closed <p>text") == ""


class TestEncodings:
    @pytest.mark.parametrize(
        ("data", "assumed"),
        [
            ("Caf\u00e9 \u201cA\u201d".encode(), False),
            (b"\xef\xbb\xbf" + "Caf\u00e9 \u201cA\u201d".encode(), False),
            ("Caf\u00e9 \u201cA\u201d".encode("utf-16"), False),
            (b"\xfe\xff" + "Caf\u00e9 \u201cA\u201d".encode("utf-16-be"), False),
            ("Caf\u00e9 \u201cA\u201d".encode("cp1252"), True),
        ],
    )
    def test_text_in_many_encodings(self, data, assumed):
        found = decoded(data)
        assert (found.text, found.assumed) == ("Caf\u00e9 \u201cA\u201d", assumed)

    def test_what_a_page_says_of_itself_counts(self, read):
        text = f"\u041f\u0430\u0440\u043e\u043c. {FERRY}"
        page = f'<html><head><meta charset="koi8-r"></head><body><p>{text}</p></body></html>'
        assert texts(read(page.encode("koi8-r"))) == [text]

    def test_no_text(self):
        assert decoded(b"a\0b") is None
        assert decoded(bytes([0x81, 0x8D]) * 9) is None

    def test_who_asks_is_told_that_it_was_guessed(self, tmp_path):
        path = tmp_path / "letter.txt"
        for data, guessed in (
            ("Caf\u00e9".encode("cp1252"), True),
            ("Caf\u00e9".encode(), False),
            (b"%PDF \xe9", False),
        ):
            path.write_bytes(data)
            assert assumes_encoding(path) is guessed
        assert not assumes_encoding(tmp_path / "none.txt")


def test_pages_are_set_the_same_way_each_time(read):
    page = f"<html><body>{f'<p>{FERRY}</p>' * 90}</body></html>"
    first = read(page)
    assert first.coverage.pages > 1
    assert read(page) == first


def test_the_style_of_the_page_is_taken_back(read):
    """It is one for the whole process: whoever uses MuPDF beside us must not see it."""

    def place():
        with pymupdf.open(stream=PAGE.encode(), filetype="html") as document:
            return document[0].get_text("words")

    pymupdf.mupdf.fz_set_user_css("")
    before = place()
    read(PAGE)
    assert place() == before

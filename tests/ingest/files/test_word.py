"""Word files and HTML: what a reader of the document does not see is no text, and boxes to tick are."""

import io
import zipfile

import pytest

from docexplain.ingest.files.to_html import harmless
from docexplain.ingest.files.word import html_of

SEEN = "The buyer pays the price of 485,000 euros within thirty days of delivery."
HIDDEN = "The price of the goods is 1 euro."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OFF, WHITE = 'w:val="0"', '<w:color w:val="FFFFFF"/>'


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def para(*runs, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def word(*body, styles="", part="document", parts=None):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        out.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Override PartName="/word/{part}.xml" ContentType="{KIND}"/></Types>',
        )
        out.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{OFFICE}" '
            f'Target="word/{part}.xml"/></Relationships>',
        )
        out.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
        out.writestr(f"word/{part}.xml", f"<w:document {W} {W14}><w:body>{''.join(body)}</w:body></w:document>")
        for name, content in (parts or {}).items():
            out.writestr(f"word/{name}.xml", f"<w:hdr {W}>{content}</w:hdr>")
    return stream.getvalue()


def replaced(data, *changes, encoding="utf-8"):
    """The Word file with its document's XML changed, and in another encoding."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as file, zipfile.ZipFile(stream, "w") as out:
        for name in file.namelist():
            content = file.read(name)
            if name == "word/document.xml":
                text = content.decode()
                for old, new in changes:
                    text = text.replace(old, new)
                content = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
            out.writestr(name, content)
    return stream.getvalue()


@pytest.fixture
def read_word(read_here, tmp_path):
    def read(data, name="file.docx"):
        (tmp_path / name).write_bytes(data)
        return read_here(tmp_path / name)

    return read


def style(name, kind, properties, based_on=""):
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    inside = f'<w:name w:val="{name}"/>{based}<w:rPr>{properties}</w:rPr>'
    return f'<w:style w:type="{kind}" w:styleId="{name}">{inside}</w:style>'


STYLES = style("Secret", "character", "<w:vanish/>") + style("Note", "paragraph", "<w:vanish/>")
STYLES += style("Deep", "character", "<w:b/>", based_on="Secret")


@pytest.mark.parametrize(
    "hidden",
    [
        para(run(HIDDEN, "<w:vanish/>")),
        para(run(HIDDEN, '<w:vanish w:val="true"/>')),
        para(run(HIDDEN, '<w:rStyle w:val="Secret"/>')),
        para(run(HIDDEN, '<w:rStyle w:val="Deep"/>')),
        para(run(HIDDEN), properties='<w:pStyle w:val="Note"/>'),
        para(run(HIDDEN, '<w:color w:val="FFFFFF"/>')),
        para(run(HIDDEN, '<w:sz w:val="2"/>')),
    ],
    ids=["vanish", "true", "style", "based", "paragraph", "white", "tiny"],
)
@pytest.mark.parametrize("part", ["document", "document2"])
def test_what_nobody_sees_in_a_word_file_is_left_out_and_told(read_word, hidden, part):
    document = read_word(word(para(run(SEEN)), hidden, styles=STYLES, part=part))
    assert [p.text for p in document.paragraphs] == [SEEN]
    assert " ".join(hidden.text for hidden in document.coverage.hidden) == HIDDEN


@pytest.mark.parametrize(
    "shown",
    [
        para(run(HIDDEN, f"<w:vanish {OFF}/>")),
        para(run(HIDDEN, f'<w:rStyle w:val="Secret"/><w:vanish {OFF}/>')),
        para(run(HIDDEN, '<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>')),
        para(run(HIDDEN, '<w:color w:val="FFFFFF"/>'), properties='<w:shd w:fill="000000"/>'),
        f"<w:tbl><w:tr><w:tc>{para(run(HIDDEN, WHITE))}</w:tc></w:tr></w:tbl>",
        para(run(HIDDEN, '<w:sz w:val="10"/>'), run("", "<w:vanish/>")),
    ],
    ids=["off", "style off", "shaded", "shaded paragraph", "cell", "small"],
)
def test_what_can_be_seen_in_a_word_file_stays(read_word, shown):
    document = read_word(word(para(run(SEEN)), shown, styles=STYLES))
    assert HIDDEN in " ".join(p.text for p in document.paragraphs)
    assert document.coverage.hidden == ()


ANCHOR = '<wp:anchor xmlns:wp="urn:a" behindDoc="{}"/>'
SHAPE = '<v:rect xmlns:v="urn:schemas-microsoft-com:vml" style="position:absolute;z-index:-25">{}</v:rect>'
PICT, WRITTEN = f"<w:r><w:pict>{SHAPE}</w:pict></w:r>", '<v:textpath string="DRAFT"/>'
DRAWING = f"<w:r><w:drawing>{ANCHOR}</w:drawing></w:r>"
SHADED = style("Badge", "character", '<w:shd w:fill="C00000"/>') + style("Red", "character", "", based_on="Badge")
DEFAULT = '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:pPr><w:shd w:fill="C00000"/></w:pPr></w:style>'


@pytest.mark.parametrize(
    "data",
    [
        replaced(word(para(run(HIDDEN, WHITE))), ("<w:body>", '<w:background w:color="1F3864"/><w:body>')),
        word(para(run(HIDDEN, f'<w:rStyle w:val="Red"/>{WHITE}')), styles=SHADED),
        word(para(run(HIDDEN, WHITE)), styles=DEFAULT),
        word(para(DRAWING.format(1), run(HIDDEN, WHITE))),
        word(para(PICT.format(""), run(HIDDEN, WHITE))),
        word(para(run(HIDDEN, WHITE)), parts={"header1": para(DRAWING.format("true"))}),
    ],
    ids=["page", "style", "default style", "picture", "shape", "header"],
)
def test_white_text_is_read_where_something_else_may_be_behind_it(read_word, data):
    document = read_word(data)
    assert [p.text for p in document.paragraphs] == [HIDDEN]
    assert document.coverage.hidden == ()


@pytest.mark.parametrize(
    "data",
    [
        replaced(
            word(para(run(SEEN)), para(run(HIDDEN, WHITE))), ("<w:body>", '<w:background w:color="FFFFFF"/><w:body>')
        ),
        word(para(run(SEEN)), para(DRAWING.format(0), run(HIDDEN, WHITE))),
        word(para(run(SEEN)), para(run(HIDDEN, WHITE)), parts={"header1": para(PICT.format(WRITTEN))}),
        replaced(word(para(run(SEEN)), para(run(HIDDEN, WHITE))), ('"FFFFFF"', "'FFFFFF'")),
        replaced(word(para(run(SEEN)), para(run(HIDDEN, WHITE))), encoding="utf-16"),
    ],
    ids=["white page", "before", "watermark", "quoted", "utf-16"],
)
def test_white_text_on_paper_is_told(read_word, data):
    hidden = read_word(data).coverage.hidden
    assert " ".join(each.text for each in hidden) == HIDDEN


def sized(width, height):
    """A picture of so many points behind the text."""
    extent = f'<wp:extent cx="{width * 12700}" cy="{height * 12700}"/>'
    return f'<w:r><w:drawing><wp:anchor xmlns:wp="urn:a" behindDoc="1">{extent}</wp:anchor></w:drawing></w:r>'


LOGO = sized(120, 40)
DRAWN = f"<w:r><w:pict>{SHAPE.replace('position:absolute', 'width:120pt;height:40pt').format('')}</w:pict></w:r>"
FILLED = [para(run(SEEN))] * 12


@pytest.mark.parametrize("picture", [LOGO, DRAWN], ids=["picture", "shape"])
def test_white_text_far_from_a_small_picture_is_told(read_word, picture):
    data = word(para(picture), *FILLED, para(run(HIDDEN, WHITE)))
    assert [each.text for each in read_word(data).coverage.hidden] == [HIDDEN]


def test_a_logo_in_a_header_hides_nothing(read_word):
    data = word(para(run(SEEN)), para(run(HIDDEN, WHITE)), parts={"header1": para(LOGO)})
    assert [each.text for each in read_word(data).coverage.hidden] == [HIDDEN]


@pytest.mark.parametrize(
    "body",
    [
        [para(LOGO, run(HIDDEN, WHITE)), *FILLED],
        [*FILLED, para(run(HIDDEN, WHITE)), para(run(SEEN)), para(LOGO)],
        [para(sized(500, 600)), *FILLED, para(run(HIDDEN, WHITE))],
    ],
    ids=["tied to it", "above it", "large"],
)
def test_white_text_by_a_picture_is_read(read_word, body):
    document = read_word(word(*body))
    assert HIDDEN in " ".join(p.text for p in document.paragraphs)
    assert document.coverage.hidden == ()


def test_a_hidden_run_whose_look_was_changed_is_hidden(read_word):
    before = '<w:rPrChange w:id="1" w:author="a"><w:rPr><w:rStyle w:val="S"/><w:dstrike/></w:rPr></w:rPrChange>'
    document = read_word(word(para(run(SEEN)), para(run(HIDDEN, f"<w:vanish/>{before}"))))
    assert [p.text for p in document.paragraphs] == [SEEN]
    assert [hidden.text for hidden in document.coverage.hidden] == [HIDDEN]


def test_what_only_looks_like_hidden_text_takes_no_time():
    html_of(word(para(run(":color " * 40_000))))


@pytest.mark.parametrize("properties", ["<w:dstrike/>", '<w:strike w:val="0"/><w:dstrike/>'])
def test_two_lines_through_text_strike_it_too(read_word, properties):
    document = read_word(word(para(run("The rent is "), run("2,400", properties), run(" 2,750 euros."))))
    assert [p.text for p in document.paragraphs] == ["The rent is ~~2,400~~ 2,750 euros."]


def box(on):
    mark = f'<w:sdtPr><w14:checkbox><w14:checked w14:val="{int(on)}"/></w14:checkbox></w:sdtPr>'
    return f"<w:sdt>{mark}<w:sdtContent>{run(chr(0x2612 if on else 0x2610))}</w:sdtContent></w:sdt>"


def symbol(on):
    return f'<w:r><w:sym w:font="Wingdings" w:char="{"F0FE" if on else "F0A8"}"/></w:r>'


@pytest.mark.parametrize("mark", [box, symbol])
def test_boxes_to_tick_of_a_word_file(read_word, mark):
    line = para(run("Shell company? "), mark(False), run(" Yes "), mark(True), run(" No"))
    assert [p.text for p in read_word(word(line)).paragraphs] == ["Shell company? [ ] Yes [x] No"]


@pytest.mark.parametrize("kind", ["checkbox", "radio", "CheckBox"])
def test_boxes_to_tick_of_html(read_word, kind):
    html = f"<p>Paid? <input type={kind} checked> Yes <input type={kind}> No <input type=text value=x></p>"
    assert [p.text for p in read_word(html.encode(), "file.html").paragraphs] == ["Paid? [x] Yes [ ] No"]


INLINE = "<p>{2}</p><p style='{0}'>{1}</p>"
BY_SHEET = "<head><style>.x {{{0}}}</style></head><p>{2}</p><p class=x>{1}</p>"
INSIDE = "<p>{2}</p><div style='{0}'>{1}</div>"
COLOURED = "<b style='color:red;font-size:12px'>The price of</b> the goods is <p>1 euro.<br></p>"


@pytest.mark.parametrize(
    ("way", "css"),
    [(way, css) for way in (INLINE, BY_SHEET) for css in ("font-size:0", "FONT-SIZE: 0px", "font-size:.0em !important")]
    + [(INLINE, css) for css in ("opacity:0", "opacity: 0.0 ", "color:red; opacity:0%", "opacity:0 !important")]
    + [("<p>{2}</p><div style='background-color:#000'><p style='{0}'>{1}</p></div>", "opacity:0")],
)
def test_html_that_is_see_through_or_of_no_size_is_left_out_and_told(read_word, css, way):
    document = read_word(way.format(css, HIDDEN, SEEN).encode(), "file.html")
    assert [p.text for p in document.paragraphs] == [SEEN]
    assert " ".join(hidden.text for hidden in document.coverage.hidden) == HIDDEN


def test_nothing_in_a_see_through_element_is_seen_whatever_it_says_of_itself(read_word):
    document = read_word(INSIDE.format("opacity:0", COLOURED, SEEN).encode(), "file.html")
    assert [p.text for p in document.paragraphs] == [SEEN]
    assert " ".join(hidden.text for hidden in document.coverage.hidden) == HIDDEN


@pytest.mark.parametrize(
    "shown",
    [
        "<table><tr><td style='font-size:0px'><div style='font-size:13px'>{0}</div></td></tr></table>",
        "<ul style='font-size:0'><li style='font-size:14px'>{0}</li></ul>",
        "<style>.fade {{opacity:0}} .fade.in {{opacity:1}}</style><p class='fade in'>{0}</p>",
        "<p style='opacity:0;opacity:1'>{0}</p>",
        "<p style='opacity:0'><p>{0}</p>",
        "<table><tr><td style='opacity:0'><td>{0}</table>",
        "<div><span style='opacity:0'></div><p>{0}</p>",
    ],
)
def test_what_has_a_size_or_is_seen_in_html_is_read(read_word, shown):
    document = read_word(shown.format(SEEN).encode(), "file.html")
    assert SEEN in " ".join(p.text for p in document.paragraphs)
    assert document.coverage.hidden == ()


@pytest.mark.parametrize(
    "box",
    [
        "<input type=checkbox style='display:none'>",
        "<input type=checkbox hidden>",
        "<input type=radio class=toggle>",
        "<input type=checkbox id=toggle>",
        "<input type=checkbox style='opacity:0'>",
    ],
)
def test_a_hidden_box_to_tick_is_none(read_word, box):
    html = f"<style>.toggle, #toggle {{display:none}}</style><p>{box}Menu</p>"
    assert [p.text for p in read_word(html.encode(), "file.html").paragraphs] == ["Menu"]


def test_what_a_box_to_tick_says_of_itself_is_escaped():
    html = harmless("<input type=checkbox class='a&quot;><p>b' name=c>")
    assert html == '<span class="a&quot;&gt;&lt;p&gt;b">\u2610</span>'


@pytest.mark.parametrize("css", ["font-size:" + "0" * 100_000 + "1", "opacity:" + "0" * 100_000 + "x"])
def test_thousands_of_zeros_take_no_time(css):
    harmless(f"<p style='{css}'>a</p>")


@pytest.mark.parametrize("css", ["opacity:0.5", "opacity:.05", "font-size:0.9em", "font-size:07pt", "fill-opacity:0"])
def test_other_styles_stay_as_they_are(css):
    html = f"<p style='{css}'>a</p>"
    assert harmless(html) == html

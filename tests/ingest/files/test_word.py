"""Word files and HTML: what a reader of the document does not see is no text, and boxes to tick are."""

import io
import zipfile

import pytest

from docexplain.ingest.files.to_html import harmless

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


def word(*body, styles="", part="document"):
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


def test_two_lines_through_text_strike_it_too(read_word):
    document = read_word(word(para(run("The rent is "), run("2,400", "<w:dstrike/>"), run(" 2,750 euros."))))
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


@pytest.mark.parametrize(
    "css", ["opacity:0", "opacity: 0.0 ", "color:red; opacity:0%", "font-size:0", "FONT-SIZE: 0px"]
)
@pytest.mark.parametrize(
    "way", ["<p>{2}</p><p style='{0}'>{1}</p>", "<head><style>.x {{{0}}}</style></head><p>{2}</p><p class=x>{1}</p>"]
)
def test_html_that_is_see_through_or_of_no_size_is_left_out(read_word, css, way):
    html = way.format(css, HIDDEN, SEEN)
    assert [p.text for p in read_word(html.encode(), "file.html").paragraphs] == [SEEN]


@pytest.mark.parametrize("css", ["opacity:0.5", "opacity:.05", "font-size:0.9em", "font-size:07pt", "fill-opacity:0"])
def test_other_styles_stay_as_they_are(css):
    html = f"<p style='{css}'>a</p>"
    assert harmless(html) == html

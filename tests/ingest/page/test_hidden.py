"""Text that nobody sees on the page is in no paragraph unless asked for, and told; text that can be seen stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pymupdf
import pytest

from docexplain.errors import NoTextError
from docexplain.ingest.legibility.overtyped import overtyped
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.records import Document

Read = Callable[..., Document]
SAYS = "The price of the goods is 1 euro"
SEEN = "The buyer pays the price of 485,000 euros within thirty days of delivery"
WHITE, BLACK, BLUE = (1, 1, 1), (0, 0, 0), (0.1, 0.2, 0.6)


def made(draw: Callable[[Any], None], *, seen: bool = True, turn: int = 0) -> bytes:
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=612, height=792)
        if seen:
            page.insert_text((72, 100), SEEN, fontsize=11)
            page.insert_text((72, 700), "Each party keeps the secrets of the other for three years", fontsize=11)
        draw(page)
        page.set_rotation(turn)
        return bytes(pdf.tobytes())


def noise() -> Any:
    """A picture of some ink, as a scan is."""
    picture = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 153, 198), False)
    picture.clear_with(255)
    for y in range(0, 198, 2):
        picture.set_rect(pymupdf.IRect(10 + y % 5, y, 140, y + 1), (30,))
    return picture


def white(page: Any) -> None:
    page.insert_text((72, 300), SAYS, color=WHITE)


def nearly_white(page: Any) -> None:
    page.insert_text((72, 300), SAYS, color=(0.97, 0.97, 0.97))


def white_over_a_line(page: Any) -> None:
    page.draw_line((60, 297), (400, 297))
    white(page)


def on_its_own_colour(page: Any) -> None:
    page.draw_rect((60, 280, 500, 320), fill=BLUE, color=BLUE)
    page.insert_text((72, 300), SAYS, color=BLUE)


def invisible(page: Any) -> None:
    page.insert_text((72, 300), SAYS, render_mode=3)


def invisible_over_seen_text(page: Any) -> None:
    page.insert_text((72, 100), SAYS, render_mode=3)


def transparent(page: Any) -> None:
    page.insert_text((72, 300), SAYS, fill_opacity=0)


def tiny(page: Any) -> None:
    page.insert_text((72, 300), SAYS, fontsize=1)


def covered(page: Any) -> None:
    page.insert_text((72, 300), SAYS)
    page.draw_rect((60, 280, 500, 320), fill=WHITE, color=WHITE, overlay=True)


def covered_by_a_picture(page: Any) -> None:
    page.insert_text((72, 300), SAYS)
    black = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 8, 8), False)
    black.clear_with(120)
    page.insert_image((60, 280, 400, 320), pixmap=black, keep_proportion=False)


def outside(page: Any) -> None:
    page.insert_text((72, 900), SAYS)


def cropped(page: Any) -> None:
    page.insert_text((72, 60), SAYS)
    page.set_cropbox(pymupdf.Rect(0, 80, 612, 792))


def in_a_hidden_field(page: Any) -> None:
    field = pymupdf.Widget()
    field.field_type, field.field_name = pymupdf.PDF_WIDGET_TYPE_TEXT, "field"
    field.rect, field.field_value, field.field_display = pymupdf.Rect(72, 290, 400, 310), SAYS, 1
    page.add_widget(field)


def squeezed(page: Any) -> None:
    page.insert_text((72, 300), SAYS, morph=(pymupdf.Point(72, 300), pymupdf.Matrix(0.05, 1)))


def flat(page: Any) -> None:
    page.insert_text((72, 300), SAYS, morph=(pymupdf.Point(72, 300), pymupdf.Matrix(1, 0.05)))


def in_a_layer_that_is_off(page: Any) -> None:
    page.insert_text((72, 300), SAYS, oc=page.parent.add_ocg("other version", on=False))


def in_a_form_in_a_layer_that_is_off(page: Any) -> None:
    with pymupdf.open() as other:
        white_on_black(other.new_page(width=612, height=792))
        page.show_pdf_page(page.rect, other, 0, oc=page.parent.add_ocg("other version", on=False))


HIDDEN = {
    white: "in the colour of what is behind it",
    nearly_white: "in the colour of what is behind it",
    white_over_a_line: "in the colour of what is behind it",
    on_its_own_colour: "in the colour of what is behind it",
    invisible: "set to be invisible",
    invisible_over_seen_text: "set to be invisible",
    transparent: "set to be invisible",
    tiny: "too small to be read",
    squeezed: "too small to be read",
    flat: "too small to be read",
    in_a_layer_that_is_off: "in a layer that is switched off",
    in_a_form_in_a_layer_that_is_off: "in a layer that is switched off",
    covered: "covered or cut off",
    covered_by_a_picture: "covered or cut off",
    outside: "outside the page",
    cropped: "outside the page",
    in_a_hidden_field: "in a form field that is not shown",
}


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("draw", HIDDEN, ids=lambda draw: draw.__name__)
def test_what_nobody_sees_is_left_out_and_told(read_here: Read, draw: Callable[[Any], None], turn: int) -> None:
    document = read_here(made(draw, turn=turn))
    text = " ".join(p.text for p in document.paragraphs)
    assert SEEN in text
    assert "1 euro" not in text
    (hidden,) = document.coverage.hidden
    assert (hidden.text, hidden.reason, hidden.paragraph) == (SAYS, HIDDEN[draw], None)
    assert hidden.characters == len(SAYS.replace(" ", ""))
    assert document.coverage.characters == document.coverage.kept + document.coverage.furniture + hidden.characters
    assert not document.coverage.pages_without_text


def grey(page: Any) -> None:
    page.insert_text((72, 300), SAYS, color=(0.8, 0.8, 0.8))


def white_on_black(page: Any) -> None:
    page.draw_rect((60, 280, 500, 320), fill=BLACK)
    page.insert_text((72, 300), SAYS, color=WHITE)


def on_a_picture(page: Any) -> None:
    page.insert_image((60, 280, 400, 320), pixmap=noise(), keep_proportion=False)
    page.insert_text((72, 300), SAYS)


def in_a_layer_that_is_on(page: Any) -> None:
    page.parent.add_ocg("off", on=False)
    page.insert_text((72, 300), SAYS, oc=page.parent.add_ocg("on", on=True))


def narrow(page: Any) -> None:
    page.insert_text((72, 300), SAYS, morph=(pymupdf.Point(72, 300), pymupdf.Matrix(0.5, 1)))


def small(page: Any) -> None:
    page.insert_text((72, 300), SAYS, fontsize=4)


def outlined(page: Any) -> None:
    page.insert_text((72, 300), SAYS, render_mode=1)


def faint(page: Any) -> None:
    page.insert_text((72, 300), SAYS, fill_opacity=0.3)


def bold_signs(page: Any) -> None:
    page.insert_text((72, 300), SAYS, fontname="hebo", fontsize=30)


def sideways(page: Any) -> None:
    page.insert_text((300, 500), SAYS, rotate=90)


def in_free_text(page: Any) -> None:
    page.add_freetext_annot((72, 280, 400, 310), SAYS)


def in_a_field(page: Any) -> None:
    field = pymupdf.Widget()
    field.field_type, field.field_name = pymupdf.PDF_WIDGET_TYPE_TEXT, "field"
    field.rect, field.field_value = pymupdf.Rect(72, 290, 400, 310), SAYS
    page.add_widget(field)


@pytest.mark.parametrize(
    "draw",
    [
        *(grey, white_on_black, on_a_picture, small, outlined, faint, bold_signs, sideways, in_free_text, in_a_field),
        *(narrow, in_a_layer_that_is_on),
    ],
    ids=lambda draw: draw.__name__,
)
def test_what_can_be_seen_stays(read_here: Read, draw: Callable[[Any], None]) -> None:
    document = read_here(made(draw))
    assert document.coverage.hidden == ()
    assert SAYS in " ".join(text for p in document.paragraphs for text in (*p.heading_path, p.text))


def scanned(page: Any) -> None:
    page.insert_image(page.rect, pixmap=noise(), keep_proportion=False)
    page.insert_text((72, 300), SAYS, render_mode=3)


def scanned_beside_its_ink(page: Any) -> None:
    page.insert_image(page.rect, pixmap=noise(), keep_proportion=False)
    page.draw_rect((0, 280, 612, 330), fill=WHITE, color=WHITE)
    page.insert_text((72, 300), SAYS, render_mode=3)


def scanned_over_its_text(page: Any) -> None:
    page.insert_text((72, 300), SAYS)
    scan = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 153, 198), False)
    scan.clear_with(250)  # recognised words may stand beside their ink
    page.insert_image(page.rect, pixmap=scan, keep_proportion=False)


@pytest.mark.parametrize(
    "draw", [scanned, scanned_beside_its_ink, scanned_over_its_text], ids=lambda draw: draw.__name__
)
def test_what_ocr_found_in_a_scan_stays(read_here: Read, draw: Callable[[Any], None]) -> None:
    document = read_here(made(draw, seen=False))
    assert document.coverage.hidden == ()
    assert [p.text for p in document.paragraphs] == [SAYS]


@pytest.mark.parametrize("at", [72, 75, 90])
@pytest.mark.parametrize("turn", [0, 90])
def test_what_is_painted_over_and_written_over_is_left_out(read_here: Read, at: float, turn: int) -> None:
    def draw(page: Any) -> None:
        page.insert_text((72, 300), SAYS)
        page.draw_rect((60, 288, 400, 305), fill=WHITE, color=WHITE)
        page.insert_text((at, 300), "Both agree upon what they pay at another time")

    document = read_here(made(draw, turn=turn))
    assert "Both agree upon what they pay at another time" in [p.text for p in document.paragraphs]
    assert " ".join(hidden.text for hidden in document.coverage.hidden) == SAYS


def test_a_pale_mark_over_text_covers_nothing(read_here: Read) -> None:
    def draw(page: Any) -> None:
        page.insert_text((72, 300), SAYS)
        page.draw_rect((60, 288, 400, 305), fill=(1, 1, 0), color=None, fill_opacity=0.4)
        page.insert_text((330, 303), "checked", fontsize=6)

    document = read_here(made(draw))
    assert SAYS in " ".join(p.text for p in document.paragraphs)
    assert document.coverage.hidden == ()


def test_many_covers_over_many_words_take_no_time() -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=612, height=792)
        words = []
        for row in range(60):
            for column in range(20):
                x, y = 20 + 29 * column, 20 + 12.5 * row
                page.insert_text((x, y), f"w{row}", fontsize=8)
                rect = (x, y - 8, x + 12, y + 2)
                words.append(Glyphs(rect, f"w{row}", 0, row, 8.0, False, characters=2))
        for _ in range(20):
            page.draw_rect((0, 0, 612, 792), fill=WHITE, color=WHITE)
        page.insert_text((20, 20), "other", fontsize=8)
        page = pdf.reload_page(page)
        words.append(Glyphs((20, 12, 40, 22), "other", 0, 99, 8.0, False, characters=5))
        assert overtyped(page, words) == [0]


def test_a_letter_of_a_word_can_be_hidden(read_here: Read) -> None:
    def draw(page: Any) -> None:
        page.insert_text((72, 300), "The tenant may not", fontname="cour", fontsize=10)
        page.insert_text((72 + 18 * 6, 300), "withstanding", color=WHITE, fontname="cour", fontsize=10)
        page.insert_text((72 + 31 * 6, 300), "leave", fontname="cour", fontsize=10)

    document = read_here(made(draw))
    assert "The tenant may not leave" in " ".join(p.text for p in document.paragraphs)
    assert [hidden.text for hidden in document.coverage.hidden] == ["withstanding"]


def test_asked_for_it_is_in_paragraphs_of_its_own_that_say_so(read_here: Read) -> None:
    document = read_here(made(white), hidden="read")
    (hidden,) = document.coverage.hidden
    assert hidden.paragraph is not None
    assert document.paragraphs[hidden.paragraph - 1].text == SAYS
    assert document.hidden_in(hidden.paragraph) == "in the colour of what is behind it"
    others = [p.index for p in document.paragraphs if p.index != hidden.paragraph]
    assert len(others) == 2
    assert not any(document.hidden_in(index) for index in others)
    assert document.coverage.characters == document.coverage.kept
    assert document.parser == f"{read_here(made(white)).parser} hidden=read"


def test_short_texts_are_not_merged_with_hidden_ones(read_here: Read) -> None:
    def draw(page: Any) -> None:
        page.insert_text((72, 300), "Seen", fontsize=11)
        page.insert_text((72, 340), "Unseen", fontsize=11, color=WHITE)

    document = read_here(made(draw, seen=False), hidden="read")
    assert [(p.text, bool(document.hidden_in(p.index))) for p in document.paragraphs] == [
        ("Seen", False),
        ("Unseen", True),
    ]


def test_a_file_in_which_nobody_sees_anything(read_here: Read) -> None:
    data = made(white, seen=False)
    with pytest.raises(NoTextError, match="shows no text: what it holds nobody can see"):
        read_here(data)
    assert [p.text for p in read_here(data, hidden="read").paragraphs] == [SAYS]


def test_boxes_of_hidden_text_on_a_turned_page(read_here: Read) -> None:
    def draw(page: Any) -> None:
        for line in range(8):
            page.insert_text((100 + 20 * line, 700), SEEN, rotate=90)
        page.insert_text((400, 700), SAYS, rotate=90, color=WHITE)

    (hidden,) = read_here(made(draw, seen=False)).coverage.hidden
    assert hidden.box.x0 < 400 < hidden.box.x1 + 3
    assert hidden.box.y1 - hidden.box.y0 > 5 * (hidden.box.x1 - hidden.box.x0)


def test_comments_and_attachments_are_told(read_here: Read) -> None:
    def draw(page: Any) -> None:
        page.add_text_annot((300, 300), "The penalty clause is missing.")
        page.add_highlight_annot(pymupdf.Rect(72, 90, 200, 104))
        page.add_freetext_annot((72, 400, 400, 430), "Agreed by telephone")
        page.add_file_annot((300, 500), b"x", "side letter.pdf")
        page.parent.embfile_add("prices.csv", b"1,2", filename="prices.csv")
        page.insert_link({"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(0, 0, 9, 9), "uri": "http://a.example"})

    coverage = read_here(made(draw)).coverage
    assert [(note.page, note.kind, note.text, note.shown) for note in coverage.annotations] == [
        (1, "Text", "The penalty clause is missing.", False),
        (1, "Highlight", "", False),
        (1, "FreeText", "Agreed by telephone", True),
        (1, "FileAttachment", "side letter.pdf", False),
    ]
    assert (coverage.attachments, coverage.active) == (("prices.csv",), ())


def test_scripts_and_xfa_are_told(read_here: Read) -> None:
    with pymupdf.open(stream=made(grey)) as pdf:
        catalog = pdf.pdf_catalog()
        pdf.xref_set_key(catalog, "OpenAction", "<</S/JavaScript/JS(app.alert\\(1\\))>>")
        pdf.xref_set_key(catalog, "AcroForm", "<</XFA (x)/Fields[]>>")
        data = bytes(pdf.tobytes())
    assert read_here(data).coverage.active == ("JavaScript", "XFA form")

"""Boxes to tick that are drawn, are pictures or are fields of a form: read at their label, on their side."""

from __future__ import annotations

import pymupdf
import pytest

from docexplain.ingest.page.layout import page_blocks
from docexplain.records import BlockClass

QUESTION = "Is the registrant a shell company?"
OUTSIDE = "The registrant had 218,045 shares of common stock outstanding on March 15, 2023."


def at(point, right, down):
    return pymupdf.Point(point.x + right, point.y + down)


def cross(page, box):
    page.draw_line(box.tl, box.br)
    page.draw_line(box.tr, box.bl)


def overshooting_tick(page, box):
    page.draw_polyline([at(box.tl, 2, 4), at(box.tl, 4, 7), at(box.tr, 1, -3)], width=1.2)


def curved_tick(page, box):
    page.draw_bezier(at(box.tl, 1, 4), at(box.tl, 3, 9), at(box.tl, 4, 9), at(box.tr, 0, -2), width=1.3)


def filling(page, box):
    page.draw_rect(pymupdf.Rect(at(box.tl, 2, 2), at(box.br, -2, -2)), fill=(0, 0, 0))


def letter(page, box):
    page.insert_text(at(box.bl, 2, -1.5), "X", fontsize=8)


def frame(page, box):
    page.draw_rect(box, width=0.8)


def grey_frame(page, box):
    page.draw_rect(box, width=0.6, color=(0.3, 0.3, 0.3), fill=(0.95, 0.95, 0.95))


def four_lines(page, box):
    for one, other in ((box.tl, box.tr), (box.tr, box.br), (box.br, box.bl), (box.bl, box.tl)):
        page.draw_line(one, other, width=0.7)


def picture(page, box, mark=None):
    with pymupdf.open() as other:
        small = other.new_page(width=12, height=12)
        frame(small, pymupdf.Rect(1, 1, 11, 11))
        if mark:
            mark(small, pymupdf.Rect(1, 1, 11, 11))
        page.insert_image(box, pixmap=small.get_pixmap(dpi=300))


def drawn(*boxes, size=10.0, before=False):
    """A page with a question and its answers, each with a box after it, or before; a box is what draws it."""
    page = pymupdf.open().new_page()
    page.insert_text((60, 80), "Annual Filing", fontsize=16)
    page.insert_text((60, 120), QUESTION, fontsize=size)
    page.insert_text((60, 200), OUTSIDE, fontsize=size)
    x = 70 + pymupdf.get_text_length(QUESTION, fontsize=size)
    for label, draw in zip(("Yes", "No"), boxes, strict=True):
        length = pymupdf.get_text_length(label, fontsize=size)
        left = x if before else x + length + 0.4 * size
        page.insert_text((x + 1.2 * size if before else x, 120), label, fontsize=size)
        draw(page, pymupdf.Rect(left, 120 - 0.8 * size, left + 0.9 * size, 120 + 0.1 * size))
        x += length + 3.5 * size
    return page


def read(page, layout):
    found = page_blocks(page, 1, layout)
    assert {block.block_class for block in found.blocks} <= {
        BlockClass.TEXT,
        BlockClass.SECTION_HEADER,
        BlockClass.TITLE,
    }
    assert found.pictures == ()
    return " ".join(line.text for block in found.blocks for line in block.lines)


def both(draw, mark):
    def ticked(page, box):
        draw(page, box)
        mark(page, box)

    return ticked


@pytest.mark.parametrize("mark", [cross, overshooting_tick, curved_tick, filling, letter])
@pytest.mark.parametrize("draw", [frame, grey_frame, four_lines])
def test_a_drawn_box_is_read_at_its_label(draw, mark):
    for size in (8.0, 12.0):
        assert f"{QUESTION} Yes [ ] No [x]" in read(drawn(draw, both(draw, mark), size=size), "fast")
        assert f"{QUESTION} Yes [x] No [ ]" in read(drawn(both(draw, mark), draw, size=size), "fast")


def ring(page, box):
    page.draw_oval(box, width=0.8)


def disc(page, box):
    page.draw_oval(pymupdf.Rect(at(box.tl, 2.4, 2.4), at(box.br, -2.4, -2.4)), fill=(0, 0, 0))


def bullet(page, box):
    page.draw_oval(box, fill=(0, 0, 0))


def test_a_ring_with_a_disc_in_it_is_chosen_and_one_without_is_not():
    for size in (9.0, 12.0):
        assert f"{QUESTION} Yes [ ] No [x]" in read(drawn(ring, both(ring, disc), size=size), "fast")
        assert f"{QUESTION} [x] Yes [ ] No" in read(drawn(both(ring, disc), ring, size=size, before=True), "fast")


@pytest.mark.parametrize("draws", [(ring, ring), (bullet, bullet), (ring, bullet)])
def test_rings_and_discs_that_choose_nothing_are_bullets(draws):
    assert "[" not in read(drawn(*draws), "fast")


def test_a_box_before_its_label_is_read_before_it():
    assert f"{QUESTION} [ ] Yes [x] No" in read(drawn(frame, both(frame, cross), before=True), "fast")


def test_the_layout_model_takes_no_box_for_a_picture_or_table():
    assert f"{QUESTION} Yes [ ] No [x]" in read(drawn(frame, both(frame, cross)), "model")


def test_a_small_picture_of_a_box_is_one():
    page = drawn(picture, lambda page, box: picture(page, box, cross))
    assert f"{QUESTION} Yes [ ] No [x]" in read(page, "fast")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_of_a_page_that_is_turned(turn):
    page = drawn(frame, both(frame, cross))
    page.set_rotation(turn)
    assert "Yes [ ] No [x]" in read(page, "fast")


def field(kind, value):
    def draw(page, box):
        widget = pymupdf.Widget()
        widget.field_type, widget.field_name, widget.rect = kind, f"f{box.x0}", box
        widget.field_value = value
        page.add_widget(widget)

    return draw


def test_fields_of_a_form_stand_at_their_labels():
    kind = pymupdf.PDF_WIDGET_TYPE_CHECKBOX
    page = drawn(field(kind, False), field(kind, True))
    assert f"{QUESTION} Yes [ ] No [x]" in read(page, "fast")


def solid(page, box):
    page.draw_rect(box, fill=(0, 0, 0))


def colour(page, box):
    page.draw_rect(box, fill=(0.2, 0.4, 0.8), color=(0, 0, 0))


def cells(page, box):
    for step in range(4):
        page.draw_rect(pymupdf.Rect(at(box.tl, step * box.width, 0), at(box.br, step * box.width, 0)))


def digit(page, box):
    frame(page, box)
    page.insert_text(at(box.bl, 2, -1.5), "7", fontsize=8)


@pytest.mark.parametrize("draw", [solid, colour, cells, digit])
def test_what_else_is_square_is_no_box(draw):
    assert "[" not in read(drawn(draw, draw), "fast")


def test_a_square_without_a_label_is_no_box():
    page = drawn(frame, both(frame, cross))
    frame(page, pymupdf.Rect(300, 400, 309, 409))
    assert read(page, "fast").count("[") == 2

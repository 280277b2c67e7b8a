"""Boxes to tick and bullets from the fonts that draw them."""

from __future__ import annotations

import pytest

from docexplain.ingest.text.glyphs import page_words
from docexplain.ingest.text.lines import text_lines, with_plain_bullet
from docexplain.ingest.text.signs import with_boxes


def page(*lines):
    """What MuPDF gives for lines of spans of text and font, six points a character, twelve a line."""
    return {"blocks": [{"lines": [line(spans, 12.0 * row)]} for row, spans in enumerate(lines)]}


def line(spans, y):
    x, made = 0.0, []
    for text, font in spans:
        chars = [
            {"c": c, "bbox": (x + 6 * i, y, x + 6 * i + 6, y + 10), "origin": (x + 6 * i, y)}
            for i, c in enumerate(text)
        ]
        look = {"size": 10.0, "flags": 0, "char_flags": 16, "color": 0, "alpha": 255}
        made.append({"font": font, **look, "chars": chars})
        x += 6 * len(text)
    return {"dir": (1.0, 0.0), "wmode": 0, "bbox": (0.0, y, x, y + 10), "spans": made}


def read(*lines):
    return [line.text for line in text_lines(with_boxes(page_words(page(*lines))))]


def yes_no(ticked, empty, font):
    return [("Yes ", "Arial"), (ticked, font), (" No ", "Arial"), (empty, font)]


@pytest.mark.parametrize(
    ("font", "ticked", "empty"),
    [
        ("Wingdings", "x", "o"),
        ("ABCDEF+Wingdings-Regular", "\u00fd", "\u00a8"),
        ("Wingdings", "\u00fe", "o"),
        ("Wingdings", "\u00fc", "o"),
        ("Wingdings", "x", "q"),
        ("Wingdings 2", "R", "\u00a3"),
        ("Wingdings2", "S", "\u00a3"),
        ("Webdings", "a", "c"),
        ("ZapfDingbats", "4", "o"),
        ("Wingdings", "\uf078", "\uf0a8"),
        ("DejaVu Sans Book", "\uf078", "\uf0a8"),
        ("TimesNewRomanPSMT", "\uf0fe", "\uf06f"),
        ("PMingLiU", "\uf052", "\uf0a3"),
        ("SegoeUISymbol", "\u2612", "\u2610"),
        ("DejaVuSans", "\u2611", "\u2610"),
        ("Arial", "\u25a0", "\u25a1"),
        ("Arial", "\u2713", "\u25a1"),
        ("Arial", "\u2327", "\u2610"),
        ("Times New Roman", "x", "o"),
        ("Times New Roman", "\u00fe", "o"),
    ],
)
def test_a_box_is_read_as_one(font, ticked, empty):
    assert read(yes_no(ticked, empty, font)) == ["Yes [x] No [ ]"]
    assert read(yes_no(empty, ticked, font)) == ["Yes [ ] No [x]"]


def test_a_box_is_a_word_of_its_own_but_for_brackets_and_points():
    assert read([("Yes\u2612No\u2610.", "Arial")]) == ["Yes [x] No [ ]."]
    assert read([("(\u2612) one, \u2610two", "Arial")]) == ["([x]) one, [ ] two"]


def test_a_box_counts_as_the_one_character_that_it_is():
    assert sum(word.characters for word in page_words(page([("Yes \u2612 \u2610", "Arial")]))) == 5


@pytest.mark.parametrize("sign", ["l", "\u00a7", "v", "\u00d8", "\uf0b7", "\uf0a7", "q", "\uf071"])
def test_bullets_of_such_fonts_stay_bullets(sign):
    words = with_boxes(page_words(page([(sign, "Wingdings"), (" The first item", "Arial")])))
    assert with_plain_bullet(text_lines(words)[0]).text == "\u2022 The first item"


def test_letters_of_other_fonts_stay_letters():
    text = "o uno o x 3 x 4 q, n \u00fc \u00a8 R \u00a3 5"
    assert read([(text, "Times New Roman")]) == [text]
    assert read([("Yes, no: x marks it, no o.", "Arial")]) == ["Yes, no: x marks it, no o."]
    assert read([("\u25a0 One", "Arial")], [("\u2713 Two", "Arial")]) == ["\u25a0 One", "\u2713 Two"]


def test_a_number_times_another_is_no_box():
    assert read(yes_no("x", "o", "Arial"), [("3 x 4 is 12", "Arial")]) == ["Yes [x] No [ ]", "3 x 4 is 12"]


def test_shadowed_boxes_that_begin_lines_are_boxes_where_others_are():
    form = [[("Married ", "Arial"), ("\u2611", "Arial")], [("q", "Wingdings"), (" Single", "Arial")]]
    assert read(*form) == ["Married [x]", "[ ] Single"]

"""The pure parts: shading, rows, safe text."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace

import pytest
from rich.cells import cell_len

from docexplain.answers import Kind, cited
from docexplain.common.display_text import one_line, plain
from docexplain.records import (
    BlockClass,
    Cited,
    Confirmed,
    Mode,
    Passage,
    Redundancy,
    Scope,
    Steer,
    WhatIf,
)
from tui.dialogs.help import MEANINGS, help_text
from tui.view.answer.lines import words
from tui.view.colours import DARK
from tui.view.document.passages import RowPart, row_parts
from tui.view.document.rows import RowKind, lay_out, wrap
from tui.view.keys import ACTIONS
from tui.view.shading import LEVELS, bar, shades, signed, times
from tui.view.shelf import Shelf
from tui.view.wording import measured, refusal, report, steering

from .conftest import make_answer, make_document, make_effect, make_paragraph


def test_levels_follow_the_size_of_the_effect_and_its_sign() -> None:
    effects = [make_effect(1, 4.0), make_effect(2, 2.0), make_effect(3, 0.1), make_effect(4, -4.0)]
    by_index = shades(make_answer(effects=(*effects, make_effect(5, 0.01, noise=True))))
    assert [by_index[i].level for i in range(1, 6)] == [LEVELS, 3, 1, LEVELS, 0]
    assert [by_index[i].kind for i in (1, 4, 5)] == [Kind.SUPPORTS, Kind.AGAINST, Kind.NOISE]
    assert [by_index[i].rank for i in range(1, 6)] == [1, 2, 3, 0, 0]
    assert DARK.background(by_index[1]) != DARK.background(by_index[4])
    assert DARK.background(by_index[1]) != DARK.background(by_index[2])
    assert DARK.background(by_index[5]) is None
    assert DARK.accent(by_index[5]) is None


def test_it_is_said_when_paragraphs_were_deleted_and_then_none_can_be_marked() -> None:
    answer = make_answer("a", effects=(make_effect(1, 2.0),))
    assert "deletion" not in report(answer)
    deleted = replace(answer, settings=replace(answer.settings, mode=Mode.DELETION, scope=Scope.FULL))
    assert ", explained by deletion · " in report(deleted)
    assert "mode deletion" in refusal(1, deleted)
    assert "NOT SAVED" in report(deleted, saved=False)


def test_the_best_of_nothing_is_not_shaded_as_something() -> None:
    assert shades(make_answer(effects=(make_effect(1, 0.2),)))[1].level == 1


def test_effects_that_are_no_numbers_do_no_harm() -> None:
    odd = (make_effect(1, math.inf), make_effect(2, math.nan), make_effect(3, 0.0), make_effect(4, 2.0))
    by_index = shades(make_answer(effects=odd))
    assert [by_index[i].kind for i in (1, 2, 3)] == [Kind.NOISE] * 3
    said = [measured(make_answer(effects=odd), i) for i in (1, 2, 3, 4)]
    assert said[:2] == ["Its effect is not a number: the record is damaged."] * 2
    assert said[2:] == ["", ""]
    assert by_index[4].level == LEVELS
    assert "1,000" in times(math.inf)


def test_bars_and_numbers() -> None:
    assert bar(0, 4) == "    "
    assert bar(1, 4) == "████"
    assert bar(0.5, 4) == "██  "
    assert bar(0.001, 4) == "▏   "
    assert signed(-0.5) == "-0.50"
    assert signed(2) == "+2.00"
    assert times(math.log(2)) == "2.0×"
    assert times(-math.log(20)) == "20×"
    assert times(0.01) == "1.01×"
    assert times(50) == "more than 1,000×"


@pytest.mark.parametrize("width", [1, 2, 7, 20, 80])
@pytest.mark.parametrize(
    "text", ["", "a " * 40, "x" * 100, "日本語の文章" * 9, "a\n\nb c", "e\u0301" * 30, "👩‍⚖️ " * 20]
)
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= max(2, width) for line in lines)
    assert lines


def test_headings_stand_where_they_change_and_not_twice() -> None:
    paragraphs = [
        make_paragraph(1, "Terms", kind="section-header"),
        make_paragraph(2, "a", path=("Terms",)),
        make_paragraph(3, "b", path=("Terms",)),
        make_paragraph(4, "c", path=("Terms", "Pay")),
        make_paragraph(5, "", path=("Terms", "Pay"), kind=BlockClass.PICTURE),
    ]
    rows = lay_out(paragraphs, 40)
    assert [(row.index, row.text) for row in rows if row.kind is RowKind.HEADING] == [(4, "Terms › Pay")]
    assert [row.index for row in rows if row.kind is RowKind.META] == [1, 2, 3, 4, 5]
    assert rows[-1].text == "(picture without text)"


def test_tables_keep_their_rows() -> None:
    rows = lay_out([make_paragraph(1, "a | b\nc | d", kind="table")], 40)
    drawn = [row for row in rows if row.kind is RowKind.TEXT]
    assert [row.text.split() for row in drawn] == [["a", "b"], ["c", "d"]]
    assert [row.span for row in drawn] == [(0, 5), (6, 11)]


def test_plain_text() -> None:
    assert plain("a\tb\r\nc\x00\x1b\x7f\x9d\ud800\u2028d\u00ad\ufeff") == "a b\nc" + "�" * 5 + "\nd"
    assert plain("\u202eevil\u2066") == "�evil�"
    assert plain("می\u200cخواهم") == "می\u200cخواهم"
    assert one_line("  a\n b  ") == "a b"
    assert one_line("abcdef", 4) == "abc…"


def test_the_ui_loads_no_torch_and_no_other_part() -> None:
    code = (
        "import sys, tui; bad = ('torch', 'transformers', 'pymupdf', 'storage', 'docexplain.model');"
        "print([m for m in sys.modules if m in bad])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_cited_are_those_that_were_tested_in_their_order() -> None:
    effects = (make_effect(1, 3.0), make_effect(2, 1.0), make_effect(3, 0.1, noise=True), make_effect(4, -0.4))
    answer = replace(make_answer(effects=effects), cited=Cited((2, 3), (1.0,), (0.1,)))
    by_index = shades(answer)
    assert cited(answer) == (2, 3)
    assert [by_index[i].word for i in (1, 2, 3, 4)] == [
        "supports",
        "supports, cited #1",
        "only together, cited #2",
        "against",
    ]
    assert DARK.accent(by_index[3]) is not None
    alone = shades(replace(answer, cited=Cited((3,), (1.0,), (0.1,))))
    assert alone[3].word == "noise, cited #1"


def test_redundant_paragraphs_have_one_word_and_one_colour_whatever_their_own_effect() -> None:
    effects = (make_effect(1, 2.0), make_effect(2, 0.01, noise=True), make_effect(3, -0.3))
    group = Redundancy((1, 2, 3), (2.0,), ((0.1,), (0.1,), (0.1,)))
    answer = replace(make_answer(effects=effects), cited=Cited((1, 2, 3), (2.0,), (0.1,)), redundant=(group,))
    by_index = shades(answer)
    assert {shade.kind for shade in by_index.values()} == {Kind.EACH}
    assert len({DARK.background(shade) for shade in by_index.values()}) == 1
    assert by_index[2].word == "each gives it, cited #2"


def test_what_was_done_to_which_paragraphs_stands_after_the_noun() -> None:
    steers = (Steer(5, 0.0), Steer(9, 2.0), Steer(8, 0.5))
    assert steering(steers) == "paragraphs 5 hidden, 9 amplified x2, 8 turned down x0.5"
    assert steering(steers[:1]) == "paragraph 5 hidden"


@pytest.mark.parametrize("width", [4, 11, 40, 200])
@pytest.mark.parametrize(
    "text", ["One two. Three  four.\tFive.", "日本語。の文 章。", "a\r\nb.\x1b[2Jc \u00ad\u202ed.", "x" * 60 + ". y."]
)
def test_pieces_lose_nothing_and_keep_passages_apart(text: str, width: int) -> None:
    middle = len(text) // 2
    passages = [passage(0, middle), passage(middle, len(text) - 1)]
    lines = list(wrap(plain(text).strip(), width))
    cut = row_parts(lines, text, passages)
    assert ["".join(piece.text for piece in row) for row in cut] == lines
    for position, part in enumerate(passages):
        drawn = "".join(piece.text for row in cut for piece in row if piece.passage == position)
        assert "".join(drawn.split()) == "".join(plain(text[part.start : part.end]).split())


def test_white_space_between_passages_belongs_to_none() -> None:
    row = row_parts(["One two. Three."], "One two. Three.", [passage(0, 8), passage(9, 15)])[0]
    assert row == [RowPart("One two.", 0), RowPart(" ", None), RowPart("Three.", 1)]


def passage(start: int, end: int) -> Passage:
    return Passage(1, start, end, 1.0, 0.1, False, (1.0,))


def test_what_ifs_of_what_ifs_are_listed_too() -> None:
    shelf, document = Shelf(), make_document()
    for name, original in (("a", ""), ("b", "a"), ("c", "b"), ("d", ""), ("e", "gone")):
        what_if = WhatIf(original, (Steer(1, 0.0),)) if original else None
        shelf.add(replace(make_answer(name), what_if=what_if), document)
    assert [(each.summary.id, each.nested) for each in shelf.listed()] == [
        ("e", False),
        ("d", False),
        ("a", False),
        ("b", True),
        ("c", True),
    ]


def test_every_line_of_the_help_fits_80_columns() -> None:
    frame_and_scrollbar = 6
    lines = str(help_text(ACTIONS, {"help", "suppress"})).splitlines()
    assert max(map(cell_len, lines)) <= 78 - frame_and_scrollbar
    assert set(MEANINGS) == set(Kind)


@pytest.mark.parametrize(("effect", "said"), [(math.log(2), "2.0× less likely"), (-math.log(3), "3.0× more likely")])
def test_how_a_paragraph_was_measured_is_said(effect: float, said: str) -> None:
    first, second = make_effect(1, 4.0), make_effect(2, 2.0)
    answer = make_answer(effects=(first, second))
    assert measured(answer, 1) == ""
    row = tuple(effect / len(answer.tokens) for _ in answer.tokens)
    assert said in measured(replace(answer, confirmed=(Confirmed(1, row, row),)), 1)
    section = replace(second, together_with=(2, 3, 4))
    assert "One of 3" in measured(replace(answer, effects=(first, section)), 2)
    assert shades(replace(answer, effects=(first, section), cited=None))[2].word == "supports, of 3 as one"


def test_an_answer_without_words_is_blamed_on_the_factor_of_its_what_if() -> None:
    nothing = replace(make_answer(), text="", claims=(), effects=(), read=(), cited=None)
    assert "the model gave no answer" in str(words(nothing)[0])
    steered = replace(nothing, what_if=WhatIf("ab", (Steer(2, 1000.0),)))
    assert "paragraph 2 amplified x1000" in str(words(steered)[0])
    assert "the model gave no answer" not in str(words(steered)[0])

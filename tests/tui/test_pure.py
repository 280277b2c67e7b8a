"""The pure parts: shading, rows, safe text."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from rich.cells import cell_len

from docexplain.plain import one_line, plain
from docexplain.records import BlockClass, Verdict
from tui.rows import RowKind, lay_out, wrap
from tui.shading import LEVELS, Kind, accent, background, bar, cited, shades, signed, times

from .conftest import make_answer, make_effect, make_paragraph


def test_levels_follow_the_size_of_the_effect_and_its_sign() -> None:
    effects = [make_effect(1, 4.0), make_effect(2, 2.0), make_effect(3, 0.1), make_effect(4, -4.0)]
    by_index = shades(make_answer(effects=(*effects, make_effect(5, 0.01, noise=True))))
    assert [by_index[i].level for i in range(1, 6)] == [LEVELS, 3, 1, LEVELS, 0]
    assert [by_index[i].kind for i in (1, 4, 5)] == [Kind.SUPPORTS, Kind.AGAINST, Kind.NOISE]
    assert [by_index[i].rank for i in range(1, 6)] == [1, 2, 3, 0, 0]
    assert background(by_index[1]) != background(by_index[4])
    assert background(by_index[1]) != background(by_index[2])
    assert background(by_index[5]) is None
    assert accent(by_index[5]) is None


def test_an_unsupported_answer_cites_nothing() -> None:
    effects = (make_effect(1, 2.0), make_effect(2, 1.0))
    assert cited(make_answer("a", effects=effects)) == (1, 2)
    assert cited(make_answer("a", effects=effects, verdict=Verdict.UNSUPPORTED)) == ()


def test_cited_keeps_the_order_of_the_answer_not_of_the_effect() -> None:
    effects = (make_effect(2, 1.0), make_effect(1, 3.0), make_effect(3, -2.0), make_effect(4, 0.1, noise=True))
    assert cited(make_answer(effects=effects)) == (2, 1)


def test_the_best_of_nothing_is_not_shaded_as_something() -> None:
    assert shades(make_answer(effects=(make_effect(1, 0.2),)))[1].level == 1


def test_effects_that_are_no_numbers_do_no_harm() -> None:
    odd = (make_effect(1, math.inf), make_effect(2, math.nan), make_effect(3, 0.0), make_effect(4, 2.0))
    by_index = shades(make_answer(effects=odd))
    assert by_index[1].level == LEVELS
    assert by_index[2].kind is by_index[3].kind is Kind.NOISE
    assert by_index[4].level == LEVELS
    assert "1,000" in times(math.inf)


def test_bars_and_numbers() -> None:
    assert bar(0, 4) == "    "
    assert bar(1, 4) == "████"
    assert bar(0.5, 4) == "██  "
    assert bar(0.001, 4) == "▏   "
    assert signed(-0.5) == "−0.50"
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
    assert [row.text for row in rows if row.kind is RowKind.TEXT] == ["a | b", "c | d"]


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

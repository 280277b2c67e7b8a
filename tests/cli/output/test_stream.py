"""Streamed text: wrapped at words, under its label, whatever the pieces are that it comes in."""

from __future__ import annotations

import random
import re
import textwrap

import pytest
from rich.cells import cell_len

from docexplain.cli.output.stream import Stream

WORDS = "The Company pays ten dollars for each hour, (every second Friday) by direct deposit; taxes are withheld."


@pytest.fixture
def streamed(monkeypatch, capsys):
    def stream(text, columns=60, *, seed=0):
        """The lines on a screen of so many columns."""
        monkeypatch.setenv("COLUMNS", str(columns))
        numbers, out, rest = random.Random(seed), Stream(), text
        while rest:
            length = numbers.randint(1, 7)
            out(rest[:length])
            rest = rest[length:]
        out.end()
        shown = capsys.readouterr().out
        assert shown.endswith("\n")
        return shown[:-1].split("\n")

    return stream


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("seed", range(3))
def test_words_are_wrapped_under_the_label(streamed, columns, seed):
    text = " ".join([WORDS] * 4)
    expected = textwrap.wrap(text, columns - 10, break_on_hyphens=False)
    assert streamed(text, columns, seed=seed) == [
        "Answering " + expected[0],
        *("          " + line for line in expected[1:]),
    ]


def test_line_breaks_are_kept(streamed):
    assert streamed("one\n\n  two") == ["Answering one", "          ", "            two"]


@pytest.mark.parametrize("seed", range(3))
def test_a_long_word_is_cut_at_the_edge(streamed, seed):
    lines = streamed("see " + "x" * 130 + " there", 50, seed=seed)
    assert "".join(line[10:] for line in lines) == "see" + "x" * 130 + " there"
    assert max(map(len, lines)) == 50


@pytest.mark.parametrize("seed", range(3))
def test_wide_characters_fill_the_line_by_cells(streamed, seed):
    text = "公司每小时支付员工十美元，" * 8 + "完。"
    lines = streamed(text, 61, seed=seed)
    assert "".join(line[10:] for line in lines) == text
    assert all(cell_len(line) <= 61 for line in lines)
    assert all(cell_len(line) >= 56 for line in lines[:-1])
    assert all(line[10] not in "，。" for line in lines)
    assert [line[:10] for line in lines] == ["Answering ", *["          "] * (len(lines) - 1)]


def test_marks_stay_on_their_letters(streamed):
    text = "e\u0301" * 70
    lines = streamed(text, 50)
    assert "".join(line[10:] for line in lines) == text
    assert [cell_len(line) for line in lines] == [50, 40]


def test_the_last_word_is_there_when_the_answer_breaks_off(streamed):
    assert streamed("ten dol") == ["Answering ten dol"]


class TestTakingItBack:
    @pytest.fixture
    def printed(self, monkeypatch, capsys):
        def run(text="ten dollars " * 9, *, covered=False, rows=24, resized=None, term="xterm"):
            monkeypatch.setenv("COLUMNS", "60")
            monkeypatch.setenv("LINES", str(rows))
            monkeypatch.setenv("TERM", term)
            stream = Stream()
            stream.cover()  # before it began nothing is below it
            stream(text)
            stream.end()
            if covered:
                stream.cover()
            if resized:
                monkeypatch.setenv("COLUMNS", str(resized))
            stream.take_back()
            stream.take_back()  # once is enough
            print("Answer    ten [9]")
            return on_screen(capsys.readouterr().out)

        return run

    def test_only_what_is_printed_in_the_end_stays(self, printed):
        assert printed() == ["Answer    ten [9]"]
        assert printed("one\n\ntwo") == ["Answer    ten [9]"]

    @pytest.mark.parametrize("why", [{"covered": True}, {"rows": 3}, {"resized": 50}, {"term": "dumb"}])
    def test_where_it_cannot_be_it_stays_under_its_own_label(self, printed, why):
        lines = printed(**why)
        assert lines[0].startswith("Answering ten dollars")
        assert lines[-1] == "Answer    ten [9]"


def on_screen(sent):
    """The lines of a screen that takes what was sent: text, and "up n lines and wipe from there"."""
    lines = [""]
    for piece in re.split(r"(\r\x1b\[\d+A\x1b\[J|\n)", sent):
        if piece == "\n":
            lines.append("")
        elif piece.startswith("\r\x1b["):
            up = int(piece[3:].partition("A")[0])
            assert 0 < up < len(lines)
            lines[len(lines) - 1 - up :] = [""]
        else:
            lines[-1] += piece
    return lines[:-1]

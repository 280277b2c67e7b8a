"""Pages as pictures, on terminals that say they can draw them, and on those that do not."""

from __future__ import annotations

import base64
import re
import termios

import numpy as np
import pymupdf
import pytest

from docexplain.cli import terminal as asked
from tests.pseudo_terminal import PseudoTerminal

from .conftest import MAIN

CELL = (9, 19)
SIZE = (100, 30)
KIND = b"\x1b[c"
CELL_SIZE = {b"\x1b[16t": b"\x1b[6;%d;%dt" % CELL[::-1]}
KITTY = CELL_SIZE | {
    b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\": b"\x1b_Gi=31;OK\x1b\\",
    KIND: b"\x1b[?62;22c",
}
SIXEL = CELL_SIZE | {KIND: b"\x1b[?62;4;22c"}
PLACEHOLDER = chr(0x10EEEE)
FRAME = (26, 89, 204)
"""Of the paragraph under the cursor, which is the first one."""


def at_the_page(terminal: PseudoTerminal) -> PseudoTerminal:
    """With the document open, and its page asked for."""
    terminal.until(b"Ready")
    terminal.type(b"\x1b")
    terminal.until(lambda drawn: "━Document" in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", drawn.decode(errors="ignore")))
    terminal.type(b"v")
    terminal.until(b"Page 1 of 1")
    return terminal


def page(pdf, width: int) -> np.ndarray:
    """The page as PyMuPDF draws it, height x width x 3."""
    with pymupdf.open(pdf) as document:
        scale = width / document[0].rect.width
        drawn = document[0].get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
        return np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width, 3).astype(int)


def is_the_page(seen: np.ndarray, pdf, width: int, top: int) -> None:
    """The ink is where it is on the page, from row ``top`` on, and there is a frame besides."""
    expected = page(pdf, width)[top : top + len(seen), : seen.shape[1]]
    seen = seen[: len(expected), : expected.shape[1]].astype(int)
    framed = np.abs(seen - FRAME).max(axis=2) < 60
    assert framed.sum() > 50
    ink = expected.mean(axis=2) < 128
    assert ink.sum() > 200
    ours = seen.mean(axis=2) < 128
    assert (ours & ink).sum() > 0.97 * ink.sum()
    assert (ours & ~ink & ~framed).sum() < 0.03 * ink.sum()


def kitty_picture(drawn: bytes) -> tuple[int, np.ndarray]:
    """Id and pixels of the last picture that was sent whole."""
    pieces: dict[int, bytes] = {}
    whole: list[tuple[int, bytes]] = []
    for keys, payload in re.findall(rb"\x1b_G([^;\x1b]*);([^\x1b]*)\x1b\\", drawn):
        said = dict(key.split(b"=") for key in keys.split(b","))
        if b"f" in said and said[b"f"] == b"100":
            number = int(said[b"i"])
            pieces[number] = pieces.get(number, b"") + payload
            assert len(payload) <= 4096
            if said[b"m"] == b"0":
                whole.append((number, base64.b64decode(pieces.pop(number), validate=True)))
    number, png = whole[-1]
    picture = pymupdf.Pixmap(png)
    return number, np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.width, -1)[:, :, :3]


def sixel_picture(data: bytes) -> np.ndarray:
    """What a terminal makes of a sixel sequence."""
    head = re.match(rb'\x1bP[\d;]*q"1;1;(\d+);(\d+)', data)
    assert head is not None
    width, height = int(head[1]), int(head[2])
    seen = np.zeros((height + 6, width, 3), np.uint8)
    colours: dict[int, tuple[int, ...]] = {}
    x = y = 0
    colour: tuple[int, ...] = (0, 0, 0)
    for register, mix, count, letter, move in re.findall(
        rb"#(\d+)(?:;2;(\d+;\d+;\d+))?|(?:!(\d+))?([?-~])|([$-])", data[head.end() : data.rindex(b"\x1b\\")]
    ):
        if register:
            if mix:
                colours[int(register)] = tuple(round(int(each) * 2.55) for each in mix.split(b";"))
            colour = colours[int(register)]
        elif letter:
            times = int(count or 1)
            for bit in range(6):
                if (letter[0] - 63) >> bit & 1:
                    seen[y + bit, x : x + times] = colour
            x += times
        else:
            x, y = 0, y + (6 if move == b"-" else 0)
    return seen[:height]


def test_kitty_gets_the_page_once_and_the_cells_that_show_it(filled, pdf):
    with PseudoTerminal(MAIN, "tui", pdf, answers=KITTY, size=SIZE) as terminal:
        at_the_page(terminal)
        terminal.until(PLACEHOLDER.encode())
        terminal.until(b"a=p,")
        number, seen = kitty_picture(terminal.drawn)
        columns = -(-seen.shape[1] // CELL[0])
        assert seen.shape[1] == columns * CELL[0]
        assert 90 <= columns <= 100
        is_the_page(seen, pdf, columns * CELL[0], 0)
        placed = re.findall(rb"\x1b_G(a=p[^\x1b]*)\x1b\\", terminal.drawn)[-1].decode()
        assert f"i={number},c={columns},r={seen.shape[0] // CELL[1]},U=1" in placed
        colour = f"38;2;{number >> 16 & 255};{number >> 8 & 255};{number & 255}"
        first = terminal.drawn.decode(errors="ignore").partition(PLACEHOLDER)[0]
        assert colour in first.rpartition("\x1b[")[2]

        sent = terminal.drawn.count(b"f=100")
        terminal.type(b"\x1b[B")  # panning sends no pixels
        terminal.settle()
        assert terminal.drawn.count(b"f=100") == sent
        terminal.type(b"+")  # zooming does, and lets the other go
        terminal.until(lambda drawn: drawn.count(b"a=p,") == 2)
        assert b"\x1b_Ga=d,d=I,i=%d,q=2\x1b\\" % number in terminal.drawn
        assert kitty_picture(terminal.drawn)[1].shape[1] > 1.4 * seen.shape[1]


def shows(terminal: PseudoTerminal, pdf, top: int) -> None:
    """Wait until what was drawn last is the page from row ``top`` on: a scroll may take more than one drawing."""
    tried = 0

    def is_there(drawn: bytes) -> bool:
        nonlocal tried
        found = re.findall(rb"\x1b7\x1b\[(\d+;\d+)H(\x1bP[^\x1b]+\x1b\\)\x1b8", drawn)
        if len(found) == tried:
            return False
        tried = len(found)
        place, data = found[-1]
        seen = sixel_picture(data)
        assert place == b"2;1"  # below the title
        assert seen.shape[0] % CELL[1] == 0
        assert seen.shape[0] <= 28 * CELL[1]
        try:
            is_the_page(seen, pdf, seen.shape[1], top)
        except AssertionError:
            return False
        return True

    terminal.until(is_there)


def test_a_sixel_terminal_gets_what_is_seen(filled, pdf):
    with PseudoTerminal(MAIN, "tui", pdf, answers=SIXEL, size=SIZE) as terminal:
        at_the_page(terminal)
        terminal.until(b"\x1b\\\x1b8")
        terminal.type(b"\x1b[H")  # it began a little above the paragraph
        shows(terminal, pdf, 0)
        terminal.type(b"\x1b[B\x1b[B\x1b[B")
        shows(terminal, pdf, 3 * CELL[1])


def test_one_that_never_answers_gets_half_blocks(filled, pdf):
    with PseudoTerminal(MAIN, "tui", pdf, size=SIZE) as terminal:
        at_the_page(terminal)
        terminal.until("▀".encode())
        assert b"f=100" not in terminal.drawn
        assert b"\x1bP" not in terminal.drawn


def test_the_settings_say_otherwise(filled, pdf, tmp_path):
    (tmp_path / "config").mkdir(exist_ok=True)
    (tmp_path / "config" / "config.toml").write_text('pictures = "blocks"\n')
    with PseudoTerminal(MAIN, "tui", pdf, answers=KITTY, size=SIZE) as terminal:
        at_the_page(terminal)
        terminal.until("▀".encode())
        assert KIND not in terminal.drawn
        assert b"\x1b_G" not in terminal.drawn


def test_what_is_typed_while_it_is_asked_is_kept(filled):
    answers = {b"\x1b[16t": b"why \x1b[A", KIND: b"so?\x1b[?62c"}
    with PseudoTerminal(MAIN, "tui", answers=answers, size=SIZE) as terminal:
        terminal.until(b"why so?")


ENDED = """
from docexplain.cli import interrupt, terminal
with terminal.asking("auto"):
    interrupt.end_at_once(130)
"""


def test_it_is_given_back_as_it_was_where_the_program_ends_at_once():
    with PseudoTerminal(ENDED, answers={}) as terminal:
        before = terminal.local_modes
        assert before & termios.ECHO
        terminal.until(KIND)
        assert terminal.end() == 130
        assert terminal.local_modes == before


def test_over_ssh_a_slow_answer_is_waited_for(filled, pdf):
    with PseudoTerminal(MAIN, "tui", pdf, size=SIZE, environment={"SSH_CONNECTION": "::1 1 ::1 2"}) as terminal:
        terminal.until(KIND)
        terminal.answers.update(KITTY)  # from now on
        at_the_page(terminal)
        terminal.until(b"a=p,")


@pytest.mark.parametrize("name", ["TMUX", "STY", "NO_COLOR", "TEXTUAL_DRIVER"])
def test_nothing_is_asked_where_another_program_draws_or_nothing_is_coloured(monkeypatch, name):
    monkeypatch.setattr("docexplain.cli.streams.are_a_terminal", lambda: True)
    monkeypatch.setattr("os.write", lambda *_: pytest.fail("asked"))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv(name, "1")
    with asked.asking("auto") as heard:
        assert heard() == asked.Answer("blocks")


def test_a_way_that_is_not_installed_is_told(monkeypatch):
    monkeypatch.setattr("docexplain.cli.streams.are_a_terminal", lambda: True)
    monkeypatch.setattr("os.write", lambda *_: pytest.fail("asked"))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with asked.asking("sixel") as heard:
        assert heard().way == "blocks"
        assert "not as the setting pictures says (sixel)" in heard().problem
        assert heard().problem.endswith("pip install 'docexplain[pictures]'.")
    with asked.asking("auto") as heard:
        assert heard() == asked.Answer("blocks")

"""What the display draws: bars on a terminal only, the answer's pieces as they come."""

from __future__ import annotations

import io

import pytest

from docexplain.cli import interrupt
from docexplain.cli.output.stream import Stream
from docexplain.cli.progress import Display, pages_read
from docexplain.session import AnswerText, Notice, Progress, Stage


class Terminal(io.StringIO):
    def isatty(self):
        return True


def on_terminal(monkeypatch):
    """Called inside the test: pytest sets its own sys.stderr after the fixtures."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    return terminal


EVENTS = [
    Progress(Stage.FETCH, 0, 93_000_000),
    Progress(Stage.FETCH, 93_000_000, 93_000_000),
    Progress(Stage.LOAD, 0, None),
    Progress(Stage.LOAD, 1, 1),
    Progress(Stage.EXPLAIN, 3, 7),
    Progress(Stage.CITE, 0, None),
    Progress(Stage.CITE, 4, None),
    Progress(Stage.CITE, 4, 4),
    Progress(Stage.DRILL, 2, 5),
    Progress(Stage.STEER, 0, None),
    Progress(Stage.STEER, 1, 1),
]


def test_a_terminal_sees_every_step(monkeypatch):
    terminal = on_terminal(monkeypatch)
    with Display() as display:
        for event in EVENTS:
            display(event)
    for stage in {event.stage for event in EVENTS}:
        assert str(stage) in terminal.getvalue()
    assert terminal.getvalue().endswith(("\x1b[2K", "\x1b[?25h", "\r\x1b[1A\x1b[2K"))  # the bar is gone


def test_a_step_whose_end_is_not_known_ends(monkeypatch):
    on_terminal(monkeypatch)
    with Display() as display:
        for event in (Progress(Stage.CITE, 0, None), Progress(Stage.CITE, 0, 0)):
            display(event)
        assert display._bars is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((0, 1000, 0, 0.0), "reading the document, page 0 of 1,000"),
        ((4, 1000, 4, 0.9), "reading the document, page 4 of 1,000"),
        ((1200, 2000, 52, 10.0), "reading the document, page 1,200 of 2,000, 5.2 pages/s"),
        ((500, 1000, 0, 3.0), "reading the document, page 500 of 1,000"),
    ],
)
def test_reading_says_how_far_and_how_fast(arguments, says):
    assert pages_read(*arguments) == says


def test_reading_is_drawn_with_its_speed(monkeypatch):
    terminal = on_terminal(monkeypatch)
    clock = iter([100.0, 100.0, 104.0, 104.0])
    monkeypatch.setattr("docexplain.cli.progress.time.monotonic", lambda: next(clock, 104.0))
    with Display() as display:
        display(Progress(Stage.INGEST, 200, 1000))
        display(Progress(Stage.INGEST, 208, 1000))
    assert "page 208 of 1,000, 2.0 pages/s" in " ".join(terminal.getvalue().split())


def test_an_ended_step_brings_no_bar_back(monkeypatch):
    terminal = on_terminal(monkeypatch)
    with Display() as display:
        display(Progress(Stage.GENERATE, 1, 1))
    assert terminal.getvalue() == ""


def test_a_log_sees_notices_only(monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr("sys.stderr", log)
    with Display() as display:
        for event in [*EVENTS, AnswerText("ten"), Notice("Page 3 is a scan.")]:
            display(event)
    assert log.getvalue() == "docexplain: Page 3 is a scan.\n"


def test_the_answer_comes_in_pieces(monkeypatch, capsys):
    on_terminal(monkeypatch)
    stream = Stream()
    with Display(stream) as display:
        display(Progress(Stage.GENERATE, 0, None))
        for piece in ("ten", " dollars", " [bold]\x1b[31m", "!"):
            display(AnswerText(piece))
        stream.end()
    out = capsys.readouterr().out
    assert out.startswith("Answering ten dollars [bold]")
    assert out.endswith("[31m!\n")
    assert "\x1b" not in out


def test_a_lost_interrupt_is_found_at_the_next_event(monkeypatch):
    monkeypatch.setattr(interrupt, "_noted", True)
    with pytest.raises(KeyboardInterrupt):
        Display()(Notice("too late"))

"""``docexplain tui``: the terminal UI."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from docexplain.cli import interrupt, streams
from docexplain.cli.options.from_settings import given_settings
from docexplain.cli.options.model import model_options
from docexplain.cli.options.parsing import parse_options
from docexplain.cli.options.session import SessionOptions, search_option, session_options
from docexplain.cli.options.shared import db_option, password_option, prefix_cache_option
from docexplain.common.garbage import collector_waits
from docexplain.common.own_packages import own_package
from docexplain.errors import ExitCode, UsageError

_JOB_SECONDS = 0.3
"""For a job that was stopped to be over, when the terminal UI is."""
_PLAIN = "".join(f"\x1b[?{mode}l" for mode in (1000, 1002, 1003, 1006, 1015, 1004, 2004, 2048)).encode() + (
    b"\x1b[<u\x1b[?1049l\x1b[?25h"
)
"""No mouse, no pastes in brackets, no extra keys, the first screen, and a cursor: what Textual turns on and off."""


@click.command(short_help="Ask and look in a terminal UI.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@model_options
@search_option
@parse_options
@password_option
@db_option
@click.option("--no-save", is_flag=True, help="Keep neither documents nor answers.")
@prefix_cache_option
@session_options
def tui(file: Path | None, password: str | None, opening: SessionOptions) -> None:
    """Open the terminal UI, on FILE when one is given. Press F1 there for the keys."""
    if not (streams.are_a_terminal() or os.environ.get("TEXTUAL_DRIVER")):  # a browser is at the other end
        raise UsageError(
            "The terminal UI needs a terminal, for keys (standard input) and for drawing (standard error): run it in "
            "one (ssh -t), or use docexplain ask."
        )
    from docexplain.cli import terminal
    from docexplain.session.settings.user_settings import user_settings

    settings = user_settings()
    with terminal.asking(settings.pictures or "auto") as heard:
        from docexplain.answers.said.stronger import stronger_model
        from docexplain.cli.setup import session_before_its_store

        own_package("tui")
        with collector_waits():
            from tui import DocexplainApp
            from tui.view.sharp import Pictures
        can = heard()
    if can.way == "kitty":
        os.environ.setdefault("COLORTERM", "truecolor")  # which SSH does not tell; the protocol needs it, too

    with session_before_its_store(opening) as (session, prepare):
        advice = stronger_model if opening.model.name is None else None
        app = DocexplainApp(session, file, password, advice=advice, prepare=prepare)
        app.typed = can.typed
        if can.way != "blocks":
            app.pictures = Pictures(can.way, can.cell)
        if can.problem:
            settings = replace(settings, unknown=(*settings.unknown, can.problem))
        app.take(settings, given_settings(), opening.model.name)
        with interrupt.handled_by(app.leave, _restorer()):
            app.run()
        app.is_over(_JOB_SECONDS)
        if app.refusal is not None:
            raise app.refusal
        if app.return_code:  # a defect, which Textual has shown
            raise SystemExit(ExitCode.INTERNAL)
        interrupt.hurry()  # a job may be inside a library, for nobody; what it would have saved, it has not
    interrupt.check()


def _restorer() -> Callable[[], None]:
    """What gives the terminal back as it is now."""
    try:
        import termios
    except ImportError:  # Windows
        return lambda: None
    if not os.isatty(0):
        return lambda: None
    before = termios.tcgetattr(0)

    def restore() -> None:
        os.write(2, _PLAIN)
        termios.tcsetattr(0, termios.TCSANOW, before)

    return restore

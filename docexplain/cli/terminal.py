"""``docexplain tui``: the terminal UI."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from docexplain.cli.options import (
    db_option,
    model_options,
    model_settings,
    parse_options,
    parse_settings,
    password_option,
    prefix_cache_option,
)


@click.command(short_help="Ask and look in a terminal UI.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@model_options
@parse_options
@password_option
@db_option
@click.option("--no-save", is_flag=True, help="Keep neither documents nor answers.")
@prefix_cache_option
def tui(
    file: Path | None, password: str | None, db: str | None, no_save: bool, prefix_cache: Path | None, **settings: Any
) -> None:
    """Open the terminal UI, on FILE when one is given. Press F1 there for the keys."""
    from docexplain.cli.compose import opened_session
    from tui import DocexplainApp

    chosen = {**model_settings(settings), "parse": parse_settings(settings), "prefix_cache": prefix_cache}
    with opened_session(db, save=not no_save, **chosen) as session:
        DocexplainApp(session, file, password).run()

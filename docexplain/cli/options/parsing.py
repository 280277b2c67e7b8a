"""How files are read."""

from __future__ import annotations

import re
from typing import get_args

import click

from docexplain.cli.options.from_settings import or_settings, settings_help
from docexplain.cli.options.gathering import Command, gathered
from docexplain.errors import UsageError
from docexplain.ingest import ParseOptions
from docexplain.ingest.parse_options import HiddenPolicy, LayoutName, OcrPolicy, PageRun

_DEFAULTS = ParseOptions()
_RUN = re.compile(r"(\d{1,6})\s*(?:([-\u2013])\s*(\d{1,6})?)?")


def parse_options(command: Command) -> Command:
    """``--layout``, ``--hidden-text``, ``--ocr``, ``--ocr-language`` and ``--pages``, as ``parse``."""
    command = gathered("parse", ParseOptions, ("layout", "hidden", "ocr", "ocr_languages", "pages"))(command)
    for option in (
        click.option("--pages", metavar="RANGE[,RANGE]", default="", callback=_runs,
                     help="Read only these pages of the file, as in 1-40,52,300-: for a question on a long one before "
                     "all of it is read.  [default: all]"),
        click.option("--hidden-text", "hidden", type=click.Choice(get_args(HiddenPolicy)), default=_DEFAULTS.hidden,
                     show_default=True,
                     help="Text that nobody sees on the page (white on white, covered, outside, tiny): in no "
                     "paragraph, or in paragraphs of its own that are marked."),
        click.option("--layout", type=click.Choice(get_args(LayoutName)), default=_DEFAULTS.layout,
                     show_default=settings_help("layout", _DEFAULTS.layout), callback=_layout,
                     help="What finds paragraphs: PyMuPDF's layout model, or white space and font sizes alone, which "
                     "is many times faster and worse at tables."),
        click.option("--ocr-language", "ocr_languages", metavar="LANG[+LANG]", default=_DEFAULTS.ocr_languages,
                     show_default=True, callback=_some_languages,
                     help="Languages of scanned pages, by Tesseract's names, as in eng+deu."),
        click.option("--ocr", type=click.Choice(get_args(OcrPolicy)), default=_DEFAULTS.ocr, show_default=True,
                     help="Read scanned pages with Tesseract: those without text where it is installed, all, or none."),
    ):  # fmt: skip
        command = option(command)
    return command


def _layout(context: click.Context, parameter: click.Parameter, value: str) -> str:
    chosen: str = or_settings(context, parameter, value, "layout")
    return chosen


def _runs(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[PageRun, ...]:
    """The pages in order, runs that touch as one."""
    runs: list[PageRun] = []
    for part in value.split(",") if value else ():
        found = _RUN.fullmatch(part.strip())
        first = int(found[1]) if found else 0
        last = None if found and found[2] and not found[3] else int(found[3] or first) if found else 0
        if first < 1 or (last is not None and last < first):
            raise UsageError(f"--pages takes numbers and ranges from 1 on, such as 1-40,52,300-, not {value!r}.")
        runs.append((first, last))
    joined: list[PageRun] = []
    for first, last in sorted(runs, key=lambda run: run[0]):
        before = joined[-1] if joined else (0, -1)
        if before[1] is None or first <= before[1] + 1:
            joined[-1] = (before[0], None if before[1] is None or last is None else max(before[1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def _some_languages(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not all(part.strip() for part in value.split("+")):
        raise UsageError(f"--ocr-language takes names of languages joined by +, such as eng+deu, not {value!r}.")
    return value

"""How files are read."""

from __future__ import annotations

from typing import get_args

import click

from docexplain.cli.options.gathering import Command, gathered
from docexplain.errors import UsageError
from docexplain.ingest import ParseOptions
from docexplain.ingest.parse_options import HiddenPolicy, LayoutName, OcrPolicy

_DEFAULTS = ParseOptions()


def parse_options(command: Command) -> Command:
    """``--layout``, ``--hidden-text``, ``--ocr`` and ``--ocr-language``, as ``parse``."""
    command = gathered("parse", ParseOptions, ("layout", "hidden", "ocr", "ocr_languages"))(command)
    for option in (
        click.option("--hidden-text", "hidden", type=click.Choice(get_args(HiddenPolicy)), default=_DEFAULTS.hidden,
                     show_default=True,
                     help="Text that nobody sees on the page (white on white, covered, outside, tiny): in no "
                     "paragraph, or in paragraphs of its own that are marked."),
        click.option("--layout", type=click.Choice(get_args(LayoutName)), default=_DEFAULTS.layout, show_default=True,
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


def _some_languages(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not all(part.strip() for part in value.split("+")):
        raise UsageError(f"--ocr-language takes names of languages joined by +, such as eng+deu, not {value!r}.")
    return value

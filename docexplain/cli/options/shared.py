"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from docexplain.errors import UsageError
from docexplain.ingest import ParseOptions
from docexplain.model.devices.choice import DEVICE_MAPS
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.quantization import QUANTIZATIONS

Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    """``--json``: the documented object instead of text."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object (docs/json.md).")(command)


def db_option(command: Command) -> Command:
    """``--db``: which database."""
    return click.option(
        "--db",
        metavar="PATH|URL",
        envvar="DOCEXPLAIN_DB",
        show_envvar=True,
        help="Database file or URL (default: your data folder).",
    )(command)


def password_option(command: Command) -> Command:
    """``--password``: of an encrypted file."""
    return click.option(
        "--password", envvar="DOCEXPLAIN_PASSWORD", show_envvar=True, help="Password of an encrypted file."
    )(command)


def parse_options(command: Command) -> Command:
    """``--layout``, ``--hidden-text``, ``--ocr`` and ``--ocr-language``: how files are read."""
    for option in (
        click.option("--hidden-text", type=click.Choice(["leave-out", "read"]), default="leave-out", show_default=True,
                     help="Text that nobody sees on the page (white on white, covered, outside, tiny): in no "
                     "paragraph, or in paragraphs of its own that are marked."),
        click.option("--layout", type=click.Choice(["model", "fast"]), default="model", show_default=True,
                     help="What finds paragraphs: PyMuPDF's layout model, or white space and font sizes alone, which "
                     "is many times faster and worse at tables."),
        click.option("--ocr-language", metavar="LANG[+LANG]", default=ParseOptions().ocr_languages, show_default=True,
                     callback=_some_languages, help="Languages of scanned pages, by Tesseract's names, as in eng+deu."),
        click.option("--ocr", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True,
                     help="Read scanned pages with Tesseract: those without text where it is installed, all, or none."),
    ):  # fmt: skip
        command = option(command)
    return command


def parse_settings(settings: dict[str, Any]) -> ParseOptions:
    """Of a command's settings those that say how files are read; they are taken out."""
    layout, ocr, languages, hidden = (settings.pop(name) for name in ("layout", "ocr", "ocr_language", "hidden_text"))
    return ParseOptions(layout=layout, ocr=ocr, ocr_languages=languages, hidden=hidden)


def _some_languages(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not all(part.strip() for part in value.split("+")):
        raise UsageError(f"--ocr-language takes names of languages joined by +, such as eng+deu, not {value!r}.")
    return value


def model_options(command: Command) -> Command:
    """``--model``, ``--offline``, ``--device``, ``--device-map``, ``--dtype`` and ``--quantize``."""
    for option in (
        click.option("--quantize", type=click.Choice(QUANTIZATIONS),
                     help="Weights of 8 or 4 bits, for a larger model in the same memory (extra 'quantize')."),
        click.option("--dtype", default="auto", show_default=True, metavar="auto|float32|bfloat16",
                     help="Number format; auto: bfloat16 where the hardware computes in it."),
        click.option("--device-map", type=click.Choice(DEVICE_MAPS),
                     help="Spread the model over all GPUs, then the CPU, then the disk, instead of --device."),
        click.option("--device", default="auto", show_default=True, metavar="auto|cpu|cuda[:N]",
                     help="Where the model runs; auto: a GPU when there is one."),
        click.option("--offline", is_flag=True,
                     help="Fetch no model, use what is on this machine (HF_HUB_OFFLINE=1 does the same)."),
        click.option("--model", "-m", metavar="ID|FOLDER", envvar="DOCEXPLAIN_MODEL", show_envvar=True,
                     help="Hub id (ID@REVISION: not the newest fetched), folder or .gguf file (default: a small model "
                     "that is fetched once)."),
    ):  # fmt: skip
        command = option(command)
    return command


def prefix_cache_option(command: Command) -> Command:
    """``--prefix-cache``: where what the model computed for big documents is kept."""
    return click.option(
        "--prefix-cache",
        metavar="FOLDER",
        envvar="DOCEXPLAIN_PREFIX_CACHE",
        show_envvar=True,
        callback=_folder,
        help="Keep what the model computes for a big document, for later runs (not with --no-save).",
    )(command)


def _folder(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Path | None:
    if value is None:
        return None
    if not value.strip():
        raise UsageError("--prefix-cache takes a folder, not an empty text.")
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise UsageError(f"--prefix-cache {value}: there is no such user; give a folder.") from None


def model_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """Of a command's settings those that choose the model, as a session takes them.

    Raises:
        UsageError: they do not go together.
    """
    how = {key: settings[key] for key in ("offline", "device", "dtype", "device_map", "quantize")}
    return {"model": settings["model"], "load": LoadOptions(**how)}


def read_option(help_text: str) -> Callable[[Command], Command]:
    """``--read``: how many paragraphs the model reads."""
    return click.option(
        "--read", metavar="auto|all|N", default="auto", show_default=True, callback=_read_count, help=help_text
    )


def span_option(command: Command) -> Command:
    """``--span``: a part of the answer to explain on its own."""
    return click.option(
        "--span",
        metavar="TEXT",
        callback=_some_text,
        help="Explain this part of the answer on its own too, wherever it stands in it.",
    )(command)


def _some_text(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.strip():
        raise UsageError("--span takes a part of the answer, not an empty text.")
    return value


def _read_count(_context: click.Context, _parameter: click.Parameter, value: str) -> int | str:
    """A number as int, the words as they are."""
    if value in {"auto", "all"}:
        return value
    try:
        return int(value)
    except ValueError:
        raise UsageError(f"--read takes a number of paragraphs, all or auto, not {value!r}.") from None

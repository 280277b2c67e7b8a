"""Every setting that ``config.toml`` may have: what it says, what it may be, and what goes before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from docexplain.errors import UsageError
from docexplain.ingest.parse_options import LayoutName
from docexplain.session.pace.amount import amount_of
from docexplain.session.search.searching import Search

Value = str | int
THEMES = ("dark", "light", "high-contrast", "high-contrast-light", "terminal")
PICTURES = ("auto", "blocks", "sixel", "kitty")
KEYS = "keys"
"""The one table: keys of the terminal UI, by the names of its actions."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that has one value.

    Attributes:
        key: its name in the file.
        says: what it is.
        otherwise: what holds where nobody says.
        example: how it is written in the file.
        applies: when a change holds in a terminal UI that runs.
        choices: all that it may be; empty: any text that ``clean`` lets through.
        clean: makes the value of what is written. Raises ValueError or UsageError for what it cannot be.
        variable: of the environment, which goes before it; empty: none does.
    """

    key: str
    says: str
    otherwise: str
    example: str
    applies: str
    choices: tuple[str, ...] = ()
    clean: Callable[[Any], Value] | None = None
    variable: str = ""

    def cleaned(self, written: object) -> Value:
        """The value that is meant.

        Raises:
            ValueError: it cannot be that; the message is the end of a sentence that begins with the setting.
        """
        try:
            if self.clean is not None:
                return self.clean(written)
            value = _text(written)
        except (ValueError, UsageError) as error:
            raise ValueError(f"cannot be {_shown(written)}: write {self.example}, or take it out.") from error
        if self.choices and value not in self.choices:
            *most, last = self.choices
            raise ValueError(f"cannot be {_shown(written)}: write {', '.join(most)} or {last}, or take it out.")
        return value


def _shown(written: object) -> str:
    text = str(written).lower() if isinstance(written, bool) else repr(written)
    return text if len(text) <= 60 else f"{text[:60]}..."


def _text(written: object) -> str:
    if isinstance(written, str) and written.strip():
        return written.strip()
    raise ValueError


def _place(written: object) -> str:
    """A path without the folder that a program happens to be started in."""
    text = _text(written)
    if "://" in text:
        return text
    try:
        path = Path(text).expanduser()
    except RuntimeError as error:  # ~nobody
        raise ValueError from error
    if not path.is_absolute():
        raise ValueError
    return str(path)


def _read(written: object) -> str:
    if isinstance(written, bool) or not isinstance(written, str | int):
        raise ValueError  # noqa: TRY004 - both are what a user wrote
    amount_of(written)
    return str(written).strip()


def _count(written: object) -> int:
    number = int(written) if isinstance(written, str) and written.strip().isascii() else written
    if isinstance(number, int) and not isinstance(number, bool) and number > 0:
        return number
    raise ValueError


def _switch(written: object) -> str:
    word = str(written).strip().lower() if isinstance(written, str | int) else ""
    if word in {"on", "yes", "true", "1"}:
        return "on"
    if word in {"off", "no", "false", "0"}:
        return "off"
    raise ValueError


_NEXT, _START = "with the next question", "when docexplain is started again"
SETTINGS: Final = (
    Setting("model", "The model that answers: a hub id, a folder or a .gguf file.",
            "a small model that is fetched once", 'model = "Qwen/Qwen3-0.6B"', _NEXT, variable="DOCEXPLAIN_MODEL"),
    Setting("database", "Where documents and answers are kept: the whole path of a file, or a URL.",
            "a file in your data folder", 'database = "~/docexplain.db"', _START, clean=_place,
            variable="DOCEXPLAIN_DB"),
    Setting("read", "How much the model reads: auto, all, a number of paragraphs (80) or of tokens (4096t).",
            "auto", 'read = "auto"', _NEXT, clean=_read),
    Setting("layout", "What finds paragraphs on a page: a layout model, or fast: font sizes and white space alone.",
            "model", 'layout = "fast"', _START, get_args(LayoutName)),
    Setting("search", "What paragraphs are found by where not all are read: their words, or both words and meaning.",
            "auto", 'search = "both"', _START, tuple(map(str, Search)), variable="DOCEXPLAIN_SEARCH"),
    Setting("theme", "Colours of the terminal UI; terminal: its own sixteen.",
            "dark", 'theme = "light"', "at once", THEMES),
    Setting("pictures", "How pages are drawn: sixel or kitty (its graphics protocol) where the terminal says that it "
            "can, else in half blocks.",
            "auto", 'pictures = "blocks"', _START, PICTURES),
    Setting("record_user", "Whether user and host are recorded with an answer.",
            "on", 'record_user = "off"', _NEXT, ("on", "off"), _switch, "DOCEXPLAIN_RECORD_USER"),
    Setting("checkpoint_key", "The key that signs the record by itself.",
            "none: nothing is signed", 'checkpoint_key = "~/keys/docexplain.pem"', _NEXT,
            variable="DOCEXPLAIN_CHECKPOINT_KEY"),
    Setting("checkpoint_every", "After how many entries it signs.", "100", "checkpoint_every = 100", _NEXT,
            clean=_count),
    Setting("checkpoint_hours", "After how many hours it signs.", "24", "checkpoint_hours = 24", _NEXT, clean=_count),
    Setting("checkpoint_to", "A folder elsewhere that each checkpoint is written to as well.", "none",
            'checkpoint_to = "/mnt/elsewhere"', _NEXT),
    Setting("checkpoint_timestamp", "The address of an authority that stamps the time of each checkpoint.", "none",
            'checkpoint_timestamp = "https://..."', _NEXT),
)  # fmt: skip
BY_KEY: Final = {setting.key: setting for setting in SETTINGS}

"""Paths as people type, paste and drag them, and what they may go on with. Looks at folders, changes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

USUAL = frozenset(
    ".pdf .docx .odt .html .htm .xhtml .mht .eml .md .txt .rtf .epub .mobi .fb2 .xps .png .jpg .jpeg .tif .tiff".split()
)
"""Endings of the files that people have read; others can be named too, what they are is told by their bytes."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a path may go on with; ``text`` is to be typed for it."""

    path: Path
    text: str
    is_folder: bool = False


def unquoted(text: str) -> str:
    """A path without the quotes and escapes that a terminal puts around a file dragged into it."""
    said = text.strip()
    if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'":
        return said[1:-1]
    if said.startswith("file://"):
        from urllib.parse import unquote

        return unquote(said.removeprefix("file://"))
    return said.replace("\\ ", " ") if os.sep == "/" else said


def named(text: str) -> Path:
    """The path that a text names; ``~somebody`` stays as it is where there is no such user."""
    path = Path(unquoted(text))
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def is_file(path: Path) -> bool:
    """Whether it is a file that can be looked at; a name may be too long, or stand behind a closed folder."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def looks_like_path(text: str) -> bool:
    """Whether somebody types a path, not letters of a document's name."""
    said = unquoted(text)
    return said.startswith(("/", "~", ".")) or os.sep in said or text.strip()[:1] in {'"', "'"} or said[1:3] == ":\\"


def candidates(text: str) -> list[Candidate]:
    """Files and folders that go on as the text does: folders first, then what can be read, by name. Hidden ones only
    where a dot is typed; none where the folder cannot be looked at."""
    said = unquoted(text)
    before, begun = said[: said.rfind(os.sep) + 1], said[said.rfind(os.sep) + 1 :]
    folder = named(before) if before else Path()
    found = sorted(_inside(folder, begun), key=lambda each: (not each[1], each[0].suffix.lower() not in USUAL, each[0]))
    ends = {True: os.sep, False: ""}
    return [Candidate(path, before + path.name + ends[is_folder], is_folder) for path, is_folder in found[:MOST]]


def completed(text: str, found: list[Candidate]) -> str:
    """The text as far as all candidates go on in the same way; one candidate is taken whole."""
    if not found:
        return text
    texts = [each.text for each in found]
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))
    common = texts[0] if len(texts) == 1 else "".join(letters[0] for letters in same)
    return common if len(common) > len(unquoted(text)) else text


def _inside(folder: Path, begun: str) -> Iterator[tuple[Path, bool]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                hidden = entry.name.startswith(".") and not begun.startswith(".")
                if not hidden and entry.name.casefold().startswith(begun.casefold()):
                    yield folder / entry.name, entry.is_dir()
    except (OSError, ValueError):
        return

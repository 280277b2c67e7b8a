"""Tesseract, the program that reads text from pictures: whether it is here, what it can read, and one run of it.

PyMuPDF can call the same recogniser from its own process, without the program. That is not used: it gives no
confidences, and nothing ends it when it hangs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from docexplain.errors import OcrError, Remedy, UsageError
from docexplain.ingest.ocr.marks import Word, confidence, marks_in, words_of
from docexplain.ingest.parse_options import ParseOptions
from docexplain.ingest.safety.limits import PageError
from docexplain.ingest.strings.cleaning import clean

INSTALL = "Debian: apt install tesseract-ocr; macOS: brew install tesseract"
_OLDEST = 4
"""Tesseract 4 is the first that writes the text of a PDF without its picture."""
_ANSWERS_WITHIN = 20.0
"""Seconds for questions that take milliseconds."""
_UPRIGHT, _ANY_WAY = "3", "1"
"""Page segmentation modes: as the picture stands, and after finding out which way up it is."""


class Unavailable(Exception):  # noqa: N818 - a state, mostly no error
    """Why no text can be read from pictures: a clause that says what to do about it, and what that is about."""

    def __init__(self, why: str, *remedies: Remedy) -> None:
        super().__init__(why)
        self.remedies = remedies


@dataclass(frozen=True, slots=True)
class Engine:
    """Tesseract as installed.

    Attributes:
        languages: to read, joined by +.
        turns: it can find out which way up a picture is.
    """

    program: str
    version: str
    languages: str
    turns: bool


@dataclass(frozen=True)
class Recognised:
    """What is on a picture.

    Attributes:
        layer: a PDF of one page with the words where they stand in the picture, unseen, and nothing else.
        words: the same, as they follow each other in the layer.
    """

    layer: bytes
    words: tuple[Word, ...]

    @cached_property
    def marks(self) -> frozenset[int]:
        """Indices of what are no words."""
        return frozenset(marks_in(self.words))

    @cached_property
    def confidence(self) -> float:
        """Mean over the others, from 0 to 1; 0 without any."""
        return confidence([word for i, word in enumerate(self.words) if i not in self.marks])

    @property
    def clear(self) -> float:
        """Mean over all that it took for words, from 0 to 1."""
        return confidence(self.words)


def engine_for(options: ParseOptions) -> Engine | None:
    """What reads pages without text under these options, if anything does.

    Raises:
        OcrError: OCR of every page is asked for and cannot be done.
        UsageError: a language was named that is not installed.
    """
    if options.ocr == "never":
        return None
    try:
        return _found(options)
    except Unavailable as why:
        if options.ocr == "always":
            raise OcrError(f"OCR of every page cannot be done: {why}.", remedies=why.remedies) from None
        return None


def why_not(options: ParseOptions) -> Unavailable | None:
    """What a user can do so that pages without text are read; None where they are read already."""
    if options.ocr == "never":
        return Unavailable("OCR is off, so turn it on", "ocr")
    try:
        _found(options)
    except Unavailable as why:
        return why
    return None


def languages_of(options: ParseOptions) -> str:
    """The languages to read, each once."""
    return "+".join(dict.fromkeys(part.strip() for part in options.ocr_languages.split("+") if part.strip()))


def run(engine: Engine, picture: bytes, dpi: int, *, seconds: float, any_way: bool = False) -> Recognised:
    """Read a picture.

    Args:
        picture: a PNG file's bytes.
        seconds: after them it is killed.
        any_way: find out first which way up the picture is.

    Raises:
        PageError: it took too long, or it failed.
    """
    # The picture goes through a pipe: whatever ends us, no copy of the page stays on the disk.
    with tempfile.TemporaryDirectory(prefix="docexplain-") as folder:
        base = Path(folder) / "page"
        mode = _ANY_WAY if any_way else _UPRIGHT
        wanted = ["-l", engine.languages, "--dpi", str(dpi), "--psm", mode, "-c", "textonly_pdf=1", "pdf", "tsv"]
        try:
            ended = _call(engine.program, "stdin", str(base), *wanted, picture=picture, seconds=seconds)
        except subprocess.TimeoutExpired:
            raise PageError(f"OCR took longer than {seconds:g} seconds") from None
        layer, table = base.with_suffix(".pdf"), base.with_suffix(".tsv")
        if ended.returncode or not layer.exists() or not table.exists():
            said = clean(ended.stderr.decode("utf-8", "replace"))[-200:] or f"exit code {ended.returncode}"
            raise PageError(f"OCR failed: {said}")
        return Recognised(layer.read_bytes(), tuple(words_of(table.read_text("utf-8", "replace"))))


def _found(options: ParseOptions) -> Engine:
    program = shutil.which("tesseract")
    if program is None:
        raise Unavailable(f"install Tesseract, which reads text from pictures ({INSTALL})")
    version, installed = _described(program, os.environ.get("TESSDATA_PREFIX", ""))
    if int(version.split(".")[0]) < _OLDEST:
        raise Unavailable(f"Tesseract {version} is too old, so install version {_OLDEST} or newer ({INSTALL})")
    languages = languages_of(options)
    missing = [name for name in languages.split("+") if name not in installed]
    if missing:
        here = ", ".join(name for name in installed if name != "osd") or "none"
        says = f"Tesseract has no data for the language {missing[0] or '(none)'} (installed: {here})"
        if options.ocr_languages == ParseOptions().ocr_languages:
            raise Unavailable(f"{says}, so install it or name another one", "ocr_languages")
        raise UsageError(f"{says}: install it, or name another one.", remedies=("ocr_languages",))
    return Engine(program, version, languages, turns="osd" in installed)


@lru_cache(maxsize=8)
def _described(program: str, _data: str) -> tuple[str, tuple[str, ...]]:
    """Version and languages. Raises Unavailable."""
    try:
        version = re.search(r"tesseract\D{0,3}(\d+(?:\.\w+)*)", _answer(program, "--version"))
        listed = _answer(program, "--list-langs")
    except (OSError, subprocess.TimeoutExpired):
        version, listed = None, ""
    if version is None:
        raise Unavailable(f"{program} does not answer, so install Tesseract again ({INSTALL})")
    return version[1], tuple(sorted(line.strip() for line in listed.splitlines()[1:] if line.strip()))


def _answer(program: str, question: str) -> str:
    ended = _call(program, question, seconds=_ANSWERS_WITHIN)
    return (ended.stdout or ended.stderr).decode("utf-8", "replace")  # old versions answer on stderr


def _call(program: str, *arguments: str, picture: bytes = b"", seconds: float) -> subprocess.CompletedProcess[bytes]:
    # One thread each: pages are read side by side.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    command = [*_dying_with_us(), program, *arguments]
    return subprocess.run(command, input=picture, capture_output=True, timeout=seconds, env=environment, check=False)


@lru_cache(maxsize=1)
def _dying_with_us() -> tuple[str, ...]:
    """What makes a program end even when we are killed; only Linux has it, and not every Linux."""
    program = shutil.which("setpriv")
    if program is None:
        return ()
    prefix = (program, "--pdeathsig", "KILL")
    try:
        tried = subprocess.run(
            [*prefix, program, "--version"], capture_output=True, timeout=_ANSWERS_WITHIN, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return prefix if tried.returncode == 0 else ()

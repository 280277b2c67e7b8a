from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from docexplain.common.serialization import from_plain, to_plain
from docexplain.ingest import ParseOptions, document_reader, read_document
from docexplain.ingest.files.opened_file import Facts, opened
from docexplain.ingest.workers import protocol, worker
from docexplain.ingest.workers.process import PageFailed, PageRead
from docexplain.records import Document

from ..set_in_lines import set_in_lines

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture(scope="session")
def contract() -> Document:
    return read_document(SAMPLES / "employment-contract.pdf")


@pytest.fixture(scope="session")
def contract_fast() -> Document:
    return read_document(SAMPLES / "employment-contract.pdf", options=ParseOptions(layout="fast"))


@pytest.fixture(scope="session")
def report() -> Document:
    return read_document(SAMPLES / "annual-report.pdf")


@dataclass(frozen=True)
class Elsewhere:
    """What came of reading the contract as a script does, in a process that starts others for it."""

    document: Document
    printed: tuple[str, str]
    written: list[Path]
    """Files in the home folder, which was empty."""
    imported: set[str]
    """Modules after the import of docexplain.ingest."""
    loaded: set[str]
    """Modules at the end."""


_SCRIPT = """
import pathlib, pickle, sys
import docexplain.ingest as i
i.PARSER
imported = set(sys.modules)
document = i.read_document(pathlib.Path(sys.argv[1]))
pathlib.Path(sys.argv[2]).write_bytes(pickle.dumps((document, imported, set(sys.modules))))
"""


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    home, result = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("elsewhere") / "result"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ORT_", "XDG_"))}
    environment |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    command = [sys.executable, "-c", _SCRIPT, str(SAMPLES / "employment-contract.pdf"), str(result)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert run.returncode == 0, run.stderr
    document, imported, loaded = pickle.loads(result.read_bytes())
    written = [path for path in home.rglob("*") if path.is_file()]
    return Elsewhere(document, (run.stdout, run.stderr), written, imported, loaded)


PROSE = (
    "The ferry leaves the island every morning at seven and comes back in the late afternoon. It carries the mail, "
    "the milk of two farms and the children who go to school on the other side. In winter it may stay in the harbor "
    "for days when the wind blows from the north."
)


@pytest.fixture
def write_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Writes a PDF of pages given as lists of (x, y, text, size), one line each; options go to ``save``."""

    def write(
        *pages: list[tuple[float, float, str, float]],
        name: str = "small.pdf",
        shape: tuple[float, float] = (612, 792),
        **options: Any,
    ) -> Path:
        document = pymupdf.open()
        for lines in pages:
            page = document.new_page(width=shape[0], height=shape[1])
            for x, y, text, size in lines:
                page.insert_text((x, y), text, fontsize=size)
        path = tmp_path / name
        document.save(path, **options)
        return path

    return write


SetLine = tuple[float, float, str, float]


def lines_of(text: str, x: float, y: float, width: float = 450, size: float = 11) -> list[SetLine]:
    """A paragraph as lines for ``write_pdf``."""
    return [(x, y + i * size * 1.3, line, size) for i, line in enumerate(set_in_lines(text, width, size=size))]


@pytest.fixture
def set_lines() -> Callable[..., list[SetLine]]:
    return lines_of


@pytest.fixture
def prose() -> str:
    return PROSE


@pytest.fixture
def small(write_pdf: Callable[..., Path], prose: str) -> Path:
    """One page with one paragraph."""
    return write_pdf(lines_of(prose, 80, 100))


@pytest.fixture
def scan(tmp_path: Path, write_pdf: Callable[..., Path]) -> Callable[..., Path]:
    """Writes a PDF of pages given as for ``write_pdf``, each a picture of its text only; ``spoil`` changes a pixmap."""

    def write(
        *pages: list[SetLine], name: str = "scan.pdf", dpi: int = 150, spoil: Callable[[Any], Any] = lambda p: p
    ) -> Path:
        document = pymupdf.open()
        with pymupdf.open(write_pdf(*pages, name=f"{name}.source.pdf")) as source:
            for page in source:
                copy = document.new_page(width=page.rect.width, height=page.rect.height)
                picture = spoil(page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY))
                copy.insert_image(copy.rect, pixmap=picture, keep_proportion=False)
        path = tmp_path / name
        document.save(path)
        return path

    return write


class _Here:
    """What reads pages, in this process: many times faster than processes of their own."""

    def __init__(self, options: ParseOptions) -> None:
        self._options = options

    def __enter__(self) -> _Here:
        self._stack = ExitStack()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self, job: protocol.Job, waiting: Callable[[], None] = lambda: None) -> Facts:
        opening = opened(job.path.read_bytes(), job.path, job.password, job.options)
        self._source = self._stack.enter_context(opening)
        return from_plain(Facts, protocol.decode(protocol.encode(to_plain(self._source.facts))))

    def pages(self, wanted: list[int]) -> Iterator[PageRead | PageFailed]:
        for number in wanted:
            kind, text = worker.read_page(self._source, number, self._options.limits)
            if kind is protocol.Kind.PAGE:
                yield PageRead(protocol.decode_page(text, number), text)
            else:
                yield PageFailed(number, text, lost=False)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Document]:
    """Reads a file, or bytes, in this process, with the fast layout and without OCR unless told otherwise."""
    monkeypatch.setattr(document_reader, "Pool", _Here)

    def read_it(file: Path | bytes, **options: Any) -> Document:
        if isinstance(file, bytes):
            (tmp_path / "read.pdf").write_bytes(file)
            file = tmp_path / "read.pdf"
        password = options.pop("password", None)
        return read_document(
            file, password=password, options=ParseOptions(**{"layout": "fast", "ocr": "never", **options})
        )

    return read_it

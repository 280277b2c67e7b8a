from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
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

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture(scope="session")
def contract() -> Document:
    return read_document(SAMPLES / "employment-contract.pdf")


@pytest.fixture(scope="session")
def report() -> Document:
    return read_document(SAMPLES / "annual-report.pdf")


PROSE = (
    "The ferry leaves the island every morning at seven and comes back in the late afternoon. It carries the mail, "
    "the milk of two farms and the children who go to school on the other side. In winter it may stay in the harbor "
    "for days when the wind blows from the north."
)


@pytest.fixture
def write_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Writes a PDF of pages given as lists of (x, y, text, size), one line each; options go to ``save``."""

    def write(*pages: list[tuple[float, float, str, float]], name: str = "small.pdf", **options: Any) -> Path:
        document = pymupdf.open()
        for lines in pages:
            page = document.new_page(width=612, height=792)
            for x, y, text, size in lines:
                page.insert_text((x, y), text, fontsize=size)
        path = tmp_path / name
        document.save(path, **options)
        return path

    return write


SetLine = tuple[float, float, str, float]


def lines_of(text: str, x: float, y: float, width: float = 450, size: float = 11) -> list[SetLine]:
    """A paragraph as lines for ``write_pdf``."""
    lines: list[str] = []
    for word in text.split():
        if lines and pymupdf.get_text_length(f"{lines[-1]} {word}", fontsize=size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [(x, y + i * size * 1.3, line, size) for i, line in enumerate(lines)]


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

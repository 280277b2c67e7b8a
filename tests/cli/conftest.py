"""The command line in this process and in one of its own, on a database and caches of the test's own."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import huggingface_hub.constants
import pymupdf
import pytest

from docexplain.cli.app import run
from docexplain.ingest import read_document
from docexplain.session import AskOptions, Session
from storage import open_store

from .sharing import Shared

MAIN = "from docexplain.cli import main; main()"
Run = Callable[..., tuple[int, str, str]]

QUESTION = "What is the pay per hour?"
TEXTS = (
    "The Company hires the Employee as a baker. Work starts on the first of May.",
    "The Company will pay the Employee ten dollars per hour.",
    "Each party may end this agreement with thirty days' notice, given in writing to the other party by hand or mail.",
)


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


def write_pdf(path: Path, texts: tuple[str, ...] = TEXTS, **options: Any) -> Path:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        for i, text in enumerate(texts):
            page.insert_textbox((72, 72 + 90 * i, 500, 150 + 90 * i), text, fontsize=10)
        pdf.save(path, **options)
    return path


@pytest.fixture(scope="session")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pdf(tmp_path_factory.mktemp("pdf") / "contract.pdf")


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., Path]:
    return write_pdf


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, pdf: Path, language_model: Any) -> Path:
    """A database with one answer about ``pdf``."""
    path = tmp_path_factory.mktemp("template") / "docexplain.db"
    with open_store(path) as store:
        session = Session(store=store, model=language_model)
        session.ask(read_document(pdf), QUESTION, options=AskOptions(answer="ten dollars", read="all"))
    return path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "docexplain.db"


@pytest.fixture
def filled(template: Path, database: Path) -> Path:
    return shutil.copy(template, database)


@pytest.fixture
def answer_id(filled: Path) -> str:
    with open_store(filled, read_only=True) as store:
        return store.history()[0].id


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database: Path, model_folder: Path) -> None:
    """No network, no model but the tiny one, nobody else's files."""
    for name in [n for n in os.environ if n.startswith(("DOCEXPLAIN_", "PIP_", "HF_"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "DOCEXPLAIN_DB": database,
        "DOCEXPLAIN_MODEL": model_folder,
        "DOCEXPLAIN_CACHE": tmp_path / "cache",
        "DOCEXPLAIN_CONFIG": tmp_path / "config",
        "HF_HOME": tmp_path / "hub",
        "HF_HUB_OFFLINE": "1",
        "PIP_NO_INDEX": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "OMP_NUM_THREADS": "1",
        "COLUMNS": "80",
    }.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.fixture(scope="session")
def shared(model_folder: Path, pdf: Path) -> Shared:
    shared = Shared(model_folder)
    shared.remember(pdf)
    return shared


@pytest.fixture(autouse=True)
def _loaded_and_read_once(monkeypatch: pytest.MonkeyPatch, shared: Shared) -> None:
    shared.put_to_use(monkeypatch)


@pytest.fixture
def docexplain(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    def call(*arguments: object) -> Result:
        code = run([str(a) for a in arguments])
        return Result(code, *capsys.readouterr())

    return call


@pytest.fixture
def process() -> Callable[..., Result]:
    """In a process of its own; ``code`` runs before the command does."""

    def call(*arguments: object, code: str = MAIN, **options: Any) -> Result:
        command = [sys.executable, "-c", code, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)
        return Result(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def forked(run_forked: Run) -> Callable[..., Result]:
    """As ``process``, without the time in which that imports libraries."""
    return _with_results(run_forked)


@pytest.fixture
def forked_to_ask(run_forked_to_ask: Run) -> Callable[..., Result]:
    """The same for commands that need torch."""
    return _with_results(run_forked_to_ask)


def _with_results(run: Run) -> Callable[..., Result]:
    def call(*arguments: object, code: str = MAIN, **options: Any) -> Result:
        return Result(*run(code, [*map(str, arguments)], **options))

    return call


@pytest.fixture
def rows(database: Path) -> Callable[[], dict[str, list[Any]]]:
    """Everything in the database, table by table."""

    def read() -> dict[str, list[Any]]:
        connection = sqlite3.connect(database)
        try:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
        finally:
            connection.close()

    return read

"""A database and a small PDF."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from docexplain.records import Document
from storage import SqlStore, open_store


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "docexplain.db"
    open_store(path).close()
    return path


@pytest.fixture
def database(tmp_path: Path, empty_database: Path) -> Path:
    return shutil.copy(empty_database, tmp_path / "docexplain.db")


@pytest.fixture
def store(database: Path) -> Iterator[SqlStore]:
    with open_store(database) as store:
        yield store


@pytest.fixture(scope="session")
def pdf(tmp_path_factory: pytest.TempPathFactory, document: Document) -> Path:
    """One page with the first three paragraphs."""
    path = tmp_path_factory.mktemp("pdf") / "contract.pdf"
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        for i, paragraph in enumerate(document.paragraphs[:3]):
            page.insert_text((72, 100 + 60 * i), paragraph.text, fontsize=10)
        pdf.save(path)
    return path

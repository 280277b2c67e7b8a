"""What the start screen ends in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from docexplain.records.library import StoredDocument


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be opened: files, documents that are stored, or all of these; and how files are read."""

    paths: tuple[Path, ...] = ()
    documents: tuple[StoredDocument, ...] = ()
    library: bool = False
    layout: str = "model"
    ocr: str = "auto"

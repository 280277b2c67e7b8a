"""SHA-256 of files and of model folders."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint_of(folder: Path) -> str:
    """SHA-256 over the names and hashes of the files that decide what a model answers.

    These are weights, configuration and tokenizer; a README or our own note beside them does not count.
    """
    wanted = {".safetensors", ".gguf", ".bin", ".json", ".model", ".jinja", ".txt"}
    inside = [] if folder.is_file() else sorted(folder.iterdir())
    files = [p for p in inside if p.suffix in wanted and p.name != "docexplain.json"] or [folder]
    lines = "".join(f"{sha256_of(p)}  {p.name}\n" for p in files if p.is_file())
    return hashlib.sha256(lines.encode()).hexdigest()

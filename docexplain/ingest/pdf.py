"""Opening a PDF file, with an error that says what to do for everything that can be wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from docexplain.errors import InputError, PasswordError

_HEADER_WITHIN = 1024
"""Readers accept a PDF whose header comes after this many bytes of something else."""


def read_bytes(path: Path) -> bytes:
    """The bytes of a PDF file."""
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder: give the path of a PDF file.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"There is no file {path}: check the path.") from None
    except PermissionError:
        raise InputError(f"{path} may not be read: ask for the permission to read it, or copy it elsewhere.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check the path and the disk.") from error
    if not data:
        raise InputError(f"{path} is empty: download or save it again.")
    if b"%PDF" not in data[:_HEADER_WITHIN]:
        raise InputError(f"{path} is not a PDF file: convert it to PDF first.")
    return data


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, lower-case hex."""
    return hashlib.sha256(read_bytes(path)).hexdigest()


@contextmanager
def opened(data: bytes, path: Path, password: str | None) -> Iterator[Any]:
    """The ``pymupdf.Document`` of a PDF's bytes, unlocked and with at least one page; MuPDF's own messages are kept
    from the terminal for as long as it is open."""
    import pymupdf  # deferred: it loads the layout model's runtime, most of a second

    tools: Any = pymupdf.TOOLS
    open_pdf: Any = pymupdf.open
    errors, warnings = tools.mupdf_display_errors(), tools.mupdf_display_warnings()
    tools.mupdf_display_errors(False)
    tools.mupdf_display_warnings(False)
    try:
        try:
            document = open_pdf(stream=data, filetype="pdf")
        except Exception as error:
            raise InputError(_damaged(path)) from error
        with document:
            _unlock(document, path, password)
            if not _pages(document):
                raise InputError(_damaged(path))
            yield document
    finally:
        tools.mupdf_display_errors(errors)
        tools.mupdf_display_warnings(warnings)


def _damaged(path: Path) -> str:
    return f"{path} is damaged, no page of it can be read: download or save it again."


def _pages(document: Any) -> int:
    try:
        return int(document.page_count)
    except Exception:  # whatever MuPDF raises: a file without a usable page tree
        return 0


def _unlock(document: Any, path: Path, password: str | None) -> None:
    if not document.needs_pass:
        return
    if password is None:
        raise PasswordError(f"{path} is encrypted and needs a password: give it with --password.")
    if not document.authenticate(password):
        raise PasswordError(f"{path} is encrypted and the password is wrong: give the right one with --password.")

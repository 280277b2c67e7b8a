"""What a page or a file may not be, looked at before anything is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from docexplain.errors import InputError
from docexplain.ingest.parse_options import Limits


class PageError(Exception):
    """A page cannot be read; the message is the reason, for the user."""


def check_count(path: Path, pages: int, limits: Limits) -> None:
    """Raises InputError for a file of too many pages."""
    if pages > limits.pages:
        raise InputError(f"{path} has {pages:,} pages, more than the {limits.pages:,} that are read: split it.")


def check_picture(data: bytes, path: Path, limits: Limits) -> None:
    """Raises InputError for a picture that says it has more dots than can be looked at."""
    import pymupdf

    mupdf: Any = pymupdf.mupdf
    try:
        head = mupdf.fz_new_image_from_buffer(mupdf.fz_new_buffer_from_copied_data(data))
    except mupdf.FzErrorLimit as error:
        raise InputError(f"{path} says that it is a picture of more dots than can be read: make it smaller.") from error
    except Exception:  # whatever else a broken head raises: what is wrong is told when it is opened
        return
    width, height = int(head.w()), int(head.h())
    if width * height > limits.pixels:
        says = f"{width:,} by {height:,} dots, more than the {limits.pixels:,} that are read"
        raise InputError(f"{path} is a picture of {says}: make it smaller.")


def check_held(path: Path, held: int, limits: Limits) -> None:
    """Raises InputError when the pages read so far hold too much together."""
    if held > limits.text_bytes:
        raise InputError(f"{path} holds more text than the {limits.text_bytes:,} bytes that are kept: split it.")


def check_rect(rect: Sequence[float], limits: Limits) -> None:
    """Raises PageError for a page that has no area, or so much that its picture would fill the memory."""
    width, height = rect[2] - rect[0], rect[3] - rect[1]
    if not (isfinite(width) and isfinite(height) and min(width, height) > 0):
        raise PageError(f"it has no area ({width:g} by {height:g} points)")
    if max(width, height) > limits.side:
        raise PageError(f"it is larger than {limits.side:g} points ({width:g} by {height:g})")

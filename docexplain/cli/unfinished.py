"""What an interrupted parse has kept, told on the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain.cli import interrupt
from docexplain.errors import DocexplainError

if TYPE_CHECKING:
    from docexplain.session import Session


@contextmanager
def kept_pages_told(session: Session, file: Path) -> Iterator[None]:
    """For the parse of a file: after Ctrl-C, the message says how many of its pages are kept."""
    try:
        yield
    except KeyboardInterrupt:
        with suppress(DocexplainError):
            if pages := session.unfinished(file):
                what = "1 page is" if pages == 1 else f"{pages:,} pages are"
                interrupt.keep(f"Interrupted: of {file.name}, {what} kept, and the same command goes on from there.")
        raise

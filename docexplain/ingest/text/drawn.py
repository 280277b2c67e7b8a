"""What a page draws, asked of MuPDF once: it goes through all of the page to tell it."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from docexplain.ingest.text.blocks import Rect

_steps: WeakKeyDictionary[Any, list[tuple[str, Rect]]] = WeakKeyDictionary()
_paths: WeakKeyDictionary[Any, list[dict[str, Any]]] = WeakKeyDictionary()


def steps_of(page: Any) -> list[tuple[str, Rect]]:
    """Each step of drawing a ``pymupdf.Page``, in order: its kind and place, as ``get_bboxlog`` gives them."""
    if page not in _steps:
        _steps[page] = page.get_bboxlog()
    return _steps[page]


def paths_of(page: Any) -> list[dict[str, Any]]:
    """The lines and areas of a ``pymupdf.Page`` as ``get_cdrawings`` gives them; not to be changed."""
    if page not in _paths:
        _paths[page] = page.get_cdrawings()
    return _paths[page]


def forget(page: Any) -> None:
    """To be called when the page was changed."""
    _steps.pop(page, None)
    _paths.pop(page, None)

"""A scan without its specks: dust and the noise of a bad copy, which Tesseract takes for signs of their own or for
parts of letters beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_SIDE = 3
"""Dots of a square in which a speck fits. At 300 dots to the inch the thinnest strokes of small print are as wide."""


def without_specks(picture: Any) -> Any:
    """A grey ``pymupdf.Pixmap`` in which dark spots smaller than the strokes of letters are as light as what is around
    them (greyscale morphological closing)."""
    import numpy as np
    import pymupdf

    dots = np.frombuffer(picture.samples, dtype=np.uint8).reshape(picture.height, picture.stride)[:, : picture.width]
    closed = _in_squares(_in_squares(dots, np.maximum), np.minimum)
    make: Any = pymupdf.Pixmap
    return make(pymupdf.csGRAY, picture.width, picture.height, closed.tobytes(), False)


def _in_squares(dots: NDArray[Any], pick: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]) -> NDArray[Any]:
    """The lightest or darkest dot of the square around each: by rows, then by columns."""
    import numpy as np

    for axis in (0, 1):
        room = [(_SIDE // 2, _SIDE // 2) if i == axis else (0, 0) for i in (0, 1)]
        wide = np.pad(dots, room, mode="edge")
        moved = [np.take(wide, range(i, i + dots.shape[axis]), axis=axis) for i in range(_SIDE)]
        for other in moved[1:]:
            moved[0] = pick(moved[0], other)
        dots = moved[0]
    return dots

"""A page as it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LONGEST_SIDE = 2000
"""Dots of the picture."""


def drawn(page: Any, colours: Any) -> tuple[NDArray[np.uint8], float] | None:
    """The dots of a ``pymupdf.Page``, one for each point unless it is very large, and how many there are to a point.

    Args:
        colours: the ``pymupdf.Colorspace``.

    Returns:
        (height, width, colours), 0 to 255; None where it cannot be drawn.
    """
    import numpy as np
    import pymupdf

    scale = min(1.0, _LONGEST_SIDE / max(page.rect.width, page.rect.height))
    make_matrix: Any = pymupdf.Matrix
    try:
        picture = page.get_pixmap(matrix=make_matrix(scale, scale), colorspace=colours, alpha=False)
    except Exception:  # whatever MuPDF raises over a broken picture: the text is there all the same
        return None
    dots = np.frombuffer(picture.samples, dtype=np.uint8).reshape(picture.height, picture.stride)
    return dots[:, : picture.n * picture.width].reshape(picture.height, picture.width, picture.n), scale

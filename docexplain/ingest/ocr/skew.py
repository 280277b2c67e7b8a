"""By how much a scan was put in askew, from its picture alone: Tesseract finds little on one that leans by 4 degrees.

Turned the right way, lines of text leave white rows between them. So of all turns that is taken of which the ink is
shared out most unevenly among the rows, or among the columns of a page that lies on its side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST = 10.0
"""Degrees looked for either way."""
_STEP, _FINE = 0.5, 0.1
_LEAST = 0.5
"""Degrees at which it begins to matter: across a page, half a line."""
_CLEARER = 1.15
"""How much more uneven the ink is shared out than on the page as it is, at least, and than beside it."""
_BESIDE = 2.5
"""Degrees."""
_SIDE = 1000
"""Dots of the picture's longer side that are enough."""
_DOTS = 60_000
"""Dots of ink that are enough."""


def lean_of(picture: Any) -> float:
    """Degrees clockwise by which the text of a grey ``pymupdf.Pixmap`` leans; 0 where it hardly does, or nothing
    tells."""
    import numpy as np

    dots = np.frombuffer(picture.samples, dtype=np.uint8).reshape(picture.height, picture.stride)[:, : picture.width]
    step = max(1, max(dots.shape) // _SIDE)
    small = dots[: len(dots) // step * step, : dots.shape[1] // step * step]
    small = small.reshape(len(small) // step, step, -1, step).mean(axis=(1, 3))
    light, dark = float(np.median(small)), float(small.min())
    rows, columns = np.nonzero(small < (light + dark) / 2)
    if light - dark < 30 or len(rows) < 100:
        return 0.0
    some = np.random.default_rng(0).permutation(len(rows))[:_DOTS]
    return max(_best(*pair) for pair in ((rows[some], columns[some]), (columns[some], -rows[some])))[1]


def _best(across: NDArray[Any], along: NDArray[Any]) -> tuple[float, float]:
    """How clear the best turn is, and its degrees."""
    import numpy as np

    coarse = {float(turn): _unevenness(across, along, turn) for turn in np.arange(-_MOST, _MOST + _STEP, _STEP)}
    best = max(coarse, key=lambda turn: coarse[turn])
    fine = {best + i * _FINE: _unevenness(across, along, best + i * _FINE) for i in range(-4, 5)}
    exact = max(fine, key=lambda turn: fine[turn])
    beside = [score for turn, score in coarse.items() if abs(turn - exact) >= _BESIDE]
    clear = fine[exact] / max(beside)
    certain = abs(exact) >= _LEAST and min(clear, fine[exact] / coarse[0.0]) >= _CLEARER
    return clear, exact if certain else 0.0


def _unevenness(across: NDArray[Any], along: NDArray[Any], turn: float) -> float:
    import numpy as np

    angle = np.radians(turn)
    rows = np.round(across * np.cos(angle) - along * np.sin(angle)).astype(int)
    counts = np.bincount(rows - rows.min()).astype(float)
    return float((counts**2).sum())

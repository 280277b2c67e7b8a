"""Where on the path the gradient is taken, and how much each place counts. Pure functions.

The path runs straight from a hidden document (u = 0) to the whole one (u = 1). The integrand is steep near 0, where
the first shreds of attention come back; with u = v ** POWER equally good nodes in v lie closer together there. The
integral is the same.
"""

from __future__ import annotations

import numpy as np

POWER = 2


def gauss_legendre(nodes: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Nodes u_j in (0, 1) and weights w_j: the integral of f over (0, 1) is about the sum of w_j f(u_j).

    Raises:
        ValueError: fewer than one node.
    """
    x, w = np.polynomial.legendre.leggauss(nodes)
    v = (x + 1) / 2
    return tuple((v**POWER).tolist()), tuple((w / 2 * POWER * v ** (POWER - 1)).tolist())

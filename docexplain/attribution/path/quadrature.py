"""Where on the path the gradient is taken, and how much each place counts. Pure functions.

Fejer's second rule (Fejer 1933; Waldvogel 2006, "Fast construction of the Fejer and Clenshaw-Curtis quadrature rules",
eq. 2.3): its nodes are among those of the rule with 2n + 1, so that a finer rule needs only what lies between.

The path runs straight from a hidden document (u = 0) to the whole one (u = 1). The answer changes most where the first
shreds of attention come back; with u = v ** POWER the nodes, chosen in v, lie closer together there. The integral is
the same.
"""

from __future__ import annotations

import math

POWER = 2


def fejer(nodes: int) -> tuple[list[float], list[float]]:
    """Nodes u_j in (0, 1), ascending, and weights w_j: the integral of f over (0, 1) is about the sum of w_j f(u_j).

    Raises:
        ValueError: fewer than one node.
    """
    if nodes < 1:
        raise ValueError(f"a quadrature has at least one node, not {nodes}")
    places, weights = [], []
    for j in range(nodes, 0, -1):
        angle = j * math.pi / (nodes + 1)
        harmonics = sum(math.sin((2 * k - 1) * angle) / (2 * k - 1) for k in range(1, (nodes + 1) // 2 + 1))
        v, weight = (1 + math.cos(angle)) / 2, 2 * math.sin(angle) / (nodes + 1) * harmonics
        places.append(v**POWER)
        weights.append(weight * POWER * v ** (POWER - 1))
    return places, weights

"""Choose, of paragraphs in an order, those that a budget of tokens has room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol


class Costs(Protocol):
    """A cost by position; may be found when it is asked for."""

    def __getitem__(self, position: int, /) -> int: ...


def choose(
    order: Iterable[int], costs: Costs, budget: int, most: int | None = None, least: Sequence[int] = ()
) -> list[int]:
    """Take positions in ``order`` while their costs fit the budget, ``most`` at most; returned in document order.

    One that does not fit is passed over: a later, shorter one may.

    Args:
        least: what each costs at least, by position; who costs more than is left that way is not asked for its cost.
    """
    taken: list[int] = []
    for position in order:
        if most is not None and len(taken) == most:
            break
        if least and least[position] > budget:
            continue
        if costs[position] <= budget:
            taken.append(position)
            budget -= costs[position]
    return sorted(taken)

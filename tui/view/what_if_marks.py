"""What if: which paragraphs are marked to be hidden or amplified when the question is asked again."""

from __future__ import annotations

from docexplain.answers.said.wording import factors, steered, suppresses
from docexplain.records import STEERABLE, Answer, Steer


class Marks:
    """The marks of one answer. They begin with the steering that the answer itself was made under, if any."""

    def __init__(self, answer: Answer) -> None:
        self._done = factors(answer)
        self._planned = dict(self._done)
        self._read = frozenset(answer.read) if answer.settings.mode in STEERABLE else frozenset[int]()

    def can_mark(self, index: int) -> bool:
        """Whether steering this paragraph can change anything."""
        return index in self._read

    def toggle(self, index: int, factor: float) -> None:
        """Set a mark, or take it away when it is there already; a factor of 1 changes nothing, so it is no mark."""
        if factor == 1 or self._planned.get(index) == factor:
            self._planned.pop(index, None)
        elif self.can_mark(index):
            self._planned[index] = factor

    def forget(self) -> None:
        """Back to how the answer was made."""
        self._planned = dict(self._done)

    @property
    def steering(self) -> tuple[Steer, ...]:
        """What to ask again with; empty when nothing is marked or nothing differs from how the answer was made."""
        if self._planned == self._done:
            return ()
        return tuple(Steer(index, factor) for index, factor in sorted(self._planned.items()))

    def words(self, index: int) -> str:
        """Sign and word of a paragraph's mark; empty without one."""
        done, planned = self._done.get(index), self._planned.get(index)
        if done == planned:
            return "" if done is None else f"{sign(done)} {steered(done)}"
        return "no longer hidden or amplified" if planned is None else f"{sign(planned)} to be {steered(planned)}"


def sign(factor: float) -> str:
    """The sign of a mark."""
    return "↓" if suppresses(factor) else "↑"

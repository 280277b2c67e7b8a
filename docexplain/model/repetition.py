"""Where an answer begins to say again what it just said: a small model that answers greedily may never stop.

Lists and tables with rows that are alike differ somewhere in each row, and are left alone.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence

LONGEST = 256
"""Tokens of the longest piece that is looked for."""
LONG = 8
"""A piece of so many tokens repeats once it stands twice in a row."""
SHORT_RUN = 24
"""Shorter pieces do when they fill so many tokens behind the first: rows of zeros or dashes are no loop."""
_SENTENCE_END = (".", "!", "?", "。")
_PUNCTUATION = {*string.punctuation, "。"}


class Repetition:
    """Follows an answer token by token.

    Args:
        decode: the text of token ids.
    """

    def __init__(self, decode: Callable[[Sequence[int]], str]) -> None:
        self._decode = decode
        self._ids: list[int] = []
        self._runs: list[int] = [0]
        """At place n how many of the last tokens equal those n before them."""
        self.start: int | None = None
        """How many tokens the answer has before it repeats itself; None: it does not."""

    def add(self, token: int) -> None:
        """The answer goes on."""
        ids = self._ids
        ids.append(token)
        self._runs += [0] * (min(len(ids), LONGEST + 1) - len(self._runs))
        for n in range(1, len(self._runs)):
            self._runs[n] = self._runs[n] + 1 if ids[-1] == ids[-1 - n] else 0
        if self.start is None:
            begins = [len(ids) - run for n, run in enumerate(self._runs) if n and self._repeats(n, run)]
            self.start = self._whole(min(begins)) if begins else None

    @property
    def pending(self) -> int:
        """How many of the last tokens may turn out to be a repetition."""
        return max(self._runs)

    def _repeats(self, n: int, run: int) -> bool:
        if n >= LONG:  # and is not itself a shorter one, again and again
            return run >= n > max(self._runs[:LONG])
        return run >= SHORT_RUN or (run >= 2 * n > 2 and self._is_sentence(self._ids[-n:]))

    def _is_sentence(self, ids: Sequence[int]) -> bool:
        text = self._decode(ids).strip()
        return text.endswith(_SENTENCE_END) and len(text.split()) > 2

    def _whole(self, start: int) -> int:
        """Behind the punctuation that ends what was said before, which may end the repeated piece too."""
        while start < len(self._ids) and {*self._decode(self._ids[start : start + 1]).strip()} <= _PUNCTUATION:
            start += 1
        return start

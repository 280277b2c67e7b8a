"""What the model computed for the documents of the last questions, kept for the next one."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from docexplain.errors import is_out_of_memory

if TYPE_CHECKING:
    import torch

    from docexplain.model.language_model import LanguageModel
    from docexplain.model.prefix.prefix import Prefix
    from docexplain.model.prefix_files import PrefixFiles, Tell

T = TypeVar("T")
Tokens = Callable[[int, int], None]

SHARE = 4
"""One part in so many of the memory that is free, what is kept counted as free, is for kept prefixes."""


class Prefixes:
    """Prefixes of one model; the least recently used goes first when room is needed.

    A prefix serves the same tokens only, never others that begin alike: one computed in two pieces differs in the last
    bits, and the same question must give the same bits whatever was asked before.

    The last one is kept whatever its size, since explanation and what-ifs need it again; it goes when the next one
    needs its room.

    Args:
        most_bytes: bound of all together; None: a share (:data:`SHARE`) of the memory free on the model's device (its
            first, when it has several), looked up whenever room is needed.
        files: a cache on disk behind this one.
        timed: told how many tokens were read, and in how many seconds.
    """

    def __init__(
        self,
        most_bytes: int | None = None,
        files: PrefixFiles | None = None,
        timed: Callable[[int, float], None] = lambda _tokens, _seconds: None,
    ) -> None:
        self._most_bytes, self._files, self._timed = most_bytes, files, timed
        self._kept: OrderedDict[tuple[int, ...], Prefix] = OrderedDict()

    @property
    def nbytes(self) -> int:
        """Bytes of all kept prefixes."""
        return sum(prefix.nbytes for prefix in self._kept.values())

    def find(self, ids: tuple[int, ...]) -> Prefix | None:
        """The kept prefix of just these tokens, which becomes the most recently used."""
        if ids not in self._kept:
            return None
        self._kept.move_to_end(ids)
        return self._kept[ids]

    def prefill(
        self, model: LanguageModel, ids: tuple[int, ...], tell: Tell, progress: Tokens = lambda _done, _total: None
    ) -> Prefix:
        """Read from disk or compute the prefix of these tokens, and keep it.

        Args:
            tell: gets a sentence when the cache on disk cannot be used.
            progress: told how many tokens the model has read, and of how many; may raise to stop.
        """
        self._make_room(model, len(ids))
        files = self._files
        prefix = None if files is None else self.retried(lambda: files.read(model, ids, tell))
        stored = prefix is not None
        if prefix is None:
            prefix = self.retried(lambda: self._computed(model, ids, progress))
        self._kept[ids] = prefix
        if files is not None and not stored:
            files.write(model, prefix, tell)
        return prefix

    def prefill_apart(
        self, model: LanguageModel, ids: tuple[int, ...], progress: Tokens = lambda _done, _total: None
    ) -> Prefix:
        """Compute a prefix that must not serve another question, as one under steering; it is neither looked up nor
        kept."""
        self._make_room(model, len(ids))
        return self.retried(lambda: model.prefill(ids, progress))

    def retried(self, step: Callable[[], T], *, sparing: Prefix | None = None) -> T:
        """The result of ``step``; when its memory runs out, once more without the kept prefixes other than
        ``sparing``. A second failure is raised."""
        try:
            return step()
        except (MemoryError, RuntimeError) as error:
            others = [ids for ids, prefix in self._kept.items() if prefix is not sparing]
            if not others or not is_out_of_memory(error):
                raise
        # Outside the handler, so that no traceback holds what the first try took.
        for ids in others:
            del self._kept[ids]
        return step()

    def _computed(self, model: LanguageModel, ids: tuple[int, ...], progress: Tokens) -> Prefix:
        begin = time.perf_counter()
        prefix = model.prefill(ids, progress)
        if prefix.keys:  # else nothing was read yet
            self._timed(len(ids), time.perf_counter() - begin)
        return prefix

    def _make_room(self, model: LanguageModel, tokens: int) -> None:
        """Let prefixes go so that a new one fits beside the rest, before it is computed."""
        if not self._kept:
            return
        some = next(iter(self._kept.values()))
        needed = some.nbytes * tokens // len(some)  # all are one model's, so a token takes the same in each
        bound = self._bound(model.device)
        while self._kept and self.nbytes + needed > bound:
            self._kept.popitem(last=False)

    def _bound(self, device: torch.device) -> int:
        if self._most_bytes is not None:
            return self._most_bytes
        from docexplain.model.devices.memory import (
            free_bytes,  # not at the top: front ends import sessions without models
        )

        return (free_bytes(device) + self.nbytes) // SHARE

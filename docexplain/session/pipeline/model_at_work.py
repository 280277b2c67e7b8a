"""The model that a session asks now: one call at a time, and another one when the user wants it."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from docexplain.session.background import BEAT_SECONDS
from docexplain.session.call import Call, memory_errors
from docexplain.session.events import Stage

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.session.pipeline.ready_model import ReadyModel


class ModelAtWork:
    """Gives the model to one call at a time, also where several threads want it.

    Args:
        make: makes ready the model that is wanted.

    Attributes:
        ready: the model in use.
    """

    def __init__(
        self, make: Callable[[LanguageModel | str | None], ReadyModel], model: LanguageModel | str | None
    ) -> None:
        self._make = make
        self._turn = threading.Lock()
        self.ready = make(model)

    @contextmanager
    def working(self, call: Call) -> Iterator[LanguageModel]:
        """The model, loaded, for this call alone; who waits for it can be stopped."""
        if not self._turn.acquire(blocking=False):
            self._wait(call)
        try:
            with memory_errors(), call.work:
                yield self.ready.loaded(call)
        finally:
            self._turn.release()

    def _wait(self, call: Call) -> None:
        tell = call.progress(Stage.LOAD)
        tell(0, None)
        while not self._turn.acquire(timeout=BEAT_SECONDS):
            call.check()
        try:
            tell(1, 1)
        except BaseException:
            self._turn.release()
            raise

    def use(self, model: LanguageModel | str | None) -> None:
        """Take another model, and let the one before go, once no call works with it any more."""
        with self._turn:
            if model != self.ready.wanted:
                self.ready = self._make(model)
                _let_go()


def _let_go() -> None:
    """Give back the memory of what nobody refers to any more; parts of a model refer to each other."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()

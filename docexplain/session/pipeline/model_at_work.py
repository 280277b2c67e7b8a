"""The model that a session asks now: one call at a time, and another one when the user wants it."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from typing import TYPE_CHECKING, cast

from docexplain.errors import ModelError
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
        ready: the model in use; of the call that works now, if one does.
        newest: the model of the next call.
    """

    def __init__(
        self,
        make: Callable[[LanguageModel | str | None], ReadyModel],
        model: LanguageModel | str | PathLike[str] | None,
    ) -> None:
        self._make = make
        self._turn = threading.Lock()
        self.ready = self.newest = make(wanted(model))

    @contextmanager
    def working(self, call: Call) -> Iterator[LanguageModel]:
        """The model, loaded, for this call alone; who waits for it can be stopped."""
        if not self._turn.acquire(blocking=False):
            self._wait(call)
        try:
            self._take_newest()
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

    def use(self, model: LanguageModel | str | PathLike[str] | None) -> None:
        """Take another model from the next call on; the one before is let go once no call works with it any more."""
        model = wanted(model)
        if model != self.newest.wanted:
            self.newest = self._make(model)
        if self._turn.acquire(blocking=False):
            try:
                self._take_newest()
            finally:
                self._turn.release()

    def _take_newest(self) -> None:
        if self.ready is not self.newest:
            self.ready = self.newest
            _let_go()


def wanted(model: LanguageModel | str | PathLike[str] | None) -> LanguageModel | str | None:
    """The model as it was given; a folder by its path. Raises ModelError for what is no model."""
    if model is None or isinstance(model, str):
        return model
    if isinstance(model, PathLike):
        return fspath(model)
    # Who has a LanguageModel has imported its module; it need not be loaded to see that this is none.
    module = sys.modules.get("docexplain.model.language_model")
    if not (module and isinstance(model, module.LanguageModel)):
        raise ModelError(
            f"What is given as a model is {type(model).__name__}: give LanguageModel(model, tokenizer), a hub id or a "
            "folder.",
            remedies=("model",),
        )
    return cast("LanguageModel", model)


def _let_go() -> None:
    """Give back the memory of what nobody refers to any more; parts of a model refer to each other."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()

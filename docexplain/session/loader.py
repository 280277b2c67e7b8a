"""Loading a model for a session: its callers may stop waiting for it, and the next one goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docexplain.session.background import Background, Left
from docexplain.session.events import Listener, Notice, Progress, Stage

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.model.loading.load_options import LoadOptions


@dataclass(slots=True)
class Loader:
    """One model by its name; see :func:`docexplain.model.loading.by_name.load`."""

    name: str | None
    options: LoadOptions | None = None
    _under_way: Background[LanguageModel] | None = field(default=None, init=False)

    def load(self, listener: Listener) -> LanguageModel:
        """The model, loaded on this thread."""
        from docexplain.model.loading.by_name import (
            load,  # first, so that weights are hashed while libraries are imported
        )
        from docexplain.model.loading.load_options import LoadOptions

        return load(
            self.name,
            self.options or LoadOptions(),
            fetching=lambda done, total: listener(Progress(Stage.FETCH, done, total)),
            fetching_hub=lambda done, total: listener(Progress(Stage.FETCH_HUB, done, total)),
            converting=lambda done, total: listener(Progress(Stage.CONVERT, done, total)),
            notice=lambda text: listener(Notice(text)),
        )

    def load_or_leave(self, listener: Listener, check: Callable[[], None], stopped: type[Exception]) -> LanguageModel:
        """The model, loaded on a thread of its own, since nothing but a fetch can be stopped in the middle.

        Args:
            check: called ten times a second; raises ``stopped`` to stop waiting. The next call goes on with the same
                loading.
        """
        while True:
            self._under_way = self._under_way or Background(self.load)
            try:
                return self._under_way.wait(listener, check)
            except stopped:
                raise
            except Left:  # an earlier caller left while the model was being fetched, which ended there
                self._under_way = None
            except BaseException:
                self._under_way = None
                raise

"""The model of a session, loaded at the first question and checked once, and what it computed for the last ones."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain.errors import ModelError
from docexplain.records import Mode, Settings
from docexplain.session.ask_options import by_deletion, by_rows
from docexplain.session.call import Call, Cancelled
from docexplain.session.events import Notice, Stage
from docexplain.session.loader import Loader
from docexplain.session.pace.pace import Pace
from docexplain.session.pipeline.prefixes import Prefixes
from docexplain.session.search.search_index import SearchIndexes

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.model.loading.load_options import LoadOptions
    from docexplain.session.caches import Caches

BY_DELETION = (
    "{} has layers that carry what they read on beside attention, so suppressing attention would not be exact: each "
    "paragraph is left out of the prompt instead (deletion), which is read anew for each."
)
BY_ROWS = (
    "No gradient comes back through {} ({}), so path attribution cannot rank the paragraphs: each is hidden on its own "
    "instead (mask), which takes longer the more of them there are."
)


class ReadyModel:
    """One model, ready to answer and to be explained.

    Args:
        model, load, caches, allow_unidentified: see :class:`docexplain.session.Session`.

    Attributes:
        wanted: the model, as it was given.
        prefixes: what it computed of the prompts of the last questions.
        indexes: the documents that it was asked about last, counted in its tokens.
    """

    def __init__(
        self, model: LanguageModel | str | None, load: LoadOptions | None, caches: Caches, *, allow_unidentified: bool
    ) -> None:
        self.wanted = model
        self._loader = Loader(model if isinstance(model, str) else None, load)
        self._caches = caches
        self._allow_unidentified = allow_unidentified
        self._loaded: LanguageModel | None = None
        self._checked: set[bool] = set()
        self._no_gradient: str | None = None
        """Why; empty: it was looked for and is there; None: not looked for yet."""
        self._pace: Pace | None = None
        self.prefixes = Prefixes(caches.prefix_bytes, timed=self._timed)
        self.indexes = SearchIndexes()

    @property
    def name(self) -> str | None:
        """What the model is called by whoever chose it; None for the default model."""
        return self.wanted if self.wanted is None or isinstance(self.wanted, str) else self.wanted.info.name

    def loaded(self, call: Call) -> LanguageModel:
        """The model; from now on ``call`` can stop it in the middle of its work.

        Raises:
            ModelError: it cannot be loaded, or nothing identifies its weights.
        """
        if self._loaded is None:
            begin = time.perf_counter()
            call.progress(Stage.LOAD)(0, None)
            model = self._given_or_loaded(call)
            self._use_files(model, call)
            call.progress(Stage.LOAD)(1, 1)
            call.timings = replace(call.timings, load_s=time.perf_counter() - begin)
            self._loaded = model
        if call.cancel is not None:
            from docexplain.model.stopping import stoppable

            call.work.enter_context(stoppable(self._loaded.model, call.check))
        return self._loaded

    def supported(self, model: LanguageModel, settings: Settings, call: Call) -> Settings:
        """The settings by which the model, loaded, can be explained.

        Raises:
            UnsupportedModelError: it cannot be.
            UsageError: the settings ask for what cannot be done on it.
        """
        from docexplain.model.internals import is_recurrent
        from docexplain.session.pipeline.passed_checks import ensure_supported

        if settings.mode is not Mode.DELETION and is_recurrent(model.model):
            settings = by_deletion(settings, model.info.name)
            call.listener(Notice(BY_DELETION.format(model.info.name)))
        deletion = settings.mode is Mode.DELETION
        if deletion not in self._checked:
            call.progress(Stage.LOAD)(0, None)
            # A model that was handed over may have been changed since it was loaded: its fingerprint proves nothing.
            ensure_supported(model, None if model is self.wanted else self._caches.passed_checks, settings.mode)
            self._checked.add(deletion)
            call.progress(Stage.LOAD)(1, 1)
        if settings.mode is Mode.PATH:
            settings = self._with_gradient(model, settings, call)
        return settings

    def pace(self, model: LanguageModel) -> Pace:
        """How much the model, loaded, reads in the time that a user waits."""
        if self._pace is None:
            self._pace = Pace(model, self._caches.speeds)
        return self._pace

    def _with_gradient(self, model: LanguageModel, settings: Settings, call: Call) -> Settings:
        """The settings, by rows where the model has no gradient; then that is said."""
        from docexplain.session.pipeline.passed_checks import why_no_gradient

        if self._no_gradient is None:
            self._no_gradient = why_no_gradient(model, None if model is self.wanted else self._caches.passed_checks)
        if not self._no_gradient:
            return settings
        call.listener(Notice(BY_ROWS.format(model.info.name, self._no_gradient)))
        return by_rows(settings)

    def _given_or_loaded(self, call: Call) -> LanguageModel:
        if self.wanted is not None and not isinstance(self.wanted, str):
            self._check_identified(self.wanted)
            return self.wanted
        if call.cancel is None:
            return self._loader.load(call.listener)
        return self._loader.load_or_leave(call.listener, call.check, Cancelled)

    def _check_identified(self, model: LanguageModel) -> None:
        if not (model.info.fingerprint or self._allow_unidentified):
            raise ModelError(
                f"Answers of {model.info.name} are not saved, since nothing identifies its weights: give the session "
                "the model's folder or hub id, give LanguageModel a fingerprint, or set allow_unidentified=True."
            )

    def _use_files(self, model: LanguageModel, call: Call) -> None:
        """Keep prefixes on the disk too, if that was asked for and can be trusted."""
        folder = self._caches.prefix_cache
        if folder is not None and model is self.wanted:
            call.listener(Notice("The prefix cache is not used: a model that was handed over may change unseen."))
        elif folder is not None:
            from docexplain.model.prefix_files import PrefixFiles

            self.prefixes = Prefixes(self._caches.prefix_bytes, PrefixFiles(Path(folder)), self._timed)

    def _timed(self, tokens: int, seconds: float) -> None:
        """The loaded model has read a prompt."""
        if self._loaded is not None:
            self.pace(self._loaded).seen(tokens, seconds)

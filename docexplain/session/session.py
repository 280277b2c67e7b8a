"""The use case behind every front end: a document, a question, an answer with its paragraphs, saved."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING

from docexplain import ingest
from docexplain.answers.several import mark
from docexplain.grounding.resting import leaving_out
from docexplain.records import STEERABLE, Answer, Document, ModelInfo, Replay, Steer, Timings
from docexplain.session.ask_options import AskOptions, check_asked, check_steering
from docexplain.session.caches import Caches
from docexplain.session.call import Call
from docexplain.session.documents import Together, refuse_changed
from docexplain.session.events import Listener, ignore
from docexplain.session.pipeline.model_at_work import ModelAtWork
from docexplain.session.pipeline.ready_model import ReadyModel
from docexplain.session.saving import (
    note_files,
    save_answer,
    sign_when_due,
    told_of_waiting,
)
from docexplain.session.search.searching import Search, Searching, search_of
from docexplain.session.store import NullStore, Store
from docexplain.session.stored.files import ReadFiles

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.model.loading.load_options import LoadOptions
    from docexplain.session.pipeline.answering import Steps


class Session(ReadFiles):
    """One user's work: keeps the model, and the prefixes of prompts, between questions.

    Calls that need the model take turns, whatever thread they come from: one that comes meanwhile waits. :meth:`ingest`
    runs beside them. A process that is forked from one whose model was used cannot use it: start others by ``spawn``.

    Args:
        store: where documents and answers are kept; None keeps nothing.
        model: a hub id, a folder, a loaded model, or None for the default model. A name is loaded at the first
            question.
        load: how a model given by name is loaded; None: as suits this machine.
        caches: what is kept beside the store for the next question or process.
        allow_unidentified: save answers of a model without a fingerprint too. Such a model was handed over loaded, and
            no one can tell later which weights answered; with a store it is refused unless this is set.
        parse: how files are read.
        search: what paragraphs are found by where not all are read: ``words``, ``both`` (by their meaning too, with a
            small model of its own that is fetched once) or ``auto`` (by both where that model is on this machine).

    Raises:
        UsageError: there is no such ``search``.
    """

    def __init__(
        self,
        *,
        store: Store | None = None,
        model: LanguageModel | str | PathLike[str] | None = None,
        load: LoadOptions | None = None,
        caches: Caches = Caches(),  # noqa: B008 - frozen
        allow_unidentified: bool = False,
        parse: ingest.ParseOptions = ingest.ParseOptions(),  # noqa: B008 - frozen
        search: Search | str = Search.AUTO,
    ) -> None:
        super().__init__(store, parse, caches.page_key)
        unsaved = isinstance(self._store, NullStore)
        self._model = ModelAtWork(
            partial(ReadyModel, load=load, caches=caches, allow_unidentified=allow_unidentified or unsaved), model
        )
        self._together = Together()
        self._searching = Searching(search_of(search), self._store, offline=load is not None and load.offline)

    def __repr__(self) -> str:
        kept = "nothing kept" if isinstance(self._store, NullStore) else f"kept in {self._store!r}"
        return f"<Session: {self.model_name or 'default model'}, {kept}>"

    def ask(
        self,
        document: Document | Sequence[Document],
        question: str,
        *,
        options: AskOptions = AskOptions(),  # noqa: B008 - frozen
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Answer:
        """Answer a question from a document, explain the answer, and save both.

        Args:
            document: one; or several, which are asked together (:class:`docexplain.Collection`).
            listener: told what happens, on the calling thread.
            cancel: set it to stop; nothing is saved then.

        Raises:
            QuestionError: the question is empty or does not fit the model's context.
            ModelError: the model cannot be loaded or explained.
            InputError: there is nothing in the document that can be asked.
            NotFoundError: ``options.include`` names a paragraph that is not there.
            UsageError: the options ask for what cannot be done on this model.
            AnswerNotSaved: the answer is there (the error has it), but cannot be saved.
            Cancelled: ``cancel`` was set.
        """
        check_asked(question, options)
        document = self._together.of(document)
        ingested = sum(self._ingest_seconds.pop((part.sha256, part.parser), 0.0) for part in document.parts)
        call = Call(listener, cancel, Timings(ingest_s=ingested))
        with self._model.working(call) as model:
            from docexplain.session.pipeline.answering import answered  # after the bar shows: it imports torch

            settings = self._model.ready.supported(model, options.settings, call)
            answer = answered(self._steps(model, call), document, question, options, settings)
        return self._saved(document, answer, call)

    def what_if(
        self,
        document: Document | Sequence[Document],
        original: Answer,
        steering: Sequence[Steer],
        *,
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Answer:
        """Answer the question of ``original`` again with the attention to some paragraphs turned down or up (paper,
        Fig. 4), explain the new answer under the same steering, and save it, linked to the original.

        Everything else is as it was for the original: the paragraphs read, and the settings. Under scope ``readout``
        only the question and the answer see the steering, under ``full`` the whole prompt does.

        Args:
            document: what ``original`` is about.
            steering: :class:`docexplain.Steer` of paragraphs, by index; factor 0 hides, above 1 amplifies.

        Raises:
            UsageError: the steering cannot be done (paragraphs that were not read, a mode other than mask and log).
            QuestionError: ``original`` is of another document, model or prompt, or leaves no room for an answer.
            StorageError: ``original`` is stored, and not what was recorded, or was redacted.
            QuestionError, ModelError: see there.
            AnswerNotSaved: the answer is there (the error has it), but cannot be saved.
            Cancelled: ``cancel`` was set.
        """
        document = self._together.of(document)
        refuse_changed(self._store, original)
        check_steering(original.settings.mode, steering, original.read, partial(mark, document.sources))
        call = Call(listener, cancel)
        with self._model.working(call) as model:
            from docexplain.session.pipeline.answering import answered_again

            settings = self._model.ready.supported(model, original.settings, call)
            answer = answered_again(self._steps(model, call), document, original, tuple(steering), settings)
        return self._saved(document, answer, call)

    def replay(
        self,
        document: Document | Sequence[Document],
        original: Answer,
        *,
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Replay:
        """Give ``original`` again, explain it again, and compare; nothing is saved.

        Args:
            document: what ``original`` is about.

        Raises:
            QuestionError: ``original`` is of another document, model or prompt.
            QuestionError, ModelError, Cancelled: see :meth:`ask`.
        """
        document = self._together.of(document)
        call = Call(listener, cancel)
        with self._model.working(call) as model:
            from docexplain.session.pipeline.answering import replayed
            from docexplain.session.pipeline.record.comparing import compared

            settings = self._model.ready.supported(model, original.settings, call)
            return compared(original, replayed(self._steps(model, call), document, original, settings))

    @property
    def model_name(self) -> str | None:
        """The model that answers the next question, by the name that it was given; None for the default model."""
        return self._model.newest.name

    def use_model(self, model: LanguageModel | str | PathLike[str] | None) -> None:
        """Ask another model from the next question on; the one before is let go, with what it computed.

        Nothing is loaded yet: the next question does that, or :meth:`warm_up`, and fails where it cannot be. A call
        that is working with the model before ends with it. This may be called from any thread.

        Args:
            model: as for the session.
        """
        self._model.use(model)

    def warm_up(
        self,
        *,
        options: AskOptions = AskOptions(),  # noqa: B008 - frozen
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> ModelInfo:
        """Load the model and check that it can be explained, so that the next question need not.

        This may run beside calls that need no model, such as :meth:`ingest`, on another thread; a question that comes
        meanwhile waits for it.

        Args:
            options: of the questions that come.

        Raises:
            ModelError, UsageError, Cancelled: as :meth:`ask` does.
        """
        call = Call(listener, cancel)
        with self._model.working(call) as model:
            self._model.ready.supported(model, options.settings, call)
            return model.info

    def _steps(self, model: LanguageModel, call: Call) -> Steps:
        from docexplain.session.pipeline.answering import Steps

        ready = self._model.ready
        return Steps(model, ready.prefixes, ready.indexes, self._searching, ready.pace(model), call)

    def without_suspects(
        self,
        document: Document,
        answer: Answer,
        *,
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Answer | None:
        """The what-if in which the paragraphs are hidden that seem to give the model instructions; None where there are
        none, or nothing can be hidden from the model's attention. See :meth:`what_if`."""
        steering = leaving_out(answer)
        if not steering or answer.settings.mode not in STEERABLE:
            return None
        return self.what_if(document, answer, steering, listener=listener, cancel=cancel)

    def _saved(self, document: Document, answer: Answer, call: Call) -> Answer:
        call.check()
        with self._store.telling(told_of_waiting(call)):
            save_answer(self._store, document, answer)
        self._searching.save(document)
        note_files(self._store, document, self._paths)
        sign_when_due(self._store, call.listener)
        return answer

"""The use case behind every front end: a document, a question, an answer with its paragraphs, saved."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain import ingest
from docexplain.answers.several import mark
from docexplain.grounding.resting import leaving_out
from docexplain.ingest.workers.page_seal import PageSeal
from docexplain.records import STEERABLE, Answer, AnswerSummary, Collection, Document, OnRecord, Replay, Steer, Timings
from docexplain.session.ask_options import AskOptions, check_steering, check_text
from docexplain.session.caches import Caches
from docexplain.session.call import Call, memory_errors
from docexplain.session.documents import Together, document_of, library, on_record, refuse_changed
from docexplain.session.events import Listener, Stage, ignore
from docexplain.session.gaps import tell_encoding, tell_gaps
from docexplain.session.pipeline.ready_model import ReadyModel
from docexplain.session.saving import (
    SparePages,
    find_without,
    note_files,
    save_answer,
    save_document,
    sign_when_due,
    told_of_waiting,
)
from docexplain.session.search.search_index import SearchIndexes
from docexplain.session.search.searching import Search, Searching, search_of
from docexplain.session.store import NullStore, Store

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.model.loading.load_options import LoadOptions
    from docexplain.session.pipeline.answering import Steps


class Session:
    """One user's work: keeps the model, and the prefixes of prompts, between questions.

    Not thread-safe: one call at a time, on any thread.

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
        model: LanguageModel | str | None = None,
        load: LoadOptions | None = None,
        caches: Caches = Caches(),  # noqa: B008 - frozen
        allow_unidentified: bool = False,
        parse: ingest.ParseOptions = ingest.ParseOptions(),  # noqa: B008 - frozen
        search: Search | str = Search.AUTO,
    ) -> None:
        self._store: Store = store if store is not None else NullStore()
        unsaved = isinstance(self._store, NullStore)
        self._model = ReadyModel(model, load, caches, allow_unidentified=allow_unidentified or unsaved)
        self._parse = parse
        self._page_seal = PageSeal(caches.page_key)
        self._indexes = SearchIndexes()
        self._together = Together()
        self._searching = Searching(search_of(search), self._store, offline=load is not None and load.offline)
        self._ingest_seconds: dict[str, float] = {}
        self._paths: dict[str, Path] = {}

    def ingest(
        self,
        path: Path,
        *,
        password: str | None = None,
        keep: bool = True,
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Document:
        """Parse a file, or bring back its stored parse.

        The pages of a long file are kept while it is parsed: after an interruption the next call goes on from there.

        Args:
            keep: store the parse now; else the first answer brings it along, so that a question that fails or is
                stopped leaves no document behind.
            cancel: set it to stop.

        Raises:
            PasswordError: the file is encrypted and the password is missing or wrong, also where its parse is stored.
            InputError: the file cannot be read as a document.
            DocumentNotSaved: it was read (the error has it), but cannot be stored.
            StorageError: the database cannot be read.
            Cancelled: ``cancel`` was set.
        """
        call = Call(listener, cancel)
        path = Path(path)
        sha256 = ingest.sha256_of(path, waiting=call.check)
        self._paths[sha256] = path.absolute()
        tell_encoding(path, listener)
        stored = self.find_document(sha256)
        if stored is not None:
            if stored.coverage.protected:
                ingest.check_password(path, password, self._parse, sha256)
            tell_gaps(stored, self._parse, listener)
            return replace(stored, name=path.name)
        begin = time.perf_counter()
        document = ingest.read_document(
            path,
            password=password,
            progress=call.progress(Stage.INGEST),
            options=self._parse,
            store=SparePages(self._store, self._page_seal, listener),
            waiting=call.check,
            sha256=sha256,
        )
        self._ingest_seconds[sha256] = time.perf_counter() - begin
        tell_gaps(document, self._parse, listener)
        call.check()
        if keep:
            with self._store.telling(told_of_waiting(call)):
                save_document(self._store, document)
            note_files(self._store, document, self._paths)
        return document

    def unfinished(self, path: Path) -> int:
        """How many pages of a file are kept from a parse that was interrupted.

        Raises:
            InputError, StorageError: see :meth:`ingest`.
        """
        sha256 = ingest.sha256_of(Path(path))
        spare = SparePages(self._store, self._page_seal, ignore)
        return len(spare.unfinished_pages(sha256, ingest.kept_under(self._parse)))

    def find_document(self, sha256: str) -> Document | None:
        """The stored parse of the file with these bytes that :meth:`ingest` would bring back, if there is one.

        Raises:
            InputError, UsageError: OCR is asked for that cannot be done.
            StorageError: see there.
        """
        return ingest.find_parse(partial(self._store.find_document, sha256), self._parse)

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
            QuestionError, ModelError: see there.
            AnswerNotSaved: the answer is there (the error has it), but cannot be saved.
            Cancelled: ``cancel`` was set.
        """
        check_text(question, options.answer, options.answer_by)
        document = self._together.of(document)
        ingested = sum(self._ingest_seconds.pop(part.sha256, 0.0) for part in document.parts)
        call = Call(listener, cancel, Timings(ingest_s=ingested))
        with memory_errors(), call.work:
            model = self._model.loaded(call)
            from docexplain.session.pipeline.answering import answered  # after the bar shows: it imports torch

            settings = self._model.supported(model, options.settings, call)
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
            steering: by paragraph index; factor 0 hides, above 1 amplifies.

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
        with memory_errors(), call.work:
            model = self._model.loaded(call)
            from docexplain.session.pipeline.answering import answered_again

            settings = self._model.supported(model, original.settings, call)
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
        with memory_errors(), call.work:
            model = self._model.loaded(call)
            from docexplain.session.pipeline.answering import replayed
            from docexplain.session.pipeline.record.comparing import compared

            settings = self._model.supported(model, original.settings, call)
            return compared(original, replayed(self._steps(model, call), document, original, settings))

    def _steps(self, model: LanguageModel, call: Call) -> Steps:
        from docexplain.session.pipeline.answering import Steps

        return Steps(model, self._model.prefixes, self._indexes, self._searching, self._model.pace(model), call)

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

    def kept_without(self, answer: Answer) -> Answer | None:
        """What :meth:`without_suspects` saved for this answer, if anything. Raises StorageError."""
        return find_without(self._store, answer)

    def _saved(self, document: Document, answer: Answer, call: Call) -> Answer:
        call.check()
        with self._store.telling(told_of_waiting(call)):
            save_answer(self._store, document, answer)
        self._searching.save(document)
        note_files(self._store, document, self._paths)
        sign_when_due(self._store, call.listener)
        return answer

    def history(self, document: Document | None = None, *, limit: int | None = None) -> list[AnswerSummary]:
        """Answers, newest first, about one document, also where others were asked with it, or about all; each with
        whether it is what was recorded."""
        sha256 = document.sha256 if document else None
        return self._store.history(document_sha256=sha256, limit=limit, checked=True)

    def answer(self, answer_id: str) -> Answer:
        """A stored answer by its id or the beginning of it. Raises NotFoundError."""
        return self._store.get_answer(answer_id)

    def on_record(self, answer: Answer) -> OnRecord | None:
        """Whether a stored answer, and what it was given on, is what was recorded; None where it is not stored. Look
        before you show one: nothing else does."""
        return on_record(self._store, answer)

    def document_of(self, answer: Answer, *, checked: bool = True) -> Document:
        """The stored parse that an answer is about; of several a :class:`docexplain.Collection`.

        Args:
            checked: refuse one that is not what was recorded. False is for showing the answer with what
                :meth:`on_record` says.

        Raises:
            NotFoundError: it is not stored.
            StorageError: it is not what was recorded, or was redacted.
        """
        return document_of(self._store, answer, checked=checked)

    def library(self, *, listener: Listener = ignore) -> Collection:
        """All stored documents, to be asked together.

        Of several parses of a file it is the one that :meth:`ingest` would bring back, or else the newest. What is left
        out, such as files that need a password, the listener hears of.

        Raises:
            NotFoundError: there is no document that can be asked.
            StorageError: the database cannot be read.
        """
        return library(self._store, self._parse, listener)

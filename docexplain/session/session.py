"""The use case behind every front end: a document, a question, an answer with its paragraphs, saved."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain import ingest
from docexplain.errors import InputError, ModelError, is_out_of_memory
from docexplain.records import Answer, AnswerSummary, Document, Mode, Scope, Steer, Timings, WhatIf
from docexplain.session.ask_options import AskOptions, by_deletion, check_steering, check_text
from docexplain.session.events import AnswerText, Listener, Notice, Progress, Stage, ignore
from docexplain.session.gaps import tell_encoding, tell_gaps
from docexplain.session.loader import Loader
from docexplain.session.pipeline.prefixes import Prefixes
from docexplain.session.saving import SparePages, save_answer, save_document
from docexplain.session.store import NullStore, Store

if TYPE_CHECKING:
    from docexplain.model.language_model import Generation, LanguageModel
    from docexplain.model.prefix.prefix import Prefix
    from docexplain.records import Settings
    from docexplain.session.pipeline.explaining import Explanation
    from docexplain.session.pipeline.reading import Reading


BY_DELETION = (
    "{} has layers that carry what they read on beside attention, so suppressing attention would not be exact: each "
    "paragraph is left out of the prompt instead (deletion), which is read anew for each."
)


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """Raised out of a call whose ``cancel`` event was set; nothing was saved."""


@dataclass(slots=True)
class _Call:
    """One call of ask: who listens, who may stop it, and how long each step took."""

    listener: Listener
    cancel: threading.Event | None
    timings: Timings
    work: ExitStack = field(default_factory=ExitStack)
    """What ends with the work of the model."""

    def stopped(self) -> bool:
        return self.cancel is not None and self.cancel.is_set()

    def check(self) -> None:
        if self.stopped():
            raise Cancelled

    def progress(self, stage: Stage) -> Callable[[int, int | None], None]:
        def report(done: int, total: int | None) -> None:
            self.check()
            self.listener(Progress(stage, done, total))

        return report


class Session:
    """One user's work: keeps the model, and the prefixes of prompts, between questions.

    Not thread-safe: one call at a time, on any thread.

    Args:
        store: where documents and answers are kept; None keeps nothing.
        model: a hub id, a folder, a loaded model, or None for the default model. A name is loaded at the first
            question.
        device, dtype, device_map, quantize, offline: for a model given by name; see
            :func:`docexplain.model.loading.by_name.load`.
        prefix_bytes: memory for prefixes between questions; None: a share of what is free, see
            :class:`docexplain.session.pipeline.prefixes.Prefixes`.
        prefix_cache: a folder that keeps the prefixes of big documents for later sessions, see
            :class:`docexplain.model.prefix_files.PrefixFiles`; None: nothing is written. Only for a model that the
            session loads itself: one that was handed over may have been changed since.
        parse: how files are read.
        allow_unidentified: save answers of a model without a fingerprint too. Such a model was handed over loaded, and
            no one can tell later which weights answered; with a store it is refused unless this is set.
        passed_checks: a folder that notes which models passed the check of their attention, so that the next process
            need not check them again; None: always check, as a process must in which libraries may be patched.
    """

    def __init__(
        self,
        *,
        store: Store | None = None,
        model: LanguageModel | str | None = None,
        device: str = "auto",
        dtype: str = "auto",
        device_map: str | Mapping[str, str | int] | None = None,
        quantize: str | None = None,
        offline: bool = False,
        prefix_bytes: int | None = None,
        prefix_cache: Path | None = None,
        allow_unidentified: bool = False,
        passed_checks: Path | None = None,
        parse: ingest.ParseOptions = ingest.ParseOptions(),  # noqa: B008 - frozen
    ) -> None:
        self._store: Store = store if store is not None else NullStore()
        self._wanted = model
        self._loader = Loader(model if isinstance(model, str) else None, device, dtype, device_map, quantize, offline)
        self._allow_unidentified = allow_unidentified or isinstance(self._store, NullStore)
        self._passed_checks = passed_checks
        self._parse = parse
        self._model: LanguageModel | None = None
        self._prefix_bytes, self._prefix_cache = prefix_bytes, prefix_cache
        self._prefixes = Prefixes(prefix_bytes)
        self._ingest_seconds: dict[str, float] = {}
        self._checked: set[bool] = set()

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
        call = _Call(listener, cancel, Timings())
        path = Path(path)
        sha256 = ingest.sha256_of(path, waiting=call.check)
        tell_encoding(path, listener)
        stored = self.find_document(sha256)
        if stored is not None:
            if stored.coverage.protected:
                ingest.check_password(path, password, self._parse)
            tell_gaps(stored, self._parse, listener)
            return replace(stored, name=path.name)
        begin = time.perf_counter()
        document = ingest.read_document(
            path,
            password=password,
            progress=call.progress(Stage.INGEST),
            options=self._parse,
            store=SparePages(self._store, listener),
            waiting=call.check,
        )
        self._ingest_seconds[sha256] = time.perf_counter() - begin
        tell_gaps(document, self._parse, listener)
        call.check()
        if keep:
            save_document(self._store, document)
        return document

    def unfinished(self, path: Path) -> int:
        """How many pages of a file are kept from a parse that was interrupted.

        Raises:
            InputError, StorageError: see :meth:`ingest`.
        """
        sha256 = ingest.sha256_of(Path(path))
        return len(self._store.unfinished_pages(sha256, ingest.kept_under(self._parse)))

    def find_document(self, sha256: str) -> Document | None:
        """The stored parse of the file with these bytes that :meth:`ingest` would bring back, if there is one.

        Raises:
            InputError, UsageError: OCR is asked for that cannot be done.
            StorageError: see there.
        """
        return ingest.find_parse(partial(self._store.find_document, sha256), self._parse)

    def ask(
        self,
        document: Document,
        question: str,
        *,
        options: AskOptions = AskOptions(),  # noqa: B008 - frozen
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Answer:
        """Answer a question from a document, explain the answer, and save both.

        Args:
            listener: told what happens, on the calling thread.
            cancel: set it to stop; nothing is saved then.

        Raises:
            QuestionError, ModelError: see there.
            AnswerNotSaved: the answer is there (the error has it), but cannot be saved.
            Cancelled: ``cancel`` was set.
        """
        check_text(question, options.answer, options.answer_by)
        if not document.paragraphs:
            raise InputError(f"{document.name} has no paragraphs, only page headers and footers: nothing can be asked.")
        call = _Call(listener, cancel, Timings(ingest_s=self._ingest_seconds.pop(document.sha256, 0.0)))
        with _memory_errors(), ExitStack() as call.work:
            answer = self._answered(document, question.strip(), options, call)
        return self._saved(document, answer, call)

    def what_if(
        self,
        document: Document,
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
            document: the one that ``original`` is about.
            steering: by paragraph index; factor 0 hides, above 1 amplifies.

        Raises:
            UsageError: the steering cannot be done (paragraphs that were not read, a mode other than mask and log).
            QuestionError: ``original`` is of another document, model or prompt, or leaves no room for an answer.
            QuestionError, ModelError: see there.
            AnswerNotSaved: the answer is there (the error has it), but cannot be saved.
            Cancelled: ``cancel`` was set.
        """
        check_steering(original.settings.mode, steering, original.read)
        call = _Call(listener, cancel, Timings())
        with _memory_errors(), ExitStack() as call.work:
            answer = self._steered(document, original, tuple(steering), call)
        return self._saved(document, answer, call)

    def _saved(self, document: Document, answer: Answer, call: _Call) -> Answer:
        call.check()
        save_answer(self._store, document, answer)
        return answer

    def _answered(self, document: Document, question: str, options: AskOptions, call: _Call) -> Answer:
        from docexplain.session.pipeline.reading import read

        model = self._load(call)
        from docexplain.session.pipeline.recording import (  # after the bar shows: it imports torch
            make_answer,
            user_name,
        )

        settings = self._supported(model, options.settings, call)
        given = None if options.answer is None else model.encode_answer(options.answer)
        room = options.max_new_tokens if given is None else len(given)
        reading = read(model, document, question, how_many=options.read, answer_tokens=room)
        prefix = self._prefill(model, reading, call)
        generation = self._answer(model, prefix, reading, options.max_new_tokens, given, call)
        explanation = self._explain(
            model, prefix, reading, generation, question, settings, call, given=given is not None
        )
        given_by = "" if given is None else options.answer_by.strip() or user_name()
        return make_answer(
            document,
            question,
            model,
            reading,
            generation,
            explanation,
            settings,
            call.timings,
            given_by=given_by,
        )

    def _steered(self, document: Document, original: Answer, steering: tuple[Steer, ...], call: _Call) -> Answer:
        from docexplain.session.pipeline.reading import read_again

        model = self._load(call)
        from docexplain.session.pipeline.recording import make_answer
        from docexplain.session.pipeline.steering import steered_attention

        self._supported(model, original.settings, call)
        reading = read_again(model, document, original)
        # What is measured again, is so without steering: the prefix for that is another one.
        settings = replace(original.settings, confirm=0)
        if settings.scope is Scope.FULL:
            with steered_attention(model, reading, steering):
                prefix = self._prefill(model, reading, call, apart=True)
        else:
            prefix = self._prefill(model, reading, call)
        with steered_attention(model, reading, steering):
            generation = self._answer(model, prefix, reading, settings.max_new_tokens, None, call, Stage.STEER)
        explanation = self._explain(
            model, prefix, reading, generation, original.question, settings, call, steering=steering
        )
        what_if = WhatIf(original.id, steering)
        return make_answer(
            document,
            original.question,
            model,
            reading,
            generation,
            explanation,
            settings,
            call.timings,
            what_if=what_if,
        )

    def history(self, document: Document | None = None, *, limit: int | None = None) -> list[AnswerSummary]:
        """Answers, newest first, about one document or all."""
        return self._store.history(document_sha256=document.sha256 if document else None, limit=limit)

    def answer(self, answer_id: str) -> Answer:
        """A stored answer by its id or the beginning of it. Raises NotFoundError."""
        return self._store.get_answer(answer_id)

    def document_of(self, answer: Answer) -> Document:
        """The stored parse that an answer is about. Raises NotFoundError."""
        return self._store.get_document(answer.document_sha256, answer.parser)

    def _load(self, call: _Call) -> LanguageModel:
        """The model, loaded; from now on ``call`` can stop it in the middle of its work."""
        if self._model is None:
            begin = time.perf_counter()
            call.progress(Stage.LOAD)(0, None)
            if self._wanted is not None and not isinstance(self._wanted, str):
                model = self._wanted
                self._check_identified(model)
            elif call.cancel is None:
                model = self._loader.load(call.listener)
            else:
                model = self._loader.load_or_leave(call.listener, call.check, Cancelled)
            if self._prefix_cache is not None and model is self._wanted:
                call.listener(Notice("The prefix cache is not used: a model that was handed over may change unseen."))
            elif self._prefix_cache is not None:
                from docexplain.model.prefix_files import PrefixFiles

                self._prefixes = Prefixes(self._prefix_bytes, PrefixFiles(Path(self._prefix_cache)))
            call.progress(Stage.LOAD)(1, 1)
            call.timings = replace(call.timings, load_s=time.perf_counter() - begin)
            self._model = model
        if call.cancel is not None:
            from docexplain.model.stopping import stoppable

            call.work.enter_context(stoppable(self._model.model, call.check))
        return self._model

    def _supported(self, model: LanguageModel, settings: Settings, call: _Call) -> Settings:
        """The settings by which this model can be explained.

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
            ensure_supported(model, None if model is self._wanted else self._passed_checks, settings.mode)
            self._checked.add(deletion)
            call.progress(Stage.LOAD)(1, 1)
        return settings

    def _check_identified(self, model: LanguageModel) -> None:
        if not (model.info.fingerprint or self._allow_unidentified):
            raise ModelError(
                f"Answers of {model.info.name} are not saved, since nothing identifies its weights: give the session "
                "the model's folder or hub id, give LanguageModel a fingerprint, or set allow_unidentified=True."
            )

    def _prefill(self, model: LanguageModel, reading: Reading, call: _Call, *, apart: bool = False) -> Prefix:
        """The prompt's prefix; ``apart``: computed as the model is now, for this question only."""
        ids = reading.prompt.prefix_ids
        kept = None if apart else self._prefixes.find(ids)
        if kept is not None:
            return kept
        report = call.progress(Stage.PREFILL)
        report(0, len(ids))
        begin = time.perf_counter()
        if apart:
            prefix = self._prefixes.prefill_apart(model, ids, report)
        else:
            prefix = self._prefixes.prefill(model, ids, lambda *said: call.listener(Notice(*said)), report)
        call.timings = replace(call.timings, prefill_s=time.perf_counter() - begin)
        report(len(ids), len(ids))
        return prefix

    def _answer(
        self,
        model: LanguageModel,
        prefix: Prefix,
        reading: Reading,
        max_new_tokens: int,
        given: tuple[int, ...] | None,
        call: _Call,
        stage: Stage = Stage.GENERATE,
    ) -> Generation:
        from docexplain.model.language_model import Generation

        if given is not None:
            return Generation(given, model.decode(given).strip(), truncated=False)
        call.progress(stage)(0, None)
        begin = time.perf_counter()
        generation = model.generate(
            prefix,
            reading.prompt.tail_ids,
            max_new_tokens=max_new_tokens,
            on_text=(lambda text: call.listener(AnswerText(text))) if stage is Stage.GENERATE else None,
            cancelled=call.stopped,
        )
        call.check()
        if not generation.text:
            raise ModelError(
                "The model gave an empty answer: ask in other words, or choose a larger model.", remedies=("model",)
            )
        call.timings = replace(call.timings, generate_s=time.perf_counter() - begin)
        call.progress(stage)(1, 1)
        return generation

    def _explain(
        self,
        model: LanguageModel,
        prefix: Prefix,
        reading: Reading,
        generation: Generation,
        question: str,
        settings: Settings,
        call: _Call,
        *,
        given: bool = False,
        steering: tuple[Steer, ...] = (),
    ) -> Explanation:
        from docexplain.session.pipeline.explaining import explain

        begin = time.perf_counter()
        step = partial(explain, model, prefix, reading, generation.ids, question, settings, call.progress)
        explanation = self._prefixes.retried(lambda: step(given=given, steering=steering), sparing=prefix)
        call.timings = replace(call.timings, explain_s=time.perf_counter() - begin)
        return explanation


@contextmanager
def _memory_errors() -> Iterator[None]:
    """Turn the ways in which Python and PyTorch run out of memory into one sentence."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if is_out_of_memory(error):
            raise ModelError(
                "There is not enough memory for this question: read fewer paragraphs, choose a smaller model, or use "
                "device cpu.",
                remedies=("read", "model", "device"),
            ) from error
        raise

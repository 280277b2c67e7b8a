"""The two flows of a session, a question and a what-if, and the steps that they share: each told, timed, stoppable."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from docexplain.answers.said.endings import no_answer
from docexplain.attribution.path.gradients import NoGradientError
from docexplain.errors import ModelError, is_out_of_memory
from docexplain.grounding.instructions import suspects
from docexplain.grounding.resting import guarded
from docexplain.model.language_model import Generation, LanguageModel
from docexplain.records import Answer, Document, Mode, Scope, Settings, Steer, Suspect, WhatIf
from docexplain.session.ask_options import by_rows
from docexplain.session.events import AnswerText, Drilled, Notice, Ranked, Stage
from docexplain.session.gaps import tell_suspects
from docexplain.session.languages import tell_language
from docexplain.session.pace.amount import Amount, amount_of
from docexplain.session.pace.budget import LEAST
from docexplain.session.pace.pace import Pace, is_small
from docexplain.session.pipeline.explaining import Explanation, Told, explain
from docexplain.session.pipeline.looking_up import looked_up
from docexplain.session.pipeline.names_above import told_names
from docexplain.session.pipeline.reading import Reading, read, read_again
from docexplain.session.pipeline.ready_model import BY_ROWS
from docexplain.session.pipeline.record.provenance import user_name
from docexplain.session.pipeline.record.recording import make_answer
from docexplain.session.pipeline.steering import steered_attention

if TYPE_CHECKING:
    from docexplain.model.prefix.prefix import Prefix
    from docexplain.session.ask_options import AskOptions
    from docexplain.session.call import Call
    from docexplain.session.pipeline.prefixes import Prefixes
    from docexplain.session.search.search_index import SearchIndex, SearchIndexes
    from docexplain.session.search.searching import Searching


@dataclass(frozen=True, slots=True)
class Steps:
    """What the steps of one call are done with.

    Attributes:
        model: loaded and supported.
        prefixes: kept for the next question.
        indexes: for choosing paragraphs, kept too.
        searching: what else they are chosen by.
        pace: how much the model reads where nothing is said.
        call: who is told and who may stop it; its timings grow with each step.
    """

    model: LanguageModel
    prefixes: Prefixes
    indexes: SearchIndexes
    searching: Searching
    pace: Pace
    call: Call

    def amount(self, read: int | str, index: SearchIndex) -> Amount:
        """How much of a document is read; what suits the model is only looked for where not all is read anyway."""
        said = amount_of(read)
        if not said.automatic or is_small(self.model) or index.costs.fit_all(LEAST):
            return said
        self.call.progress(Stage.PREFILL)(0, None)
        return Amount(tokens=self.pace.tokens())

    def prefill(self, reading: Reading, *, apart: bool = False) -> Prefix:
        """The prompt's prefix; ``apart``: computed as the model is now, for this question only."""
        ids, call = reading.prompt.prefix_ids, self.call
        kept = None if apart else self.prefixes.find(ids)
        if kept is not None:
            return kept
        report = call.progress(Stage.PREFILL)
        report(0, len(ids))
        begin = time.perf_counter()
        if apart:
            prefix = self.prefixes.prefill_apart(self.model, ids, report)
        else:
            prefix = self.prefixes.prefill(self.model, ids, lambda *said: call.listener(Notice(*said)), report)
        call.timings = replace(call.timings, prefill_s=time.perf_counter() - begin)
        report(len(ids), len(ids))
        return prefix

    def generate(
        self, reading: Reading, prefix: Prefix, max_new_tokens: int, steering: tuple[Steer, ...] = ()
    ) -> Generation:
        """The model's own answer; its text is told as it comes, but not in a what-if.

        Args:
            steering: of the what-if that this is.

        Raises:
            ModelError: it is empty.
        """
        stage = Stage.STEER if steering else Stage.GENERATE
        call = self.call
        call.progress(stage)(0, None)
        begin = time.perf_counter()
        generation = self.model.generate(
            prefix,
            reading.prompt.tail_ids,
            max_new_tokens=max_new_tokens,
            on_text=(lambda text: call.listener(AnswerText(text))) if stage is Stage.GENERATE else None,
            cancelled=call.stopped,
        )
        call.check()
        if not generation.text and steering:
            raise ModelError(no_answer(steering, reading.document.sources))
        if not generation.text:
            raise ModelError(
                "The model gave an empty answer: ask in other words, or choose a larger model.", remedies=("model",)
            )
        call.timings = replace(call.timings, generate_s=time.perf_counter() - begin)
        call.progress(stage)(1, 1)
        return generation

    def explain(
        self,
        reading: Reading,
        prefix: Prefix,
        generation: Generation,
        settings: Settings,
        *,
        given: bool = False,
        steering: tuple[Steer, ...] = (),
        what_if: WhatIf | None = None,
    ) -> Explanation:
        """See :func:`docexplain.session.pipeline.explaining.explain`; without the other prefixes if memory is short, by
        rows if no gradient comes back after all."""
        begin = time.perf_counter()
        forced = reading.forced(self.model, prefix, generation.ids)

        def ranked(so_far: Explanation) -> None:
            call = self.call
            draft = make_answer(self.model, reading, generation, so_far, call.timings, what_if=what_if)
            call.listener(Ranked(draft))

        step = partial(
            explain,
            self.model,
            reading,
            forced,
            given=given,
            steering=steering,
            told=Told(self.call.progress, ranked),
        )
        why = ""
        try:
            explanation = self.prefixes.retried(lambda: step(settings), sparing=prefix)
        except NoGradientError as error:
            why = str(error)
        except (MemoryError, RuntimeError) as error:
            if settings.mode is not Mode.PATH or not is_out_of_memory(error):
                raise
            why = "memory has no room for it"
        if why:  # outside of the handlers, whose error holds on to tensors
            self.call.listener(Notice(BY_ROWS.format(self.model.info.name, why)))
            explanation = self.prefixes.retried(lambda: step(by_rows(settings)), sparing=prefix)
        if explanation.tokens:
            self.call.listener(Drilled(explanation.tokens))
        self.call.timings = replace(self.call.timings, explain_s=time.perf_counter() - begin)
        return explanation


def answered(steps: Steps, document: Document, question: str, options: AskOptions, settings: Settings) -> Answer:
    """Answer a question, or take the answer that is given, and explain it.

    Args:
        settings: those of ``options``, as the model supports them.
    """
    model = steps.model
    given = None if options.answer is None else model.encode_answer(options.answer)
    room = settings.max_new_tokens if given is None else len(given)
    index = steps.indexes.of(model, document)
    amount = replace(steps.amount(options.read, index), include=options.include)
    meaning = partial(steps.searching.meaning, document, steps.call)
    reading = read(
        model,
        document,
        question,
        how_many=amount,
        answer_tokens=room,
        index=index,
        meaning=meaning,
    )
    tell_language(document, reading.question, len(reading.paragraphs), steps.call.listener)
    found = _suspects(model, reading)
    tell_suspects(document, found, steps.call.listener)
    prefix = steps.prefill(reading)
    if given is None:
        generation, given_by = steps.generate(reading, prefix, settings.max_new_tokens), ""
    else:
        generation = Generation(given, model.decode(given).strip(), truncated=False)
        given_by = options.answer_by.strip() or user_name()
    explanation = steps.explain(reading, prefix, generation, settings, given=given is not None)
    answer = make_answer(model, reading, generation, explanation, steps.call.timings, given_by=given_by)
    return looked_up(guarded(answer, found), document)


def answered_again(
    steps: Steps, document: Document, original: Answer, steering: tuple[Steer, ...], settings: Settings
) -> Answer:
    """Answer the question of ``original`` under steering, and explain that.

    Args:
        settings: those of ``original``, as the model supports them.
    """
    model = steps.model
    reading = read_again(model, document, original)
    # What is measured again, is so without steering: the prefix for that is another one. And nothing goes by section.
    settings = replace(settings, confirm=0, sections=False)
    if settings.scope is Scope.FULL:
        with steered_attention(model, reading, steering):
            prefix = steps.prefill(reading, apart=True)
    else:
        prefix = steps.prefill(reading)
    with steered_attention(model, reading, steering):
        generation = steps.generate(reading, prefix, settings.max_new_tokens, steering)
    what_if = WhatIf(original.id, steering)
    explanation = steps.explain(reading, prefix, generation, settings, steering=steering, what_if=what_if)
    answer = make_answer(model, reading, generation, explanation, steps.call.timings, what_if=what_if)
    return looked_up(guarded(answer, _suspects(model, reading)), document)


def replayed(steps: Steps, document: Document, original: Answer, settings: Settings) -> Answer:
    """Give a recorded answer again, as it was: generated, taken as it was given, or under its steering.

    Args:
        settings: those of ``original``, as the model supports them.
    """
    if original.what_if is not None:
        return answered_again(steps, document, original, original.what_if.steering, settings)
    model = steps.model
    reading = read_again(model, document, original)
    prefix = steps.prefill(reading)
    if original.given:
        ids = tuple(token.id for token in original.tokens)
        generation = Generation(ids, model.decode(ids).strip(), truncated=False)
    else:
        generation = steps.generate(reading, prefix, settings.max_new_tokens)
    explanation = steps.explain(reading, prefix, generation, settings, given=original.given)
    again = make_answer(model, reading, generation, explanation, steps.call.timings, given_by=original.given_by)
    return looked_up(guarded(again, _suspects(model, reading)), document)


def _suspects(model: LanguageModel, reading: Reading) -> tuple[Suspect, ...]:
    names = told_names(reading.paragraphs, reading.document)
    return suspects(reading.document, reading.paragraphs, model.chat_tokens, names)

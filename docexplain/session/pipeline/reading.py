"""What the model reads for one question: the paragraphs that fit, and the prompt they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.errors import QuestionError
from docexplain.model.sources.default_model import same_weights
from docexplain.session.pipeline.search_index import SearchIndex
from docexplain.session.pipeline.select import choose

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.model.prefix.prefix import Prefix
    from docexplain.model.prompt import Prompt
    from docexplain.records import Answer, Document, ModelInfo, Paragraph

SMALL_MODEL_PARAMETERS = 500_000_000
SMALL_MODEL_READS = 256
"""Tokens of paragraphs that a model under SMALL_MODEL_PARAMETERS reads by default, and one paragraph at least: with
more it answers worse, even when all would fit. docs/evaluation.md has the figures."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model reads for one question.

    Attributes:
        document: where the paragraphs are from.
        question: as it is asked and recorded, without white space at its ends.
        paragraphs: those read, in document order.
        prompt: made of the paragraphs and the question.
    """

    document: Document
    question: str
    paragraphs: tuple[Paragraph, ...]
    prompt: Prompt

    def forced(self, model: LanguageModel, prefix: Prefix, answer_ids: Sequence[int]) -> ForcedAnswer:
        """An answer behind the prompt, whose document part is ``prefix`` by ``model``."""
        return ForcedAnswer(model.model, prefix, self.prompt.tail_ids, answer_ids)

    def asked(self, model: LanguageModel, prefix: Prefix) -> ForcedAnswer:
        """The question itself in the place of an answer: how likely is it behind the document?"""
        prompt = self.prompt
        places = prompt.offsets[prompt.prefix_length :]
        # Not in what the template says behind it.
        start = prompt.text.rindex(self.question, 0, max(end for _, end in places))
        end = start + len(self.question)
        inside = [i for i, (a, b) in enumerate(places) if i > 0 and a < end and b > max(a, start)]
        tail = prompt.tail_ids
        return ForcedAnswer(model.model, prefix, tail[: inside[0]], tail[inside[0] : inside[-1] + 1])

    def indices_of(self, positions: Iterable[int]) -> tuple[int, ...]:
        """The indices in the document of paragraphs by their positions, which count those read from 0."""
        return tuple(self.paragraphs[position].index for position in positions)


def read(
    model: LanguageModel,
    document: Document,
    question: str,
    *,
    how_many: int | str,
    answer_tokens: int,
    index: SearchIndex | None = None,
) -> Reading:
    """Choose paragraphs for the question and build the prompt.

    Args:
        how_many: a number, ``all`` (as many as fit) or ``auto``; see AskOptions.
        answer_tokens: room to leave for the answer.
        index: of this document and model, where there is one already.

    Raises:
        QuestionError: the question is empty, or leaves no room for any paragraph.
    """
    question = question.strip()
    index = SearchIndex(model, document) if index is None else index
    costs = index.costs
    room = model.info.context_tokens - answer_tokens - len(model.render([], question).ids)
    most = how_many if isinstance(how_many, int) else None
    wanted = SMALL_MODEL_READS if how_many == "auto" and _is_small(model) else room
    everything = most is None and costs.fit_all(min(room, wanted))
    order = list(range(len(index))) if everything else index.rank(question)
    while room > 0:
        budget = min(room, max(wanted, costs[order[0]]))  # the best one is read though it is longer than wanted
        chosen = choose(order, costs, budget, most, costs.least)
        if not chosen:
            break
        paragraphs = tuple(document.paragraphs[i] for i in chosen)
        prompt = model.render([p.text for p in paragraphs], question, _names_above(paragraphs, document))
        excess = len(prompt.ids) + answer_tokens - model.info.context_tokens
        if excess <= 0:
            return Reading(document, question, paragraphs, prompt)
        room -= excess
    raise QuestionError(
        f"Question and answer leave no room for a paragraph in this model's {model.info.context_tokens} tokens: "
        "ask a shorter question, allow a shorter answer, or choose a model with a longer context.",
        remedies=("max_new_tokens", "model"),
    )


def read_again(model: LanguageModel, document: Document, answer: Answer) -> Reading:
    """What the model read for a stored answer.

    Raises:
        QuestionError: it is another document or model, or no room is left for another answer.
    """
    if not _is_about(answer, document):
        raise QuestionError(f"Answer {answer.id} is about another document, or another parse of it: ask again.")
    ours, theirs = model.info, answer.model
    if ours.name != theirs.name:
        raise QuestionError(
            f"Answer {answer.id} was made by {answer.model.name}: choose that model for a what-if, or ask again.",
            remedies=("model",),
        )
    if not same_weights(ours.fingerprint, theirs.fingerprint):
        raise _other_weights(answer, ours)
    if ours.quantised != theirs.quantised:
        raise QuestionError(
            f"Answer {answer.id} was made with {theirs.quantised or 'whole weights'}, not with "
            f"{ours.quantised or 'whole weights'}: choose the same, or ask again.",
            remedies=("quantize",),
        )
    paragraphs = tuple(document.paragraph(index) for index in answer.read)
    prompt = model.render([p.text for p in paragraphs], answer.question, _names_above(paragraphs, document))
    if prompt.sha256 != answer.prompt_sha256:
        raise QuestionError(f"Answer {answer.id} was asked with another prompt, by another version: ask again.")
    room = model.info.context_tokens - len(prompt.ids)
    if room < answer.settings.max_new_tokens:
        raise QuestionError(
            f"The model's context leaves {max(room, 0)} tokens for another answer: ask again with fewer paragraphs or "
            "a shorter answer.",
            remedies=("read", "max_new_tokens"),
        )
    return Reading(document, answer.question, paragraphs, prompt)


def _names_above(paragraphs: Sequence[Paragraph], document: Document) -> list[str]:
    """Above the first paragraph of each of several documents that document's name: it may be all that tells whose
    paragraphs they are."""
    if not document.sources:
        return []
    owners = [document.own(paragraph.index)[0] for paragraph in paragraphs]
    before = [None, *owners]
    return [f"From {owner.name}:" if owner is not last else "" for owner, last in zip(owners, before, strict=False)]


def _is_about(answer: Answer, document: Document) -> bool:
    """Whether an answer is about this parse of it, or of several these of them in this order."""
    asked = [(each.sha256, each.parser) for each in answer.sources] or [(answer.document_sha256, answer.parser)]
    return bool(answer.sources) == bool(document.sources) and asked == [(p.sha256, p.parser) for p in document.parts]


def _other_weights(answer: Answer, ours: ModelInfo) -> QuestionError:
    theirs = answer.model
    if not theirs.fingerprint:
        return QuestionError(
            f"Nothing identifies the weights of {theirs.name} that gave answer {answer.id}: ask again."
        )
    says = f"Answer {answer.id} was made with other files of {theirs.name}"
    if theirs.revision in ("", ours.revision):
        return QuestionError(f"{says}: ask again.")
    named = f"{theirs.name}@{theirs.revision}"
    return QuestionError(f"{says}: choose {named} for a what-if, or ask again.", remedies=("model",))


def _is_small(model: LanguageModel) -> bool:
    return model.info.parameters < SMALL_MODEL_PARAMETERS

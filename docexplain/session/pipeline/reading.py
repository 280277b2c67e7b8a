"""What the model reads for one question: the paragraphs that fit, and the prompt they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.common.display_text import counted
from docexplain.errors import QuestionError
from docexplain.model.sources.default_model import same_weights
from docexplain.records import Choice
from docexplain.records.grounds import INCLUDING
from docexplain.records.read_text import ReadText, read_in_parts, read_whole
from docexplain.retrieval.choosing import choose
from docexplain.session.pace.amount import Amount, amount_of
from docexplain.session.pace.pace import SMALL_MODEL_READS, is_small
from docexplain.session.pipeline.excerpts import Excerpts
from docexplain.session.pipeline.names_above import names_above
from docexplain.session.search.search_index import RANKED_BY, SearchIndex

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.model.prefix.prefix import Prefix
    from docexplain.model.prompt import Prompt
    from docexplain.records import Answer, Document, ModelInfo, Paragraph
    from docexplain.records.grounds import Excerpt
    from docexplain.retrieval.meaning import Meaning


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model reads for one question.

    Attributes:
        document: where the paragraphs are from.
        question: as it is asked and recorded, without white space at its ends.
        paragraphs: those read, in document order.
        prompt: made of the paragraphs and the question.
        choice: how they were chosen; None: that was not recorded.
    """

    document: Document
    question: str
    paragraphs: tuple[Paragraph, ...]
    prompt: Prompt
    choice: Choice | None = None

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

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """Of the paragraphs that are not read whole."""
        return self.choice.excerpts if self.choice else ()

    def text_of(self, position: int) -> ReadText:
        """What of a paragraph, by its position, stands in the prompt."""
        return _as_read(self.paragraphs[position], self.excerpts)


def read(
    model: LanguageModel,
    document: Document,
    question: str,
    *,
    how_many: int | str | Amount,
    answer_tokens: int,
    index: SearchIndex | None = None,
    meaning: Callable[[], Meaning | None] = lambda: None,
) -> Reading:
    """Choose paragraphs for the question and build the prompt.

    Args:
        how_many: see :func:`docexplain.session.pace.amount.amount_of`; ``auto`` is 256 tokens for a small model, else
            all that fits, whatever the model's speed here.
        answer_tokens: room to leave for the answer.
        index: of this document and model, where there is one already.
        meaning: asked for that of the document where not all of it is read.

    Raises:
        QuestionError: the question is empty, or leaves no room for any paragraph, or for one that is to be included.
        NotFoundError: there is no paragraph that is to be included.
    """
    question = question.strip()
    index = SearchIndex(model, document) if index is None else index
    costs = index.costs
    room = model.info.context_tokens - answer_tokens - len(model.render([], question).ids)
    amount = how_many if isinstance(how_many, Amount) else amount_of(how_many)
    first = [document.paragraph(index).index - 1 for index in amount.include]
    if amount.automatic:
        amount = Amount(tokens=SMALL_MODEL_READS if is_small(model) else None)
    most, wanted = amount.paragraphs, room if amount.tokens is None else amount.tokens
    everything = most is None and costs.fit_all(min(room, wanted))
    excerpts = Excerpts(model, document, question, costs, 0 if everything else min(room, wanted))
    order, by = (list(range(len(index))), "") if everything else _ranked(index, question, meaning())
    if first and not everything:
        order = [*first, *(position for position in order if position not in first)]
        most = None if most is None else max(most, len(first))
        by = f"{by}{INCLUDING}{','.join(str(position + 1) for position in sorted(first))}"
    while room > 0:
        least = sum(excerpts[position] for position in first) or excerpts[order[0]]
        budget = min(room, max(wanted, least))  # the best one is read though it is longer than wanted
        chosen = choose(excerpts.without_more_of_one(order, first), excerpts, budget, most, excerpts.least)
        if not chosen or not set(first) <= set(chosen):
            break
        paragraphs = tuple(document.paragraphs[i] for i in chosen)
        parts = tuple(excerpt for excerpt in map(excerpts.of, chosen) if excerpt is not None)
        texts = [_as_read(p, parts).text for p in paragraphs]
        prompt = model.render(texts, question, names_above(paragraphs, document))
        excess = len(prompt.ids) + answer_tokens - model.info.context_tokens
        if excess <= 0:
            choice = Choice(by=by, budget=wanted if wanted < room else 0, excerpts=parts)
            return Reading(document, question, paragraphs, prompt, choice)
        room -= excess
    if first:
        raise QuestionError(
            f"The {counted(len(first), 'paragraph')} that you want read take more than the "
            f"{model.info.context_tokens} tokens of this model leave: choose fewer, or a model with a longer context.",
            remedies=("model",),
        )
    raise QuestionError(
        f"Question and answer leave no room for a paragraph in this model's {model.info.context_tokens} tokens: "
        "ask a shorter question, allow a shorter answer, or choose a model with a longer context.",
        remedies=("max_new_tokens", "model"),
    )


def _ranked(index: SearchIndex, question: str, meaning: Meaning | None) -> tuple[list[int], str]:
    """The order of the paragraphs, and what :attr:`docexplain.records.Choice.by` calls it."""
    return index.rank(question, meaning), RANKED_BY if meaning is None else f"{RANKED_BY}+{meaning.id}"


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
    excerpts = answer.choice.excerpts if answer.choice else ()
    texts = [_as_read(p, excerpts).text for p in paragraphs]
    prompt = model.render(texts, answer.question, names_above(paragraphs, document))
    if prompt.sha256 != answer.prompt_sha256:
        raise QuestionError(f"Answer {answer.id} was asked with another prompt, by another version: ask again.")
    room = model.info.context_tokens - len(prompt.ids)
    if room < answer.settings.max_new_tokens:
        raise QuestionError(
            f"The model's context leaves {max(room, 0)} tokens for another answer: ask again with fewer paragraphs or "
            "a shorter answer.",
            remedies=("read", "max_new_tokens"),
        )
    return Reading(document, answer.question, paragraphs, prompt, answer.choice)


def _as_read(paragraph: Paragraph, excerpts: Iterable[Excerpt]) -> ReadText:
    excerpt = next((excerpt for excerpt in excerpts if excerpt.paragraph == paragraph.index), None)
    if excerpt is None:
        return read_whole(paragraph.text)
    return read_in_parts(paragraph.text, excerpt.parts, excerpt.title)


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

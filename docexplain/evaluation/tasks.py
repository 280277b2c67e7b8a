"""One question of a data set made ready for any attribution method: prompt, answer, segments, and which are gold.

The document is the article's paragraphs in order and the answer is the gold one, teacher-forced. Paragraph and sentence
level: the gold segment is the one that holds the gold answer's first character. Token level: the gold paragraph alone
is the document, and its tokens are ranked against those of the gold answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from docexplain.attribution.scoring.factors import Span
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.evaluation.squad import Example
from docexplain.ingest.strings.sentences import sentence_spans
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix
from docexplain.model.prompt import Prompt
from docexplain.records import Granularity


@dataclass(frozen=True, slots=True)
class Task:
    """One question made ready: prompt, answer, segments, and which of them are gold."""

    prompt: Prompt
    answer_ids: tuple[int, ...]
    segments: tuple[Span, ...]
    relevant: tuple[bool, ...]

    def forced(self, model: LanguageModel, prefix: Prefix) -> ForcedAnswer:
        """The answer behind the prompt, whose document part is ``prefix`` by ``model``."""
        return ForcedAnswer(model.model, prefix, self.prompt.ids[len(prefix) :], self.answer_ids)


def prepare(model: LanguageModel, example: Example, granularity: Granularity) -> Task:
    """The prompt and the segments of one question."""
    if granularity is Granularity.TOKEN:
        prompt = model.render([example.paragraphs[example.gold]], example.question)
        first, last = prompt.spans[0]
        gold = prompt.tokens_of(0, example.start, example.start + len(example.answer))
        segments = tuple((i, i + 1) for i in range(first, last))
        relevant = tuple(gold[0] <= i < gold[1] for i in range(first, last))
    else:
        prompt = model.render(example.paragraphs, example.question)
        chunks = [(i, 0, len(p)) for i, p in enumerate(example.paragraphs)]
        if granularity is Granularity.SENTENCE:
            whole = "\n".join(example.paragraphs)
            chunks = [(i, a, b) for i, _, _ in chunks for a, b in sentence_spans(example.paragraphs[i], train_on=whole)]
        segments = tuple(prompt.tokens_of(*chunk) for chunk in chunks)
        relevant = tuple(i == example.gold and a <= example.start < b for i, a, b in chunks)
    return Task(prompt, model.encode_answer(example.answer), segments, relevant)

"""What was asked about the open document: from the store and in this sitting, saved or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docexplain.grounding.resting import is_without
from docexplain.records import Answer, AnswerSummary, Document, Granularity, Passage

NOT_SAVED = "NOT SAVED: this answer is not in the record."


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of questions; ``nested`` when it is a what-if that stands under its original."""

    summary: AnswerSummary
    nested: bool = False


class Shelf:
    """The questions listed and the answers at hand, each with the parse of the document that it is about."""

    def __init__(self) -> None:
        self.summaries: list[AnswerSummary] = []
        self._answers: dict[str, tuple[Answer, Document]] = {}
        self._unsaved: set[str] = set()
        self._changed: dict[str, str] = {}
        self._tokens: dict[str, tuple[Passage, ...]] = {}

    def turn_to(self, document: Document, history: Sequence[AnswerSummary]) -> None:
        """List what was asked about another document, newest first."""
        stored = {summary.id for summary in history}
        mine = [a for a, _ in self._answers.values() if _is_about(a, document) and a.id not in stored]
        self.summaries = sorted([*map(_summary, mine), *history], key=lambda each: each.created_at, reverse=True)

    def add(self, answer: Answer, document: Document, *, saved: bool = True) -> None:
        """Keep an answer, and list it first if it is new; ``saved=False``: it could not be saved."""
        if not saved:
            self._unsaved.add(answer.id)
        self._answers[answer.id] = (answer, document)
        if all(summary.id != answer.id for summary in self.summaries):
            self.summaries.insert(0, _summary(answer))

    def note_changed(self, changed: Mapping[str, str]) -> None:
        """Keep that and how answers, by their ids, are not what was recorded."""
        self._changed |= changed

    def caution(self, answer_id: str) -> str:
        """What is said before an answer that could not be saved, or is not what was recorded; empty for others."""
        return self._changed.get(answer_id, "") if self.is_saved(answer_id) else NOT_SAVED

    def listed(self) -> list[Listed]:
        """The questions, newest first, and under each what was asked about it with paragraphs steered."""
        ids = {summary.id for summary in self.summaries}
        under: dict[str, list[Listed]] = {}
        top: list[Listed] = []
        for each in self.summaries:
            nested = each.what_if is not None and each.what_if.original in ids
            siblings = under.setdefault(each.what_if.original, []) if each.what_if and nested else top
            siblings.append(Listed(each, nested))

        def branch(line: Listed) -> list[Listed]:
            return [line, *(each for child in under.get(line.summary.id, []) for each in branch(child))]

        return [each for line in top for each in branch(line)]

    def original_of(self, answer: Answer) -> Answer | None:
        """What was answered without steering, for a what-if whose original is at hand."""
        if answer.what_if is None or answer.what_if.original not in self._answers:
            return None
        return self._answers[answer.what_if.original][0]

    def without_suspects(self, answer: Answer) -> Answer | None:
        """What was answered without the paragraphs that seem to give the model instructions, where it is at hand."""
        others = (other for other, _ in self._answers.values())
        return next((other for other in others if is_without(other, answer)), None)

    def note_tokens(self, answer_id: str, tokens: tuple[Passage, ...]) -> None:
        """Keep what each token of the cited paragraphs of an answer gives."""
        self._tokens[answer_id] = tokens

    def by_token(self, answer: Answer) -> Answer | None:
        """An answer with the tokens of its cited paragraphs in place of their sentences; None where nobody knows them:
        it was explained by another mode, or on another day."""
        if answer.settings.granularity is Granularity.TOKEN:
            return answer
        tokens = self._tokens.get(answer.id)
        settings = replace(answer.settings, granularity=Granularity.TOKEN)
        return replace(answer, passages=tokens, settings=settings) if tokens else None

    def is_saved(self, answer_id: str) -> bool:
        """False for an answer that should have been saved and could not be."""
        return answer_id not in self._unsaved

    def __contains__(self, answer_id: str) -> bool:
        """Whether the answer is at hand, so that showing it needs no store."""
        return answer_id in self._answers

    def __getitem__(self, answer_id: str) -> tuple[Answer, Document]:
        return self._answers[answer_id]


def _summary(answer: Answer) -> AnswerSummary:
    return AnswerSummary(
        answer.id,
        answer.created_at,
        answer.document_name,
        answer.question,
        answer.text,
        answer.verdict,
        answer.what_if,
        answer.sources,
        read=len(answer.read),
        paragraphs_total=answer.paragraphs_total,
    )


def _is_about(answer: Answer, document: Document) -> bool:
    """Whether it was asked of the document, also with others."""
    return document.sha256 in {answer.document_sha256, *(source.sha256 for source in answer.sources)}

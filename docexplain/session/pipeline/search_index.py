"""What choosing paragraphs takes of a document whatever is asked of it: made once, not with every question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from docexplain.retrieval.ranking import Ranker
from docexplain.session.pipeline.named_documents import named_first

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.records import Document
    from docexplain.retrieval.meaning import Meaning

SEPARATOR_TOKENS = 2
RANKED_BY = "bm25"
_MOST = 2
"""Documents whose indexes are kept; those of a big one take tens of megabytes."""


class TokenCosts:
    """Tokens of each paragraph with the separator after it, counted when they are first asked for: to choose a few
    paragraphs out of thousands most need not be."""

    def __init__(self, model: LanguageModel, texts: Sequence[str]) -> None:
        self._model, self._texts = model, texts
        self._counted: dict[int, int] = {}
        self.least = [least + SEPARATOR_TOKENS for least in model.least_tokens(texts)]

    def __getitem__(self, position: int, /) -> int:
        if position not in self._counted:
            [count] = self._model.count_tokens([self._texts[position]])
            self._counted[position] = count + SEPARATOR_TOKENS
        return self._counted[position]

    def fit_all(self, budget: int) -> bool:
        """Whether all paragraphs together cost no more."""
        if sum(self.least) > budget:
            return False
        if len(self._counted) < len(self._texts):
            counts = self._model.count_tokens(self._texts)
            self._counted = {position: count + SEPARATOR_TOKENS for position, count in enumerate(counts)}
        return sum(self._counted.values()) <= budget


class SearchIndex:
    """The paragraphs of one document, searched by their words and counted in the tokens of one model; each is done
    when it is first asked for."""

    def __init__(self, model: LanguageModel, document: Document) -> None:
        self._model, self._document = model, document

    def __len__(self) -> int:
        return len(self._document.paragraphs)

    def serves(self, model: LanguageModel, document: Document) -> bool:
        """Whether it is of these very paragraphs, which are frozen, and this model."""
        return self._model is model and self._document.paragraphs is document.paragraphs

    @cached_property
    def costs(self) -> TokenCosts:
        """What each paragraph takes of a budget of tokens."""
        return TokenCosts(self._model, self._texts)

    def rank(self, question: str, meaning: Meaning | None = None) -> list[int]:
        """See :meth:`docexplain.retrieval.ranking.Ranker.rank`; of several documents those that the question names come
        first."""
        return named_first(self._ranker.rank(question, meaning), self._document, question)

    @cached_property
    def _ranker(self) -> Ranker:
        return Ranker(self._document)

    @property
    def _texts(self) -> list[str]:
        return [paragraph.text for paragraph in self._document.paragraphs]


class SearchIndexes:
    """The indexes of the documents that were asked last."""

    def __init__(self) -> None:
        self._kept: list[SearchIndex] = []

    def of(self, model: LanguageModel, document: Document) -> SearchIndex:
        """The one kept, or a new one."""
        found = next((index for index in self._kept if index.serves(model, document)), None)
        if found is None:
            found = SearchIndex(model, document)
        self._kept = [found, *(index for index in self._kept if index is not found)][:_MOST]
        return found

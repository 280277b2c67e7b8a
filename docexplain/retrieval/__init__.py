"""Which paragraphs of a document answer a question, before any model reads them."""

from docexplain.retrieval.choosing import choose
from docexplain.retrieval.ranking import Ranker, rank

__all__ = ["Ranker", "choose", "rank"]

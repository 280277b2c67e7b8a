"""Several documents as one: their paragraphs in order, counted through, each with what it is called in its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import accumulate, chain

from docexplain.records.document import Coverage, Document, Paragraph
from docexplain.records.grounds import Source

_NAMED = 3
"""Documents that a collection's own name names; the others it counts."""


@dataclass(frozen=True, slots=True, repr=False)
class Collection(Document):
    """Several documents as one, to be asked together; see :meth:`of`.

    ``paragraphs`` are those of all documents in order. Their indices count through, their boxes stand on the pages of
    their own document. ``sha256`` identifies the parses and their order, ``name`` names some of them, and ``coverage``
    adds up what can be added up: what it says of single pages stands in that of each document.

    Attributes:
        documents: in order; the first is number 1.
        last: index of the last paragraph of each.
    """

    documents: tuple[Document, ...] = ()
    last: tuple[int, ...] = ()

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Collection:
        """The documents as one. Raises ValueError without any."""
        if not documents:
            raise ValueError("a collection needs a document")
        last = tuple(accumulate(len(document.paragraphs) for document in documents))
        parses = "\n".join(f"{document.sha256} {document.parser}" for document in documents)
        return cls(
            sha256=sha256(parses.encode()).hexdigest(),
            name=_name([document.name for document in documents]),
            parser="; ".join(dict.fromkeys(document.parser for document in documents)),
            paragraphs=_counted_through(documents),
            furniture=(),
            coverage=_added_up(documents, last),
            documents=tuple(documents),
            last=last,
        )

    @property
    def parts(self) -> tuple[Document, ...]:
        """The documents, in order."""
        return self.documents

    @property
    def sources(self) -> tuple[Source, ...]:
        """What an answer keeps of them."""
        return tuple(Source(each.sha256, each.name, each.parser, len(each.paragraphs)) for each in self.documents)

    def own(self, index: int) -> tuple[Document, int]:
        """The document that a paragraph stands in, and the paragraph's index there. Raises NotFoundError."""
        self.paragraph(index)
        position = bisect_left(self.last, index)
        return self.documents[position], index - (self.last[position - 1] if position else 0)


def _name(names: Sequence[str]) -> str:
    """``a.pdf and b.pdf``, or the first ones and how many more."""
    if len(names) > _NAMED:
        names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more documents"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _counted_through(documents: Sequence[Document]) -> tuple[Paragraph, ...]:
    every = chain.from_iterable(document.paragraphs for document in documents)
    return tuple(replace(each, index=index) for index, each in enumerate(every, start=1))


def _added_up(documents: Sequence[Document], last: Sequence[int]) -> Coverage:
    """The sums, and of what is hidden or illegible that which stands in paragraphs, by their indices here."""
    coverages = [document.coverage for document in documents]
    starts = [0, *last[:-1]]
    placed = list(zip(starts, coverages, strict=True))
    sums = {
        part: sum(getattr(each, part) for each in coverages) for part in ("pages", "characters", "kept", "furniture")
    }
    return Coverage(
        **sums,
        damaged=any(each.damaged for each in coverages),
        hidden=tuple(
            replace(hidden, paragraph=start + hidden.paragraph)
            for start, each in placed
            for hidden in each.hidden
            if hidden.paragraph is not None
        ),
        illegible=tuple(
            replace(text, paragraphs=tuple(start + index for index in text.paragraphs))
            for start, each in placed
            for text in each.illegible
            if text.paragraphs
        ),
        protected=any(each.protected for each in coverages),
    )

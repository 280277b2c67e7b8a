"""What a paragraph is called where several documents were asked together: ``2:12`` is paragraph 12 of document 2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from docexplain.answers.kinds import cited
from docexplain.common.display_text import counted, one_line
from docexplain.records import Answer, Document, Source


def located(sources: Sequence[Source], index: int) -> tuple[int, int]:
    """The number of the document that a paragraph stands in, from 1, and the paragraph's index there.

    Args:
        sources: of the answer; empty for one document, which is number 1.
        index: as records have it, counting through all documents.
    """
    own = index
    for number, source in enumerate(sources, start=1):
        if own <= source.paragraphs:
            return number, own
        own -= source.paragraphs
    return 1, index


def mark(sources: Sequence[Source], index: int) -> str:
    """What a paragraph is cited as: ``12``, or of several documents ``2:12``."""
    if not sources:
        return str(index)
    number, own = located(sources, index)
    return f"{number}:{own}"


def marks(sources: Sequence[Source], indices: Iterable[int]) -> list[str]:
    """The same for each."""
    return [mark(sources, index) for index in indices]


def index_of(sources: Sequence[Source], document: int, paragraph: int) -> int | None:
    """The index in records of a paragraph of one of several documents; None where there is no such paragraph."""
    if not 1 <= document <= len(sources) or not 1 <= paragraph <= sources[document - 1].paragraphs:
        return None
    return sum(source.paragraphs for source in sources[: document - 1]) + paragraph


def source_name(sources: Sequence[Source], index: int) -> str:
    """The name of the document that a paragraph stands in, with its number where another one is called the same:
    ``r.pdf (document 2)``; empty where there is only one document."""
    return document_called(sources, located(sources, index)[0]) if sources else ""


def document_called(sources: Sequence[Source], number: int) -> str:
    """The same of a document by its number, from 1."""
    name = sources[number - 1].name
    alike = sum(source.name == name for source in sources) > 1
    return f"{one_line(name)} (document {number})" if alike else one_line(name)


def page_of(document: Document, index: int) -> str:
    """Where a paragraph stands: ``page 7``, or of several documents ``b.pdf, page 7``."""
    where = f"page {document.paragraph(index).page}"
    name = source_name(document.sources, index)
    return f"{name}, {where}" if name else where


def cited_in(answer: Answer) -> tuple[int, ...]:
    """Numbers of the documents that cited paragraphs stand in, in order; empty where only one was asked."""
    return _numbers(answer.sources, cited(answer))


def names(answer: Answer, indices: Iterable[int]) -> Iterator[str]:
    """``2 b.pdf`` for each of several documents that these paragraphs stand in, in order."""
    for number in _numbers(answer.sources, indices):
        yield f"{number} {one_line(answer.sources[number - 1].name)}"


def about(answer: Answer) -> str:
    """What was asked: the document's name, or of several their number and how many of them the model saw."""
    if not answer.sources:
        return one_line(answer.document_name)
    seen = len(_numbers(answer.sources, answer.read))
    return f"{counted(len(answer.sources), 'document')}, from {seen} of them"


def _numbers(sources: Sequence[Source], indices: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({located(sources, index)[0] for index in indices})) if sources else ()

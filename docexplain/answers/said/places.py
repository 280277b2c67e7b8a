"""Where paragraphs stand, in the words that people cite by: pages as they are numbered in print, and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docexplain.answers.several import mark, source_name
from docexplain.common.display_text import counted, one_line, shortened
from docexplain.common.questions.words import says_words_of
from docexplain.records import Answer, BlockClass, Collection, Document


@dataclass(frozen=True, slots=True)
class _OnPage:
    """What of a page is meant."""

    page: str
    paragraphs: int
    tables: int
    rows: bool

    @property
    def parts(self) -> list[str]:
        text = counted(self.paragraphs, "paragraph")
        shown = [f"page {self.page}" if self.paragraphs == 1 else f"{text} on page {self.page}"] * bool(self.paragraphs)
        if self.tables:
            tables = "a table" if self.tables == 1 else f"{self.tables} tables"
            shown.append(f"{'rows of ' * self.rows}{tables} on page {self.page}")
        return shown


def page(index: int, document: Document) -> str:
    """The number of a paragraph's page: as it is printed on it, and then the physical one where that is another; and
    of which file it is, and its number where others are called so, where several documents were asked together."""
    own = document.own(index)[0] if isinstance(document, Collection) else document
    number = document.paragraph(index).page
    label = own.page_label(number)
    shown = f"{one_line(label)} ({number} of the file)" if label else str(number)
    return shown if own is document else f"{shown} of {source_name(document.sources, index)}"


def place(index: int, document: Document | None) -> str:
    """One paragraph and its page."""
    if document is None:
        return f"paragraph {index}"
    return f"paragraph {mark(document.sources, index)} (page {page(index, document)})"


def though_it_says(answer: Answer, document: Document | None) -> str:
    """The paragraph that was read and says the question's words, to stand behind that no answer was found; empty where
    none does, or the document is not at hand."""
    if document is None:
        return ""
    found = says_words_of(answer.question, [document.paragraph(index).text for index in answer.read])
    if found is None:
        return ""
    words = shortened([f"“{one_line(word, 30)}”" for word in found[1]], 4)
    return f", though {place(answer.read[found[0]], document)}, which was read, says {words}"


def places(indices: Sequence[int], answer: Answer, document: Document | None) -> str:
    """Where an answer's paragraphs stand: ``page 7``, ``pages 1 and 3``, ``2 paragraphs on page 7``, ``rows of a table
    on page 4``; ``pages 1 and 3, each of which gives it`` where that is so.

    Args:
        document: None: the paragraphs' numbers are given.
    """
    if not indices:
        return "what was read"
    groups = [group.paragraphs for group in answer.redundant if set(group.paragraphs) <= set(indices)]
    if not groups:
        return _joined(_parts(indices, answer, document), "and")
    first = groups[0]
    same = f"{_joined(_parts(first, answer, document), 'and')}, each of which gives it"
    rest = [index for index in indices if index not in first]
    return f"{same}, and {_joined(_parts(rest, answer, document), 'and')}" if rest else same


def _parts(indices: Sequence[int], answer: Answer, document: Document | None) -> list[str]:
    if document is None:
        return [f"paragraph {mark(answer.sources, index)}" for index in indices]
    by_page: dict[str, list[int]] = {}
    for index in sorted(indices):
        by_page.setdefault(page(index, document), []).append(index)
    return [part for where, those in by_page.items() for part in _on_page(where, those, answer, document).parts]


def _on_page(where: str, indices: Sequence[int], answer: Answer, document: Document) -> _OnPage:
    tables = [index for index in indices if document.paragraph(index).block_class is BlockClass.TABLE]
    in_rows = {excerpt.paragraph for excerpt in answer.choice.excerpts} if answer.choice else set()
    some = bool(tables) and set(tables) <= in_rows
    return _OnPage(where, len(indices) - len(tables), len(tables), some)


def _joined(parts: Sequence[str], by: str) -> str:
    """``page 1``, ``pages 1 and 3``, ``page 1, 2 paragraphs on page 3 and a table on page 4``."""
    plain = [part.removeprefix("page ") for part in parts if part.startswith("page ")]
    if by == "and" and len(plain) == len(parts) > 1:
        *first, last = plain
        return f"pages {', '.join(first)} and {last}"
    *before, final = parts
    return f"{', '.join(before)} {by} {final}" if before else final

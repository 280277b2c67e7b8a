"""What of an answer is copied to be put into somebody's own text: plain lines that say where they are from."""

from __future__ import annotations

from docexplain.answers import cited, is_denial
from docexplain.answers.doubts.wording import in_others
from docexplain.answers.said.amount_read import amount_read
from docexplain.answers.said.facts import elsewhere, nowhere
from docexplain.answers.said.verdicts import CAVEAT, cause, shown_text
from docexplain.answers.said.wording import what_if
from docexplain.answers.several import about, mark, page_of
from docexplain.common.display_text import one_line
from docexplain.records import Answer, Document


def citation(answer: Answer, document: Document) -> str:
    """Question, answer, the cited paragraphs with their pages, none of a denial, what of the answer stands elsewhere or
    nowhere, and the id in the record."""
    denied = is_denial(answer)
    those = () if denied else cited(answer)
    quoted = [f'[{mark(answer.sources, i)}] "{_text(document, i)}" ({page_of(document, i)})' for i in those]
    means = cause(answer, document) if denied else CAVEAT
    verdict = f"verdict {answer.verdict} ({means}), {amount_read(answer)} read"
    source = f"{one_line(about(answer))}; docexplain answer {answer.id}, {verdict}"
    steered = [f"What if: {said}"] if (said := what_if(answer)) else []
    doubts = elsewhere(answer, document)
    doubts += in_others(answer, document)
    doubts += [said] if (said := nowhere(answer)) else []
    return "\n".join([one_line(answer.question), *steered, one_line(shown_text(answer)), *quoted, *doubts, source])


def quotation(document: Document, index: int) -> str:
    """A paragraph with where it stands."""
    name = "" if document.sources else f"{one_line(document.name)}, "
    return f'"{_text(document, index)}" ({name}{page_of(document, index)})'


def _text(document: Document, index: int) -> str:
    return one_line(document.paragraph(index).text)

"""Sentences about records."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.answers import Focus, against, confirmed, finds_nothing, read_in_part
from docexplain.answers.model_names import model_called
from docexplain.answers.said import wording
from docexplain.answers.said.amount_read import amount_read, reads_more
from docexplain.answers.several import mark
from docexplain.common.display_text import counted, one_line
from docexplain.grounding.table_titles import title_read
from docexplain.records import STEERABLE, Answer, BlockClass, Document, Mode, Paragraph, Source, Steer
from docexplain.session.gaps import only_pages
from tui.view.shading import signed, times


def title(document: Document) -> str:
    """Name and size of a document, and what of it could not be read."""
    coverage = document.coverage
    parts = [one_line(document.name), counted(coverage.pages, "page"), counted(len(document.paragraphs), "paragraph")]
    if coverage.only_pages:
        parts.append(only_pages(coverage))
    if coverage.damaged:
        parts.append("damaged: text may be missing")
    if coverage.hidden:
        parts.append("with hidden text")
    if doubtful := sum(not text.recognised for text in coverage.illegible):
        parts.append(f"{counted(doubtful, 'page')} garbled or unreadable")
    if coverage.pages_without_text:
        parts.append(f"{counted(len(coverage.pages_without_text), 'page')} without text")
    if coverage.failed_pages:
        parts.append(f"{counted(len(coverage.failed_pages), 'page')} could not be read")
    return " · ".join(parts)


def reading_title(document: Document, read: int, of: int) -> str:
    """Name of a document of which these are the first pages, and how far the reading is."""
    runs = document.coverage.only_pages
    there = f"{runs[0][0]}-{runs[-1][1]}" if runs else ""
    far = f"{read:,} of {counted(of, 'page')} read so far"
    return f"{one_line(document.name)} · {far}, {there} here already · Esc stops"


def part_title(document: Document) -> str:
    """Name of a document of which these are the first pages, as they were when a question was asked of them."""
    return f"{one_line(document.name)} · {only_pages(document.coverage)} · the rest is still being read"


def report(answer: Answer, *, saved: bool = True) -> str:
    """Who answered, how long it took and under which id it is found again, if it is ``saved``."""
    took = answer.timings
    seconds = took.load_s + took.prefill_s + took.generate_s + took.explain_s
    how = ", explained by deletion" if answer.settings.mode is Mode.DELETION else ""
    kept = f"answer {answer.id}" if saved else "NOT SAVED"
    return f"Answered by {model_called(answer.model.name)} in {seconds:.1f} s{how} · {kept}"


def citation(answer: Answer, part: Focus | None = None) -> str:
    """The cited set, and how much of the answer, or of a part of it, hangs on it."""
    said = wording.citation(answer, part)
    about = "Cited" if part is None else f"For “{one_line(part.text, 40)}”, cited"
    return f"{about} {said}" if said else ""


def counter_evidence(answer: Answer) -> str:
    """What speaks against the answer, the strongest first; empty when nothing does."""
    found = [f"{mark(answer.sources, e.index)} ({signed(e.effect, 1)})" for e in against(answer)]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f"Against: {', '.join(found[:3])}{more}." if found else ""


def measures(answer: Answer, more: str) -> str:
    """How much of the document the model saw, and from which size on effects are more than noise. Of an unsupported
    answer the first stands above its words already.

    Args:
        more: see :func:`read`.
    """
    noise = f"noise {wording.noise(answer)}"
    if finds_nothing(answer):
        return noise
    return f"{read(answer, more)} · {noise}"


def read(answer: Answer, more: str) -> str:
    """How much of the document the model saw, and the key by which it sees more.

    Args:
        more: that key as people write it; empty where there is none.
    """
    return f"{amount_read(answer)} read{f'; {more} reads more' if more and reads_more(answer) else ''}"


def joint(answer: Answer, index: int) -> str:
    """What a paragraph counts together with, and how much; empty when it counts by itself."""
    for group in answer.redundant:
        if index in group.paragraphs:
            less = f"without {'both' if len(group.paragraphs) == 2 else 'all of them'}"
            gone = times(sum(group.without))
            return f"{wording.each_gives(answer, group)}: {less} the answer is {gone} less likely."
    if answer.cited is not None and len(answer.cited.paragraphs) > 1 and index in answer.cited.paragraphs:
        gone, names = times(sum(answer.cited.without)), wording.called(answer, answer.cited.paragraphs)
        return f"Cited with the others: without {names} the answer is {gone} less likely."
    return ""


def of_table(answer: Answer, document: Document, paragraph: Paragraph) -> str:
    """What a table that was read is about, and how much of it was read; empty for other paragraphs."""
    if paragraph.block_class is not BlockClass.TABLE or paragraph.index not in answer.read:
        return ""
    title = one_line(title_read(answer, document, paragraph.index), 120)
    return " ".join(filter(None, (f"“{title}”" if title else "", read_in_part(answer, paragraph))))


def measured(answer: Answer, index: int) -> str:
    """How the paragraph was measured, if not once and on its own: again under scope full, or only with its section; and
    that its figures are none."""
    if any(effect.index == index and wording.damaged(effect) for effect in answer.effects):
        return f"Its effect is {wording.DAMAGED}."
    for paragraph, gone, kept in confirmed(answer):
        if paragraph == index:
            change = "less" if gone.nats >= 0 else "more"
            likely = f"the answer is {times(gone.nats)} {change} likely"
            return f"Hidden from the whole prompt: {likely}; alone in it, it gives {wording.percent(kept.share)}."
    section = next((effect.together_with for effect in answer.effects if effect.index == index), ())
    return f"One of {len(section)} paragraphs that were only hidden together." if section else ""


def steering(steers: Sequence[Steer], sources: Sequence[Source] = ()) -> str:
    """What was done to which paragraphs, after the noun.

    Args:
        sources: of the answer.
    """
    return f"paragraph{'' if len(steers) == 1 else 's'} {wording.steering(steers, sources)}"


def what_if(steers: Sequence[Steer], answer: Answer) -> str:
    """The question of an answer, asked again with paragraphs steered."""
    return f"What if: {wording.steering(steers, answer.sources)} · {answer.question}"


def marked(steers: Sequence[Steer], sources: Sequence[Source] = ()) -> str:
    """What asking again would do.

    Args:
        sources: of the answer.
    """
    return f"Marked: {steering(steers, sources)}. w asks again like this." if steers else "Nothing is marked."


def refusal(paragraph: int, answer: Answer) -> str:
    """Why a paragraph cannot be marked."""
    if answer.settings.mode not in STEERABLE:
        return f"Explained with mode {answer.settings.mode}: a what-if needs mode mask or log."
    name = mark(answer.sources, paragraph)
    return f"Paragraph {name} was not read for this answer: hiding or amplifying it would change nothing."


def part_shown(answer: Answer, part: Focus) -> str:
    """Which part the effects are about, and what they rest on."""
    words, measured = one_line(part.text, 40), wording.not_hidden(answer)
    shown = f"“{words}” only: document effect {signed(part.document_effect)} nats. Esc: the whole answer again."
    around = "sentence" if len(part.claims) == 1 else "sentences"
    return f"{shown} {measured}: shares are of the whole {around}." if measured else shown

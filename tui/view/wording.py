"""Sentences about records."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from docexplain.answers import Focus, against, necessity, sufficiency
from docexplain.common.display_text import counted, one_line
from docexplain.records import STEERABLE, Answer, Document, Mode, Redundancy, Steer
from tui.view.shading import cited, signed, times
from tui.view.what_if_marks import steered

MOST_NAMED = 6
"""Paragraphs named in one sentence."""
EVEN_LIKELIER = 1.05
"""From this share of the document effect on, fewer paragraphs give the answer more surely than all of them."""


def title(document: Document) -> str:
    """Name and size of a document, and what of it could not be read."""
    coverage = document.coverage
    parts = [one_line(document.name), counted(coverage.pages, "page"), counted(len(document.paragraphs), "paragraph")]
    if coverage.damaged:
        parts.append("damaged: text may be missing")
    if coverage.hidden:
        parts.append("with hidden text")
    if coverage.pages_without_text:
        parts.append(f"{counted(len(coverage.pages_without_text), 'page')} without text")
    if coverage.failed_pages:
        parts.append(f"{counted(len(coverage.failed_pages), 'page')} could not be read")
    return " · ".join(parts)


def report(answer: Answer, *, saved: bool = True) -> str:
    """Who answered, how long it took and under which id it is found again, if it is ``saved``."""
    took = answer.timings
    seconds = took.load_s + took.prefill_s + took.generate_s + took.explain_s
    how = ", explained by deletion" if answer.settings.mode is Mode.DELETION else ""
    kept = f"answer {answer.id}" if saved else "NOT SAVED"
    return f"Answered by {answer.model.name} in {seconds:.1f} s{how} · {kept}"


def listing(indices: Sequence[int], last: str = "and") -> str:
    """Paragraph numbers as a person would list them."""
    names = [str(index) for index in indices]
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def citation(answer: Answer, part: Focus | None = None) -> str:
    """The cited set, and how much of the answer, or of a part of it, hangs on it."""
    paragraphs = cited(answer)
    if not paragraphs:
        return ""
    about = "" if part is None else f"For “{one_line(part.text, 40)}”, cited "
    start = f"{about or 'Cited '}{listing(paragraphs)}"
    if answer.cited is None:  # stored before cited sets were tested
        return f"{start}: each supports the answer (stored before docexplain tested them together)."
    gone, stays = (necessity(answer), sufficiency(answer)) if part is None else (part.necessity, part.sufficiency)
    if gone is None or stays is None:
        return f"{start}."
    them = "it" if len(paragraphs) == 1 else "them"
    whole = "the document's effect" + ("" if part is None else " on it")
    lost = "all" if gone.share >= 1 else _percent(gone.share)
    left = "the answer is even likelier" if stays.share > EVEN_LIKELIER else f"{_percent(stays.share)} stays"
    return f"{start}: without {them} {lost} of {whole} is gone, with {them} alone {left}."


def redundancy(group: Redundancy) -> str:
    """That any one of a group suffices."""
    word = "Either" if len(group.paragraphs) == 2 else "Any one"
    return f"{word} of {listing(group.paragraphs)} suffices."


def counter_evidence(answer: Answer) -> str:
    """What speaks against the answer, the strongest first; empty when nothing does."""
    found = [f"{e.index} ({signed(e.effect, 1)})" for e in against(answer)]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f"Against: {', '.join(found[:3])}{more}." if found else ""


def read(answer: Answer) -> str:
    """How much of the document the model saw."""
    return f"{len(answer.read)} of {answer.paragraphs_total} paragraphs read"


def score(answer: Answer) -> str:
    """How close the verdict was; empty in records from before it was calibrated."""
    if answer.calibration is None:
        return ""
    return f"score {answer.verdict_score:.2f} (supported from {answer.calibration.supported:.2f})"


def noise(answer: Answer) -> str:
    """From which size on effects are more than noise."""
    return f"noise up to ±{answer.noise_floor:.2f} nats"


def joint(answer: Answer, index: int) -> str:
    """What a paragraph counts together with, and how much; empty when it counts by itself."""
    for group in answer.redundant:
        if index in group.paragraphs:
            less = f"without {'both' if len(group.paragraphs) == 2 else 'all of them'}"
            return f"{redundancy(group)[:-1]}: {less} the answer is {times(sum(group.without))} less likely."
    if answer.cited is not None and len(answer.cited.paragraphs) > 1 and index in answer.cited.paragraphs:
        gone = times(sum(answer.cited.without))
        return f"Cited with the others: without {listing(answer.cited.paragraphs)} the answer is {gone} less likely."
    return ""


def measured(answer: Answer, index: int) -> str:
    """How the paragraph was measured, if not once and on its own: again under scope full, or only with its section."""
    for again in answer.confirmed:
        if again.paragraph == index:
            change = "less" if sum(again.without) >= 0 else "more"
            return f"Hidden from the whole prompt: the answer is {times(sum(again.without))} {change} likely."
    section = next((effect.together_with for effect in answer.effects if effect.index == index), ())
    return f"One of {len(section)} paragraphs that were only hidden together." if section else ""


def steering(steers: Sequence[Steer], noun: str = "") -> str:
    """What was done to which paragraphs: ``3 and 5 suppressed, 9 amplified``; with a noun in the plural it needs."""
    start = f"{noun}{'' if len(steers) == 1 else 's'} " if noun else ""
    ordered = sorted(steers, key=lambda steer: (steer.factor, steer.paragraph))
    groups = groupby(ordered, key=lambda steer: steered(steer.factor))
    return start + ", ".join(f"{listing([steer.paragraph for steer in group])} {done}" for done, group in groups)


def what_if(steers: Sequence[Steer], question: str) -> str:
    """A question asked again with paragraphs steered."""
    return f"What if: {steering(steers)} · {question}"


def marked(steers: Sequence[Steer]) -> str:
    """What asking again would do."""
    return f"Marked: {steering(steers, 'paragraph')}. w asks again like this." if steers else "Nothing is marked."


def refusal(paragraph: int, answer: Answer) -> str:
    """Why a paragraph cannot be marked."""
    if answer.settings.mode not in STEERABLE:
        return f"Explained with mode {answer.settings.mode}: a what-if needs mode mask or log."
    return f"Paragraph {paragraph} was not read for this answer: suppressing or amplifying it would change nothing."


def part_shown(part: Focus) -> str:
    """Which part the effects are about."""
    words = one_line(part.text, 40)
    return f"“{words}” only: document effect {signed(part.document_effect)} nats. Esc: the whole answer again."


def _percent(share: float) -> str:
    """A share of the document's effect; a share below 0 is none of it, one a little above 1 all of it."""
    return f"{100 * min(1.0, max(0.0, share)):.0f} %"

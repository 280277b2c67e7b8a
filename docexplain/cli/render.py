"""Answers, histories and documents as text for a terminal or a pipe, 80 columns and up, with or without colour.

Document text and answers are data: they are put into rich Text objects, never parsed as markup, and what a terminal
would obey is taken out first.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from docexplain.plain import one_line
from docexplain.records import Answer, AnswerSummary, Document, Paragraph, ParagraphEffect, Verdict

VERDICTS = {
    Verdict.SUPPORTED: ("supported", "the answer rests on the document", "green"),
    Verdict.WEAK: ("weak", "the answer rests on the document only in part", "yellow"),
    Verdict.UNSUPPORTED: ("unsupported", "the answer did not come from this document", "red"),
}
BAR_WIDTH = 16


def console() -> Console:
    """Where data goes: stdout, as wide as the terminal (80 in a pipe), colour only on a terminal."""
    return Console(file=sys.stdout, markup=False, highlight=False, emoji=False, soft_wrap=True)


def show_answer(out: Console, answer: Answer, document: Document, *, top: int, with_text: bool = True) -> None:
    """The answer, the verdict and the paragraphs, best first, the strongest one in full.

    Args:
        top: how many paragraphs to list.
        with_text: print the answer; False when it was streamed already.
    """
    if with_text:
        show_text(out, answer.text)
    if answer.truncated:
        _line(out, "", Text("(cut off: the longest answer was reached, see --max-tokens)", style="dim"))
    word, meaning, colour = VERDICTS[answer.verdict]
    _line(out, "Verdict", Text.assemble((word, f"bold {colour}"), f" - {meaning}"))
    _line(out, "Document", Text(_document_effect(answer)))
    _line(
        out,
        "Read",
        Text(f"{len(answer.read)} of {answer.paragraphs_total} paragraphs of {one_line(answer.document_name)}"),
    )
    out.print()
    _show_effects(out, answer, document, top)
    out.print()
    given = "given answer, " if answer.given else ""
    about = f"{given}{one_line(answer.model.name)}, {answer.model.dtype} on {answer.model.device}"
    last = Text(f"{answer.id}  {about}, {answer.settings.scope} {answer.settings.mode}", style="dim")
    for line in last.wrap(out, max(60, out.width)):  # the name may be a long path
        out.print(line)


def show_question(out: Console, answer: Answer) -> None:
    """The question and when it was asked."""
    _line(out, "Question", Text(one_line(answer.question)))
    _line(out, "Asked", Text(answer.created_at.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")))


def show_text(out: Console, text: str) -> None:
    """The answer's line."""
    _line(out, "Answer", Text(one_line(text), style="bold"))


def _line(out: Console, label: str, text: Text) -> None:
    width = max(40, out.width) - 10
    for i, line in enumerate(text.wrap(out, width) or [Text()]):
        out.print(Text.assemble((f"{label if i == 0 else '':<10}", "dim"), line))


def _document_effect(answer: Answer) -> str:
    points = 100 * answer.document_support
    change = "falls" if points >= 0 else "rises"
    return f"{answer.document_effect:+.2f} nats; without it a token's probability {change} by {abs(points):.1f} points"


def _show_effects(out: Console, answer: Answer, document: Document, top: int) -> None:
    shown = answer.effects[:top]
    unsupported = answer.verdict is Verdict.UNSUPPORTED
    if unsupported:
        out.print("Hardly anything of this answer depends on the document. The largest effects:")
    largest = max((abs(e.effect) for e in answer.effects), default=0.0) or 1.0
    out.print(Text(f"{'#':>4} {'page':>4}  {'nats':>7}  {'prob.':>6}  effect", style="dim"))
    for i, effect in enumerate(shown):
        paragraph = document.paragraphs[effect.index - 1]
        strongest = i == 0 and effect.effect > 0 and not (effect.below_noise or unsupported)
        out.print(_effect_line(out, effect, paragraph, largest, with_opening=not strongest), no_wrap=True)
        if strongest:
            _show_paragraph(out, paragraph)
    if len(answer.effects) > len(shown):
        out.print(Text(f"     ... and {len(answer.effects) - len(shown)} more (--top)", style="dim"))


def _effect_line(
    out: Console, effect: ParagraphEffect, paragraph: Paragraph, largest: float, *, with_opening: bool
) -> Text:
    colour = "dim" if effect.below_noise else "green" if effect.effect > 0 else "red"
    line = Text(f"{effect.index:>4} {paragraph.page:>4}  ")
    line.append(f"{effect.effect:>+7.2f}", style=colour)
    line.append(f"  {effect.probability_drop:>+6.2f}  ")
    line.append(f"{bar(effect.effect, largest):<{BAR_WIDTH}}", style=colour)
    note = "(noise) " if effect.below_noise else "(against) " if effect.effect < 0 else ""
    heading = one_line(" > ".join(paragraph.heading_path))
    tail = note + (one_line(paragraph.text) if with_opening else heading)
    line.append("  " + tail, style="dim" if with_opening else "bold")
    line.truncate(max(60, out.width), overflow="ellipsis")
    return line


def _show_paragraph(out: Console, paragraph: Paragraph) -> None:
    for block in paragraph.text.split("\n"):
        for line in textwrap.wrap(one_line(block), max(60, out.width) - 12) or [""]:
            out.print(Text(" " * 10 + "| " + line))


def bar(effect: float, largest: float, width: int = BAR_WIDTH) -> str:
    """A bar of eighths of a cell, as long as the effect's size against the largest; '-' cells for negative ones."""
    size = min(1.0, abs(effect) / largest) * width
    if effect < 0:
        return "-" * round(size)
    full = int(size)
    eighths = int((size - full) * 8)
    return "█" * full + (" ▏▎▍▌▋▊▉"[eighths] if eighths else "")


def show_history(out: Console, entries: Sequence[AnswerSummary]) -> None:
    """One line per answer, newest first."""
    for entry in entries:
        word, _, colour = VERDICTS[entry.verdict]
        when = entry.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
        line = Text.assemble(
            (entry.id, "bold"), f"  {when}  ", (f"{word:<11}", colour), f"  {one_line(entry.document_name)}"
        )
        out.print(line, no_wrap=True)
        detail = Text(f"    {one_line(entry.question)}  ->  {one_line(entry.text)}")
        detail.truncate(max(60, out.width), overflow="ellipsis")
        out.print(detail)


def show_document(out: Console, document: Document, *, stored_before: bool) -> None:
    """What ingest made of a file: counts, and what was set apart or missing."""
    coverage = document.coverage
    share = coverage.kept / coverage.characters if coverage.characters else 0.0
    state = "already stored" if stored_before else "read"
    out.print(Text.assemble((one_line(document.name), "bold"), f"  {state}, {document.sha256[:12]}"))
    out.print(f"  {coverage.pages} pages, {len(document.paragraphs)} paragraphs, {share:.1%} of characters kept")
    if coverage.furniture:
        out.print(f"  {coverage.furniture} characters set apart as page headers and footers")
    if coverage.pages_without_text:
        out.print(f"  no text on pages {_numbers(coverage.pages_without_text)} (scans or pictures?)")
    for page, reason in coverage.failed_pages:
        out.print(Text(f"  page {page} could not be read: {one_line(reason)}"))


def _numbers(pages: Sequence[int]) -> str:
    shown = ", ".join(str(page) for page in pages[:12])
    return shown + (f" and {len(pages) - 12} more" if len(pages) > 12 else "")

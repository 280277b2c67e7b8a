"""The table of paragraphs and their effects, with the text of the cited ones taken apart."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from docexplain.answers import Focus, Kind, against, confirmed, kind_of, shown_in_full
from docexplain.answers.wording import as_one, factors, order_alone, percent, steered
from docexplain.cli.output.cited_text import GUTTER, show_text
from docexplain.common.display_text import one_line
from docexplain.records import Answer, Document, Paragraph, ParagraphEffect, Verdict

BAR_WIDTH = 16
_COLOURS = {Kind.SUPPORTS: "green", Kind.AGAINST: "red", Kind.NOISE: "dim"}


def show_effects(out: Console, answer: Answer, document: Document, top: int) -> None:
    """Paragraphs best first, the cited ones always and in full; then what speaks against the answer.

    Args:
        top: how many to list, of each kind.
    """
    unsupported = answer.verdict is Verdict.UNSUPPORTED
    if unsupported:
        out.print("Hardly anything of this answer depends on the document. The largest effects:")
    opposed = against(answer)
    others = [effect for effect in answer.effects if effect not in opposed]
    in_full = shown_in_full(answer)
    largest = max((abs(effect.effect) for effect in answer.effects), default=0.0) or 1.0
    _head(out)
    for effects in (others, opposed):
        if effects is opposed and opposed:
            out.print("Against the answer: it gets likelier without these")
        shown = [effect for i, effect in enumerate(effects) if i < top or effect.index in in_full]
        for effect in shown:
            paragraph = document.paragraph(effect.index)
            full = effect.index in in_full
            _row(out, effect, paragraph, largest, note=_note(answer, document, effect), with_opening=not full)
            if full:
                if hidden := document.hidden_in(effect.index):
                    out.print(Text(f"{'':{GUTTER}}hidden text: {hidden}", style="bold red"), no_wrap=True)
                if label := document.page_label(paragraph.page):
                    where = f"page {paragraph.page} (labelled {one_line(label)})"
                    out.print(Text(" " * GUTTER + where, style="dim"), no_wrap=True)
                show_text(out, paragraph, [p for p in answer.passages if p.paragraph == effect.index], answer.settings)
        if len(effects) > len(shown):
            out.print(Text(f"     ... and {len(effects) - len(shown)} more (--top)", style="dim"))


def show_part(out: Console, part: Focus, answer: Answer, document: Document, top: int) -> None:
    """The same for a part of the answer, without the paragraphs' texts."""
    largest = max((abs(effect.effect) for effect in part.effects), default=0.0) or 1.0
    _head(out)
    for effect in part.effects[:top]:
        note = f"({Kind.AGAINST}) " if kind_of(effect) is Kind.AGAINST else _note(answer, document, effect)
        _row(out, effect, document.paragraph(effect.index), largest, note=note, with_opening=True)
    if len(part.effects) > top:
        out.print(Text(f"     ... and {len(part.effects) - top} more (--top)", style="dim"))


def show_confirmed(out: Console, answer: Answer, document: Document) -> None:
    """The best paragraphs measured again under scope full, beside what the ranking says."""
    effects = {effect.index: effect for effect in answer.effects}
    out.print("Again with scope full: hidden from the whole prompt, and what each gives alone in it")
    out.print(Text(f"{'#':>4} {'page':>4}  {'nats':>7}  {'full':>7}  {'alone':>5}", style="dim"))
    for index, gone, kept in confirmed(answer):
        paragraph = document.paragraph(index)
        line = Text(f"{index:>4} {paragraph.page:>4}  {effects[index].effect:>+7.2f}  {gone.nats:>+7.2f}  ")
        line.append(f"{percent(kept.share):>5}")
        _print_beside(out, line, document, paragraph)
    if said := order_alone(answer):
        out.print(said)


def show_two(out: Console, original: Answer, steered_one: Answer, document: Document, top: int) -> None:
    """Effects as they are and under steering, side by side: the best of both."""
    before, after = ({e.index: e for e in a.effects} for a in (original, steered_one))
    changed = factors(steered_one)
    shown = dict.fromkeys(e.index for a in (original, steered_one) for e in a.effects[:top])
    out.print(Text(f"{'#':>4} {'page':>4}  {'nats':>7}  {'what if':>7}", style="dim"))
    for index in shown:
        paragraph = document.paragraph(index)
        line = Text(f"{index:>4} {paragraph.page:>4}  {_nats(before, index):>7}  ")
        line.append(f"{steered(0) if changed.get(index) == 0 else _nats(after, index):>7}")
        _print_beside(out, line, document, paragraph)


def _print_beside(out: Console, line: Text, document: Document, paragraph: Paragraph) -> None:
    """Figures of a paragraph, and behind them as much of its text as fits."""
    line.append("  (hidden text)" if document.hidden_in(paragraph.index) else "")
    line.append("  " + one_line(paragraph.text), style="dim")
    line.truncate(max(60, out.width), overflow="ellipsis")
    out.print(line, no_wrap=True)


def _nats(effects: Mapping[int, ParagraphEffect], index: int) -> str:
    effect = effects.get(index)
    if effect is None:
        return ""
    return f"{effect.effect:+.2f}" if kind_of(effect) is not Kind.NOISE else str(Kind.NOISE)


def _note(answer: Answer, document: Document, effect: ParagraphEffect) -> str:
    hidden = "(hidden text) " if document.hidden_in(effect.index) else ""
    return hidden + _found(answer, effect)


def _found(answer: Answer, effect: ParagraphEffect) -> str:
    factor = factors(answer).get(effect.index)
    if factor is not None:
        return f"({steered(factor)}) "
    said = Kind.NOISE if kind_of(effect) is Kind.NOISE else as_one(effect)
    return f"({said}) " if said else ""


def _head(out: Console) -> None:
    out.print(Text(f"{'#':>4} {'page':>4}  {'nats':>7}  {'prob.':>6}  effect", style="dim"))


def _row(
    out: Console, effect: ParagraphEffect, paragraph: Paragraph, largest: float, *, note: str, with_opening: bool
) -> None:
    colour = _COLOURS[kind_of(effect)]
    line = Text(f"{effect.index:>4} {paragraph.page:>4}  ")
    line.append(f"{effect.effect:>+7.2f}", style=colour)
    line.append(f"  {effect.probability_drop:>+6.2f}  ")
    line.append(f"{bar(effect.effect, largest):<{BAR_WIDTH}}", style=colour)
    heading = one_line(" > ".join(paragraph.heading_path))
    tail = note + (one_line(paragraph.text) if with_opening else heading)
    line.append("  " + tail, style="dim" if with_opening else "bold")
    line.truncate(max(60, out.width), overflow="ellipsis")
    line.rstrip()
    out.print(line, no_wrap=True)


def bar(effect: float, largest: float, width: int = BAR_WIDTH) -> str:
    """A bar of eighths of a cell, as long as the effect's size against the largest; '-' cells for negative ones."""
    size = min(1.0, abs(effect) / largest) * width
    if effect < 0:
        return "-" * round(size)
    full = int(size)
    eighths = int((size - full) * 8)
    return "█" * full + (" ▏▎▍▌▋▊▉"[eighths] if eighths else "")

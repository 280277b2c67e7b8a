"""The table of paragraphs and their effects, with the text of the cited ones taken apart."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from docexplain.answers import Focus, Kind, against, confirmed, kind_of, marked, share_of, shown_in_full
from docexplain.answers.said.instructions import caution
from docexplain.answers.said.wording import (
    as_one,
    disagreement,
    factors,
    not_hidden,
    order_alone,
    percent,
    share,
    steered,
)
from docexplain.answers.several import page_of
from docexplain.cli.output.cited_text import GUTTER, show_table, show_text
from docexplain.cli.output.console import wrapped
from docexplain.cli.output.figures import NONE, Table, nats, number
from docexplain.common.display_text import one_line
from docexplain.grounding.table_titles import title_read
from docexplain.records import Answer, BlockClass, Document, Paragraph, ParagraphEffect, Verdict


def show_effects(out: Console, answer: Answer, document: Document, top: int) -> None:
    """Paragraphs best first, the cited ones always and in full, and always those that the answer's marks name; then
    what speaks against the answer.

    Args:
        top: how many to list, of each kind.
    """
    if answer.verdict is Verdict.UNSUPPORTED:
        out.print("Nothing is cited. What each paragraph did:")
    opposed = against(answer)
    others = [effect for effect in answer.effects if effect not in opposed]
    in_full = shown_in_full(answer)
    named = {*in_full, *marked(answer)}
    table = Table.of(answer, answer.effects, shares=True)
    table.head(out)
    listed: list[ParagraphEffect] = []
    for effects in (others, opposed):
        if effects is opposed and opposed:
            out.print("Against the answer: it gets likelier without these")
        shown = [effect for i, effect in enumerate(effects) if i < top or effect.index in named]
        listed += shown
        for effect in shown:
            full = effect.index in in_full
            note = _note(answer, document, effect)
            table.row(out, effect, document.paragraph(effect.index), note=note, with_opening=not full)
            if said := disagreement(answer, effect):
                _beneath(out, said)
            if full:
                _show_in_full(out, answer, document, effect)
        if len(effects) > len(shown):
            out.print(Text(f"     ... and {len(effects) - len(shown)} more (--top)", style="dim"))
    if any(not effect.per_token for effect in listed):
        wrapped(out, Text(f"{NONE}: not measured; {not_hidden(answer)}", style="dim"))


def _show_in_full(out: Console, answer: Answer, document: Document, effect: ParagraphEffect) -> None:
    """The paragraph's text under its row."""
    paragraph = document.paragraph(effect.index)
    if hidden := document.hidden_in(effect.index):
        out.print(Text(f"{'':{GUTTER}}hidden text: {hidden}", style="bold red"), no_wrap=True)
    if garbled := document.illegible_in(effect.index):
        out.print(Text(f"{'':{GUTTER}}text that is {garbled}", style="bold red"), no_wrap=True)
    label = document.label_at(effect.index)
    if label or document.sources:
        where = page_of(document, effect.index) + (f" (labelled {one_line(label)})" if label else "")
        out.print(Text(" " * GUTTER + where, style="dim"), no_wrap=True)
    if paragraph.block_class is BlockClass.TABLE:
        show_table(out, paragraph, title_read(answer, document, effect.index), answer)
    else:
        show_text(out, paragraph, [p for p in answer.passages if p.paragraph == effect.index], answer)


def _beneath(out: Console, said: str) -> None:
    """A sentence under a paragraph's row."""
    for line in Text(said, style="yellow").wrap(out, max(60, out.width) - GUTTER):
        line.rstrip()
        out.print(Text(" " * GUTTER).append_text(line))


def show_part(out: Console, part: Focus, answer: Answer, document: Document, top: int) -> None:
    """The same for a part of the answer, without the paragraphs' texts."""
    table = Table.of(answer, part.effects, shares=False)
    table.head(out)
    for effect in part.effects[:top]:
        note = f"({Kind.AGAINST}) " if kind_of(effect) is Kind.AGAINST else _note(answer, document, effect)
        table.row(out, effect, document.paragraph(effect.index), note=note, with_opening=True)
    if len(part.effects) > top:
        out.print(Text(f"     ... and {len(part.effects) - top} more (--top)", style="dim"))


def show_confirmed(out: Console, answer: Answer, document: Document) -> None:
    """The best paragraphs measured again under scope full, beside what the ranking says."""
    effects = {effect.index: effect for effect in answer.effects}
    out.print("Again with scope full: hidden from the whole prompt, and what each gives alone in it")
    out.print(Text(f"{number(answer)} {'page':>4}  {'nats':>7}  {'full':>7}  {'alone':>5}", style="dim"))
    for index, gone, kept in confirmed(answer):
        paragraph = document.paragraph(index)
        line = Text(f"{number(answer, index)} {paragraph.page:>4}  {nats(effects[index]):>7}  {gone.nats:>+7.2f}  ")
        line.append(f"{percent(kept.share):>5}")
        _print_beside(out, line, paragraph, caution(answer, document, index))
    if said := order_alone(answer):
        out.print(said)


def show_two(out: Console, original: Answer, steered_one: Answer, document: Document, top: int) -> None:
    """Effects as they are and under steering, side by side: the best of both."""
    before, after = ({e.index: e for e in a.effects} for a in (original, steered_one))
    changed = factors(steered_one)
    shown = dict.fromkeys(e.index for a in (original, steered_one) for e in a.effects[:top])
    with_shares = original.path is not None or steered_one.path is not None
    columns = f"{number(original)} {'page':>4}  " + f"{'share':>5}  {'what if':>7}  " * with_shares
    out.print(Text(f"{columns}{'nats':>7}  {'what if':>7}", style="dim"))
    for index in shown:
        paragraph, is_hidden = document.paragraph(index), changed.get(index) == 0
        line = Text(f"{number(original, index)} {paragraph.page:>4}  ")
        if with_shares:
            then = steered(0) if is_hidden else _share(steered_one, after, index)
            line.append(f"{_share(original, before, index):>5}  {then:>7}  ")
        line.append(f"{_nats(before, index):>7}  ")
        line.append(f"{steered(0) if is_hidden else _nats(after, index):>7}")
        _print_beside(out, line, paragraph, caution(original, document, index))


def _print_beside(out: Console, line: Text, paragraph: Paragraph, note: str) -> None:
    """Figures of a paragraph, and behind them as much of its text as fits."""
    line.append(f"  ({note})" if note else "")
    line.append("  " + one_line(paragraph.text), style="dim")
    line.truncate(max(60, out.width), overflow="ellipsis")
    out.print(line, no_wrap=True)


def _nats(effects: Mapping[int, ParagraphEffect], index: int) -> str:
    effect = effects.get(index)
    if effect is None:
        return ""
    return str(Kind.NOISE) if kind_of(effect) is Kind.NOISE and effect.per_token else nats(effect)


def _share(answer: Answer, effects: Mapping[int, ParagraphEffect], index: int) -> str:
    return share(share_of(answer, effects[index])) if index in effects else ""


def _note(answer: Answer, document: Document, effect: ParagraphEffect) -> str:
    mark = caution(answer, document, effect.index)
    return (f"({mark}) " if mark else "") + _found(answer, effect)


def _found(answer: Answer, effect: ParagraphEffect) -> str:
    factor = factors(answer).get(effect.index)
    if factor is not None:
        return f"({steered(factor)}) "
    kind = kind_of(effect)
    said = kind if kind in {Kind.NOISE, Kind.SHARE} else as_one(effect)
    return f"({said}) " if said else ""

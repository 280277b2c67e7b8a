"""What the panel of an answer says, piece by piece: what stays in sight, and what scrolls. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from textual.content import Content
from textual.style import Style

from docexplain.answers import Focus, finds_nothing, is_denial
from docexplain.answers.citation_marks import Piece, pieces
from docexplain.answers.model_names import model_called
from docexplain.answers.said import verdicts, wording
from docexplain.answers.said.endings import SAID, ended_at, no_answer
from docexplain.answers.said.facts import stands_in
from docexplain.answers.said.instructions import warning
from docexplain.common.display_text import one_line, plain
from docexplain.records import Answer, Document, Verdict
from tui.view.colours import CAUTION_STYLE, VERDICT_STYLE
from tui.view.shading import VERDICT_MARK, signed
from tui.view.wording import citation, counter_evidence, measures, read, steering

_END = re.compile(r"(?<=[.!?;])(?=\s)")
CLAIM, PARAGRAPH = "claim", "paragraph"
"""What the style of a piece of an answer holds: the position of a claim, the index of a paragraph."""
UNMARKED = "[…]"
"""Stands behind each claim while it is not known which paragraphs give it."""


def asked(question: str) -> Content:
    """The question."""
    return Content.styled(one_line(question), "bold")


def streaming(text: str, *, complete: bool) -> Content:
    """What there is of an answer: behind each claim a mark that its evidence is not known yet.

    Args:
        complete: it is written, and being explained.
    """
    said = plain(text).strip()
    marked = _END.sub(f" {UNMARKED}", said)
    if complete:
        return Content.assemble(f"{marked} {UNMARKED}" if marked else "", "\n", ("being explained …", "dim"))
    return Content.assemble(marked, ("▌", "dim"))


def head(answer: Answer, document: Document | None, caution: str, *, saved: bool, part: Focus | None = None) -> Content:
    """What stays in sight: question, verdict, and by what and under which id it was given.

    Args:
        caution: said first of an answer that could not be saved, or is not what was recorded.
        part: of the answer, which the figures under it are of; the verdict is the whole answer's, and that is said.
    """
    lines = [
        *([Content.styled(caution, CAUTION_STYLE)] if caution else []),
        asked(answer.question),
        *_what_if(answer),
        Content("" if part is None else "The whole answer: ") + verdict(answer, document),
        Content.styled(identity(answer, saved=saved), "dim"),
    ]
    return Content("\n").join(lines)


def identity(answer: Answer, *, saved: bool) -> str:
    """Id, model, how much was read where that is not all, and whose thresholds decided."""
    by = answer.calibration
    kept = f"answer {answer.id}" if saved else "NOT SAVED"
    whose = "" if by is None else "it" if by.made_for == answer.model.name else model_called(by.made_for)
    thresholds = whose and f"thresholds made for {whose}"
    read, of = len(answer.read), answer.paragraphs_total
    said_first = finds_nothing(answer)
    part = f"read {read:,} of {of:,}" if read < of and not said_first else ""
    return " · ".join(filter(None, (kept, model_called(answer.model.name), part, thresholds)))


def verdict(answer: Answer, document: Document | None) -> Content:
    """Its mark, what caused the answer, and what decided that."""
    caused = f"{VERDICT_MARK[answer.verdict]} {verdicts.cause(answer, document)}"
    return Content.styled(caused, VERDICT_STYLE[answer.verdict]) + f" ({verdicts.decided(answer, document)})"


def body(
    answer: Answer, beside: Answer | None, part: Focus | None, document: Document | None, more: str = ""
) -> Content:
    """What scrolls: the answer's words, what is to be known with them, and its figures, or those of a part of it.

    Args:
        beside: of an answer the one without its suspects.
        part: what is said is said of it alone: beside the whole answer's figures one would be taken for the other's.
        more: the key that reads more, as people write it.
    """
    odd = verdicts.at_odds(answer, document) if part is None else ""
    lines = [
        *words(answer, more),
        *([Content.styled(said, CAUTION_STYLE)] if (said := warning(answer)) else []),
        *([Content(f"But {odd}.")] if odd else []),
        *_standing(answer if part is None else _narrowed(answer, part), document),
        *(_without(beside, document) if answer.what_if is None and part is None else []),
        *(Content(line) for line in figures(answer, part, more) if line),
        *_notes(answer, document),
    ]
    return Content("\n").join(lines)


def words(answer: Answer, more: str = "") -> list[Content]:
    """The answer with its marks; of an unsupported one whose words they are, of that and of one that denies what was
    read. Its verdict is above them."""
    text = _marked(answer)
    if not text.plain:
        text = Content(_nothing(answer))
    how_much = Content("; ".join(filter(None, (read(answer, more), verdicts.unread(answer)))))
    if answer.verdict is not Verdict.UNSUPPORTED:
        said = Content.assemble(text, (_caveat(answer), "dim"))
        return [said, how_much] if is_denial(answer) else [said]
    whose = verdicts.whose_words(answer)
    said = Content.assemble((f"{whose[0].upper()}{whose[1:]}: ", "dim"), text, (_caveat(answer), "dim"))
    return [said, how_much]


def _marked(answer: Answer) -> Content:
    """The answer with its marks. Each claim and each number in a mark knows what it is, for the mouse: by :data:`CLAIM`
    and :data:`PARAGRAPH` in its style."""
    said = Content.assemble(*((plain(piece.text), _style(piece)) for piece in pieces(answer)))
    return said[len(said.plain) - len(said.plain.lstrip()) : len(said.plain.rstrip())]


def _style(piece: Piece) -> Style:
    known = {CLAIM: piece.claim, PARAGRAPH: piece.paragraph}
    return Style.from_meta({name: value for name, value in known.items() if value is not None})


def figures(answer: Answer, part: Focus | None, more: str = "") -> Iterable[str]:
    """What is cited and how much hangs on it; of a part of the answer its own figures alone."""
    if part is not None:
        of = f"“{one_line(part.text, 40)}” only: document effect {wording.document_effect(part)}"
        return (of, citation(answer, part))
    redundant = (wording.redundancy(answer, group) for group in answer.redundant)
    return (
        citation(answer),
        wording.shares_add_up(answer),
        " ".join(filter(None, [*redundant, counter_evidence(answer), wording.order_alone(answer)])),
        f"Document effect {wording.document_effect(answer)}",
        measures(answer, more),
    )


def original(answer: Answer, of: Answer | None, document: Document | None) -> Content:
    """The answer without steering, to compare a what-if with; empty for other answers."""
    if answer.what_if is None:
        return Content("")
    if of is None:
        return Content.styled(f"Original: answer {answer.what_if.original}, which cannot be found.", "dim")
    same = " (the same)" if of.text == answer.text else ""
    said = Content.assemble(("Original: ", "bold"), plain(verdicts.shown_text(of)).strip(), same)
    return Content("\n").join([said, verdict(of, document) + f" · {signed(of.document_effect)} nats"])


def _what_if(answer: Answer) -> list[Content]:
    if answer.what_if is None:
        return []
    return [Content.styled(f"What if: {steering(answer.what_if.steering, answer.sources)}", "bold $strong")]


def _notes(answer: Answer, document: Document | None) -> list[Content]:
    """What of the text was left out, or is struck through."""
    if document is None:
        return []
    hidden, struck = wording.left_out(answer, document), wording.struck(answer, document)
    notes = [f"Left out: {hidden}"] * bool(hidden) + [struck] * bool(struck)
    return [Content.styled(note, "bold") for note in notes]


def _standing(answer: Answer, document: Document | None) -> list[Content]:
    """Where the answer's numbers, dates and names stand: before the figures, which a small screen has no room for."""
    lines = stands_in(answer, document) if document is not None else []
    return [Content(line if line.startswith("“") else f"Stands in {line}") for line in lines]


def _narrowed(answer: Answer, part: Focus) -> Answer:
    """The answer with what was looked up of a part of it alone."""
    if answer.checked is None:
        return answer
    inside = (fact for fact in answer.checked.facts if any(fact.start < e and fact.end > s for s, e in part.spans))
    return replace(answer, checked=replace(answer.checked, facts=tuple(inside)))


def _without(without: Answer | None, document: Document | None) -> list[Content]:
    """The answer without the paragraphs that seem to give the model instructions."""
    if without is None or without.what_if is None:
        return []
    says = f"With {steering(without.what_if.steering, without.sources)}: "
    said = Content.assemble((says, "bold"), plain(verdicts.shown_text(without)).strip())
    return [said, verdict(without, document) + f" · {signed(without.document_effect)} nats"]


def _nothing(answer: Answer) -> str:
    if answer.what_if is not None:
        return f"({no_answer(answer.what_if.steering, answer.sources)})"
    return "(the model gave no answer)"


def _caveat(answer: Answer) -> str:
    if answer.given:
        return f" (given by {one_line(answer.given_by) or 'the user'}, not generated)"
    ending = ended_at(answer)
    return f" … ({SAID[ending]})" if ending else ""

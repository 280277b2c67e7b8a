"""Verdict and figures of an answer, each with a line that says what it means. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docexplain.answers import Focus, against, cited, necessity, share_of, sufficiency
from docexplain.answers.agreement import disagrees
from docexplain.answers.said import verdicts, wording
from docexplain.answers.said.amount_read import amount_read
from docexplain.answers.several import marks
from docexplain.common.display_text import one_line
from docexplain.records import Answer, Calibration, Document
from tui.view.wording import counter_evidence


@dataclass(frozen=True, slots=True)
class Figure:
    """A thing measured: its name, its value in words, and what it means."""

    name: str
    value: str
    help: str


def figures(answer: Answer, document: Document, part: Focus | None = None, more: str = "") -> list[Figure]:
    """All that is known of an answer, or of a part of it, the verdict first.

    Args:
        more: the key that reads more, as people write it; empty where there is none.
    """
    return [*_verdict(answer, document, more), *_effects(answer, part), *_doubts(answer), *_measured(answer)]


def _verdict(answer: Answer, document: Document, more: str) -> Iterator[Figure]:
    yield Figure(
        "Verdict",
        f"{verdicts.cause(answer, document)} ({verdicts.decided(answer, document)})",
        "How much of the answer the document caused: supported, weak or unsupported. It never says whether it is true.",
    )
    if answer.calibration is not None:
        yield Figure(
            "Score",
            _thresholds(answer.verdict_score, answer.calibration),
            f"From 0 to 1. The thresholds were set on answers of {one_line(answer.calibration.made_for)}.",
        )
    yield Figure(
        "Read",
        "; ".join(filter(None, (amount_read(answer), verdicts.unread(answer)))),
        "What was not read cannot be evidence"
        + (f": {more} reads more, or the paragraph under the cursor." if more else "."),
    )


def _effects(answer: Answer, part: Focus | None) -> Iterator[Figure]:
    of = answer if part is None else part
    name = "Document effect" if part is None else f"Document effect on “{one_line(part.text, 30)}”"
    yield Figure(
        name,
        wording.document_effect(of),
        "What goes when all that was read is hidden at once, in nats: 0.69 is half as likely, 2.30 a tenth.",
    )
    gone, kept = (necessity(answer), sufficiency(answer)) if part is None else (part.necessity, part.sufficiency)
    if cited(answer) and gone is not None and kept is not None:
        names = wording.called(answer, cited(answer))
        yield Figure(
            "Necessity",
            f"without {names} {wording.percent(gone.share)} of the document effect goes ({gone.nats:+.2f} nats)",
            "How much of the answer hangs on what is cited: all cited paragraphs are hidden together.",
        )
        yield Figure(
            "Sufficiency",
            f"{names} alone give {wording.percent(kept.share)} of it ({kept.nats:+.2f} nats)",
            "How far what is cited would do by itself: all other paragraphs are hidden.",
        )


def _doubts(answer: Answer) -> Iterator[Figure]:
    for group in answer.redundant:
        yield Figure(
            "Redundancy",
            wording.redundancy(answer, group),
            "Each gives it: hiding one alone changes little, hiding all takes the answer away.",
        )
    spoken = counter_evidence(answer)
    yield Figure(
        "Counter-evidence",
        f"{len(against(answer))} paragraphs speak against it. {spoken}" if spoken else "none found in what was read",
        "Paragraphs without which the answer gets likelier: look whether they say something else.",
    )
    if over := wording.shares_add_up(answer):
        yield Figure(
            "Shares",
            over,
            "They are estimates: the answer's gradient is summed up at a few points between no document and all of it.",
        )
    doubtful = [e for e in answer.effects if disagrees(answer, e)]
    if doubtful:
        said = ", ".join(
            f"{name} ({wording.share(share_of(answer, e))}, {e.effect:+.2f})"
            for name, e in zip(marks(answer.sources, (e.index for e in doubtful)), doubtful, strict=True)
        )
        yield Figure(
            "Disagreement",
            f"share and hiding disagree on {said}",
            "Two ways of measuring do not say the same of these paragraphs: do not rest on one of the figures alone.",
        )
    if order := wording.order_alone(answer):
        yield Figure("Order", order, "Measured again on their own, another paragraph gives more of the answer.")


def _measured(answer: Answer) -> Iterator[Figure]:
    yield Figure(
        "Noise",
        wording.noise(answer),
        "Effects up to this size mean nothing: as much changes when nothing is hidden.",
    )
    how = f"mode {answer.settings.mode}, scope {answer.settings.scope}"
    alone = wording.not_hidden(answer)
    yield Figure(
        "How",
        f"{how}; {alone}" if alone else how,
        "path ranks all paragraphs in one run and hides the best ones one by one.",
    )


def _thresholds(score: float, by: Calibration) -> str:
    below = "else" if by.unsupported == by.supported else f"weak from {by.unsupported:.2f}, else"
    return f"{score:.2f}; supported from {by.supported:.2f}, {below} unsupported"

"""Did the document cause the answer? A verdict from the effect of suppressing everything the model read.

The score is a logistic regression over a few signals, calibrated on questions whose right document is known
(:mod:`docexplain.session.settings.calibrations`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from docexplain.attribution.scoring.drops import probability_drops
from docexplain.records import Calibration, Verdict

if TYPE_CHECKING:
    from docexplain.attribution.ranking.influence import Attribution
    from docexplain.attribution.scoring.factors import Segment
    from docexplain.attribution.scoring.scorer import Scorer


FAINT = 0.05
"""Mean drop of the probability of an answer's new words under which it is not called supported, whatever the score:
"The document does not say" is likelier behind a document on the question's matter, and takes nothing from it. Of 110
questions no generated answer from the right document lies under it; 7 % of the given ones do, and 10 of the 17 % of
answers that were called supported by an article from which they had been taken out."""

SIGNALS = ("new_drop", "share", "question")
"""What a calibration may weigh; see :func:`signals`."""

_WORD = re.compile(r"\w+")


def new_words(answer: str, offsets: Sequence[tuple[int, int]], question: str) -> list[bool]:
    """For each answer token whether it belongs to a word that the question does not hold.

    An answer repeats the question's words ("The pay per hour is ..."), which it owes to the question whatever the
    document says.

    Args:
        answer: its text.
        offsets: characters of each token in it, start and end (exclusive).
    """
    asked = {word.lower() for word in _WORD.findall(question)}
    spans = [word.span() for word in _WORD.finditer(answer) if word[0].lower() not in asked]
    return [any(a < end and b > start for a, b in spans) for start, end in offsets]


def question_share(scorer: Scorer, document: Segment) -> float:
    """What the question owes to the document: the rise of its tokens' loss when everything read is hidden, as a share
    of the loss then; at most 1.

    A question is likelier behind a document that deals with its matter. An answer that was copied from one that does
    not is caused by it, and answers nothing.

    Args:
        scorer: of the question in the place of an answer.
        document: everything read.
    """
    hidden = scorer.hide([document])
    return _share(hidden.effects[0], hidden.losses[0])


def signals(baseline: torch.Tensor, together: torch.Tensor, new: Sequence[bool], question: float) -> dict[str, float]:
    """What the verdict may be drawn from, by name.

    ``new_drop``: mean drop of the probability of the tokens in ``new`` when everything read is hidden, -1 to 1.
    ``share``: the rise of all tokens' loss then, as a share of the loss without the document, at most 1.
    ``question``: see :func:`question_share`.

    Args:
        baseline: (answer tokens,), losses, nats.
        together: (answer tokens,), the document effect, nats.
        new: (answer tokens,), see :func:`new_words`; all tokens count where none is.
    """
    hidden = baseline + together
    drops = probability_drops(baseline, hidden)
    counted = torch.tensor(list(new)) if any(new) else torch.ones(len(drops), dtype=torch.bool)
    return {
        "new_drop": float(drops[counted].mean()),
        "share": _share(together, hidden),
        "question": question,
    }


def _share(effect: torch.Tensor, hidden: torch.Tensor) -> float:
    return float(effect.sum() / hidden.sum().clamp_min(1e-9))


def score(values: dict[str, float], by: Calibration) -> float:
    """How surely the document caused the answer, 0 to 1.

    Raises:
        ValueError: the calibration uses a signal that is not there.
    """
    unknown = [w.signal for w in by.weights if w.signal not in values]
    if unknown:
        raise ValueError(f"there is no signal {', '.join(unknown)}")
    logit = by.bias + sum(w.weight * values[w.signal] for w in by.weights)
    return 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0


def verdict_of(found: Attribution, new: Sequence[bool], question: float, by: Calibration) -> tuple[Verdict, float]:
    """The verdict and its score. A document effect that is rounding, or negative, supports nothing, whatever the score;
    and one that hardly moves the answer's own words does so weakly at best.

    Args:
        new, question: see :func:`signals`.
    """
    given = signals(found.baseline, found.together, new, question)
    value = score(given, by)
    if value < by.unsupported or float(found.together.sum()) <= found.arithmetic_noise:
        return Verdict.UNSUPPORTED, value
    supported = value >= by.supported and given["new_drop"] >= FAINT
    return (Verdict.SUPPORTED if supported else Verdict.WEAK), value

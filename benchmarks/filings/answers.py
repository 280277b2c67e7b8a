"""Whether a model's answers are right, and what the verdict says of those that are and those that are not."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from docexplain.errors import DocexplainError
from docexplain.records import Document
from docexplain.session import AskOptions, Session

from .measures import mean, pages_of
from .numbers import gold_number, is_right
from .questions import Asked

RIGHT, WRONG, UNJUDGED, FAILED = "right", "wrong", "unjudged", "failed"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model said to one question.

    Attributes:
        judged: ``right`` or ``wrong`` by its number, ``unjudged`` where the known answer has none, ``failed`` where
            there is no answer: then its text is the error.
        page_read: whether a page with the evidence was read.
        first_token_s: seconds until the model began to answer, which it does when it has read the prompt.
    """

    id: str
    text: str
    judged: str
    verdict: str = ""
    page_read: bool = False
    paragraphs: int = 0
    budget: int = 0
    first_token_s: float = 0.0
    seconds: float = 0.0


def answered(session: Session, document: Document, asked: Asked, options: AskOptions) -> Answered:
    """Ask as a user does."""
    begin = time.perf_counter()
    try:
        answer = session.ask(document, asked.question, options=options)
    except DocexplainError as error:
        return Answered(asked.id, str(error), FAILED)
    gold = gold_number(asked.question, asked.answer)
    judged = UNJUDGED if gold is None else RIGHT if is_right(gold, answer.text) else WRONG
    read = [document.paragraph(index) for index in answer.read]
    return Answered(
        id=asked.id,
        text=answer.text,
        judged=judged,
        verdict=str(answer.verdict),
        page_read=bool(pages_of(read) & asked.pages),
        paragraphs=len(read),
        budget=answer.choice.budget if answer.choice else 0,
        first_token_s=answer.timings.prefill_s,
        seconds=time.perf_counter() - begin - answer.timings.load_s,
    )


def summary(model: str, answers: Sequence[Answered]) -> dict[str, Any]:
    """The figures of one model.

    Returns:
        ``right``: the share of the judged; ``page_read``; ``table``: for each verdict how many are right, wrong and
        unjudged; ``seconds`` and ``first_token_s``: medians; ``each``: every answer.
    """
    given = [answer for answer in answers if answer.judged != FAILED]
    judged = [answer.judged == RIGHT for answer in given if answer.judged != UNJUDGED]
    verdicts = sorted({answer.verdict for answer in given})
    return {
        "model": model,
        "questions": len(answers),
        "failed": len(answers) - len(given),
        "judged": len(judged),
        "right": mean(judged),
        "page_read": mean([answer.page_read for answer in given]),
        "table": {
            verdict: {
                judgement: sum((answer.verdict, answer.judged) == (verdict, judgement) for answer in given)
                for judgement in (RIGHT, WRONG, UNJUDGED)
            }
            for verdict in verdicts
        },
        "seconds": statistics.median([answer.seconds for answer in given]) if given else None,
        "first_token_s": statistics.median([answer.first_token_s for answer in given]) if given else None,
        "each": [asdict(answer) for answer in answers],
    }

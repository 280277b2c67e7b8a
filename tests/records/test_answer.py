"""An answer by path: its claims, and rows that only some paragraphs have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from docexplain.records import (
    Answer,
    AnswerToken,
    Mode,
    ModelInfo,
    ParagraphEffect,
    Passage,
    PathRun,
    Settings,
    Timings,
    Verdict,
)

BY_PATH = Answer(
    id="ab",
    document_sha256="cd" * 32,
    document_name="three.pdf",
    parser="by hand/1",
    question="?",
    text="a b c",
    given=False,
    truncated=False,
    verdict=Verdict.SUPPORTED,
    document_effect=1.5,
    document_per_token=(0.5, 0.5, 0.5),
    tokens=tuple(AnswerToken(n, "abc"[n], 2 * n, 2 * n + 1, 0.1) for n in range(3)),
    effects=(
        ParagraphEffect(2, 1.0, 0.5, False, (0.5, 0.25, 0.25), support=1.2, per_claim=(0.75, 0.5)),
        ParagraphEffect(1, 0.25, 0.0, True, (), support=0.2, per_claim=(0.0, 0.25)),
    ),
    noise_floor=0.3,
    read=(1, 2),
    paragraphs_total=2,
    model=ModelInfo("m", "LlamaForCausalLM", "ef" * 32, "float32", "cpu", 1, 64),
    settings=Settings(mode=Mode.PATH),
    prompt_sha256="01" * 32,
    version="0.1.0",
    created_at=datetime(2026, 11, 26, tzinfo=UTC),
    timings=Timings(),
    passages=(Passage(2, 0, 3, 0.5, 0.0, False, (), per_claim=(0.25, 0.25)),),
    claims=((0, 1), (1, 3)),
    path=PathRun(3, 0.01),
)


@pytest.mark.parametrize(
    "claims",
    [((0, 1), (1, 2)), ((1, 2), (2, 3)), ((0, 1), (2, 3)), ((0, 2), (1, 3)), ((1, 3), (0, 1)), ((0, 1), (1, 4))],
)
def test_claims_are_the_answers_tokens_without_gaps(claims):
    with pytest.raises(ValueError, match="claims leave out tokens of the answer, or share some"):
        replace(BY_PATH, claims=claims)


@pytest.mark.parametrize("claims", [(), ((0, 3),), ((0, 1), (1, 2), (2, 3))])
def test_every_part_has_a_share_for_every_claim(claims):
    with pytest.raises(ValueError, match="shares and claims differ in number"):
        replace(BY_PATH, claims=claims)


@pytest.mark.parametrize("per_claim", [(), (0.25,)])
def test_a_passage_has_a_share_for_every_claim(per_claim):
    (passage,) = BY_PATH.passages
    passage = replace(passage, per_token=(0.0, 0.0, 0.0), per_claim=per_claim)
    with pytest.raises(ValueError, match="shares and claims differ in number"):
        replace(BY_PATH, passages=(passage,))


def test_a_row_covers_the_answer_where_there_is_one():
    best, other = BY_PATH.effects
    with pytest.raises(ValueError, match="effects matrix and answer tokens differ in length"):
        replace(BY_PATH, effects=(replace(best, per_token=(0.5, 0.5)), other))
    with pytest.raises(ValueError, match="effects matrix and answer tokens differ in length"):
        replace(BY_PATH, effects=tuple(replace(e, per_claim=()) for e in BY_PATH.effects), passages=(), claims=())

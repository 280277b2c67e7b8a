"""Parts of a stored answer, what its citation carries, and what speaks against it; all from the record alone.

The expected numbers are probabilities written down here; the record holds their logarithms' differences.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from math import log

import pytest

from docexplain.answers import Share, against, document_support, focus, necessity, suffices, sufficiency
from docexplain.errors import ExitCode, QuestionError
from docexplain.records import Cited, Redundancy, Settings, Summary

TOKENS = ("Ten", " dollars", " or", " ten", "\neuros")
AS_IT_IS = (0.8, 0.5, 0.9, 0.6, 0.4)
HIDDEN = {
    1: (0.8, 0.1, 0.9, 0.6, 0.4),
    2: (0.2, 0.45, 0.9, 0.3, 0.4),
    3: (0.9, 0.5, 0.9, 0.7, 0.4),
    4: (0.8, 0.5, 0.9, 0.6, 0.399),
}
TOGETHER = (0.1, 0.05, 0.5, 0.1, 0.1)


def nats(row, positions=range(5)):
    return sum(log(AS_IT_IS[i] / row[i]) for i in positions)


def rises(row):
    return tuple(log(p / q) for p, q in zip(AS_IT_IS, row, strict=True))


@pytest.fixture
def answer(make_answer):
    return make_answer(TOKENS, AS_IT_IS, HIDDEN, TOGETHER, noise=0.05)


def test_a_part_has_the_effects_on_its_own_tokens(answer):
    part = focus(answer, "dollars")
    assert (part.spans, part.positions) == (((4, 11),), (1,))
    assert [e.index for e in part.effects] == [1, 2, 3, 4]
    assert part.effects[0].effect == pytest.approx(log(5))
    assert [e.probability_drop for e in part.effects] == pytest.approx([0.4, 0.05, 0, 0])
    assert [e.below_noise for e in part.effects] == [False, False, True, True]
    assert [len(e.per_token) for e in part.effects] == [1] * 4
    assert part.document_effect == pytest.approx(log(10))
    assert part.document_support == pytest.approx(0.45)


def test_the_whole_answer_is_what_the_record_says(answer):
    part = focus(answer, answer.text)
    assert part.positions == (0, 1, 2, 3, 4)
    assert [e.index for e in part.effects] == [e.index for e in answer.effects] == [2, 1, 4, 3]
    for one, other in zip(part.effects, answer.effects, strict=True):
        assert one.effect == pytest.approx(other.effect)
        assert one.probability_drop == pytest.approx(other.probability_drop)
        assert one.below_noise == other.below_noise
    assert part.document_support == pytest.approx(document_support(answer))


@pytest.mark.parametrize(
    ("text", "spans", "positions"),
    [
        ("en", ((1, 3), (16, 18)), (0, 3)),  # every place
        ("s o", ((10, 13),), (1, 2)),  # parts of tokens
        ("ten euros", ((15, 24),), (3, 4)),  # the line break is shown as a blank
        ("  ten  ", ((15, 18),), (3,)),
    ],
)
def test_where_a_part_stands(answer, text, spans, positions):
    part = focus(answer, text)
    assert (part.text, part.spans, part.positions) == (text, spans, positions)


def test_ranked_as_the_answer_is(make_answer):
    rows = {1: (0.05, 0.1), 2: (0.001, 0.5), 3: (0.001, 0.5)}
    for summary, best in ((Summary.PROBABILITY, [1, 2, 3]), (Summary.LOG, [2, 3, 1]), (Summary.LOG_MEAN, [2, 3, 1])):
        answer = make_answer(("a", "b"), (0.1, 0.5), rows, (0.01, 0.01), settings=Settings(summary=summary))
        assert [e.index for e in focus(answer, "ab").effects] == best


@pytest.mark.parametrize("text", ["eleven", "TEN", "", "  ", ".*"])
def test_what_the_answer_does_not_say(answer, text):
    with pytest.raises(QuestionError, match="Ten dollars or ten euros") as caught:
        focus(answer, text)
    assert caught.value.exit_code == ExitCode.QUESTION


def test_necessity_and_sufficiency(answer):
    without, alone = (0.2, 0.1, 0.9, 0.3, 0.4), (0.7, 0.5, 0.9, 0.5, 0.3)
    answer = replace(answer, cited=Cited((2, 1), rises(without), rises(alone)))
    document = sum(AS_IT_IS) - sum(TOGETHER)
    need, enough = necessity(answer), sufficiency(answer)
    assert need.nats == pytest.approx(nats(without))
    assert need.share == pytest.approx((sum(AS_IT_IS) - sum(without)) / document)
    assert enough.nats == pytest.approx(nats(alone))
    assert enough.share == pytest.approx(1 - (sum(AS_IT_IS) - sum(alone)) / document)

    part = focus(answer, "Ten dollars")
    assert part.necessity.nats == pytest.approx(nats(without, (0, 1)))
    assert part.necessity.share == pytest.approx((0.6 + 0.4) / (0.7 + 0.45))
    assert part.sufficiency.nats == pytest.approx(nats(alone, (0, 1)))
    assert part.sufficiency.share == pytest.approx(1 - 0.1 / (0.7 + 0.45))


def test_shares_may_leave_the_range_from_0_to_1(answer):
    better = tuple(p + 0.05 for p in AS_IT_IS)
    answer = replace(answer, cited=Cited((2,), rises(better), rises(better)))
    assert necessity(answer).share < 0
    assert sufficiency(answer).share > 1
    assert sufficiency(answer).nats < 0


def test_nothing_cited(answer):
    assert necessity(answer) == Share(0, 0)
    assert sufficiency(answer) == Share(answer.document_effect, pytest.approx(0))
    part = focus(answer, "Ten")
    assert part.necessity is part.sufficiency is None


def test_a_document_that_gives_nothing_has_no_shares(make_answer):
    answer = make_answer(("a",), (0.5,), {1: (0.4,)}, (0.6,), cited=Cited((1,), (0.1,), (0.2,)))
    assert (necessity(answer), sufficiency(answer)) == (Share(0.1, 0), Share(0.2, 0))


def test_each_of_a_redundant_group(answer):
    rows = ((0.8, 0.5, 0.9, 0.6, 0.4), TOGETHER)
    group = Redundancy((1, 2), rises(TOGETHER), tuple(map(rises, rows)))
    first, second = suffices(answer, group)
    assert (first.nats, first.share) == (0, 1)
    assert (second.nats, second.share) == (pytest.approx(nats(TOGETHER)), pytest.approx(0))


def test_counter_evidence_is_above_the_noise_and_strongest_first(make_answer):
    rows = {1: (0.55,), 2: (0.9,), 3: (0.4,), 4: (0.505,), 5: (0.7,)}
    answer = make_answer(("a",), (0.5,), rows, (0.1,), noise=0.05)
    assert [e.index for e in against(answer)] == [2, 5, 1]


def test_no_model_code_is_needed():
    code = "from docexplain.answers import focus, against; import sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_was_only_hidden_with_its_section_is_no_counter_evidence(make_answer):
    answer = make_answer(("a",), (0.5,), {1: (0.9,), 2: (0.8,)}, (0.1,))
    assert {e.index for e in against(answer)} >= {1, 2}
    first = next(e for e in answer.effects if e.index == 1)
    shared = tuple(replace(e, together_with=(1, 3)) if e is first else e for e in answer.effects)
    assert 1 not in {e.index for e in against(replace(answer, effects=shared))}

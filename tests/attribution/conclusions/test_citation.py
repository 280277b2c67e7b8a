"""What is cited, in worlds whose answer depends on the visible segments in a known way."""

from __future__ import annotations

import pytest
import torch

from docexplain.attribution.conclusions.citation import cite
from docexplain.attribution.ranking.influence import Attribution
from docexplain.attribution.scoring.scorer import Scores
from docexplain.records import Controls


class World:
    """Stands in for a scorer: segment i is the span (i, i + 1), an answer token's probability follows from a rule."""

    def __init__(self, segments, rule, apart=None):
        """``apart``: the rule where a segment that is left alone is encoded alone too; None: as if there were none."""
        self.segments = [[(i, i + 1)] for i in range(segments)]
        self.rule, self.rows = rule, 0
        self.apart = World(segments, apart) if apart else None
        self.baseline = self.losses([])

    def losses(self, hidden):
        visible = set(range(len(self.segments))) - {start for start, _ in hidden}
        return -torch.tensor(self.rule(visible)).log()

    def hide(self, segments):
        self.rows += len(segments)
        losses = torch.stack([self.losses(hidden) for hidden in segments])
        return Scores(losses, self.baseline.expand_as(losses))

    def isolated(self):
        return self.apart

    def cite(self):
        alone = self.hide(self.segments)
        together = self.hide([[span for segment in self.segments for span in segment]]).effects[0]
        self.rows = 0
        return cite(
            self, self.segments, Attribution(self.baseline, alone.effects, together, alone.drops, Controls(), 0)
        )


def _facts(*where):
    """One answer token per fact; a fact is known while any of its segments is visible."""
    return lambda visible: [0.9 if visible & set(holders) else 0.1 for holders in where]


def test_one_segment_explains_the_answer():
    world = World(5, _facts({3}))
    found = world.cite()
    assert found.members == (3,) and found.group is None
    assert world.rows == 2, "nothing more needs to be asked"
    torch.testing.assert_close(found.without, torch.tensor([9.0]).log())
    torch.testing.assert_close(found.alone, torch.tensor([0.0]))


@pytest.mark.parametrize("holders", [{1, 4}, {0, 2, 3}])
def test_a_fact_that_stands_more_than_once_is_a_group(holders):
    found = World(6, _facts(holders)).cite()
    assert set(found.members) == holders
    assert found.group is not None and set(found.group.members) == holders
    torch.testing.assert_close(found.without, torch.tensor([9.0]).log())
    torch.testing.assert_close(found.group.without, torch.tensor([9.0]).log())
    torch.testing.assert_close(found.group.alone, torch.zeros(len(holders), 1))


def _second_leans_on_the_first(visible):
    """Both give the answer together; the second alone gives a good third, since it was encoded beside the first."""
    if 1 in visible:
        return [0.9 if 3 in visible else 0.8]
    return [0.4 if 3 in visible else 0.1]


def test_a_copy_that_gives_the_answer_when_it_is_encoded_alone_is_in_the_group():
    assert World(5, _second_leans_on_the_first).cite().group is None
    found = World(5, _second_leans_on_the_first, apart=_facts({1, 3})).cite()
    assert found.group is not None and found.group.members == (1, 3)
    # The first as it is visible alone, the second in a prompt of its own.
    torch.testing.assert_close(found.group.alone, torch.tensor([[0.9 / 0.8], [1.0]]).log())


def test_what_gives_too_little_when_it_is_encoded_alone_too_is_no_copy():
    assert World(5, _second_leans_on_the_first, apart=_facts({1})).cite().group is None


def test_what_is_enough_when_it_is_visible_alone_is_not_encoded_alone():
    world = World(5, _facts({1, 3}), apart=_facts({1, 3}))
    assert world.cite().group is not None
    assert world.apart.rows == 0


def test_parts_of_an_answer_from_two_segments_are_both_cited_and_no_group():
    found = World(5, _facts({1}, {3})).cite()
    assert set(found.members) == {1, 3} and found.group is None


@pytest.mark.parametrize("holders", [({0, 1}, {2, 3}), ({0, 1}, {0, 2})])
def test_copies_of_different_facts_are_no_group(holders):
    """Each gives back half of the answer, but never the same half."""
    found = World(6, _facts(*holders)).cite()
    assert found.group is None
    assert set(found.members) == set.union(*holders)


def test_what_a_group_leaves_open_is_cited_beside_it():
    found = World(6, _facts({0, 1}, {0, 1}, {2})).cite()
    assert found.group is not None and set(found.group.members) == {0, 1}
    assert found.members == (0, 1, 2)
    torch.testing.assert_close(found.alone, torch.zeros(3))


def test_what_another_mode_ranks_first_is_not_cited_unless_hiding_it_matters():
    """Segment 4's drop is large under the mode of the ranking, but hiding it changes nothing."""
    world = World(5, _facts({1}))
    alone = world.hide(world.segments)
    together = world.hide([[span for segment in world.segments for span in segment]]).effects[0]
    drops = torch.tensor([[0.0], [0.2], [0.0], [0.0], [0.8]])
    found = cite(world, world.segments, Attribution(world.baseline, alone.effects, together, drops, Controls(), 0))
    torch.testing.assert_close(found.without, torch.tensor([9.0]).log())
    assert 1 in found.members


def test_segments_that_are_only_together_enough_are_no_group():
    found = World(5, lambda visible: [0.9 if {1, 3} <= visible else 0.1]).cite()
    assert found.group is None
    assert found.members in {(1,), (3,)}, "without either of them the answer is gone"


def test_an_answer_from_everywhere_cites_the_strongest():
    weights = [0.05, 0.11, 0.1, 0.06, 0.12, 0.1, 0.12, 0.1]
    found = World(8, lambda visible: [0.1 + sum(weights[i] for i in visible)]).cite()
    # The five strongest explain most there is to explain; of that, four explain more than 80 %.
    assert found.group is None and len(found.members) == 4
    assert {4, 6} <= set(found.members) and not {0, 3} & set(found.members)


def test_the_cited_set_is_no_larger_than_needed():
    weights = [0.02, 0.4, 0.02, 0.3, 0.02]
    found = World(5, lambda visible: [0.1 + sum(weights[i] for i in visible)]).cite()
    assert found.members == (1, 3)


def test_segments_that_add_nothing_are_not_cited():
    """One segment explains 60 % of the effect, nothing explains the rest: hiding single others does not matter."""

    def rule(visible):
        return [0.7 if 2 in visible else 0.34] if visible else [0.1]

    found = World(6, rule).cite()
    assert found.members == (2,) and found.group is None


def test_a_document_of_one_segment():
    found = World(1, _facts({0})).cite()
    assert found.members == (0,) and found.group is None


def test_a_document_that_speaks_against_the_answer_still_gives_a_set():
    found = World(3, lambda visible: [0.2 if 1 in visible else 0.6]).cite()
    assert len(found.members) == 1

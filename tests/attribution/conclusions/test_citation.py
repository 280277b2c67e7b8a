"""What is cited, in worlds whose answer depends on the visible segments in a known way."""

from __future__ import annotations

from math import log

import pytest
import torch

from docexplain.attribution.conclusions.citation import cite, none_says
from docexplain.attribution.ranking.influence import Attribution, Shares
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
        losses = torch.stack([self.losses(hidden) for hidden in segments] or [self.baseline])[: len(segments)]
        return Scores(losses, self.baseline.expand_as(losses))

    def isolated(self):
        return self.apart

    def cite(self, drops=None, support=None, silent=(), noise=0.0, saying=none_says):
        """``drops``: by segment, as another mode of suppression has them; ``support``: by segment, by path."""
        alone = self.hide(self.segments)
        together = self.hide([[span for segment in self.segments for span in segment]]).effects[0]
        self.rows = 0
        drops = alone.drops if drops is None else drops
        count = len(self.segments)
        shares = None
        if support is not None:
            support = torch.tensor(support)
            shares = Shares(torch.zeros(count, 1), support[:, None], support, 3, 0.0)
        measured = tuple(range(count))
        found = Attribution(self.baseline, alone.effects, together, drops, Controls(), noise, measured, shares)
        return cite(self, self.segments, found, silent, saying)


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
    """Both give the answer together; the second alone gives too little, since it was encoded beside the first."""
    if 1 in visible:
        return [0.9 if 3 in visible else 0.8]
    return [0.25 if 3 in visible else 0.1]


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


def _says(*segments, touches=(), asked=None):
    """The text of these holds the content, and of ``touches`` some of it; ``asked``: gets what was asked for."""

    def saying(tokens):
        if asked is not None:
            asked.append(list(tokens))
        return segments, (*segments, *touches)

    return saying


def test_what_gives_some_of_the_answer_is_a_copy_where_its_text_says_it():
    found = World(5, _second_leans_on_the_first).cite(saying=_says(1, 3))
    assert found.group is not None and found.group.members == (1, 3)
    torch.testing.assert_close(found.group.alone, torch.tensor([[0.9 / 0.8], [0.9 / 0.25]]).log())


def test_what_gives_some_of_it_only_in_a_prompt_of_its_own_is_one_too():
    def read_where_it_is_alone(visible):
        return [0.9 if 1 in visible else 0.3 if visible == {3} else 0.1]

    world = World(5, _facts({1}), apart=read_where_it_is_alone)
    assert world.cite().group is None
    found = World(5, _facts({1}), apart=read_where_it_is_alone).cite(saying=_says(1, 3))
    assert found.group is not None and found.group.members == (1, 3)


def test_a_neighbour_that_makes_a_model_say_what_it_knows_by_heart_is_no_copy():
    """Any of 1, 2 and 3 is enough; the answer stands in the text of 1, and some of it in 2's."""
    by_heart = _facts({1, 2, 3})
    assert World(5, by_heart).cite().group.members == (1, 2, 3)
    found = World(5, by_heart).cite(support=[0.0, 5.0, 4.0, 4.0, 0.0], saying=_says(1, touches=[2]))
    assert found.group is None or 3 not in found.group.members


def test_copies_by_their_text_are_a_group_though_a_neighbour_gives_what_the_model_knows_by_heart():
    by_heart, support = _facts({1, 2, 3}), [0.0, 5.0, 4.0, 4.0, 0.0]
    assert World(5, by_heart).cite(support=support, saying=_says(1, touches=[2])).group is None
    found = World(5, by_heart).cite(support=support, saying=_says(1, 3))
    assert found.group is not None and found.group.members == (1, 3)


def test_where_the_best_says_it_in_other_words_the_text_excludes_nothing():
    found = World(5, _facts({1, 3})).cite(saying=_says(4))
    assert found.group is not None and found.group.members == (1, 3)


def test_what_gives_nothing_is_no_copy_whatever_its_text_says():
    found = World(5, _facts({1}), apart=_facts({1})).cite(saying=_says(1, 3))
    assert found.members == (1,) and found.group is None


def test_a_copy_that_the_text_tells_is_found_though_all_goes_without_the_best():
    def overlooked_beside_others(visible):
        return [0.9 if 1 in visible else 0.4 if visible == {3} else 0.1]

    assert World(5, overlooked_beside_others).cite().group is None
    found = World(5, overlooked_beside_others).cite(saying=_says(3))
    assert found.group is not None and found.group.members == (1, 3)


def test_by_path_a_copy_that_the_text_tells_needs_no_share():
    support = [0.0, 5.0, 0.0, 0.0, 0.0]
    assert World(5, _facts({1, 3})).cite(support=support).group is None
    found = World(5, _facts({1, 3})).cite(support=support, saying=_says(1, 3))
    assert found.group is not None and found.group.members == (1, 3)


def test_the_text_is_asked_for_what_tells_the_copies_from_the_rest():
    """The first token is likely without the document, too."""
    asked = []
    World(5, lambda visible: [0.9, *_facts({1, 3})(visible)]).cite(saying=_says(asked=asked))
    assert asked[-1] == [False, True] and not any(tokens[0] for tokens in asked)


def test_parts_of_an_answer_from_two_segments_are_both_cited_and_no_group():
    found = World(5, _facts({1}, {3})).cite()
    assert set(found.members) == {1, 3} and found.group is None


def test_copies_of_different_facts_are_no_group():
    """Each gives back half of the answer, but never the same half."""
    found = World(6, _facts({0, 1}, {2, 3})).cite()
    assert found.group is None
    assert set(found.members) == {0, 1, 2, 3}


def test_what_gives_the_whole_answer_is_enough_beside_what_gives_its_parts():
    """Hidden, it is replaced by the two others together; neither of them is a copy of it."""
    found = World(6, _facts({0, 1}, {0, 2})).cite()
    assert found.group is None and found.members == (0,)
    torch.testing.assert_close(found.alone, torch.zeros(2))


def test_what_a_group_leaves_open_is_cited_beside_it():
    found = World(6, _facts({0, 1}, {0, 1}, {2})).cite()
    assert found.group is not None and set(found.group.members) == {0, 1}
    assert found.members == (0, 1, 2)
    torch.testing.assert_close(found.alone, torch.zeros(3))


def test_what_another_mode_ranks_first_is_not_cited_unless_hiding_it_matters():
    """Segment 4's drop is large under the mode of the ranking, but hiding it changes nothing."""
    found = World(5, _facts({1})).cite(drops=torch.tensor([[0.0], [0.2], [0.0], [0.0], [0.8]]))
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
        return [0.7 if 2 in visible else 0.25] if visible else [0.1]

    found = World(6, rule).cite()
    assert found.members == (2,) and found.group is None


def test_a_document_of_one_segment():
    found = World(1, _facts({0})).cite()
    assert found.members == (0,) and found.group is None


def test_a_document_that_speaks_against_the_answer_still_gives_a_set():
    found = World(3, lambda visible: [0.2 if 1 in visible else 0.6]).cite()
    assert len(found.members) == 1


# An answer in a frame: "The budget of department D is 6600 euros.", five tokens, of which only the value tells.


def _frame(values, *, asked):
    """Each segment names a value; the frame's tokens are given by all, the value only by one of its own."""

    def rule(visible):
        frame = 0.95 if visible else 0.05
        value = 0.9 if any(values[i] == values[asked] for i in visible) else 0.002 if visible else 0.02
        return [frame, frame, value, frame, frame]

    return rule


def test_siblings_that_give_the_frame_only_are_not_cited():
    found = World(6, _frame([33, 44, 55, 66, 77, 88], asked=3)).cite()
    assert found.members == (3,) and found.group is None
    torch.testing.assert_close(found.alone, torch.zeros(5))


def test_a_copy_among_siblings_is_found():
    found = World(6, _frame([33, 66, 55, 66, 77, 88], asked=3)).cite()
    assert found.group is not None and found.group.members == (1, 3)
    assert set(found.members) == {1, 3}


def test_a_sibling_that_the_ranking_puts_first_does_not_take_the_place_of_what_gives_the_value():
    world = World(6, _frame([33, 44, 55, 66, 77, 88], asked=3))
    assert world.cite(support=[12.0, 3.0, 3.0, 11.0, 2.0, 2.0]).members == (3,)


def test_the_model_may_read_one_copy_only():
    """Hidden, the second changes nothing, and the first takes most away; alone the second gives the answer too."""

    def rule(visible):
        return [0.9 if 0 in visible else 0.4 if len(visible) > 1 and 2 in visible else 0.9 if 2 in visible else 0.02]

    assert World(4, rule).cite(support=[9.0, 0.1, 2.0, 0.1]).group is not None


def test_by_path_only_segments_with_a_share_worth_speaking_of_are_looked_at():
    world = World(30, _facts({1, 4}))
    found = world.cite(support=[9.0 if i == 1 else 8.0 if i == 4 else 0.2 for i in range(30)])
    assert found.group is not None and found.group.members == (1, 4)
    assert world.rows <= 6
    crowded = World(30, _facts({1, 4}))
    crowded.cite(support=[9.0] * 30)
    assert crowded.rows <= 20, "so many candidates at most, however even the shares are"


def test_a_token_that_the_model_would_never_say_does_not_tell_copies_apart():
    """The first token is hopeless with every segment, and differs much."""

    def rule(visible):
        first = 1e-6 if 1 in visible else 1e-8 if 3 in visible else 1e-9
        return [first, 0.9 if visible & {1, 3} else 0.01]

    found = World(5, rule).cite()
    assert found.group is not None and found.group.members == (1, 3)


def test_where_every_token_is_unlikely_all_of_them_count():
    def rule(visible):
        return [1e-3 if visible & {1, 3} else 1e-5]

    found = World(5, rule).cite()
    assert found.group is not None and found.group.members == (1, 3)


def test_the_best_one_may_give_the_answer_in_a_prompt_of_its_own_only():
    """Beside the others it was encoded so that the frame stands in them."""

    def beside(visible):
        frame = 0.95 if len(visible) > 1 else 0.3 if visible else 0.05
        return [frame, 0.9 if 2 in visible else 0.002, 0.9 if 2 in visible else 0.002]

    found = World(5, beside, apart=_frame_alone).cite()
    assert found.members == (2,) and found.group is None


def _frame_alone(visible):
    return [0.95 if visible else 0.05, *([0.9] * 2 if 2 in visible else [0.002] * 2)]


@pytest.mark.parametrize("support", [None, [0.1, 3.0, 0.1, 1.0, 0.1]])
def test_what_says_nothing_is_not_cited_where_another_gives_more_than_noise(support):
    world = World(5, lambda visible: [0.9 if {1, 3} <= visible else 0.5 if visible & {1, 3} else 0.1] * 2)
    assert 1 in world.cite(support=support).members
    found = world.cite(support=support, silent={1})
    assert found.members == (3,)
    # what is said of the set rests on it alone: hiding it leaves 0.5, and alone it gives 0.5
    assert found.without.tolist() == pytest.approx([log(0.9 / 0.5)] * 2, abs=1e-5)
    assert found.alone.tolist() == pytest.approx([log(0.9 / 0.5)] * 2, abs=1e-5)


def test_what_says_nothing_is_cited_where_nothing_else_gives_the_answer():
    assert World(5, _facts({1})).cite(silent={1}, noise=0.1).members == (1,)

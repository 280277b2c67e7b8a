"""Facts in a frame that their neighbours share: by made-up losses, and by the default model."""

from __future__ import annotations

import pytest
import torch

from docexplain.attribution.conclusions.copies import content, lost
from docexplain.model.loading.by_name import load
from docexplain.records import Box, Coverage, Document, Paragraph
from docexplain.session import AskOptions, Session

from .siblings import FRAMES, siblings

# Tokens of an answer: two of a frame, one value. Rows: what is visible.
NOTHING = [3.0, 2.0, 6.0]
BEST = [0.1, 0.1, 0.2]
SIBLING = [0.1, 0.2, 7.0]


def _by(*rows):
    return content(torch.tensor(BEST), torch.tensor([*rows, NOTHING]))


def _given(by, row):
    return bool(by.given_by(torch.tensor([row]))[0])


def test_a_sibling_is_no_copy_though_it_gives_most_tokens():
    by = _by(BEST, SIBLING)
    assert _given(by, BEST) and not _given(by, SIBLING)
    assert not _given(by, NOTHING)


def test_a_copy_in_other_words_may_leave_a_little_open():
    assert _given(_by(BEST), [0.9, 0.4, 1.5])
    assert not _given(_by(BEST), [0.1, 0.1, 3.5]), "more than it gives of the value"
    assert not _given(_by(BEST), [4.0, 3.0, 2.4]), "the value, but little else"


def test_a_value_that_would_be_likely_without_the_document_is_told_by_what_a_sibling_says_instead():
    """A month is easily guessed; behind another month it is out of the question."""
    best, sibling, nothing = [0.1, 0.4], [0.1, 6.0], [4.0, 1.0]
    by = content(torch.tensor(best), torch.tensor([best, sibling, nothing]))
    assert by.telling.tolist() == [True, True]
    assert not _given(by, sibling)


def test_tokens_that_hardly_differ_tell_nothing():
    by = content(torch.tensor([0.1, 0.1]), torch.tensor([[0.1, 0.1], [1.5, 6.0]]))
    assert by.telling.tolist() == [False, True]
    assert _given(by, [1.5, 0.1])


def test_a_token_that_is_hopeless_with_the_document_too_tells_nothing():
    by = content(torch.tensor([12.0, 0.1]), torch.tensor([[20.0, 5.0]]))
    assert by.likely.tolist() == by.telling.tolist() == [False, True]
    all_ = content(torch.tensor([12.0, 9.0]), torch.tensor([[20.0, 15.0]]))
    assert all_.likely.tolist() == [True, True]


def test_where_nothing_differs_everything_gives_it():
    by = content(torch.tensor(BEST), torch.tensor([BEST]))
    assert not by.telling.any()
    assert _given(by, BEST)


def test_what_goes_is_a_share_of_what_the_document_gives():
    together = torch.tensor([4.0, -1.0, 2.0])
    rows = torch.tensor([[4.0, 0.0, 2.0], [2.0, 9.0, 1.0], [-3.0, 0.0, 0.0], [8.0, 0.0, 0.0]])
    assert lost(together, rows).tolist() == pytest.approx([1, 0.5, 0, 4 / 6])


def test_a_hopeless_token_counts_no_more_the_more_hopeless_it_is():
    assert float(lost(torch.tensor([50.0, 5.0]), torch.tensor([0.0, 5.0]))) == pytest.approx(0.5)


@pytest.mark.parametrize("frame", FRAMES)
def test_the_maker_names_every_thing_once_and_the_answer_as_often_as_it_is_told_to(frame):
    made = siblings(frame, 5, 1, copies=2, fillers=2)
    assert len(made.paragraphs) == 8 and len(made.holders) == 2
    assert len(set(made.paragraphs)) == 7
    assert siblings(frame, 5, 1, copies=2, fillers=2) == made
    assert siblings(frame, 5, 2, copies=2, fillers=2) != made


@pytest.fixture(scope="module")
def session():
    return Session(model=load())


def _ask(session, made):
    paragraphs = tuple(Paragraph(i, text, (Box(1, 0, 0, 1, 1),)) for i, text in enumerate(made.paragraphs, 1))
    document = Document("ab" * 32, "siblings", "by hand/1", paragraphs, (), Coverage(1, 1, 1, 0))
    return session.ask(document, made.question, options=AskOptions(answer=made.answer, read="all"))


@pytest.mark.model
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("count", "seed", "fillers"), [(3, 1, 0), (6, 2, 2)])
def test_of_siblings_only_the_one_that_was_asked_for_is_cited(session, frame, count, seed, fillers):
    made = siblings(frame, count, seed, fillers=fillers)
    answer = _ask(session, made)
    assert answer.cited is not None and set(answer.cited.paragraphs) == {i + 1 for i in made.holders}
    assert answer.redundant == ()


@pytest.mark.model
@pytest.mark.parametrize("frame", FRAMES)
def test_a_copy_among_siblings_is_in_the_group_and_the_siblings_are_not(session, frame):
    made = siblings(frame, 6, 1, copies=2)
    answer = _ask(session, made)
    assert [set(group.paragraphs) for group in answer.redundant] == [{i + 1 for i in made.holders}]

"""What the verdict's line says: the cause by its pages, why it is left open, and where an effect seems to deny it."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from docexplain.answers.said.verdicts import CAVEAT, at_odds, cause, shown_text, unread, verdict_line
from docexplain.records import (
    BlockClass,
    Calibration,
    Checked,
    Choice,
    Cited,
    Collection,
    Excerpt,
    Lowered,
    Redundancy,
    Signal,
    Verdict,
    Weight,
)

AS_IT_IS = (0.8, 0.5)
ROW = (1.0, 1.0)
BY = Calibration("tiny", "generated", "", -6.9, (Weight("share", 8.0), Weight("question", 14.0)), 0.7, 0.4)


@pytest.fixture
def answer(make_answer):
    hidden = {1: (0.8, 0.48), 2: (0.12, 0.12), 3: (0.8, 0.6), 4: (0.8, 0.5), 5: (0.8, 0.5), 6: (0.8, 0.5)}
    return make_answer(
        ("ten", " dollars"),
        AS_IT_IS,
        hidden,
        (0.1, 0.1),
        noise=0.3,
        cited=Cited((2,), ROW, ROW),
        calibration=BY,
        verdict_score=0.9,
        signals=(Signal("share", 0.63), Signal("question", 0.04)),
    )


def citing(answer, *indices, groups=()):
    redundant = tuple(Redundancy(group, ROW, (ROW,) * len(group)) for group in groups)
    return replace(answer, cited=Cited(indices, ROW, ROW), redundant=redundant)


class TestTheCause:
    @pytest.mark.parametrize(
        ("indices", "groups", "said"),
        [
            ((2,), (), "page 1"),
            ((4, 2), (), "pages 1 and 2"),
            ((3, 1), (), "2 paragraphs on page 1"),
            ((3, 1, 5), (), "2 paragraphs on page 1 and page 2"),
            ((2, 4), ((2, 4),), "pages 1 and 2, each of which gives it"),
            ((2, 4, 5), ((2, 4, 5),), "page 1 and 2 paragraphs on page 2, each of which gives it"),
            ((2, 3), ((2, 3),), "2 paragraphs on page 1, each of which gives it"),
            ((1, 2, 3), ((1, 2, 3),), "3 paragraphs on page 1, each of which gives it"),
            ((2, 4, 1), ((2, 4),), "pages 1 and 2, each of which gives it, and page 1"),
        ],
    )
    def test_is_named_by_its_pages(self, answer, document, indices, groups, said):
        assert cause(citing(answer, *indices, groups=groups), document) == f"caused by {said}"

    def test_by_what_is_printed_on_them(self, answer, document):
        labelled = replace(document, page_labels=("iii", "2"))
        assert cause(citing(answer, 2, 4), labelled) == "caused by pages iii (1 of the file) and 2"

    def test_by_the_file_where_several_were_asked(self, answer, document):
        other = replace(document, name="b.pdf", sha256="cd" * 32, page_labels=("A-1", "2"))
        both = Collection.of([document, other])
        assert cause(citing(answer, 2, 8), both) == (
            "caused by pages 1 of contract.pdf and A-1 (1 of the file) of b.pdf"
        )
        low = replace(answer, verdict=Verdict.UNSUPPORTED, verdict_score=0.2, cited=None)
        assert at_odds(low, both).startswith("hiding paragraph 1:2 (page 1 of contract.pdf) takes")

    def test_tables_and_their_rows(self, answer, document):
        paragraphs = list(document.paragraphs)
        for at in (1, 3):
            paragraphs[at] = replace(paragraphs[at], block_class=BlockClass.TABLE)
        tables = replace(document, paragraphs=tuple(paragraphs))
        assert cause(answer, tables) == "caused by a table on page 1"
        read = replace(answer, choice=Choice(excerpts=(Excerpt(2, "Pay", ((0, 3),)),)))
        assert cause(read, tables) == "caused by rows of a table on page 1"
        assert cause(citing(read, 2, 1, 4), tables) == (
            "caused by page 1, rows of a table on page 1 and a table on page 2"
        )

    def test_without_a_document_or_a_citation(self, answer, document):
        assert cause(citing(answer, 2, 4), None) == "caused by paragraph 2 and paragraph 4"
        bare = replace(answer, cited=None, effects=answer.effects[-1:], read=(answer.effects[-1].index,))
        assert cause(bare, document) == "caused by what was read"


def test_only_what_could_be_taken_for_a_confirmation_has_the_caveat(answer, document):
    assert verdict_line(answer, document) == f"caused by page 1 (supported: score 0.90, needs 0.70); {CAVEAT}"
    for verdict in (Verdict.WEAK, Verdict.UNSUPPORTED):
        assert CAVEAT not in verdict_line(replace(answer, verdict=verdict, verdict_score=0.1), document)


@pytest.mark.parametrize("why", Lowered)
def test_what_lowered_a_verdict_is_its_reason(answer, document, why):
    lowered = replace(answer, verdict=Verdict.WEAK, checked=Checked(lowered=(why,)))
    line = verdict_line(lowered, document)
    denied = why is Lowered.DENIAL
    found = "the model found no answer in what was read" if denied else "in doubt, though caused by page 1"
    assert line.startswith(f"{found} (weak: ")
    assert "score" not in line
    assert at_odds(lowered, document) == ""
    assert verdict_line(replace(lowered, calibration=None), document) == line


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How much did Apple pay?", "“Apple”, which the question names, stands nowhere in the document"),
        (
            "Did Kublai leave China?",
            "“Kublai”, “China”, which the question names: none of these stands in the document",
        ),
        ("how much?", "nothing that the question names stands in the document"),
    ],
)
def test_what_the_document_does_not_know_is_named(answer, document, question, said):
    other = replace(answer, question=question, verdict=Verdict.WEAK, checked=Checked(lowered=(Lowered.NO_SUBJECT,)))
    assert verdict_line(other, document) == f"in doubt, though caused by page 1 (weak: {said})"


def test_a_low_score_is_named_beside_what_would_have_lowered_it(answer, document):
    low = replace(answer, verdict=Verdict.WEAK, verdict_score=0.5, checked=Checked(lowered=(Lowered.NO_NUMBER,)))
    reason = "score 0.50, supported needs 0.70; the question asks for a number, and the answer has none"
    assert verdict_line(low, document) == f"left open whether this document caused it (weak: {reason})"
    assert at_odds(low, document) != ""
    lost = replace(low, verdict=Verdict.UNSUPPORTED, verdict_score=0.1)
    assert verdict_line(lost, document).endswith("(unsupported: score 0.10, weak needs 0.40)")
    assert at_odds(lost, document) != ""


class TestAtOdds:
    GIVES = f"hiding paragraph 2 (page 1) takes {log(0.8 / 0.12) + log(0.5 / 0.12):+.2f} nats from it; "

    def test_a_low_score_beside_a_strong_effect(self, answer, document):
        low = replace(answer, verdict=Verdict.UNSUPPORTED, verdict_score=0.2, cited=None)
        assert at_odds(low, document).startswith(f"{self.GIVES}the score is low since it counts the question too")
        assert at_odds(low, document).endswith("(4%)")
        other = replace(low, signals=(Signal("share", 0.11), Signal("question", 0.3)))
        assert at_odds(other, document).endswith("makes the answer as a whole hardly likelier (11%)")
        assert at_odds(replace(other, verdict=Verdict.WEAK, verdict_score=0.5), document) == at_odds(other, document)
        assert "more than one paragraph" in at_odds(replace(low, signals=()), document)
        assert "not by one paragraph" in at_odds(replace(low, calibration=None), document)
        assert cause(low, document) == "depends on what was read, which hardly deals with the question"
        assert cause(other, document) == "depends on this document in part only"
        for unknown in (replace(low, signals=()), replace(low, calibration=None)):
            assert cause(unknown, document) == "hardly depends on this document as a whole"
        assert shown_text(low).startswith("(the model's own words, not to be cited) ten")

    def test_a_score_that_did_not_decide(self, answer, document):
        against = replace(answer, verdict=Verdict.UNSUPPORTED, document_effect=-0.5)
        assert cause(against, document) == "as a whole likelier without this document"
        assert at_odds(against, document).endswith("together takes -0.50: other paragraphs speak against it")
        assert "do not count" in at_odds(replace(answer, verdict=Verdict.WEAK), document)

    def test_supported_by_no_paragraph_alone(self, answer, document):
        quiet = replace(answer, effects=tuple(replace(e, below_noise=True) for e in answer.effects))
        none = "no paragraph hidden on its own takes more than noise from it"
        assert at_odds(quiet, document) == f"{none}: all that was read takes {answer.document_effect:+.2f} nats"
        assert at_odds(citing(quiet, 2, 4), document).startswith(f"{none}: 2 and 4 count together, and all")
        assert at_odds(citing(quiet, 2, 4, groups=((2, 4),)), document) == f"{none}: each of 2 and 4 gives it"

    def test_nothing_where_they_agree(self, answer, document):
        assert at_odds(answer, document) == ""
        quiet = replace(answer, verdict=Verdict.UNSUPPORTED, verdict_score=0.1, cited=None)
        quiet = replace(quiet, effects=tuple(replace(e, below_noise=True) for e in answer.effects))
        assert at_odds(quiet, document) == ""
        assert cause(quiet, document) == "hardly depends on this document"
        assert shown_text(quiet) == "(the model's own words, not to be cited) ten dollars"
        given = replace(quiet, given=True)
        assert shown_text(given) == "(the given words, not to be cited) ten dollars"


def test_what_was_not_read_is_said(answer):
    assert unread(replace(answer, paragraphs_total=27)) == "the other 21 paragraphs were not read"
    assert unread(replace(answer, paragraphs_total=7)) == "the other paragraph was not read"
    assert unread(answer) == ""

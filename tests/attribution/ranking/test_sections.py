"""Two stages against the ranking of every segment on its own."""

from __future__ import annotations

import pytest
import torch

from docexplain.attribution.conclusions.citation import cite
from docexplain.attribution.ranking import sections as module
from docexplain.attribution.ranking.influence import influences
from docexplain.attribution.ranking.sections import influences_by_section, matters, sections_of
from docexplain.attribution.scoring.factors import union
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.model.language_model import LanguageModel
from docexplain.records import Mode, Summary

IDS = [0, *range(20, 70)]
PREFIX, ANSWER = 40, 5
SEGMENTS = [[(i, i + 3)] for i in range(1, 40, 3)]  # 13
SECTIONS = [range(4), range(4, 8), range(8, 12), range(12, 13)]


def _scorer(llama, tokenizer, mode=Mode.MASK):
    prefix = LanguageModel(llama, tokenizer).prefill(IDS[:PREFIX])
    how = Suppression(mode=mode, factor=0.0 if mode is Mode.MASK else 0.1)
    return Scorer(ForcedAnswer(llama, prefix, IDS[PREFIX:-ANSWER], IDS[-ANSWER:]), how, expected_rows=5)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("a" * 9, [range(3), range(3, 6), range(6, 9)]),
        ("aabbbbbbb", [range(2), range(2, 5), range(5, 8), range(8, 9)]),
        ("abcdefghi", [range(0, 2), range(2, 4), range(4, 6), range(6, 8), range(8, 9)]),
        ("a", [range(1)]),
        ("", []),
    ],
)
def test_sections_are_about_the_root_long_and_end_where_a_heading_does(headings, expected):
    assert sections_of(headings) == expected


@pytest.mark.parametrize("count", [1, 2, 31, 32, 50, 500])
def test_every_segment_is_in_one_section(count):
    sections = sections_of([i // 7 for i in range(count)])
    assert [i for section in sections for i in section] == list(range(count))
    assert len(sections) <= 2 * count**0.5 + 1


def test_sections_matter_by_size_whatever_their_sign():
    assert matters([0.01, 0.5, -0.3, 0.04, 0.06]) == [1, 2, 4]
    assert matters([0.5, 0.4, 0.3, -0.6, 0.2, 0.1]) == [3, 0, 1, 2], "four at most"


@pytest.mark.parametrize("mode", [Mode.MASK, Mode.MULTIPLICATIVE])
def test_what_is_looked_into_is_as_if_alone_and_the_rest_shares_its_sections_effect(
    llama, tokenizer, monkeypatch, mode
):
    monkeypatch.setattr(module, "LARGEST", 2)
    every = influences(_scorer(llama, tokenizer, mode), SEGMENTS)
    scorer = _scorer(llama, tokenizer, mode)
    found = influences_by_section(scorer, SEGMENTS, SECTIONS)
    wholes = _scorer(llama, tokenizer, mode).suppress([union([SEGMENTS[i] for i in s]) for s in SECTIONS])
    chosen = matters(wholes.drops.sum(-1).tolist())
    assert 0 < len(chosen) <= 2
    for n, section in enumerate(SECTIONS):
        for i in section:
            effect = every.effects[i] if n in chosen else wholes.effects[n] / len(section)
            drop = every.probability_drops[i] if n in chosen else wholes.drops[n] / len(section)
            torch.testing.assert_close(found.effects[i], effect, atol=1e-4, rtol=1e-4)
            torch.testing.assert_close(found.probability_drops[i], drop, atol=1e-4, rtol=1e-4)
    assert found.sections == tuple(tuple(s) for n, s in enumerate(SECTIONS) if n not in chosen and len(s) > 1)
    torch.testing.assert_close(found.together, every.together, atol=1e-4, rtol=1e-4)
    assert scorer.done == len(SECTIONS) + 1 + sum(len(SECTIONS[n]) for n in chosen)


def test_only_what_was_looked_into_is_cited(llama, tokenizer, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 1)
    scorer = _scorer(llama, tokenizer)
    found = influences_by_section(scorer, SEGMENTS, SECTIONS)
    shared = {i for section in found.sections for i in section}
    before = scorer.done
    citation = cite(scorer, SEGMENTS, found)
    assert not shared & set(citation.members)
    assert scorer.done - before <= len(SEGMENTS) - len(shared) + 7


def test_sections_are_chosen_by_the_summary_of_the_ranking(llama, tokenizer, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 1)
    for summary, rows in ((Summary.LOG, "effects"), (Summary.PROBABILITY, "drops")):
        wholes = _scorer(llama, tokenizer).suppress([union([SEGMENTS[i] for i in s]) for s in SECTIONS])
        best = int(getattr(wholes, rows).sum(-1).abs().argmax())
        found = influences_by_section(_scorer(llama, tokenizer), SEGMENTS, SECTIONS, summary=summary)
        assert tuple(SECTIONS[best]) not in found.sections
        assert len(found.sections) == sum(len(s) > 1 for n, s in enumerate(SECTIONS) if n != best)

"""One record, drawn by the command line and by the terminal UI: both say the same words of it.

What each draws is taken as a user would see it, as text; nothing here asks the functions that make the words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import log

import pytest
from textual.app import App

from docexplain.answers.said.taken_away import citation
from docexplain.answers.said.verdicts import CAVEAT
from docexplain.cli.output import answer_text, console
from docexplain.export.as_json.answer import answer as answer_object
from docexplain.records import (
    Box,
    Calibration,
    Checked,
    Cited,
    Confirmed,
    Controls,
    Fact,
    FactKind,
    FoundIn,
    HiddenText,
    Lowered,
    Place,
    Redundancy,
    Steer,
    Verdict,
    WhatIf,
)
from tests.path_answers import by_path
from tui.view.explained import Explained
from tui.view.what_if_marks import Marks
from tui.widgets import AnswerPanel

TOKENS = ("ten", " dollars")
AS_IT_IS = (0.8, 0.5)
TOGETHER = (0.1, 0.1)
HIDDEN = {1: (0.8, 0.48), 2: (0.12, 0.12), 3: (0.8, 0.6), 4: (0.8, 0.501)}


def rises(row):
    return tuple(log(p / q) for p, q in zip(AS_IT_IS, row, strict=True))


@pytest.fixture
def answer(make_answer):
    return make_answer(
        TOKENS,
        AS_IT_IS,
        HIDDEN,
        TOGETHER,
        noise=0.03,
        cited=Cited((2,), rises((0.12, 0.12)), rises((0.79, 0.49))),
        controls=Controls(0.01, 0.03, -0.02),
        verdict_score=0.813,
        calibration=Calibration("tiny", "generated", "docexplain eval", -1.0, (), 0.7, 0.4),
    )


@pytest.fixture
def both(monkeypatch, capsys, document):
    """What the command line prints of an answer, on one line, and what the panel of the terminal UI says."""
    monkeypatch.setenv("COLUMNS", "200")

    async def said(answer, document=document):
        out = console.console()
        answer_text.show_question(out, answer)
        answer_text.show_answer(out, answer, document, top=9)

        class Panel(App[None]):
            def compose(self):
                yield AnswerPanel()

        app = Panel()
        async with app.run_test():
            panel = app.query_one(AnswerPanel)
            panel.fill(answer, document)
            return " ".join(capsys.readouterr().out.split()), " ".join(panel.text.split())

    return said


VERDICTS = [
    (Verdict.SUPPORTED, 0.813, "caused by page 1 (supported: score 0.81, needs 0.70)"),
    (Verdict.WEAK, 0.5, "left open whether this document caused it (weak: score 0.50, supported needs 0.70)"),
    (
        Verdict.UNSUPPORTED,
        0.1,
        "hardly depends on this document as a whole (unsupported: score 0.10, weak needs",
    ),
    (Verdict.UNSUPPORTED, 0.9, "(unsupported: what the document gives is within the noise)"),
    (Verdict.WEAK, 0.9, "(weak: its own words get hardly likelier by the document)"),
]


@pytest.mark.parametrize(("verdict", "score", "said"), VERDICTS)
async def test_the_verdict_and_its_reason(answer, both, verdict, score, said) -> None:
    for text in await both(replace(answer, verdict=verdict, verdict_score=score)):
        assert said in text


@pytest.mark.parametrize(("verdict", "score"), [(Verdict.WEAK, 0.9), (Verdict.WEAK, 0.5), (Verdict.UNSUPPORTED, 0.1)])
async def test_a_denial_is_no_finding_whatever_the_score(answer, both, document, verdict, score) -> None:
    checked = Checked(lowered=(Lowered.DENIAL,))
    paragraph = document.paragraph(4)
    denied = replace(answer, verdict=verdict, verdict_score=score, checked=checked, paragraphs_total=40)
    asked = replace(denied, question=f"Is it so that {paragraph.text}?")
    given = replace(denied, given=True)
    for text in await both(denied):
        assert "the model found no answer in what was read (" in text
        assert "the other 36 paragraphs were not read" in text
        assert not re.search(r"caused by|supported by|hardly depends|\[2\]", text)
    for text in await both(asked):
        assert "found no answer in what was read, though paragraph 4 (page 2), which was read, says “" in text
    for text in await both(given):
        assert "the answer given says that the document does not tell (" in text and "the model found" not in text
    copied = citation(asked, document)
    assert not re.search(r"^\[", copied, re.M) and "\n[" in citation(replace(asked, checked=Checked()), document)
    assert "the model found no answer in what was read, though paragraph 4" in copied and CAVEAT not in copied
    data = answer_object(asked, document)
    assert data["lowered"] == ["denial"] and data["verdict_says"].startswith("the model found no answer")


async def test_a_verdict_says_itself_that_a_figure_stands_elsewhere(answer, both) -> None:
    place = Place(4, (0, 3), (0, 12))
    facts = [
        Fact(FactKind.NAME, 4, 11, FoundIn.DOCUMENT, (place,)),
        Fact(FactKind.NUMBER, 0, 3, FoundIn.READ, (place,)),
    ]
    for text in await both(replace(answer, checked=Checked(tuple(facts)))):
        assert "caused by page 1, but “ten” stands elsewhere (supported: score 0.81" in text
        assert "not in what is cited, but in 4, page 2" in text
    cited = replace(facts[1], found=FoundIn.CITED)
    for text in await both(replace(answer, checked=Checked((facts[0], cited)))):
        assert "caused by page 1 (supported: score 0.81" in text


async def test_thresholds_of_another_model_are_named_on_the_verdicts_line(answer, both) -> None:
    for text in await both(replace(answer, calibration=replace(answer.calibration, made_for="Other"))):
        assert "(supported: score 0.81, needs 0.70; thresholds made for Other)" in text


@pytest.mark.parametrize("verdict", Verdict)
async def test_no_sign_or_word_that_reads_as_right_or_wrong(answer, both, verdict) -> None:
    for text in await both(replace(answer, verdict=verdict, verdict_score=0.1)):
        assert not re.search(r"[✓✔✗✘]|not from this|did not come from|rests on the document|supported by", text)


async def test_of_an_unsupported_answer_the_verdict_comes_before_its_words(answer, both) -> None:
    """And what was read: in print before them, on the screen behind, where a small one might not show them."""
    lost = replace(answer, verdict=Verdict.UNSUPPORTED, verdict_score=0.1, cited=None)
    was_read, words = ["4 of 6 paragraphs", "the other 2 paragraphs were not read"], ["words", "ten dollars"]
    for text, between in zip(await both(lost), [was_read + words, words + was_read], strict=True):
        order = ["hardly depends on this document", *between, "+3.69 nats"]
        places = [text.index(words) for words in order]
        assert places == sorted(places)
        assert "[2]" not in text


@pytest.mark.parametrize(
    ("paragraphs", "groups"), [((2,), ()), ((2, 1), ((1, 2),)), ((1, 2, 4), ((1, 2, 4),)), ((2, 3), ())]
)
async def test_what_is_cited_and_how_much_hangs_on_it(answer, both, paragraphs, groups) -> None:
    alone = tuple(rises((0.8 - 0.11 * i, 0.5)) for i in range(3))
    redundant = tuple(Redundancy(group, rises(TOGETHER), alone[: len(group)]) for group in groups)
    cited = replace(answer, cited=replace(answer.cited, paragraphs=paragraphs), redundant=redundant)
    printed, drawn = await both(cited)
    found = printed.partition(" Cited ")[2].split(" Read ")[0]
    [sentence] = re.findall(r"(.*? alone \w+ gives? \d+%)", found)[:1]
    assert re.match(r"[\d, and]+ - without \w+ 96% of the document effect goes; alone \w+ gives? 98%$", sentence)
    assert f"Cited {sentence}" in drawn
    said = re.findall(r"Each of [\d, and]+ gives it: alone .*?%\.", printed)
    assert len(said) == len(groups)
    assert all(each in drawn for each in said)
    assert Explained(cited).cited == paragraphs


@pytest.mark.parametrize("without_document", [(0.9, 0.9), (0.1, 0.1), (0.76, 0.46)])  # the last: 4 points
async def test_the_document_effect_also_where_it_is_none(make_answer, answer, both, without_document) -> None:
    row = rises(without_document)
    printed, drawn = await both(replace(answer, document_per_token=row, document_effect=sum(row)))
    [effect] = re.findall(r"Document ([+-]\S+ nats; without it a token's probability \w+ by \S+ points)", printed)
    assert f"Document effect {effect}" in drawn
    [cited] = re.findall(r"Cited (2 - without it .*?) Read", printed)
    assert f"Cited {cited}" in drawn
    assert ("%" in cited) == (without_document == (0.1, 0.1))


async def test_noise_and_what_was_read(answer, both) -> None:
    for text in await both(answer):
        assert "±0.03 nats (rounding 0.03, a piece of the prompt's template 0.02)" in text
        assert "4 of 6 paragraphs" in text
    for text in await both(replace(answer, controls=Controls())):
        assert "±0.03 nats" in text
        assert "rounding" not in text


async def test_what_speaks_against_it_and_what_is_noise(answer, both) -> None:
    printed, drawn = await both(answer)
    assert re.search(r"likelier without these 3 ", printed)
    assert "Against: 3 (-0.2)." in drawn
    assert "(noise)" in printed.partition("Against")[0]
    shades = Explained(answer)
    assert {i: shades.shade_of(i).word for i in HIDDEN} == {
        1: "supports",
        2: "supports, cited #1",
        3: "against",
        4: "noise",
    }


async def test_what_was_measured_as_one(answer, both) -> None:
    section = tuple(e if e.index != 1 else replace(e, together_with=(1, 5)) for e in answer.effects)
    printed, _ = await both(replace(answer, effects=section))
    assert "(of 2 as one)" in printed
    assert Explained(replace(answer, effects=section)).shade_of(1).word == "supports, of 2 as one"


@pytest.fixture
def path_answer(answer):
    parts = {1: (1.0, 0.5), 2: (1.0, 0.6), 3: (0.0, -0.4), 4: (0.001, 0.001)}
    return by_path(answer, parts, alone=(1, 2), claims=((0, 1), (1, 2)), error=-0.12)


async def test_shares_and_what_was_not_hidden(path_answer, both) -> None:
    printed, _ = await both(path_answer)
    shades = Explained(path_answer)
    for index, figures, word in (
        (2, "43% +3.32", "supports, cited #1"),
        (1, "41% +0.04", "supports"),
        (3, "-11% -", "share only"),
        (4, "0% -", "noise"),
    ):
        assert re.search(rf" {index} \d {re.escape(figures)} ", printed)
        shade = shades.shade_of(index)
        assert (" ".join(shade.figures.split()), shade.word) == (figures, word)
    assert "(share only)" in printed
    assert "Against" not in printed


async def test_claims_and_the_quadratures_error(path_answer, both) -> None:
    printed, drawn = await both(path_answer)
    for text in (printed, drawn):
        assert text.count("ten [1, 2] dollars [2, 1]") == 1
        assert "Claims" not in text
        assert "shares: quadrature error 0.12 nats with 3 nodes" in text


async def test_where_share_and_hiding_disagree(path_answer, both, document) -> None:
    doubtful = replace(path_answer, noise_floor=0.05)
    effects = tuple(replace(e, below_noise=True) if e.index == 1 else e for e in doubtful.effects)
    doubtful = replace(doubtful, effects=effects)
    said = "The two measures disagree: its share is 41%, but hidden on its own it changes nothing beyond the noise."
    printed, _ = await both(doubtful)
    assert said in printed
    shade = Explained(doubtful).shade_of(1)
    assert shade.doubt.startswith(said)
    assert shade.word == "noise, disputed"


async def test_what_was_done_to_which_paragraphs(answer, both) -> None:
    steering = (Steer(2, 0.0), Steer(1, 0.25), Steer(3, 2.0))
    steered = replace(answer, what_if=WhatIf("0123", steering))
    for text in await both(steered):
        assert "2 hidden, 1 turned down x0.25, 3 amplified x2" in text
    printed, _ = await both(steered)
    for steer, words in zip(steering, ("hidden", "turned down x0.25", "amplified x2"), strict=True):
        assert f"({words})" in printed
        assert Marks(steered).words(steer.paragraph).endswith(f" {words}")


async def test_that_another_paragraph_gives_more_alone(answer, both) -> None:
    again = (
        Confirmed(2, rises((0.1, 0.12)), rises((0.45, 0.3))),
        Confirmed(3, rises((0.8, 0.4)), rises((0.79, 0.49))),
    )
    for text in await both(replace(answer, confirmed=again)):
        assert "Alone, 3 makes the answer likelier than 2 does: read both." in text
    for text in await both(replace(answer, confirmed=again[::-1])):
        assert "read both" not in text


async def test_a_record_from_before_sets_were_tested_cites_nothing(answer, both) -> None:
    old = replace(answer, cited=None, calibration=None)
    for text in await both(old):
        assert "Cited" not in text
        assert "score" not in text
    assert Explained(old).cited == ()


def hidden_on(page):
    return HiddenText("The pay is one dollar.", Box(page, 72, 10, 200, 20), "set to be invisible", 18)


async def test_that_hidden_text_was_left_out(answer, both, document) -> None:
    coverage = replace(document.coverage, hidden=(hidden_on(1), hidden_on(2)))
    says = "36 characters of hidden text on pages 1, 2 (set to be invisible)"
    for text in await both(answer, replace(document, coverage=coverage)):
        assert says in text
        assert text.lower().count("left out") == 1


async def test_hidden_text_of_pages_that_were_not_read_would_not_have_been_read(answer, both, document) -> None:
    coverage = replace(document.coverage, hidden=(hidden_on(1), hidden_on(7)))
    for text in await both(answer, replace(document, coverage=coverage)):
        assert "Left out 18 characters of hidden text on page 1 (" in text.replace(":", "")


async def test_that_a_cited_paragraph_holds_struck_text(answer, both, document) -> None:
    paragraphs = list(document.paragraphs)
    paragraphs[1] = replace(paragraphs[1], text="The Company will pay ~~nine~~ ten dollars per hour.")
    for text in await both(answer, replace(document, paragraphs=tuple(paragraphs))):
        assert "2 holds text that is struck through (~~so~~)" in text
    for text in await both(answer):
        assert "struck through" not in text and "Left out" not in text

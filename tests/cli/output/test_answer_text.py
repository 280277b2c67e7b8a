"""What an answer looks like, on records made by hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from math import log

import pytest

from docexplain.cli.output import answer_text, console
from docexplain.cli.output.as_json import objects as json_objects
from docexplain.records import (
    Box,
    Calibration,
    Checked,
    Choice,
    Cited,
    Confirmed,
    Controls,
    Granularity,
    HiddenText,
    Illegible,
    IllegibleText,
    Lowered,
    Passage,
    Redundancy,
    Settings,
    Verdict,
    Weight,
)

TOKENS = ("ten", " dollars")
AS_IT_IS = (0.8, 0.5)
TOGETHER = (0.1, 0.1)
HIDDEN = {1: (0.8, 0.48), 2: (0.12, 0.12), 3: (0.8, 0.6), 4: (0.8, 0.9)}
CALIBRATION = Calibration("tiny", "generated", "docexplain eval", -1.0, (Weight("drop", 4.0),), 0.7, 0.4)


def rises(row):
    return tuple(log(p / q) for p, q in zip(AS_IT_IS, row, strict=True))


@pytest.fixture
def answer(make_answer):
    return make_answer(
        TOKENS,
        AS_IT_IS,
        HIDDEN,
        TOGETHER,
        noise=0.1,
        cited=Cited((2,), rises((0.12, 0.12)), rises((0.79, 0.49))),
        controls=Controls(0.06, 0.1, -0.07),
        verdict_score=0.813,
        calibration=CALIBRATION,
    )


@pytest.fixture
def shown(capsys, document):
    def show(answer, **options):
        answer_text.show_answer(console.console(), answer, document, **{"top": 5, **options})
        return capsys.readouterr().out

    return show


def test_a_supported_answer(answer, shown):
    out = shown(answer)
    assert out.startswith("Answer    ten dollars [2]\n")
    caused = "caused by page 1 (supported: score 0.81, needs 0.70); what caused it, not whether it is true"
    assert f" Verdict {caused} Document " in " ".join(out.split())
    gone, stays = (0.8 + 0.5 - 0.24) / 1.1, 1 - (1.3 - 1.28) / 1.1
    cited = f"2 - without it {gone:.0%} of the document effect goes; alone it gives {stays:.0%}"
    assert f"\nCited     {cited}\n" in out
    assert "\nNoise     ±0.10 nats (rounding 0.10, a piece of the prompt's template 0.07)\n" in out
    assert "thresholds" not in out
    assert out.index("\nCited") < out.index("\n   2    1 ")
    assert len(out.split("\n\n")[0].splitlines()) == 7  # a line for each finding, two for the verdict


def test_what_is_against_the_answer_stands_apart(answer, shown):
    main, opposed = shown(answer).split("Against the answer: it gets likelier without these\n")
    assert [int(n) for n in re.findall(r"^ +(\d+) +1 ", main, re.M)] == [2, 1]
    assert [int(n) for n in re.findall(r"^ +(\d+) +[12] ", opposed, re.M)] == [4, 3]  # the strongest first
    assert "Against" not in shown(replace(answer, effects=answer.effects[:2], read=(1, 2)))


def test_top_counts_each_kind_and_keeps_the_cited(answer, shown):
    out = shown(replace(answer, cited=Cited((2, 1), *[rises(TOGETHER)] * 2)), top=1)
    assert re.findall(r"^ +(\d+) +[12] ", out, re.M) == ["2", "1", "4"]
    assert out.count("... and 1 more (--top)") == 1
    assert out.count("          | ") == 3  # both cited ones in full


@pytest.mark.parametrize(
    ("verdict", "score", "said"),
    [
        (Verdict.SUPPORTED, 0.7001, "score 0.700, needs 0.700"),
        (Verdict.WEAK, 0.5, "score 0.50, supported needs 0.70"),
        (Verdict.WEAK, 0.698, "score 0.698, supported needs 0.700"),
        (Verdict.UNSUPPORTED, 0.1, "score 0.10, weak needs 0.40"),
        (Verdict.UNSUPPORTED, 0.9, "what the document gives is within the noise"),
    ],
)
def test_why_the_verdict(answer, shown, verdict, score, said):
    out = shown(replace(answer, verdict=verdict, verdict_score=score))
    assert said in " ".join(out.split())


def test_what_is_not_supported_needs_no_verdict_that_none_can_have(answer, shown):
    one = replace(CALIBRATION, unsupported=CALIBRATION.supported)
    out = shown(replace(answer, verdict=Verdict.UNSUPPORTED, verdict_score=0.1, calibration=one))
    assert "score 0.10, supported needs 0.70" in " ".join(out.split())
    assert "weak needs" not in " ".join(out.split())


def test_thresholds_of_another_model(answer, shown):
    out = " ".join(shown(replace(answer, calibration=replace(CALIBRATION, made_for="other\x1b[31m"))).split())
    assert "thresholds made for other" in out
    assert "`docexplain eval DATASET --calibrate` makes thresholds for this model" in out
    assert "\x1b" not in out


def test_a_record_from_before_all_this(answer, shown):
    out = shown(replace(answer, cited=None, calibration=None, controls=Controls(), given=True))
    assert "\nVerdict   caused by page 1 (supported); what caused it, not whether it is true\n" in out
    assert "Cited" not in out
    assert "\nNoise     ±0.10 nats\n" in out
    assert "| The Company will pay the Employee ten dollars per hour." in out  # the best one in full, as ever
    assert "given answer, tiny" in out


@pytest.mark.parametrize(
    ("group", "said"), [((1, 2), "Each of 1 and 2 gives it"), ((1, 2, 4), "Each of 1, 2 and 4 gives it")]
)
def test_redundant_paragraphs(answer, shown, group, said):
    alone = [rises((0.8 - 0.11 * i, 0.5)) for i in range(len(group))]
    redundant = (Redundancy(group, rises(TOGETHER), tuple(alone)),)
    out = shown(replace(answer, redundant=redundant, cited=Cited(group, rises(TOGETHER), rises(AS_IT_IS))))
    each = ", ".join(f"{index} gives {100 - 10 * i}%" for i, index in enumerate(group))
    assert f"{said}: alone {each}." in " ".join(out.split())
    assert "without them 100% of the document effect goes; alone they give 100%" in " ".join(out.split())


def test_shares_stay_within_0_and_100(answer, shown):
    out = shown(replace(answer, cited=Cited((2,), rises((0.9, 0.5)), rises((0.9, 0.5)))))
    assert "without it 0% of the document effect goes; alone it gives 100%" in out


def passage(paragraph, start, end, effect, drop=None, noise=False):
    return Passage(paragraph, start, end, effect, effect if drop is None else drop, noise, (effect, 0.0))


def test_sentences_of_the_cited_paragraph(answer, shown, document):
    text = document.paragraphs[0].text
    end = text.index(".") + 1
    answer = replace(
        answer,
        settings=Settings(granularity=Granularity.SENTENCE),
        cited=Cited((1,), rises(TOGETHER), rises(AS_IT_IS)),
        passages=(passage(1, 0, end, 1.25), passage(1, end + 1, len(text), 0.04, noise=True)),
    )
    out = shown(answer)
    assert f"\n    +1.25 | {text[:end]}\n    noise | {text[end + 1 :]}\n" in out


def test_tokens_of_the_cited_paragraph(answer, shown, document):
    text = document.paragraphs[1].text  # ... ten dollars per hour.
    spots = {word: (text.index(word), text.index(word) + len(word)) for word in ("Com", "ten", " dol", " hour", "will")}
    answer = replace(
        answer,
        settings=Settings(granularity=Granularity.TOKEN),
        passages=(
            passage(2, *spots["Com"], -2.0),
            passage(2, *spots["will"], 0.9, noise=True),
            passage(2, *spots["ten"], 0.5, drop=0.8),
            passage(2, *spots[" dol"], 0.7, drop=0.6),
            passage(2, *spots[" hour"], 0.6, drop=0.2),  # less than a third of the best
        ),
    )
    out = shown(answer)
    assert "\n          | The Company will pay the Employee >>ten dollars<< per hour.\n" in out  # whole words, joined
    assert "\n    +0.50 > ten dollars\n" in out  # the one with the largest drop
    assert out.count(" > ") == 1


def test_tokens_that_are_all_noise(answer, shown):
    tokens = Settings(granularity=Granularity.TOKEN)
    out = shown(replace(answer, settings=tokens, passages=(passage(2, 0, 3, 0.01, noise=True),)))
    assert "          | The Company will pay the Employee ten dollars per hour." in out
    assert ">>" not in out


def test_an_unsupported_answer_shows_no_paragraph_in_full(answer, shown):
    out = shown(replace(answer, verdict=Verdict.UNSUPPORTED, cited=None))
    assert "\nNothing is cited. What each paragraph did:\n" in out
    assert "          | " not in out


def test_names_and_settings_at_the_end(answer, shown):
    answer = replace(answer, given=True, given_by="Eve\x1b[2J [bold]", settings=Settings(kappa=0.7))
    last = " ".join(shown(answer).rsplit("\n\n", 1)[1].split())
    assert last.startswith(f"{answer.id} given by Eve\ufffd[2J [bold], tiny, float32 on cpu")
    assert last.endswith("readout mask, kappa 0.7")


def test_paragraphs_measured_again_stand_beside_the_ranking(answer, shown):
    again = (
        Confirmed(2, rises((0.1, 0.12)), rises((0.45, 0.3))),
        Confirmed(3, rises((0.8, 0.4)), rises((0.79, 0.49))),
    )
    out = shown(replace(answer, confirmed=again))
    _, _, table = out.partition("Again with scope full")
    rows = [line.split()[:5] for line in table.splitlines()[2:4]]
    full = sum(rises((0.1, 0.12)))
    # Alone, 2 keeps 0.375 of 0.65 on average where the document gives 0.55: half of it.
    assert rows[0][:2] == ["2", "1"] and rows[0][3:] == [f"{full:+.2f}", "50%"]
    assert rows[1][0] == "3" and rows[1][4] == "98%"
    assert "Alone, 3 makes the answer likelier than 2 does" in out
    assert "makes the answer likelier" not in shown(replace(answer, confirmed=again[::-1]))
    assert "Again with" not in shown(answer)


def test_what_was_measured_as_one_section_says_so(answer, shown):
    effects = tuple(
        replace(effect, together_with=(1, 3, 4), below_noise=False) if effect.index != 2 else effect
        for effect in answer.effects
    )
    assert shown(replace(answer, effects=effects)).count("(of 3 as one) ") >= 1
    assert "as one" not in shown(answer)


def test_the_printed_number_of_a_cited_page_is_told(answer, document, capsys):
    labelled = replace(document, page_labels=("iii\x1b[31m", "iv"))
    answer_text.show_answer(console.console(), answer, labelled, top=5)
    told = capsys.readouterr().out
    assert "\n          page 1 (labelled iii" in told
    assert told.count("labelled") == 1
    assert "\x1b[31m" not in told
    assert max(map(len, told.splitlines())) <= 80


def test_json_has_it_beside_the_page(answer, document):
    pages = [effect["page"] for effect in json_objects.answer(answer, document)["paragraphs"]]
    assert pages == [document.paragraphs[effect.index - 1].page for effect in answer.effects]
    labelled = replace(document, page_labels=("iii", "2"))
    found = {e["page"]: e["page_label"] for e in json_objects.answer(answer, labelled)["paragraphs"]}
    assert found == {1: "iii", 2: None}
    stored = json_objects.document(labelled, stored_before=False)["paragraphs"]
    assert {p["page"]: p["page_label"] for p in stored} == {1: "iii", 2: None}


@pytest.fixture
def hiding(document):
    """The document, of which nobody sees the second paragraph."""
    text = document.paragraphs[1].text
    hidden = (HiddenText(text, Box(1, 0, 0, 9, 9), "in the colour of what is behind it", 9, paragraph=2),)
    return replace(document, coverage=replace(document.coverage, damaged=True, hidden=hidden))


def test_hidden_text_is_marked_where_it_is_cited(capsys, answer, hiding):
    answer_text.show_answer(console.console(), answer, hiding, top=5)
    out = capsys.readouterr().out
    assert "\nHidden    nobody sees 2 on the page: in the colour of what is behind it\n" in out
    assert "hidden text: in the colour of what is behind it\n" in out
    assert out.count("hidden text") == 2  # in the row, and before the text


@pytest.fixture
def garbled(document):
    """The document, of which the second paragraph is garbled."""
    text = IllegibleText(1, Illegible.GARBLED, 9, 0.5, paragraphs=(2,))
    return replace(document, coverage=replace(document.coverage, illegible=(text,)))


def test_garbled_text_is_marked_where_it_is_cited(capsys, answer, garbled):
    answer_text.show_answer(console.console(), answer, garbled, top=5)
    out = capsys.readouterr().out
    why = "garbled: the file names other characters than the page shows"
    assert "\nGarbled   2 cannot be trusted, text that is garbled" in out
    assert f"text that is {why}"[:60] in out
    assert "hidden text" not in out
    assert "(garbled text)" in out


def test_garbled_text_is_in_the_object(answer, garbled):
    by_index = {p["index"]: p["illegible"] for p in json_objects.answer(answer, garbled)["paragraphs"]}
    assert by_index.pop(2).startswith("garbled")
    assert set(by_index.values()) == {None}
    listed = json_objects.document(garbled, stored_before=False)
    assert [p["illegible"] is None for p in listed["paragraphs"]] == [p["index"] != 2 for p in listed["paragraphs"]]
    assert json.loads(json_objects.dumps(listed))["coverage"]["illegible"][0]["share"] == 0.5


def test_hidden_text_is_marked_where_it_is_only_listed(capsys, answer, hiding):
    answer_text.show_answer(console.console(), replace(answer, cited=None, effects=answer.effects[::-1]), hiding, top=5)
    assert re.search(r"\n +2 .*\(hidden text\)", capsys.readouterr().out)


def test_hidden_text_and_damage_are_in_the_object(answer, hiding):
    found = json_objects.answer(answer, hiding)
    by_index = {paragraph["index"]: paragraph["hidden"] for paragraph in found["paragraphs"]}
    assert by_index.pop(2) == "in the colour of what is behind it"
    assert set(by_index.values()) == {None}
    assert found["coverage"]["damaged"] is True
    listed = json_objects.document(hiding, stored_before=False)
    assert [p["hidden"] is None for p in listed["paragraphs"]] == [p["index"] != 2 for p in listed["paragraphs"]]
    assert listed["coverage"]["hidden"][0]["paragraph"] == 2


@pytest.mark.parametrize(("total", "advice"), [(40, "8"), (8, "all"), (5, "all")])
def test_how_much_was_read_and_how_to_read_more(answer, shown, total, advice):
    limited = replace(answer, paragraphs_total=total, choice=Choice("bm25", 256))
    said = f"Read 4 of {total} paragraphs of contract.pdf (256 tokens, chosen by words); --read {advice} reads more"
    assert said in " ".join(shown(limited).split())
    assert "reads more" not in shown(replace(limited, choice=Choice("bm25")))


def test_the_object_has_the_marks_and_the_verdicts_sentence(answer, document):
    data = json_objects.answer(answer, document)
    assert (data["answer"], data["answer_marked"]) == ("ten dollars", "ten dollars [2]")
    assert data["marks"] == [{"at": 11, "paragraphs": (2,)}]
    assert data["verdict"] == "supported"
    assert data["verdict_says"].startswith("caused by page 1 (supported: score 0.81, needs 0.70)")
    assert (data["verdict_at_odds"], data["lowered"]) == (None, [])
    lost = json_objects.answer(replace(answer, verdict=Verdict.UNSUPPORTED, verdict_score=0.1), document)
    assert (lost["answer_marked"], lost["marks"]) == ("ten dollars", [])
    assert lost["verdict_at_odds"].startswith("hiding paragraph 2 (page 1) takes +3.32 nats from it")


def test_of_an_unsupported_answer_the_verdict_and_what_was_read_come_first(answer, shown):
    lost = replace(answer, verdict=Verdict.UNSUPPORTED, verdict_score=0.1, cited=None, paragraphs_total=27)
    labels = [line[:10].strip() for line in shown(lost).split("\n\n")[0].splitlines() if not line.startswith(" ")]
    assert labels == ["Verdict", "But", "Read", "Own words", "Document", "Noise"]
    assert "of contract.pdf; the other 23 paragraphs were not read" in " ".join(shown(lost).split())
    assert shown(replace(lost, given=True)).count("\nGiven     (not to be cited)\n") == 1
    assert "\nOwn words (not to be cited)\n" in shown(lost)


def test_the_verdict_of_a_denial_comes_first_too(answer, shown):
    denied = replace(answer, verdict=Verdict.WEAK, checked=Checked(lowered=(Lowered.DENIAL,)))
    labels = [line[:10].strip() for line in shown(denied).splitlines()]
    assert labels.index("Verdict") < labels.index("Read") < labels.index("Own words") and "Answer" not in labels


def test_two_answers_of_which_one_is_unsupported(answer, document, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    lost = replace(answer, id="ba9876543210", verdict=Verdict.UNSUPPORTED, verdict_score=0.1, cited=None)
    answer_text.show_what_if(console.console(), answer, lost, document, top=2, on_screen=answer)
    out = capsys.readouterr().out
    assert out.index("hardly depends on this document") < out.index("the model's own words")
    assert "ten dollars [2]" in out


@pytest.mark.parametrize(("limit", "said"), [(2, "(cut off at the longest answer, see --max-tokens)"),
                                             (64, "(ended where it began to repeat itself)")])  # fmt: skip
def test_why_an_answer_ends_before_its_end(answer, shown, limit, said):
    cut = replace(answer, truncated=True, settings=replace(answer.settings, max_new_tokens=limit))
    assert said in shown(cut)
    assert said not in shown(replace(cut, truncated=False))


NOT_A_NUMBER = "not a number: the record is damaged"


@pytest.mark.parametrize("broken", [float("nan"), float("inf"), float("-inf")])
def test_a_figure_that_is_no_number_is_drawn_as_that_without_a_bar(answer, shown, broken):
    [first, *rest] = answer.effects
    out = shown(replace(answer, effects=(replace(first, effect=broken), *rest), cited=None))
    (row,) = re.findall(rf"^ +{first.index} +\d.*$", out, re.M)
    assert NOT_A_NUMBER in row and "█" not in row and not re.search("nan|inf", row)
    assert "-" * 16 in out and out.count(NOT_A_NUMBER) == 1  # the largest of the others fills its bar


def test_the_other_figures_that_are_none(answer, shown):
    nan = float("nan")
    out = shown(replace(answer, document_effect=nan, noise_floor=nan, cited=Cited((2,), (nan, 0.1), (0.1, 0.1))))
    said = dict(re.findall(r"^(\w+) +(.*)$", out, re.M))
    assert said["Document"] == said["Noise"] == NOT_A_NUMBER
    assert said["Cited"] == f"2 - {NOT_A_NUMBER}"


def test_a_title_that_another_one_was_cited_before_has_the_word(answer, document, capsys):
    first, second = answer.effects[0].index, answer.effects[1].index
    named = replace(document.paragraphs[first - 1], text="CURRENT REPORT")
    titled = replace(document, paragraphs=tuple(named if p.index == first else p for p in document.paragraphs))

    def row(cited):
        shown = replace(answer, cited=Cited((cited,), answer.cited.without, answer.cited.alone))
        answer_text.show_answer(console.console(), shown, titled, top=5)
        (found,) = re.findall(rf"^ +{first} +\d.*$", capsys.readouterr().out, re.M)
        return found

    assert "(title) CURRENT REPORT" in row(second)
    assert "title" not in row(first)

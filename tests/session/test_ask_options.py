"""Options are checked where they are made."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from docexplain.errors import QuestionError, UsageError
from docexplain.records import Granularity, Mode, Scope, Settings, Steer, Summary
from docexplain.session import AskOptions
from docexplain.session.ask_options import Choices, by_deletion, check_steering, check_text


@pytest.mark.parametrize(
    "wrong",
    [
        {"read": 0},
        {"read": -3},
        {"read": "some"},
        {"factor": 0.5},  # path has none
        {"mode": "path", "factor": 0.5},
        {"mode": "mask", "factor": 0.5},
        {"mode": "path", "scope": "full"},
        {"mode": "path", "kappa": 0.7},
        {"mode": "path", "summary": "log"},
        {"mode": "road"},
        {"mode": Mode.LOG, "factor": -0.1},
        {"mode": Mode.LOG, "factor": 1.0},  # changes nothing
        {"mode": Mode.LOG, "factor": 2.0},  # amplifies: every effect would have the wrong sign
        {"mode": Mode.LOG, "factor": float("nan")},
        {"mode": Mode.SHIFTED, "factor": float("inf")},
        {"max_new_tokens": 0},
    ],
)
def test_options_that_make_no_sense(wrong):
    with pytest.raises(UsageError) as caught:
        AskOptions(**wrong)
    assert str(caught.value).endswith(".")


def test_a_program_reads_what_the_advice_is_about():
    with pytest.raises(UsageError, match=r"^At least one paragraph must be read, not 0: read 1 or more\.$") as caught:
        AskOptions(read=0)
    assert caught.value.remedies == ("read",)


@pytest.mark.parametrize(
    ("mode", "given", "used"),
    [
        (Mode.PATH, None, 0.0),
        (Mode.PATH, 0.0, 0.0),
        (Mode.DELETION, None, 0.0),
        (Mode.MASK, None, 0.0),
        (Mode.MASK, 0.0, 0.0),
        (Mode.LOG, None, 0.1),
        (Mode.MULTIPLICATIVE, None, 0.1),
        (Mode.SHIFTED, None, 0.1),
        (Mode.SHIFTED, 0.0, 0.0),
        (Mode.LOG, 0.9, 0.9),
    ],
)
def test_the_factor_of_each_mode(mode, given, used):
    settings = AskOptions(mode=mode, factor=given).settings
    assert isinstance(settings, Settings)
    assert (settings.mode, settings.factor) == (mode, used)


def test_a_choice_is_a_field_of_the_settings():
    assert Choices.__annotations__.keys() == {field.name for field in fields(Settings)} - {"sections"}


def test_nothing_said():
    options = AskOptions()
    assert options.settings == Settings(
        Scope.READOUT, Mode.PATH, 0.0, Summary.PROBABILITY, "auto", 64, Granularity.PARAGRAPH, None, 0, False
    )
    assert (options.read, options.answer, options.answer_by) == ("auto", None, "")


@pytest.mark.parametrize(
    "choices",
    [
        {"scope": "full"},
        {"kappa": 0.7},
        {"summary": "log"},
        {"summary": "probability"},
        {"factor": None, "scope": "full"},
    ],
)
def test_what_path_does_not_know_is_done_row_by_row(choices):
    options = AskOptions(mode=None, **choices)
    assert (options.settings.mode, options.settings.factor) == (Mode.MASK, 0.0)
    assert options == replace(AskOptions(), **choices)  # an earlier answer by path, asked again
    assert AskOptions(**choices, mode="log").settings.mode is Mode.LOG


@pytest.mark.parametrize(
    "choices", [{}, {"scope": "readout"}, {"kappa": None}, {"summary": None}, {"confirm": 2}, {"granularity": "token"}]
)
def test_what_path_knows_is_done_by_path(choices):
    assert AskOptions(**choices).settings.mode is Mode.PATH
    assert AskOptions(**choices, mode="path").settings.mode is Mode.PATH


def test_path_with_what_it_does_not_know_is_refused_in_words():
    with pytest.raises(UsageError, match=r"leave mode path out where the scope is full or kappa is given\.$") as caught:
        AskOptions(mode="path", scope="full")
    assert caught.value.remedies == ("mode",)
    with pytest.raises(UsageError, match=r"not by log-mean: leave mode path out where a summary is given\.$"):
        AskOptions(mode="path", summary="log-mean")


def test_an_earlier_answer_row_by_row_asked_again_by_path():
    assert AskOptions(Settings(), mode="path").settings == AskOptions().settings
    with pytest.raises(UsageError, match="leave mode path out"):
        AskOptions(EARLIER, mode="path")


def test_sections_of_an_earlier_answer_are_not_claimed():
    assert AskOptions(replace(EARLIER, sections=True)).settings == EARLIER


@pytest.mark.parametrize("mode", ["path", "mask", "deletion"])
def test_a_model_that_only_deletion_suits(mode):
    settings = by_deletion(AskOptions(mode=mode, read=4).settings, "m")
    assert (settings.mode, settings.scope, settings.factor, settings.read) == (Mode.DELETION, Scope.FULL, 0.0, "4")


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"mode": "log"}, "m has layers beside attention, .* leave mode log out"),
        ({"kappa": 0.7}, "leave it out where paragraphs are deleted"),
        ({"confirm": 1}, "Confirming measures again"),
    ],
)
def test_what_deletion_cannot_do_is_refused(choices, sentence):
    with pytest.raises(UsageError, match=sentence):
        by_deletion(AskOptions(**choices).settings, "m")


@pytest.mark.parametrize("mode", Mode)
def test_modes_that_a_what_if_goes_by(mode):
    if mode in {Mode.MASK, Mode.LOG, Mode.PATH}:
        check_steering(mode, [Steer(2, 0.0)], [1, 2])
    else:
        with pytest.raises(UsageError, match=f"mask or log, or by path, not {mode}"):
            check_steering(mode, [Steer(2, 0.0)], [1, 2])


def test_what_is_read():
    for given in (8, "8"):
        assert (AskOptions(read=given).settings.read, AskOptions(read=given).read) == ("8", 8)
    assert (AskOptions(read="all").read, AskOptions(read="4096t").read) == ("all", "4096t")


EARLIER = Settings(Scope.FULL, Mode.LOG, 0.3, Summary.LOG, "8", 32, Granularity.TOKEN, 0.7, 0, False)


def test_as_an_earlier_answer_was():
    assert AskOptions(EARLIER).settings == EARLIER
    assert AskOptions(EARLIER, read="all", answer="ten").settings == replace(EARLIER, read="all")
    assert replace(AskOptions(EARLIER, answer="ten"), kappa=None) == AskOptions(
        replace(EARLIER, kappa=None), answer="ten"
    )


def test_another_mode_brings_its_own_factor():
    assert AskOptions(EARLIER, mode="mask").settings.factor == 0.0
    assert AskOptions(EARLIER, mode="shifted").settings.factor == 0.1
    assert AskOptions(EARLIER, factor=None).settings.factor == 0.1
    assert AskOptions(EARLIER, mode="shifted", factor=0.3).settings.factor == 0.3


@pytest.mark.parametrize("wrong", [{"read": "some"}, {"factor": 2.0}, {"confirm": 2}, {"max_new_tokens": 0}])
def test_earlier_settings_are_checked_too(wrong):
    with pytest.raises(UsageError):
        AskOptions(replace(EARLIER, **wrong))


def test_no_such_option():
    with pytest.raises(TypeError, match="reed"):
        AskOptions(reed=8)


@pytest.mark.parametrize(
    ("question", "answer"),
    [("", None), (" \t\n", None), ("Why?", ""), ("Why?", " "), ("Wh\udcffy?", None), ("Why?", "\ud800")],
)
def test_questions_and_answers_that_cannot_be_used(question, answer):
    with pytest.raises(QuestionError):
        check_text(question, answer)

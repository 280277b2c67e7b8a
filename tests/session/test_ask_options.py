"""Options are checked where they are made."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from docexplain.errors import QuestionError, UsageError
from docexplain.records import Granularity, Mode, Scope, Settings, Summary
from docexplain.session import AskOptions
from docexplain.session.ask_options import Choices, check_text


@pytest.mark.parametrize(
    "wrong",
    [
        {"read": 0},
        {"read": -3},
        {"read": "some"},
        {"factor": 0.5},  # mask has none
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
    assert Choices.__annotations__.keys() == {field.name for field in fields(Settings)}


def test_nothing_said():
    options = AskOptions()
    assert options.settings == Settings(
        Scope.READOUT, Mode.MASK, 0.0, Summary.PROBABILITY, "auto", 64, Granularity.PARAGRAPH, None, 0, True
    )
    assert (options.read, options.answer, options.answer_by) == ("auto", None, "")


def test_what_is_read():
    for given in (8, "8"):
        assert (AskOptions(read=given).settings.read, AskOptions(read=given).read) == ("8", 8)
    assert AskOptions(read="all").read == "all"


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

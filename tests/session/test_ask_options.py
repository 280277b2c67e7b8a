"""Options are checked where they are made."""

from __future__ import annotations

import pytest

from docexplain.errors import QuestionError, UsageError
from docexplain.records import Mode, Settings
from docexplain.session import AskOptions
from docexplain.session.ask_options import check_text


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


@pytest.mark.parametrize(
    ("question", "answer"),
    [("", None), (" \t\n", None), ("Why?", ""), ("Why?", " "), ("Wh\udcffy?", None), ("Why?", "\ud800")],
)
def test_questions_and_answers_that_cannot_be_used(question, answer):
    with pytest.raises(QuestionError):
        check_text(question, answer)

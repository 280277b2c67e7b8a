"""Options of a command that come as one record."""

from __future__ import annotations

import click
import pytest

from docexplain.cli.app import app
from docexplain.cli.commands.ask import ask
from docexplain.cli.commands.eval import evaluate
from docexplain.cli.commands.tui import tui
from docexplain.cli.options.gathering import gathered
from docexplain.cli.options.model import ModelOptions
from docexplain.cli.options.what_if import Steered
from docexplain.errors import UsageError
from docexplain.ingest import ParseOptions
from docexplain.model.loading.load_options import LoadOptions
from docexplain.records import Granularity, Mode, Scope, Settings, Summary


def given(command, *arguments):
    """What the body of a command gets."""
    body, got = command.callback, {}
    while hasattr(body, "__wrapped__"):
        outer, body = body, body.__wrapped__
    cell = next(c for c in outer.__closure__ if c.cell_contents is body)
    cell.cell_contents = lambda **values: got.update(values)
    try:
        command.main([str(a) for a in arguments], standalone_mode=False, **app.context_settings)
    finally:
        cell.cell_contents = body
    return got


def test_what_was_gathered_can_be_gathered_again():
    @click.command()
    @click.option("--a", type=int)
    @click.option("--b", type=int)
    @click.option("--c", type=int)
    @gathered("pair", lambda a, b: (a, b))
    @gathered("all", lambda pair, c: [pair, c])
    def command(**values):
        return values

    assert command.main(["--a", "1", "--b", "2", "--c", "3"], standalone_mode=False) == {"all": [(1, 2), 3]}
    assert [option.name for option in command.params] == ["a", "b", "c"]


def test_each_option_of_a_question_arrives():
    got = given(
        ask, "a.pdf", "Pay?", "--scope", "full", "--mode", "log", "--factor", 0.3, "--summary", "log", "--read", 8,
        "--max-tokens", 32, "--granularity", "token", "--kappa", 0.7, "--suppress", "3", "--amplify",
        "4:3", "--model", "m", "--device", "cpu", "--dtype", "float32", "--quantize", "8bit", "--offline", "--layout",
        "fast", "--ocr", "never", "--ocr-language", "deu", "--hidden-text", "read", "--password", "p", "--db", "d",
        "--no-save", "--prefix-cache", "c", "--json", "--top", 2, "--span", "s", "--highlight", "h.pdf",
    )  # fmt: skip
    question, opening, output = got["question"], got["opening"], got["output"]
    assert question.text == "Pay?"
    assert question.options.settings == Settings(
        Scope.FULL, Mode.LOG, 0.3, Summary.LOG, "8", 32, Granularity.TOKEN, 0.7, 0, False
    )
    assert question.steering == (Steered(0, 3, 0.0), Steered(0, 4, 3.0))
    assert opening.model == ModelOptions("m", LoadOptions("cpu", "float32", None, "8bit", offline=True))
    assert opening.parse == ParseOptions(layout="fast", ocr="never", ocr_languages="deu", hidden="read")
    assert (opening.db, opening.no_save, str(opening.prefix_cache)) == ("d", True, "c")
    assert (output.as_json, output.top, output.top_in_json, output.span) == (True, 2, 2, "s")
    assert (str(question.asked_of.paths[0]), got["password"], str(output.highlight)) == ("a.pdf", "p", "h.pdf")


def test_who_gave_the_answer_arrives():
    options = given(ask, "a.pdf", "Pay?", "--answer", "ten", "--answer-by", "Jo", "--confirm", 2)["question"].options
    assert (options.answer, options.answer_by, options.settings.confirm) == ("ten", "Jo", 2)


def test_nothing_said_is_what_the_library_does(monkeypatch):
    monkeypatch.delenv("DOCEXPLAIN_DB", raising=False)
    got = given(ask, "a.pdf", "Pay?")
    assert got["question"].options.settings == Settings(mode=Mode.PATH)
    assert got["opening"].parse == ParseOptions()
    assert (got["opening"].db, got["output"].top, got["output"].top_in_json) == (None, 5, None)


def test_what_is_measured_arrives():
    got = given(evaluate, "set.json", "--granularity", "all", "--scope", "full", "--mode", "log", "--sample", 3)
    options = got["options"]
    assert options.granularities == tuple(Granularity)
    assert (options.scopes, options.modes, options.sample, options.seed) == ((Scope.FULL,), (Mode.LOG,), 3, 0)
    assert (options.methods, options.apart) == ((), [])


@pytest.mark.parametrize("command", [ask, evaluate, tui])
def test_a_model_that_is_spread_has_no_device(command):
    words = {"ask": ("a.pdf", "Pay?"), "evaluate": ("set.json",), "tui": ()}[command.callback.__name__]
    with pytest.raises(UsageError, match="leave the single device out"):
        given(command, *words, "--device-map", "auto", "--device", "cpu")

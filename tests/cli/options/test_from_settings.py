"""The user's settings stand for options: below the environment, and that below what is given."""

from __future__ import annotations

import click
import pytest

from docexplain.cli.commands.ask import ask
from docexplain.cli.commands.eval import evaluate
from docexplain.cli.commands.tui import tui
from docexplain.cli.options.from_settings import given_settings
from docexplain.cli.options.model import model_options
from docexplain.cli.options.parsing import parse_options
from docexplain.cli.options.session import search_option
from docexplain.cli.options.shared import db_option
from docexplain.common import config_file

from .test_gathering import given

FILE = """
model = "m"
database = "/somewhere/d.db"
read = "4096t"
layout = "fast"
search = "words"
"""


@pytest.fixture
def settings(monkeypatch):
    for name in ("DOCEXPLAIN_DB", "DOCEXPLAIN_MODEL"):
        monkeypatch.delenv(name)

    def write(text):
        config_file.folder().mkdir(exist_ok=True)
        config_file.path().write_text(text)

    return write


def test_they_stand_for_what_is_not_given(settings):
    settings(FILE)
    got = given(ask, "a.pdf", "Pay?")
    opening = got["opening"]
    assert (opening.model.name, opening.db, opening.parse.layout, opening.search) == (
        "m",
        "/somewhere/d.db",
        "fast",
        "words",
    )
    assert got["question"].options.settings.read == "4096t"
    opening = given(tui)["opening"]
    assert (opening.db, opening.parse.layout, opening.search) == ("/somewhere/d.db", "fast", "words")


def test_what_is_given_goes_before_them_also_where_it_is_the_default(settings):
    settings(FILE)
    got = given(ask, "a.pdf", "Pay?", "--read", "auto", "--layout", "model", "--search", "auto", "--db", "x")
    opening = got["opening"]
    assert (opening.db, opening.parse.layout, opening.search) == ("x", "model", "auto")
    assert got["question"].options.settings.read == "auto"


def test_the_environment_goes_before_them(settings, monkeypatch):
    settings(FILE)
    monkeypatch.setenv("DOCEXPLAIN_DB", "y")
    monkeypatch.setenv("DOCEXPLAIN_SEARCH", "both")
    opening = given(ask, "a.pdf", "Pay?")["opening"]
    assert (opening.db, opening.search) == ("y", "both")


def test_a_number_of_paragraphs_is_a_number(settings):
    settings("read = 8")
    assert given(ask, "a.pdf", "Pay?")["question"].options.read == 8


def test_what_is_measured_is_not_how_its_user_likes_to_read(settings):
    settings(FILE)
    assert given(evaluate, "set.json")["options"].read == "auto"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('layout = "quick"', "setting layout in {path} cannot be 'quick': write model or fast, or take it out"),
        ('search = "meaning"', "setting search in {path} cannot be 'meaning': write auto, words or both"),
        ('read = "much"', "setting read in {path} cannot be 'much': write read = \"auto\""),
        ('database = "docexplain.db"', "setting database in {path} cannot be 'docexplain.db': write database = \"~/"),
        ("model = 3", "setting model in {path} cannot be 3: write model = "),
    ],
)
def test_what_a_setting_cannot_be(docexplain, settings, line, says):
    settings(line)
    result = docexplain("ask", "a.pdf", "Pay?")
    assert (result.code, result.out) == (2, "")
    assert says.format(path=config_file.path()) in result.err


def test_a_wrong_setting_stops_only_what_needs_it(docexplain, settings, filled):
    settings('layout = "quick"')
    assert docexplain("history", "--db", filled).code == 0


def test_an_unknown_setting_is_told_once_and_refuses_nothing(docexplain, settings, filled):
    settings(f'databse = "/x"\ndatabase = "{filled}"\n')
    result = docexplain("history")
    assert result.code == 0
    assert result.out
    said = f"The setting databse in {config_file.path()} is not known and does nothing: is database meant?"
    assert result.err == f"docexplain: {said}\n"
    asked = docexplain("ask", "no.pdf", "Pay?")
    assert asked.err.count("databse") == 1
    assert asked.code == 3


def test_what_is_given_is_known_by_the_keys_of_settings(settings):
    settings(FILE)
    told = []

    @click.command()
    @model_options
    @search_option
    @parse_options
    @db_option
    def command(**_):
        told.append(given_settings())

    command.main(["--layout", "model", "--db", "x", "-m", "a/b"], standalone_mode=False)
    command.main([], standalone_mode=False)
    assert told == [{"model": "a/b", "database": "x", "layout": "model"}, {}]


def test_help_says_where_a_default_comes_from(docexplain, settings):
    settings("model = [")  # help does not read it
    shown = " ".join(docexplain("ask", "--help").out.split())
    for name, otherwise in (("read", "auto"), ("search", "auto"), ("layout", "model")):
        assert f"default: ({name} in config.toml, else {otherwise})" in shown
    assert "database in config.toml" in shown

"""What the command line adds to the domain's sentences: the options and commands that their advice is about."""

from __future__ import annotations

import re
from typing import get_args

import click
import pytest

from docexplain.cli.advice import NAMES, advised
from docexplain.cli.app import app
from docexplain.cli.progress import Display
from docexplain.errors import DocexplainError, PasswordError, Remedy, StorageError
from docexplain.session import Notice


def commands(group=app, path=("docexplain",)):
    """Every command, with what it is called by."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
            if command.invoke_without_command:
                yield " ".join((*path, name)), command
        else:
            yield " ".join((*path, name)), command


def options_of(command):
    return {option for parameter in command.params if isinstance(parameter, click.Option) for option in parameter.opts}


def test_every_remedy_has_a_name():
    assert set(NAMES) == set(get_args(Remedy))


@pytest.mark.parametrize("name", NAMES.values())
def test_every_name_is_an_option_or_a_command(name):
    known = dict(commands())
    called = [path for path in known if name == path or name.startswith(f"{path} ")]
    options = set(re.findall(r"--[a-z-]+", name))
    if called:
        assert options <= options_of(known[called[0]])
    else:
        assert {name} == options
        assert any(name in options_of(command) for command in known.values())


def test_the_sentence_ends_in_them():
    sentence = "There is not enough memory: read fewer paragraphs, or choose a smaller model."
    assert advised(sentence, ("read", "model")) == f"{sentence[:-1]} (--read, --model)."
    assert advised(sentence, ()) == sentence
    assert advised("See the history.", ("history",)) == "See the history (docexplain history)."


def test_an_error_keeps_its_remedies():
    error = StorageError("It is read-only: choose another.", remedies=["database"])
    assert (str(error), error.remedies) == ("It is read-only: choose another.", ("database",))
    assert DocexplainError("No.").remedies == ()
    assert PasswordError("No.").remedies == ("password",)  # wherever it comes from, another process included


def test_a_notice_is_told_with_them(capsys):
    with Display() as display:
        display(Notice("The cache is full: name another folder.", ("prefix_cache",)))
    assert capsys.readouterr().err == "docexplain: The cache is full: name another folder (--prefix-cache).\n"

"""The README and the pages in docs: their Python is run, and their commands are parsed, as they stand there."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click
import pytest

from docexplain.cli.app import app
from docexplain.model.loading import by_name
from docexplain.model.sources import default_model

ROOT = Path(__file__).parent.parent
README, DOCS = ROOT / "README.md", sorted((ROOT / "docs").glob("*.md"))
A_FILE = re.compile(r"[\w*-]+\.(pdf|json)")


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def _commands(page: Path) -> Iterator[list[str]]:
    """The words of each command in the page's shell blocks."""
    for line in "".join(_blocks(page, "sh")).replace("\\\n", " ").splitlines():
        for joint, words in groupby(shlex.split(line, comments=True), lambda word: word == "&&"):
            if not joint:
                yield list(words)


def _ours(page: Path) -> list[str]:
    return [shlex.join(words) for words in _commands(page) if Path(words[0]).name == "docexplain"]


OURS = [(page.name, command) for page in (README, *DOCS) for command in _ours(page)]
SCRIPTS = [words for page in (README, *DOCS) for words in _commands(page) if words[0] == "python"]


@pytest.fixture
def desk(tmp_path, monkeypatch, model_folder) -> Path:
    """A folder with what the examples name."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    shutil.copytree(model_folder, tmp_path / "path/to/a/model")
    return tmp_path


@pytest.mark.model
def test_the_python_in_the_readme_runs(desk, capsys):
    [block] = _blocks(README, "python")
    exec(compile(block, "README.md", "exec"), {})
    assert "10" in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize("page", [page for page in DOCS if _blocks(page, "python")], ids=lambda page: page.name)
def test_the_python_in_a_page_runs(desk, page, monkeypatch):
    tiny = desk / "path/to/a/model"
    monkeypatch.setattr(default_model, "ensure", lambda **_: tiny)
    monkeypatch.setattr(by_name, "_load_default", lambda folder, how: by_name._load(*_named(folder), how))
    names: dict = {}
    for block in _blocks(page, "python"):
        exec(compile(block, page.name, "exec"), names)
    assert names["answer"].model.parameters < 1_000_000


def _named(folder: Path):
    return str(folder), by_name.files_of(str(folder), folder)


def test_the_pages_show_commands():
    assert {page for page, _ in OURS} >= {"README.md", "documents.md", "models.md", "record.md", "evaluation.md"}


@pytest.mark.parametrize(("page", "command"), OURS)
def test_a_command_can_be_parsed(page, command, tmp_path, monkeypatch):
    """Command, options and their values exist; nothing is run."""
    monkeypatch.chdir(tmp_path)
    _, *words = shlex.split(command)
    for word in words:
        if A_FILE.fullmatch(Path(word).name):
            Path(word).parent.mkdir(parents=True, exist_ok=True)
            Path(word).touch()
    group: click.Command = app
    # As the command line makes it: a command remembers the names of its --help from the first context that it sees.
    with click.Context(group, info_name="docexplain", **group.context_settings) as context:
        while isinstance(group, click.Group) and (words or not group.invoke_without_command):
            _, found, words = group.resolve_command(context, words)
            assert found is not None
            group = found
        group.make_context(group.name, words, parent=context)


@pytest.mark.parametrize("words", SCRIPTS, ids=" ".join)
def test_a_script_has_the_options_it_is_shown_with(words):
    script = (ROOT / words[1]).read_text("utf-8")
    assert all(f'"{word}"' in script for word in words[2:] if word.startswith("--"))


@pytest.mark.parametrize("page", [README, *DOCS], ids=lambda page: page.name)
def test_a_link_leads_to_a_file_and_a_heading(page):
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text("utf-8")):
        path, _, anchor = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), target
        headings = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.MULTILINE) if anchor else []
        anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert not anchor or anchor in anchors, target

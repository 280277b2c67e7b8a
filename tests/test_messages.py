"""What the domain says holds for every front end: no sentence outside the command line names its options."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import docexplain
import storage
import tui
from docexplain.cli.app import app

OPTION = re.compile(r"(?<![\w-])--[a-z]")
COMMAND = re.compile(rf"\bdocexplain (?:{'|'.join(app.list_commands(None))})\b")  # type: ignore[arg-type]

OTHER_PROGRAMS = {
    ("model/sources/wheels/fetching.py", "pip download"),
    ("evaluation/methods/attnlrp.py", "pip install"),
    ("ingest/ocr/tesseract.py", "tesseract and setpriv"),
}
"""Modules with options of other programs, and of which. These are their options; any other is refused there too."""
THEIRS = re.compile(
    r"--(?:quiet|no-input|disable-pip-version-check|no-deps|only-binary|retries|timeout|dest|dpi|psm|version|list-langs|pdeathsig)\b"
)

PACKAGES = [Path(str(package.__file__)).parent for package in (docexplain, storage, tui)]
MODULES = [
    (path.relative_to(package).as_posix(), path)
    for package in PACKAGES
    for path in sorted(package.rglob("*.py"))
    if path.relative_to(package).parts[0] != "cli" or package is not PACKAGES[0]
]


def texts(source: str) -> list[str]:
    """Every string that is written in a module, docstrings and texts that stand for themselves excepted."""
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    ]


def named(text: str) -> bool:
    return bool(OPTION.search(text) or COMMAND.search(text))


@pytest.mark.parametrize("text", ["give it with --password.", "see docexplain history", "`docexplain models --fetch`"])
def test_what_is_looked_for(text):
    assert texts(f'"""--x"""\ny = f"{{1}} {text}"')
    assert any(map(named, texts(f'y = f"{text}{{1}}"')))


def test_no_option_or_command_is_named():
    theirs = {module for module, _ in OTHER_PROGRAMS}
    found = {}
    for name, path in MODULES:
        ours = [THEIRS.sub("", text) if name in theirs else text for text in texts(path.read_text("utf-8"))]
        found[path] = [text for text in ours if named(text)]
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_every_exception_is_needed():
    for module, _ in OTHER_PROGRAMS:
        assert any(map(named, texts((PACKAGES[0] / module).read_text("utf-8"))))

"""What holds the house together: its tree is in CONTRIBUTING.md, and neither a room nor a signature is crowded."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.tree import TOPS, lines, name_of, packages

CONTRIBUTING = Path(__file__).parent.parent / "CONTRIBUTING.md"
MODULES = 12
PARAMETERS = 7
SIGNATURES_OF_OTHERS = {"_attention"}
"""What transformers calls with the arguments of its own attention functions."""


def test_contributing_shows_the_folders_as_they_are():
    shown = [line[4:] for line in CONTRIBUTING.read_text("utf-8").splitlines() if line.startswith("    ")]
    tree = list(lines())
    start = shown.index(tree[0])
    assert shown[start : start + len(tree)] == tree, "renew it with `python -m tests.tree`"


def test_no_room_is_crowded():
    rooms = {name_of(package): [path.name for path in package.glob("*.py")] for package in packages()}
    assert {name for name, found in rooms.items() if len({*found} - {"__init__.py"}) > MODULES} == set()


def test_no_function_takes_more_than_a_few_parameters():
    crowded = {
        f"{path.relative_to(top.parent)}:{function.name}": names
        for top in TOPS
        for path in sorted(top.rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and function.name not in SIGNATURES_OF_OTHERS
        and len(names := _parameters(function)) > PARAMETERS
    }
    assert crowded == {}


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Names of all that a call may give, ``self`` apart."""
    taken = function.args
    named = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs]
    rest = [argument for argument in (taken.vararg, taken.kwarg) if argument]
    return [argument.arg for argument in (*named, *rest) if argument.arg not in {"self", "cls"}]

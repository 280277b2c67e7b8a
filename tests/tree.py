"""The folders of the project, a line each, as CONTRIBUTING.md shows them: what a package's docstring begins with.

Print them with ``python -m tests.tree``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import docexplain
import storage
import tui

TOPS = [Path(package.__path__[0]) for package in (docexplain, storage, tui)]
"""Of what is installed, which need not be what stands beside the tests."""


def packages() -> list[Path]:
    """Every package's folder, parents first."""
    return [path.parent for top in TOPS for path in sorted(top.rglob("__init__.py"), key=_parents_first)]


def name_of(package: Path) -> str:
    """As it is imported, with slashes."""
    [top] = [top for top in TOPS if top == package or top in package.parents]
    return package.relative_to(top.parent).as_posix()


def lines() -> Iterator[str]:
    """Name and first sentence of each package, indented as deep as it stands."""
    for package in packages():
        depth = name_of(package).count("/")
        name = f"{'  ' * depth}{package.name}/"
        yield f"{name:<20}{_first_sentence(package / '__init__.py')}"


def _parents_first(path: Path) -> tuple[str, ...]:
    return path.parent.parts


def _first_sentence(module: Path) -> str:
    docstring = ast.get_docstring(ast.parse(module.read_text("utf-8"))) or ""
    return re.split(r"\.\s+(?=[A-Z])", docstring.split("\n\n")[0].replace("\n", " "))[0].rstrip(".")


if __name__ == "__main__":
    print("\n".join(lines()))

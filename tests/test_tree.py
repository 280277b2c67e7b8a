"""What holds the house together: its tree is in CONTRIBUTING.md, and no room is crowded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tree import lines, name_of, packages

CONTRIBUTING = Path(__file__).parent.parent / "CONTRIBUTING.md"
MODULES = 12


def test_contributing_shows_the_folders_as_they_are():
    shown = [line[4:] for line in CONTRIBUTING.read_text("utf-8").splitlines() if line.startswith("    ")]
    tree = list(lines())
    start = shown.index(tree[0])
    assert shown[start : start + len(tree)] == tree, "renew it with `python -m tests.tree`"


@pytest.mark.parametrize("package", packages(), ids=name_of)
def test_no_room_is_crowded(package):
    assert len([path for path in package.glob("*.py") if path.name != "__init__.py"]) <= MODULES

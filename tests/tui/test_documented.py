"""The keys in the docs are the keys of the program."""

from __future__ import annotations

import re
from pathlib import Path

from tui.view.keys import ACTIONS

DOCS = Path(__file__).parents[2] / "docs" / "terminal-ui.md"


def test_every_key_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([^|`]+) \| ([^|`]+) \|$", text, re.MULTILINE))
    for action in ACTIONS:
        if not action.name.startswith("cited_"):
            assert rows[action.key_names] == action.says


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"\]\((terminal-ui/[^)]+)\)", DOCS.read_text(encoding="utf-8"))
    assert len(pictures) == 7
    assert all((DOCS.parent / picture).is_file() for picture in pictures)

"""The page about settings has all of them, as they are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from docexplain.session.settings.entries import KEYS, SETTINGS
from docexplain.session.settings.user_settings import checked, keys_of
from tui.view.settings.keymap import keymap

PAGE = (
    (Path(__file__).parents[3] / "docs" / "terminal-ui.md")
    .read_text("utf-8")
    .split("\n## Settings\n")[1]
    .split("\n## ")[0]
)
ROWS = {row.split("`")[1].strip("[]"): row for row in PAGE.splitlines() if re.match(r"\| `\[?[a-z_]+\]?` \|", row)}


def test_each_setting_has_its_row():
    assert list(ROWS)[:6] == [setting.key for setting in SETTINGS[:6]]
    assert set(ROWS) == {*(setting.key for setting in SETTINGS), KEYS}
    for setting in SETTINGS:
        _, _, may_be, otherwise, _, variable, _ = ROWS[setting.key].split("|")
        assert otherwise.strip().strip("`") == setting.otherwise
        assert variable.strip().strip("`") == setting.variable
        assert [f"`{choice}`" in may_be for choice in setting.choices] == [True] * len(setting.choices)


def test_the_example_holds():
    example = tomllib.loads(re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)[-1])
    found = keymap(keys_of(example))
    assert (found.problems, found.keys) == ((), {"find": "ctrl+l", "what_if": "f9,w"})
    for key, value in example.items():
        if key != KEYS:
            checked(key, value)

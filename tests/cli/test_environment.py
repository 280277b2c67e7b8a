"""Every variable that is looked at stands where a user looks for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import docexplain
import storage
import tui

ROOT = Path(__file__).resolve().parents[2]
# Of what is installed, which need not be what stands beside the tests.
SOURCES = [path for package in (docexplain, storage, tui) for path in Path(package.__path__[0]).rglob("*.py")]
NAMES = sorted({name for path in SOURCES for name in re.findall(r"DOCEXPLAIN_[A-Z_]+", path.read_text("utf-8"))})
OF_A_SESSION = ("DOCEXPLAIN_MODEL", "DOCEXPLAIN_DB", "DOCEXPLAIN_PASSWORD", "DOCEXPLAIN_SEARCH")


def test_there_are_some():
    assert {"DOCEXPLAIN_MODEL", "DOCEXPLAIN_DB", "DOCEXPLAIN_CACHE", "DOCEXPLAIN_CONFIG"} < set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_in_the_readme_and_in_the_help(docexplain, name):
    assert f"`{name}`" in (ROOT / "README.md").read_text("utf-8")
    assert re.search(rf"^ +{name} ", docexplain("--help").out, re.MULTILINE)


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("ask", [*OF_A_SESSION, "DOCEXPLAIN_PREFIX_CACHE"]),
        ("ingest", ["DOCEXPLAIN_DB", "DOCEXPLAIN_PASSWORD"]),
        ("tui", [*OF_A_SESSION, "DOCEXPLAIN_PREFIX_CACHE"]),
        ("history", ["DOCEXPLAIN_DB"]),
        ("eval", ["DOCEXPLAIN_MODEL"]),
    ],
)
def test_an_option_names_its_variable(docexplain, command, names):
    shown = re.sub(r"\s+", "", docexplain(command, "--help").out)
    assert all(f"envvar:{name}" in shown for name in names)


def test_what_paragraphs_are_found_by_is_one_of_three(docexplain, monkeypatch):
    assert docexplain("ask", "x.pdf", "What?", "--search", "meaning").code == 2
    monkeypatch.setenv("DOCEXPLAIN_SEARCH", "nonsense")
    found = docexplain("ask", "x.pdf", "What?")
    assert found.code == 2
    assert "auto" in found.err

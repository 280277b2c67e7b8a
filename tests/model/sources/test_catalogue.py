"""The catalogue: known by name, and the README's table says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docexplain.model.sources import catalogue
from docexplain.model.sources.default_model import DEFAULT

README = (Path(__file__).parents[3] / "README.md").read_text("utf-8")


@pytest.mark.wheel
def test_it_begins_with_the_default_model_and_grows():
    first, *others = catalogue.entries()
    assert (first.id, first.revision, first.download) == (DEFAULT.name, DEFAULT.requirement, DEFAULT.wheel_bytes)
    assert [e.parameters for e in catalogue.entries()] == sorted(e.parameters for e in catalogue.entries())
    for entry in others:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", entry.id)
        assert re.fullmatch(r"[0-9a-f]{40}|", entry.revision)
        assert 1.9 < entry.download / entry.parameters < 2.7  # bfloat16; embeddings may be stored twice
        assert entry.context >= 8192
        assert entry.licence


def test_names():
    assert catalogue.find("qwen3-0.6b") is catalogue.find("Qwen/Qwen3-0.6B") is not None
    assert catalogue.find("Qwen3") is None
    assert catalogue.find("") is None


def test_a_revision_is_fetched_where_one_is_pinned():
    _, entry, *_ = catalogue.entries()
    assert entry.fetched_as == "Qwen/Qwen3-0.6B"
    pinned = catalogue.Entry("org/x", 1, 2, "MIT", 1, "", "a" * 40)
    assert pinned.fetched_as == f"org/x@{'a' * 40}"


def rows():
    table = README.partition("## Which model")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    head, *body = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_the_readme_has_it():
    entries = catalogue.entries()
    assert [row["model"].strip("`") for row in rows()] == [entry.id for entry in entries]
    for row, entry in zip(rows(), entries, strict=True):
        assert row["parameters"] == f"{float(f'{entry.parameters / 1e9:.3g}'):.10g} billion"
        size = entry.download / 1e9
        assert row["to fetch"] == (f"{size:.1f} GB" if size >= 1 else f"{entry.download / 1e6:.0f} MB")
        assert row["memory"] == f"{entry.parameters * 2 / 1e9:.1f} GB"
        assert row["licence"] == entry.licence
        assert row["context"] == f"{entry.context:,}"
        assert row["answers right"] == (f"{entry.measured['answers']:.1%}" if "answers" in entry.measured else "")
        assert row["top-1"] == (f"{entry.measured['top1']:.3f}" if "top1" in entry.measured else "")
        assert row["AUROC"] == (f"{entry.measured['auroc']:.3f}" if "auroc" in entry.measured else "")

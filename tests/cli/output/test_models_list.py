"""The list of models: what its figures are."""

from __future__ import annotations

import pytest

from docexplain.cli.output.models_list import lines, shown_parameters
from docexplain.model.devices.room import Room
from docexplain.model.sources.catalogue import entries
from docexplain.model.sources.on_this_machine import Present


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [(None, "?"), (596_000_000, "0.6 B"), (14_800_000_000, "15 B"), (39_072, "0.04 M"), (9_000_000, "9 M")],
)
def test_how_many_parameters(parameters, shown):
    assert shown_parameters(parameters) == shown


def test_each_part_says_what_its_figures_are():
    here = [Present("a/folder", "file", True, "/a/folder", "", 2_000_000_000, 630_000_000)]
    shown = lines(here, entries(), Room("cpu", "bfloat16", 20_000_000_000), (None, "default"))
    assert shown[0] == "On this machine: parameters, size on the disk, and whether it fits the memory"
    assert "0.63 B   2.0 GB  fits" in shown[1]
    assert "To fetch (docexplain models fetch NAME): parameters, size of what is fetched" in shown
    assert all(len(line) <= 80 for line in shown)

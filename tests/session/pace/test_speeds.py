"""Speeds are kept between processes, and a few odd ones change nothing."""

from __future__ import annotations

import os
import stat

import pytest

from docexplain.session.pace.speeds import MOST, Speeds, keep_speeds, read_speeds


def test_nothing_is_known_at_first(tmp_path):
    assert Speeds().tokens_per_second is None
    assert read_speeds(None) == read_speeds(tmp_path / "missing.json") == Speeds()


def test_a_trial_counts_until_a_prompt_was_read():
    speeds = Speeds(tried=50.0)
    assert speeds.tokens_per_second == 50.0
    assert speeds.seen(1000, 10.0).tokens_per_second == 100.0


def test_runs_beside_other_work_change_nothing():
    speeds = Speeds()
    for seconds in (10.0, 10.0, 90.0, 10.0, 60.0):
        speeds = speeds.seen(1000, seconds)
    assert speeds.tokens_per_second == 100.0


def test_only_the_last_ones_count():
    speeds = Speeds()
    for _ in range(MOST):
        speeds = speeds.seen(1000, 10.0)
    for _ in range(MOST):
        speeds = speeds.seen(1000, 5.0)
    assert speeds.measured == (200.0,) * MOST


@pytest.mark.parametrize(("tokens", "seconds"), [(10, 1.0), (1000, 0.0)])
def test_what_says_nothing_is_left_out(tokens, seconds):
    assert Speeds().seen(tokens, seconds) == Speeds()


def test_they_are_kept(tmp_path):
    file = tmp_path / "speeds" / "model.json"
    speeds = Speeds((100.0, 120.5), 50.0, 2048)
    keep_speeds(file, speeds)
    assert read_speeds(file) == speeds
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "kept",
    ["", "[]", "{}", "\xff", '{"measured": [-1], "tried": 0, "budget": 0}',
     '{"measured": [NaN], "tried": 1, "budget": 0}',
     '{"measured": [Infinity], "tried": 1, "budget": 0}', '{"measured": 3, "tried": 1, "budget": 0}'],
)  # fmt: skip
def test_what_is_no_file_of_ours_is_as_none(tmp_path, kept):
    file = tmp_path / "model.json"
    file.write_bytes(kept.encode("latin-1"))
    assert read_speeds(file) == Speeds()


def test_where_they_cannot_be_kept_nothing_breaks(tmp_path):
    (tmp_path / "file").write_text("in the way")
    keep_speeds(tmp_path / "file" / "model.json", Speeds((1.0,)))


@pytest.mark.parametrize(
    "content",
    [
        '{"measured": [1' + "0" * 400 + '], "tried": 1, "budget": 256}',
        '{"measured": [1], "tried": 1, "budget": Infinity}',
        "[" * 100_000,
    ],
)
def test_numbers_and_lists_beyond_all_measure_are_no_file_of_ours(tmp_path, content):
    file = tmp_path / "speeds.json"
    file.write_text(content)
    assert read_speeds(file) == Speeds()

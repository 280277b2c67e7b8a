"""Pages of interrupted parses that this machine did not seal are not taken for the file's."""

from __future__ import annotations

import hashlib
import hmac
import stat
from pathlib import Path

import pytest

from docexplain.ingest.workers.page_seal import PageSeal

FILE = "ab" * 32
PAGE = (FILE, "parser 1", 2, '{"number":2}')


def test_a_page_comes_back(tmp_path: Path) -> None:
    key = tmp_path / "new" / "key"
    sealed = PageSeal(key).seal(*PAGE)
    assert PageSeal(key).opened(*PAGE[:3], sealed) == PAGE[3]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    code = hmac.new(key.read_bytes(), "\n".join((FILE, "parser 1", "2", PAGE[3])).encode(), hashlib.sha256)
    assert sealed == f"hmac-sha256:{code.hexdigest()}\n{PAGE[3]}"


@pytest.mark.parametrize(
    "forge",
    [
        lambda sealed: sealed.replace('"number"', '"Number"'),
        lambda sealed: sealed.partition("\n")[2],
        lambda sealed: "\n" + sealed.partition("\n")[2],
        lambda sealed: sealed.replace("hmac-sha256:", "sha256:"),
        lambda sealed: "",
        lambda sealed: "é\ud800" + sealed,
        lambda sealed: f"hmac-sha256:{hashlib.sha256(PAGE[3].encode()).hexdigest()}\n{PAGE[3]}",
    ],
)
def test_a_forged_page_does_not(tmp_path: Path, forge) -> None:
    seal = PageSeal(tmp_path / "key")
    assert seal.opened(*PAGE[:3], forge(seal.seal(*PAGE))) is None


@pytest.mark.parametrize("other", [("cd" * 32, "parser 1", 2), (FILE, "parser 2", 2), (FILE, "parser 1", 3)])
def test_nor_one_of_another_place(tmp_path: Path, other: tuple[str, str, int]) -> None:
    seal = PageSeal(tmp_path / "key")
    assert seal.opened(*other, seal.seal(*PAGE)) is None


def test_without_a_file_for_the_key_it_serves_itself() -> None:
    seal = PageSeal()
    assert seal.opened(*PAGE[:3], seal.seal(*PAGE)) == PAGE[3]
    assert PageSeal().opened(*PAGE[:3], seal.seal(*PAGE)) is None


def test_a_key_that_is_none_or_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "key", tmp_path / "file" / "key"):
        seal = PageSeal(place)
        assert seal.opened(*PAGE[:3], seal.seal(*PAGE)) == PAGE[3]
        assert PageSeal(place).opened(*PAGE[:3], seal.seal(*PAGE)) is None

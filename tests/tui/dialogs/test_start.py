"""The start screen: documents read before, paths, several, the library, and how files are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Input, OptionList, Static

from docexplain.records.library import StoredDocument
from tui.screens.chosen import Chosen
from tui.screens.start import StartScreen
from tui.view.paths import candidates, completed, looks_like_path, named


def stored(name: str, sha256: str, **more: object) -> StoredDocument:
    day = datetime(2026, 1, 2, tzinfo=UTC)
    return StoredDocument(sha256, "p1", name, 12, 40, stored_at=day, place=f"/x/{name}", questions=3, **more)  # type: ignore[arg-type]


DOCUMENTS = [
    stored("annual-report.pdf", "aa"),
    stored("contract [x].docx", "bb", protected=True),
    stored("c.pdf", "cc"),
]


class Host(App[None]):
    def __init__(self, documents: Sequence[StoredDocument] = DOCUMENTS, **more: str) -> None:
        super().__init__()
        self.start = partial(StartScreen, documents, **more)
        self.ended: list[Chosen | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.start(), self.ended.append)


def options(app: App[None]) -> list[str]:
    return [str(option.prompt) for option in app.screen.query_one(OptionList).options]


async def chosen(*keys: str, documents: list[StoredDocument] = DOCUMENTS, text: str = "") -> Chosen | None:
    app = Host(documents, text=text)
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    assert len(app.ended) == 1
    return app.ended[0]


async def test_documents_read_before_are_listed_with_what_is_known_of_them() -> None:
    app = Host(error="It is [damaged].")
    async with app.run_test() as pilot:
        await pilot.pause()
        listed = options(app)
        assert listed[0].split() == "annual-report.pdf 12 pages · 3 questions · 2026-01-02".split()
        assert "contract [x].docx" in listed[1]
        assert "needs its password" in listed[1]
        assert "The whole library: 3 documents" in listed[3]
        assert "It is [damaged]." in "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def test_letters_narrow_them_down_and_enter_takes_one() -> None:
    found = await chosen("c", "n", "t", "r", "enter")
    assert found is not None
    assert [document.sha256 for document in found.documents] == ["bb"]
    assert (found.paths, found.library) == ((), False)


async def test_several_are_marked_and_opened_together() -> None:
    found = await chosen("ctrl+t", "down", "ctrl+t", "enter")
    assert found is not None
    assert [document.sha256 for document in found.documents] == ["aa", "cc"]


async def test_what_was_just_typed_is_marked(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    app = Host(text=str(tmp_path / "a"))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+t", "ctrl+u", "c", "o", "n", "t", "ctrl+t", "enter")
        await pilot.pause()
    [found] = app.ended
    assert found is not None
    assert found.paths == (tmp_path / "a.pdf",)
    assert [document.sha256 for document in found.documents] == ["bb"]


async def test_a_web_address_and_an_old_error() -> None:
    app = Host(error="It is damaged.")
    async with app.run_test() as pilot:
        await pilot.pause()
        said = app.screen.query_one("#error", Static)
        assert "damaged" in str(said.content)
        await pilot.press(*"ab")
        assert str(said.content) == ""
        app.screen.query_one(Input).value = "https://x.org/a.pdf"
        await pilot.pause()
        assert "Web addresses are not fetched" in str(said.content)


async def test_the_library_and_the_ways_of_reading() -> None:
    found = await chosen("up", "ctrl+l", "ctrl+y", "ctrl+y", "enter")
    assert found == Chosen(library=True, layout="fast", ocr="never")


async def test_escape_chooses_nothing() -> None:
    assert await chosen("escape") is None


async def test_a_path_is_completed_and_taken(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "first report.pdf").touch()
    (tmp_path / "reports" / ".hidden.pdf").touch()
    found = await chosen("tab", "f", "tab", "enter", text=str(tmp_path / "re"))
    assert found is not None
    assert found.paths == (tmp_path / "reports" / "first report.pdf",)


async def test_enter_takes_what_is_highlighted_where_the_path_is_not_whole(tmp_path: Path) -> None:
    (tmp_path / "filing.pdf").touch()
    found = await chosen("enter", text=str(tmp_path / "fil"))
    assert found is not None
    assert found.paths == (tmp_path / "filing.pdf",)
    nowhere = await chosen("enter", text=str(tmp_path / "nothing.pdf"))
    assert nowhere is not None
    assert nowhere.paths == (tmp_path / "nothing.pdf",)  # which is then told


async def test_a_folder_that_is_chosen_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").touch()
    app = Host([], text=f"{tmp_path}/")
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one(Input).value == f"{tmp_path}/in/"
        assert [line.strip() for line in options(app)] == [f"{tmp_path}/in/a.pdf"]
    assert app.ended == []


async def test_without_documents_it_says_what_to_do() -> None:
    app = Host([])
    async with app.run_test() as pilot:
        await pilot.pause()
        assert options(app) == ["No document was read yet: type the path of a file."]
        await pilot.press("enter")
        assert app.ended == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (" '/tmp/my file.pdf' ", "/tmp/my file.pdf"),
        ('"/tmp/a b.pdf"', "/tmp/a b.pdf"),
        ("/tmp/my\\ file.pdf", "/tmp/my file.pdf"),
        ("file:///tmp/my%20file.pdf", "/tmp/my file.pdf"),
        ("~/x.pdf", str(Path.home() / "x.pdf")),
    ],
)
def test_paths_as_terminals_paste_them(text: str, path: str) -> None:
    assert named(text) == Path(path)


def test_what_is_a_path_and_what_letters_of_a_name() -> None:
    assert [looks_like_path(text) for text in ("/a", "~/a", "./a", "a/b", "'a b", "annual", "10-K 2022")] == [
        True, True, True, True, True, False, False,
    ]  # fmt: skip


def test_folders_first_then_what_can_be_read_and_hidden_ones_after_a_dot(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.exe", "B2.PDF", ".c.pdf"):
        (tmp_path / name).touch()
    (tmp_path / "z").mkdir()
    assert [each.path.name for each in candidates(f"{tmp_path}/")] == ["z", "B2.PDF", "b.pdf", "a.exe"]
    assert [each.path.name for each in candidates(f"{tmp_path}/.")] == [".c.pdf"]
    assert [each.path.name for each in candidates(f"{tmp_path}/B")] == ["B2.PDF", "b.pdf"]
    assert candidates(f"{tmp_path}/nowhere/x") == []
    assert completed(f"{tmp_path}/z", candidates(f"{tmp_path}/z")) == f"{tmp_path}/z/"
    assert completed(f"{tmp_path}/q", []) == f"{tmp_path}/q"


@pytest.mark.parametrize("text", ["~nosuchuser/x", "~nosuchuser", "/" + "a" * 300, "/a\0b", "~nosuchuser/" + "b" * 300])
async def test_no_path_that_is_typed_ends_the_program(text: str) -> None:
    assert candidates(text) == []
    app = Host([])
    async with app.run_test() as pilot:
        app.screen.query_one(Input).value = text
        await pilot.press("enter")
        await pilot.pause()
    assert len(app.ended) == 1  # it is told when it is opened


async def test_a_document_of_which_only_some_pages_were_read_says_so() -> None:
    part = replace(
        stored("long.pdf", "dd"), parser="docexplain-layout/5 pymupdf/1 pages=1-7 tesseract/5+eng", pages=176
    )
    app = Host([part])
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "long.pdf  176 pages · only 1-7 read" in options(app)[0]

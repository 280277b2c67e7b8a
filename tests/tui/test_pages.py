"""The page itself on the screen, and in the system's viewer."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from docexplain.errors import InputError
from docexplain.session import PagePicture
from tui.dialogs.page import PageScreen
from tui.jobs import Question
from tui.messages import FoundAnswers, Warmed
from tui.view.half_blocks import HalfBlocks, half_block_row, rows_of
from tui.view.sharp import MOST_COLUMNS, Kitty, Pictures, drawn
from tui.view.viewers import command, open_file
from tui.widgets import DocumentView, PageView

from .conftest import MODEL, FakeSession, answered, app_of, held, opened, screen_text, settled, until


def picture(page: int = 1, width: int = 4, height: int = 5) -> PagePicture:
    rows = [bytes([min(10 * y, 255), 0, 0]) * width for y in range(height)]
    return PagePicture(page, 3, width, height, b"".join(rows))


class Drawing(FakeSession):
    """Draws pages, and says where the file is."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[tuple[int, int, int | None]] = []
        self.passwords: list[str | None] = []
        self.place: Path | None = Path("/docs/contract.pdf")
        self.pencil = threading.Event()
        self.pencil.set()

    def page_picture(
        self,
        document: Any,
        index: int,
        width: int,
        *,
        answer: Any = None,
        page: int | None = None,
        password: str | None = None,
    ) -> PagePicture:
        self.threads.add(threading.get_ident())
        self.wanted.append((index, width, page))
        self.passwords.append(password)
        for _ in held(self.pencil):
            pass
        if self.place is None:
            raise InputError("contract.pdf is not where it was.")
        return picture(page or 1, width, 2 * width)

    def place_of(self, document: Any) -> Path | None:
        return self.place


def test_each_character_shows_two_pixels() -> None:
    strip = half_block_row(picture(), 1)
    assert strip.text == "▀▀▀▀"
    [segment] = list(strip)
    assert segment.style is not None
    assert (segment.style.color.triplet, segment.style.bgcolor.triplet) == ((20, 0, 0), (30, 0, 0))  # type: ignore[union-attr]
    assert rows_of(picture()) == 3
    [last] = list(half_block_row(picture(), 2))
    assert last.style is not None
    assert last.style.bgcolor.triplet == (255, 255, 255)  # type: ignore[union-attr]


async def test_the_page_is_shown_over_a_narrow_screen_and_can_be_turned_and_enlarged() -> None:
    session = Drawing()
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "v")
        assert isinstance(app.screen, PageScreen)
        await until(pilot, lambda: session.wanted and app.job is None)
        view = app.screen.query_one(PageView)
        assert "Page 1 of 3" in str(view.border_title)
        width = session.wanted[0][1]
        assert session.wanted[0][0] == 3  # under the cursor
        await pilot.press("n")
        await until(pilot, lambda: len(session.wanted) == 2 and app.job is None)
        assert session.wanted[1] == (3, width, 2)
        await pilot.press("plus")
        await until(pilot, lambda: len(session.wanted) == 3 and app.job is None)
        assert session.wanted[2][1] > width
        await pilot.press("escape")
        assert len(app.screen_stack) == 1
        assert session.threads.isdisjoint({threading.get_ident()})


async def test_beside_the_panes_of_a_wide_screen_it_follows_the_cursor() -> None:
    session = Drawing()
    app = app_of(session)
    async with app.run_test(size=(170, 40)) as pilot:
        await opened(pilot)
        await pilot.press("escape", "v")
        await until(pilot, lambda: session.wanted and app.job is None)
        assert len(app.screen_stack) == 1
        assert app.panes.page.region.width > 40
        app.query_one(DocumentView).go_to(4)
        await until(pilot, lambda: session.wanted[-1][0] == 4)
        await until(pilot, lambda: app.job is None)
        await pilot.press("v")
        assert app.panes.page.region.area == 0


async def test_keys_that_come_while_a_page_is_drawn_count() -> None:
    session = Drawing()
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("escape", "v")
        await until(pilot, lambda: session.wanted and app.job is None)
        session.pencil.clear()
        await pilot.press("n", "n", "plus")
        session.pencil.set()
        view = app.screen.query_one(PageView)
        await until(pilot, lambda: "Page 3 of 3" in str(view.border_title) and app.job is None)
        await until(pilot, lambda: session.wanted[-1][1] > session.wanted[0][1])
        assert session.wanted[-1][2] == 3
        await pilot.press("p")
        await until(pilot, lambda: session.wanted[-1][2] == 2)


async def test_what_draws_is_loaded_once_when_the_model_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[int] = []
    monkeypatch.setattr("tui.actions.pages.load_drawing", lambda: loaded.append(threading.get_ident()))
    app = app_of(Drawing())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: loaded)
        app.post_message(Warmed(MODEL))
        await pilot.pause()
        assert len(loaded) == 1
        assert loaded[0] != threading.get_ident()


async def test_why_a_page_is_not_drawn_stands_in_its_place() -> None:
    session = Drawing()
    session.place = None
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("escape", "v")
        await until(pilot, lambda: session.wanted and app.job is None)
        assert isinstance(app.screen, PageScreen)
        assert "contract.pdf is not where it was." in screen_text(app)
        session.place = Path("/docs/contract.pdf")
        await pilot.press("plus")
        await until(pilot, lambda: "Page 1 of 3" in screen_text(app))
        assert "not where it was" not in screen_text(app)


async def test_a_page_that_follows_the_cursor_leaves_the_status_line_alone() -> None:
    session = Drawing()
    app = app_of(session)
    async with app.run_test(size=(170, 40)) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "v")
        await until(pilot, lambda: session.wanted and app.job is None)
        app.status.notice("Something to know.")
        said = app.status.text
        session.pencil.clear()
        app.query_one(DocumentView).go_to(4)
        await until(pilot, lambda: app.job is not None)
        assert app.status.text == said
        app.query_one(DocumentView).go_to(1)  # it moves on meanwhile
        session.pencil.set()
        await until(pilot, lambda: session.wanted[-1][0] == 1 and app.job is None)
        assert app.status.text == said
        session.place = None
        app.query_one(DocumentView).go_to(2)
        await until(pilot, lambda: "contract.pdf is not where it was." in screen_text(app))
        assert app.status.text == said


async def test_a_file_that_is_gone_is_a_sentence() -> None:
    session = Drawing()
    session.place = None
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("escape", "x")
        await until(pilot, lambda: "is not where it was" in app.status.text)


async def test_without_a_display_the_place_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    app = app_of(Drawing())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("escape", "x")
        await until(pilot, lambda: "/docs/contract.pdf, page 1" in app.status.text)


def test_viewers_are_told_the_page_and_others_get_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    there = {"okular": "/usr/bin/okular", "xdg-open": "/usr/bin/xdg-open"}
    monkeypatch.setattr("shutil.which", there.get)
    assert command(Path("/a b.pdf"), 7) == ["/usr/bin/okular", "-p", "7", "/a b.pdf"]
    assert command(Path("/a.docx"), 7) == ["/usr/bin/xdg-open", "/a.docx"]
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert command(Path("/a.pdf"), 7) is None


def test_a_name_that_is_a_command_is_none_to_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Path] = []

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("no program is started with the name")

    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("os.startfile", given.append, raising=False)
    monkeypatch.setattr("subprocess.Popen", refused)
    assert open_file(Path("a & calc.pdf"), 7)
    assert given == [Path("a & calc.pdf")]


def test_a_viewer_is_started_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("subprocess.Popen", lambda command, **_: started.append(command))
    monkeypatch.setattr("tui.view.viewers.command", lambda path, page: ["viewer", f"{path}#{page}"])
    assert open_file(Path("/a.pdf"), 7)
    assert started == [["viewer", "/a.pdf#7"]]
    monkeypatch.setattr("tui.view.viewers.command", lambda *_: None)
    assert not open_file(Path("/a.pdf"), 7)


async def test_what_was_opened_with_a_password_is_drawn_and_exported_with_it(tmp_path: Path) -> None:
    session = Drawing()
    app = app_of(session, password="secret")
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "v")
        await until(pilot, lambda: session.passwords == ["secret"] and app.job is None)
        await pilot.press("escape", "e", "ctrl+u", *str(tmp_path / "a.pdf"), "enter")
        await until(pilot, lambda: session.exported)
        assert session.exported[0][3].password == "secret"


async def test_a_question_that_comes_while_answers_are_searched_is_asked() -> None:
    session = Drawing()
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: session.searched and app.job is None)
        app.waiting.append(Question("late"))
        app.post_message(FoundAnswers("", []))
        await until(pilot, lambda: session.asked == ["late"])


def test_a_page_that_is_too_long_for_kitty_is_drawn_in_half_blocks() -> None:
    by = Pictures("kitty", (4, 8))
    assert isinstance(drawn(picture(width=40, height=80), by), Kitty)
    long = drawn(picture(width=40, height=8 * 400), by)
    assert isinstance(long, HalfBlocks)
    assert (long.columns, long.rows) == (10, 400)
    assert Pictures("kitty", (9, 19)).most(100_000) == 9 * MOST_COLUMNS
    assert Pictures("sixel", (9, 19)).most(100_000) == 100_000


async def test_pixels_are_drawn_over_the_pane_and_not_over_a_dialog(monkeypatch: pytest.MonkeyPatch) -> None:
    session, sent = Drawing(), list[str]()
    app = app_of(session)
    app.pictures = Pictures("sixel", (4, 8))
    monkeypatch.setattr(app, "_tell_terminal", sent.append)
    async with app.run_test(size=(170, 40)) as pilot:
        await opened(pilot)
        await pilot.press("escape", "v")
        await until(pilot, lambda: any("\x1bP" in text for text in sent))
        page = app.panes.page
        assert session.wanted[0][1] == 4 * page.scrollable_content_region.width
        where = page.content_region.offset
        assert sent[-1].startswith(f"\x1b7\x1b[{where.y + 1};{where.x + 1}H\x1bP")
        assert '"1;1;' + f"{session.wanted[0][1]};" in sent[-1]
        await pilot.press("f1")
        count = len(sent)
        page.refresh()
        await page._draw_over()
        await settled()
        assert len(sent) == count
        await pilot.press("escape")
        await until(pilot, lambda: len(sent) > count)


async def test_a_page_comes_under_the_help_and_is_dropped_where_it_was_closed() -> None:
    session = Drawing()
    session.pencil.clear()
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        app.panes.view.focus()
        await pilot.press("v")
        await until(pilot, lambda: len(session.wanted) == 1)
        page = app.screen
        await pilot.press("f1")
        assert app.screen is not page
        session.pencil.set()
        await until(pilot, lambda: app.job is None)
        assert not page.view.is_empty  # type: ignore[attr-defined]
        assert app.panes.page.is_empty
        session.pencil.clear()
        await pilot.press("escape", "n")
        await until(pilot, lambda: len(session.wanted) == 2)
        await pilot.press("escape")
        session.pencil.set()
        await until(pilot, lambda: app.job is None and len(app.screen_stack) == 1)
        assert app.panes.page.is_empty

"""Taking away: what lands on the clipboard."""

from __future__ import annotations

from textual.widgets import Input

from tui.widgets import DocumentView, Status

from .conftest import FakeSession, answered, app_of, opened

SIZE = (100, 32)


async def test_the_answer_is_copied_with_what_it_cites(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        view = app.query_one(DocumentView)
        view.focus()
        await pilot.press("y")
        lines = app.clipboard.splitlines()
        assert lines[0] == "What is the pay?"
        assert len(lines) == 3 + len(view.cited)
        for line, index in zip(lines[2:], view.cited, strict=False):
            paragraph = view.document.paragraph(index)
            assert line == f'[{index}] "{paragraph.text}" (page {paragraph.page})'
        assert "docexplain answer" in lines[-1]
        assert "Copied" in app.query_one(Status).text


async def test_the_paragraph_under_the_cursor_is_copied(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        view = app.query_one(DocumentView)
        view.focus()
        await pilot.press("down", "Y")
        paragraph = view.document.paragraph(view.cursor)
        assert app.clipboard == f'"{paragraph.text}" (contract.pdf, page {paragraph.page})'


async def test_typed_letters_are_not_lost(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        app.query_one(Input).focus()
        await pilot.press("w", "h", "y", "Y")
        assert app.query_one(Input).value == "whyY"
        assert app.clipboard == ""

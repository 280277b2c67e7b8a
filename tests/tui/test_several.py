"""An answer over several documents, out of the history of one of them."""

from __future__ import annotations

from dataclasses import replace

from docexplain.records import Choice, Collection, Redundancy, Steer, Suspect, Verdict, WhatIf
from tests.tui.conftest import (
    TEXTS,
    FakeSession,
    app_of,
    make_answer,
    make_document,
    make_effect,
    opened,
    screen_text,
    until,
)
from tui.widgets import AnswerPanel, DocumentView, QuestionList, Status

OTHER = replace(make_document(tuple(f"Other: {t}" for t in TEXTS), name="other [b].pdf"), sha256="cd" * 32)
TOGETHER = Collection.of([make_document(), OTHER])
ANSWER = replace(
    make_answer("m1", effects=(make_effect(8, 2.3), make_effect(1, 1.0), make_effect(9, -0.5)), total=10),
    sources=TOGETHER.sources,
    document_name=TOGETHER.name,
)
SUSPECT = Suspect(8, "says what is to be answered")
STEERED = replace(ANSWER, id="m2", what_if=WhatIf("m1", (Steer(8, 0.0),)), text="Nothing.")


class SessionWithSeveral(FakeSession):
    def document_of(self, answer, *, checked=True):
        assert answer.sources
        return TOGETHER

    def history(self, document=None, *, limit=None):
        return [replace(each, sources=TOGETHER.sources) for each in super().history(document, limit=limit)]


async def recalled(app, pilot, position=0):
    await opened(pilot)
    questions = app.query_one(QuestionList)
    questions.focus()
    questions.highlighted = position
    await pilot.press("enter")
    await until(pilot, lambda: "Answered by" in app.query_one(Status).text)


async def test_each_paragraph_stands_under_its_documents_name() -> None:
    app = app_of(SessionWithSeveral(stored=(ANSWER,)))
    async with app.run_test(size=(110, 44)) as pilot:
        await recalled(app, pilot)
        shown = screen_text(app)
        assert "2:3  other [b].pdf, page 2" in shown
        assert "Cited 2:3 and 1:1 " in shown
        assert "Against: 2:4 (-0.5)." in shown
        assert "Paragraph 2:3 · other [b].pdf · page 2" in shown
        view = app.query_one(DocumentView)
        assert view.cursor == 8
        view.focus()
        await pilot.press("k")
        assert view.cursor == 1
        await pilot.press("home")
        assert "1:1  contract.pdf, page 1" in screen_text(app)
        await pilot.press("s")
        assert "Marked: paragraph 1:1 hidden." in app.query_one(Status).text
        await pilot.press("down", "s")
        assert "Paragraph 1:2 was not read" in app.query_one(Status).text


async def test_a_what_if_over_several_is_listed_by_what_was_steered() -> None:
    app = app_of(SessionWithSeveral(stored=(ANSWER, STEERED)))
    async with app.run_test(size=(120, 44)) as pilot:
        await recalled(app, pilot, 1)
        shown = screen_text(app)
        assert "What if: paragraph 2:3 hidden" in shown
        assert "what if: 2:3 hidden" in shown


async def test_a_redundant_group_over_both() -> None:
    group = Redundancy((1, 8), (2.0,), ((1.0,), (1.5,)))
    app = app_of(SessionWithSeveral(stored=(replace(ANSWER, redundant=(group,)),)))
    async with app.run_test(size=(120, 44)) as pilot:
        await recalled(app, pilot)
        assert "Each of 1:1 and 2:3 gives it" in screen_text(app)


async def test_after_it_one_about_the_open_document_is_shown_as_before() -> None:
    class Mixed(SessionWithSeveral):
        def document_of(self, answer, *, checked=True):
            return TOGETHER if answer.sources else self.document

    app = app_of(Mixed(stored=(ANSWER, make_answer("a1", minutes=-1))))
    async with app.run_test(size=(110, 44)) as pilot:
        await recalled(app, pilot)
        await recalled_next(app, pilot)
        assert "2:3" not in screen_text(app)
        assert "Paragraph 3 · page 2" in screen_text(app)


async def recalled_next(app, pilot):
    questions = app.query_one(QuestionList)
    questions.focus()
    questions.highlighted = 1
    await pilot.press("enter")
    await until(pilot, lambda: "answer a1" in app.query_one(Status).text)


async def test_the_answer_without_suspects_names_them_with_their_document() -> None:
    asked = replace(ANSWER, choice=Choice(suspects=(SUSPECT,)))
    without = replace(STEERED, verdict=Verdict.UNSUPPORTED)
    app = app_of(SessionWithSeveral(stored=(asked, without)))
    async with app.run_test(size=(120, 40)) as pilot:
        await recalled(app, pilot)
        said = app.query_one(AnswerPanel).text
        assert "With paragraph 2:3 hidden: (the model's own words" in said
        assert ") Nothing." in said

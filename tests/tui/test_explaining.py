"""What the screen says about an answer beyond a ranking: the cited set, redundancy, sentences, a part of the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input

from docexplain.records import Granularity, Passage, Verdict
from tui.view.shading import Kind
from tui.widgets import AnswerPanel, Detail, DocumentView, Entry, EntryMode, Status

from .conftest import (
    TEXTS,
    FakeSession,
    answered,
    app_of,
    make_document,
    make_tested,
    opened,
    screen_text,
    sentences_of,
)

SIZE = (110, 32)
PAY = "Work is done on site. The contractor is paid ten dollars per hour. Expenses are not paid."


def session_with(*, redundant: bool = False, passages: bool = False) -> FakeSession:
    session = FakeSession(make_document((PAY, *TEXTS[1:])))
    session.next_answer = make_tested(redundant=redundant)
    if passages:
        sentences = sentences_of(PAY, 1, (0.0, 0.0), (0.1, 1.9), (0.0, -0.4))
        session.next_answer = replace(session.next_answer, passages=sentences)
    return session


async def test_questions_are_asked_down_to_the_sentences() -> None:
    session = session_with()
    async with app_of(session).run_test() as pilot:
        await opened(pilot)
        await answered(pilot)
        assert [options.settings.granularity for options in session.options] == [Granularity.SENTENCE]


async def test_the_cited_set_is_what_was_tested_and_says_how_much_hangs_on_it() -> None:
    app = app_of(session_with())
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        panel, view = app.query_one(AnswerPanel).text, app.query_one(DocumentView)
        assert "Cited 1 - without it 82% of the document effect goes; alone it gives 80%" in panel
        assert "Against: 2 (-0.5)." in panel
        assert "\n● caused by page 1 (supported: score 0.53, needs 0.52)\n" in panel
        assert "gives it" not in panel
        seen = []
        for _ in range(2):
            await pilot.press("ctrl+n")
            seen.append(view.cursor)
        assert seen == [1, 1]  # 3 supports, too, but is not cited
        assert "+0.40  supports\n" in "\n".join(line.rstrip(" ▁▂▃▄▅▆▇█") for line in screen_text(app).splitlines())


async def test_redundant_paragraphs_are_said_to_give_it_each() -> None:
    app = app_of(session_with(redundant=True))
    async with app.run_test(size=(110, 44)) as pilot:
        await opened(pilot)
        await answered(pilot)
        view, detail = app.query_one(DocumentView), app.query_one(Detail)
        panel = app.query_one(AnswerPanel).text
        assert "Cited 1 and 3 - without them 95%" in panel
        assert "Each of 1 and 3 gives it: alone 1 gives 85%, 3 gives 78%. Against: 2 (-0.5)." in panel
        assert "+0.02  each gives it, cited #1" in screen_text(app)
        assert "+0.01  each gives it, cited #2" in screen_text(app)
        assert screen_text(app).count("+0.01  noise") == 1  # paragraph 4
        assert "without both the answer is 13× less likely" in str(detail.content)
        await pilot.press("ctrl+n")
        assert view.cursor == 3


async def test_an_unsupported_answer_and_an_old_record() -> None:
    session = session_with()
    session.next_answer = replace(session.next_answer, cited=None, verdict=Verdict.UNSUPPORTED)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        assert "Cited" not in app.query_one(AnswerPanel).text
        assert "Next" not in screen_text(app)  # the key is not offered: there is nothing to go to
        session.next_answer = replace(session.next_answer, id="n2", verdict=Verdict.WEAK)
        await answered(pilot)
        assert "Cited" not in app.query_one(AnswerPanel).text  # nothing was tested, so nothing is said to be
        assert app.query_one(DocumentView).cursor == 1  # the best one is where to begin


async def test_who_gave_the_answer() -> None:
    session = session_with()
    session.next_answer = replace(session.next_answer, given=True, given_by="[b]Ann\x1b")
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        assert "Ten dollars [1]. (given by [b]Ann�, not generated)" in app.query_one(AnswerPanel).text


async def test_sentences_are_shaded_by_their_own_effect_and_can_be_walked() -> None:
    app = app_of(session_with(passages=True))
    async with app.run_test(size=(110, 44)) as pilot:
        await opened(pilot)
        await answered(pilot)
        view, detail = app.query_one(DocumentView), app.query_one(Detail)
        assert view.passage == 1  # the strongest
        assert "Sentence 2 of 3 (← → to move): +2.00 nats, supports “The contractor is paid" in str(detail.content)
        colours = colours_of(view, PAY)
        assert len({colours[text] for text in ("Work", "contractor", "Expenses")}) == 3
        assert colours["Work"] is None  # no clear effect
        view.focus()
        for key, says in (
            ("right", "-0.40 nats, against"),
            ("right", "+0.00 nats, noise"),
            ("left", "3 of 3"),
        ):
            await pilot.press(key)
            assert says in str(detail.content)
        await pilot.press("down", "up")
        assert view.passage == 1


def colours_of(view: DocumentView, text: str) -> dict[str, object]:
    """The background behind each word of a paragraph."""
    found: dict[str, object] = {}
    for y in range(view.scrollable_content_region.height):
        for segment in view.render_line(y):
            plain = view.rich_style.bgcolor
            colour = segment.style.bgcolor if segment.style else None
            found |= {word: None if colour == plain else colour for word in segment.text.split() if word in text}
    return found


async def test_a_sentence_far_down_a_long_paragraph_is_brought_into_view() -> None:
    text = "Before. " * 400 + "Ten dollars. After."
    session = FakeSession(make_document((text, "The end.", "x", "y", "z")))
    start = text.index("Ten")
    ten = Passage(1, start, start + 12, 2.0, 0.2, False, (0.1, 1.9))
    session.next_answer = replace(make_tested(), passages=(*sentences_of("Before.", 1, (0.0, 0.1)), ten))
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "Ten dollars. After." not in screen_text(app)
        await answered(pilot)
        assert "Ten dollars. After." in screen_text(app)


async def test_a_part_of_the_answer_has_its_own_effects() -> None:
    app = app_of(session_with(passages=True))
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        view, entry = app.query_one(DocumentView), app.query_one(Entry)
        app.query_one(Input).value = "a question not sent yet"
        view.focus()
        await pilot.press("slash")
        assert entry.mode is EntryMode.PART
        await pilot.press(*"Ten", "enter")
        assert "+0.20  supports, cited #1" in screen_text(app)
        assert "Document: effect on “Ten”, in nats" in screen_text(app)
        assert "For “Ten”, cited 1 - without it 46% of the document effect goes" in app.query_one(AnswerPanel).text
        assert "+0.10 nats, supports" in str(app.query_one(Detail).content)
        assert app.query_one(Input).value == "a question not sent yet"
        await pilot.press("escape")
        assert "+2.20  supports, cited #1" in screen_text(app)


async def test_what_the_answer_does_not_say_can_be_corrected() -> None:
    app = app_of(session_with())
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        app.query_one(DocumentView).focus()
        await pilot.press("slash", *"Six", "enter")
        assert "The answer does not say “Six”" in app.query_one(Status).text
        assert app.query_one(Input).value == "Six"
        await pilot.press("escape")
        assert app.query_one(Entry).mode is EntryMode.ASK


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_all_of_it_on_a_small_screen(size: tuple[int, int]) -> None:
    app = app_of(session_with(redundant=True, passages=True))
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await answered(pilot)
        text = " ".join(screen_text(app).split())
        assert "● caused by " in text
        assert "each gives it" in text
        assert "answer new · tiny · read 4 of 5 · thresholds made for it" in text
        assert "Ten dollars" in text
        assert "Help" in text
        assert app.query_one(DocumentView).scrollable_content_region.height >= 4
        assert app.query_one(DocumentView).shade_of(1).kind is Kind.EACH  # type: ignore[union-attr]

"""What the screen shows of an answer explained by path attribution: shares, and what was not hidden on its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Static

from docexplain.answers import Kind
from docexplain.records import (
    Answer,
    BlockClass,
    Calibration,
    Checked,
    Choice,
    Fact,
    FactKind,
    FoundIn,
    Granularity,
    Passage,
    Place,
    Verdict,
)
from docexplain.records.grounds import Excerpt
from tests.path_answers import by_path
from tui.dialogs.help import HelpScreen
from tui.view.colours import DARK
from tui.view.shading import LEVELS, shades
from tui.widgets import AnswerPanel, Detail, DocumentView, Status

from .conftest import TEXTS, FakeSession, answered, app_of, make_document, make_tested, opened, screen_text

PARTS = {1: (0.3, 1.4), 2: (0.0, -0.3), 3: (0.4, 0.5), 4: (0.1, 0.2)}
PAY = "Work is done on site. The contractor is paid ten dollars per hour."
SIZES = [(80, 24), (120, 40)]


def make_path_answer(answer_id: str = "new", *, alone: tuple[int, ...] = (1, 3)) -> Answer:
    """Of 2.7 nats: paragraph 1 gives 63 %, 3 33 %, 4 11 %, 2 -11 %."""
    return by_path(make_tested(answer_id), PARTS, alone=alone, claims=((0, 1), (1, 2)), error=0.2)


def session_with(**changes: object) -> FakeSession:
    session = FakeSession(make_document((PAY, *TEXTS[1:])))
    session.next_answer = replace(make_path_answer(), **changes)  # type: ignore[arg-type]
    return session


def test_shaded_by_shares_whatever_hiding_does() -> None:
    by_index = shades(make_path_answer())
    assert [by_index[i].level for i in (1, 3, 4, 2)] == [LEVELS, 3, 1, 1]
    assert by_index[4].effect is by_index[2].effect is None
    assert DARK.background(by_index[4]) != DARK.background(by_index[2])  # by the sign of its share
    assert DARK.accent(by_index[1]) != DARK.accent(by_index[3])


def test_what_hiding_does_not_show_is_shaded_where_its_share_is_large() -> None:
    answer = make_path_answer()
    effects = tuple(replace(e, below_noise=True) if e.index == 3 else e for e in answer.effects)
    shade = shades(replace(answer, effects=effects))[3]
    assert (shade.kind, shade.level) == (Kind.NOISE, 3)
    assert "33%" in shade.doubt


@pytest.mark.parametrize("size", SIZES)
async def test_shares_on_the_screen(size: tuple[int, int]) -> None:
    app = app_of(session_with())
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await answered(pilot)
        view, detail = app.query_one(DocumentView), app.query_one(Detail)
        assert "63%  +2.20  supports, cited #1" in screen_text(app)
        assert "share 63% · +2.20 nats · probability drop +0.22 · cited 1 of 1" in str(detail.content)
        view.focus()
        for index, says, numbers in (
            (2, "Not hidden on its own: only its share of the document effect is known.", "share -11%"),
            (3, "Supports: without it the answer is 1.5× less likely.", "share 33% · +0.40 nats"),
            (4, "Not hidden on its own", "share 11%"),
            (5, "Not read by the model", "unknown"),
        ):
            await pilot.press("down")
            assert view.cursor == index
            assert says in str(detail.content)
            assert numbers in str(detail.content)
        assert "11%      -  share only" in screen_text(app)
        panel = app.query_one(AnswerPanel).text
        assert "\nTen [3, 1] dollars [1, 3].\n" in panel
        assert "quadrature error 0.20 nats" in panel
        assert "Against" not in panel  # 2 was not hidden on its own


async def test_a_part_of_the_answer_rests_on_what_was_hidden() -> None:
    app = app_of(session_with())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await answered(pilot)
        app.query_one(DocumentView).focus()
        await pilot.press("slash", *"dollars", "enter")
        text = screen_text(app)
        assert "+2.00  supports, cited #1" in text
        assert "+0.10  supports" in text
        assert "9%      -  share only" in text  # 0.2 of the 2.2 nats on this claim
        assert text.count("not read") == 1  # paragraph 5
        assert "2 of 4 paragraphs read were hidden on their own" in app.query_one(Status).text
        await pilot.press("escape")
        assert "63%  +2.20  supports, cited #1" in screen_text(app)


async def test_beside_the_figures_of_a_part_nothing_of_the_whole_answer_stands_unmarked() -> None:
    place = Place(3, (0, 3), (0, 12))
    facts = [Fact(FactKind.NUMBER, *span, FoundIn.READ, (replace(place, within=span),)) for span in ((0, 3), (4, 11))]
    by = Calibration("tiny", "generated", "", 0.0, (), 0.7, 0.4)
    whole = {"verdict": Verdict.WEAK, "calibration": by, "verdict_score": 0.5, "checked": Checked(tuple(facts))}
    app = app_of(session_with(**whole))
    async with app.run_test(size=(120, 60)) as pilot:
        await opened(pilot)
        await answered(pilot)
        panel, detail = app.query_one(AnswerPanel), app.query_one(Detail)
        assert "\n◐ left open" in panel.text and "But hiding paragraph 1" in panel.text
        assert panel.text.count("not in what is cited, but in 3") == 2
        assert "without it the answer is" in str(detail.content)
        app.query_one(DocumentView).focus()
        await pilot.press("slash", *"dollars", "enter")
        assert "\nThe whole answer: ◐ left open" in panel.text and "But hiding paragraph 1" not in panel.text
        assert panel.text.count("not in what is cited, but in 3") == 1
        assert "without it this part of the answer is" in str(detail.content)


async def test_sentences_have_shares() -> None:
    passages = (
        Passage(1, 0, 21, 0.01, 0.0, True, (), per_claim=(0.0, 0.01)),
        Passage(1, 22, len(PAY), 1.69, 0.0, False, (), per_claim=(0.3, 1.39)),
    )
    app = app_of(session_with(passages=passages))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await answered(pilot)
        view, detail = app.query_one(DocumentView), app.query_one(Detail)
        assert view.passage == 1
        assert "Sentence 2 of 2 (← → to move): share 63%, supports “The contractor" in str(detail.content)
        view.focus()
        await pilot.press("right")
        assert "share 0%, noise" in str(detail.content)
        await pilot.press("slash", *"dollars", "enter")
        assert "share 63%, supports" in str(detail.content)  # 1.39 of 2.2


async def test_where_both_measures_disagree_the_paragraph_says_so() -> None:
    answer = make_path_answer()
    effects = tuple(replace(e, below_noise=True) if e.index == 3 else e for e in answer.effects)
    app = app_of(session_with(effects=effects))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await answered(pilot)
        app.query_one(DocumentView).focus()
        await pilot.press("down", "down")
        assert "The two measures disagree: its share is 33%" in str(app.query_one(Detail).content)
        assert "noise, disputed" in screen_text(app)


async def test_nothing_hidden_at_all_does_no_harm() -> None:
    session = session_with()
    session.next_answer = replace(make_path_answer(alone=()), noise_floor=5.0)
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await answered(pilot)
        app.query_one(DocumentView).focus()
        await pilot.press("down", "up", "slash", *"Ten", "enter")
        await pilot.press("s", "escape", "n")
        assert str(app.query_one(Detail).content).startswith("Not hidden on its own")


@pytest.mark.parametrize("size", SIZES)
async def test_the_help_explains_the_signs(size: tuple[int, int]) -> None:
    app = app_of(session_with())
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        assert "Keys now" in screen_text(app)
        assert "share of the document effect" in str(app.screen.query_one(Static).content)


TABLE = (
    "Site | Staff 2022 | Staff 2023\nSite: Hazel | Staff 2022: 108 | Staff 2023: 324\n"
    "Site: Birch | Staff 2022: 77 | Staff 2023: 81"
)


@pytest.mark.parametrize("granularity", list(Granularity))
async def test_rows_of_a_table_that_was_read_in_part(granularity: Granularity) -> None:
    document = make_document((TABLE, *TEXTS[1:]))
    table = replace(document.paragraphs[0], block_class=BlockClass.TABLE, heading_path=("Staff of the sites",))
    start = TABLE.index("Site: Birch")
    at = TABLE.index("Staff 2023: 81")
    session = FakeSession(replace(document, paragraphs=(table, *document.paragraphs[1:])))
    answer = make_path_answer()
    session.next_answer = replace(
        answer,
        settings=replace(answer.settings, granularity=granularity),
        choice=Choice(excerpts=(Excerpt(1, "Staff by site", ((start, start + len("Site: Birch")), (at, len(TABLE)))),)),
        passages=(Passage(1, start, len(TABLE), 1.69, 0.0, False, (), per_claim=(0.3, 1.39)),),
    )
    app = app_of(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await answered(pilot)
        said = str(app.query_one(Detail).content)
        assert "“Staff by site” Read of this table: 1 of 2 rows, not all of their columns." in said
        if granularity is Granularity.TOKEN:
            assert "Token 1 of 1" in said
        else:
            assert "Row 1 of 1 (← → to move): share 63%, supports “Site: Birch | Staff 2023: 81”" in said
        app.query_one(DocumentView).focus()
        await pilot.press("down")
        assert "Read of this table" not in str(app.query_one(Detail).content)

"""How the screens look, as pictures: small and large when dark, and each of them light and without colour.

Where a change of the look is meant: ``pytest tests/tui/looks --snapshot-update``, and look at the pictures.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, cast

import pytest
from textual.pilot import Pilot

from docexplain.records import BlockClass
from docexplain.records.library import StoredDocument
from tui import DocexplainApp

from ..conftest import PDF, FakeSession, answered, app_of, ask, make_document, make_tested, opened, until

TAKEN_WITH = "8.2.8"
pytestmark = pytest.mark.skipif(
    version("textual") != TAKEN_WITH,
    reason=f"these pictures are of Textual {TAKEN_WITH}: others draw otherwise",
)
SMALL, LARGE = (80, 24), (160, 48)
VIEWS = [(SMALL, "dark"), (LARGE, "dark"), (SMALL, "light"), (LARGE, "no-colour")]
in_each_view = pytest.mark.parametrize(
    ("size", "look"), VIEWS, ids=[f"{width}x{height}-{look}" for (width, height), look in VIEWS]
)
"""Where things are depends on the size alone, their colours on the look alone."""
STATEMENT = (
    "Net sales | Q2 2022: $ 3,642 | Q2 2021: $ 3,507 | (in millions)\n"
    "Cost of sales | Q2 2022: (2,980) | Q2 2021: (2,862) | (in millions)"
)
Steps = Callable[[Pilot[Any]], Awaitable[None]]


def session() -> FakeSession:
    texts = (
        "The contractor is paid ten dollars per hour. Overtime is paid twice.",
        "Invoices are due within thirty days. [bold]Late[/bold] ones are not paid \x1b[31mtwice\x1b[0m.",
        "Ten dollars are what an hour of work costs, says the annex.",
        STATEMENT,
        "• a bicycle that may also be used in private",
    )
    document = make_document(texts)
    table, item = document.paragraphs[3], document.paragraphs[4]
    paragraphs = (
        *document.paragraphs[:3],
        replace(table, block_class=BlockClass.TABLE),
        replace(item, block_class=BlockClass.LIST_ITEM),
    )
    fake = FakeSession(replace(document, paragraphs=paragraphs))
    fake.next_answer = make_tested(redundant=True)
    day = datetime(2026, 1, 2, tzinfo=UTC)
    fake.listed = [
        StoredDocument("aa", "p", "annual-report.pdf", 107, 900, stored_at=day, place="/a", questions=3),
        StoredDocument("bb", "p", "[red]odd[/red].pdf", 1, 4, stored_at=day, questions=0, protected=True),
    ]
    return fake


def app_in(look: str, monkeypatch: pytest.MonkeyPatch, *, opens: bool = True) -> DocexplainApp:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if look == "no-colour":
        monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(session(), PDF if opens else None)
    app.theme = "textual-light" if look == "light" else "textual-dark"
    return app


async def nothing_asked(pilot: Pilot[Any]) -> None:
    await opened(pilot)
    await pilot.press("escape")


async def asked(pilot: Pilot[Any]) -> None:
    await opened(pilot)
    await answered(pilot)
    await pilot.press("escape")


def after(*keys: str) -> Steps:
    async def steps(pilot: Pilot[Any]) -> None:
        await asked(pilot)
        await pilot.press(*keys)
        await pilot.pause()

    return steps


async def start(pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: len(pilot.app.screen_stack) == 2)


DESKS: dict[str, Steps] = {"nothing_asked": nothing_asked, "answered": asked}
DIALOGS: dict[str, Steps] = {
    "figures": after("i"),
    "help": after("f1"),
    "outline": after("o"),
    "found": after("ctrl+f", *"dollars"),
    "drawer": after("f2"),
    "jump": after("f4"),
}


@in_each_view
@pytest.mark.parametrize("screen", DESKS)
def test_desk(
    screen: str, size: tuple[int, int], look: str, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert snap_compare(app_in(look, monkeypatch), run_before=DESKS[screen], terminal_size=size)


@in_each_view
def test_start(
    size: tuple[int, int], look: str, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert snap_compare(app_in(look, monkeypatch, opens=False), run_before=start, terminal_size=size)


@in_each_view
@pytest.mark.parametrize("screen", DIALOGS)
def test_dialog(
    screen: str, size: tuple[int, int], look: str, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert snap_compare(app_in(look, monkeypatch), run_before=DIALOGS[screen], terminal_size=size)


@in_each_view
def test_reading_on(
    size: tuple[int, int], look: str, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first pages are on the desk, and a question waits for the others."""
    app = app_in(look, monkeypatch)
    fake = cast(FakeSession, app.session)
    part = replace(fake.document.coverage, pages=160, only_pages=((1, 2),))
    fake.drafts = [replace(fake.document, parser="p1 pages=1-2", coverage=part)]
    fake.ingest_gate.clear()

    async def steps(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: app.reading is not None and app.job is None)
        await ask(pilot, "What is the pay?")
        await pilot.pause()

    assert snap_compare(app, run_before=steps, terminal_size=size)

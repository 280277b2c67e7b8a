"""Small apps that host one screen each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot


async def settled(*_: object) -> None:
    """As in the folder above, without its jobs: only timers are left in the event loop, and the screen is painted."""
    app, loop = active_app.get(), asyncio.get_running_loop()
    while app.screen_stack:
        await asyncio.sleep(0)
        if loop._ready:  # type: ignore[attr-defined]
            continue
        if not app.screen._update_timer._active.is_set():
            return
        app.screen._on_timer_update()


@pytest.fixture(autouse=True)
def _settled() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", settled)
        patch.setattr("textual.pilot.wait_for_idle", settled)
        patch.setattr(Pilot, "_wait_for_screen", settled)
        patch.setattr("textual.screen.UPDATE_PERIOD", 60)
        yield


def screen_text(app: App[object]) -> str:
    """What is on the screen, line by line, without style."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())

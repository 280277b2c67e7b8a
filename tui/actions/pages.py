"""The page itself: drawn here, or in the system's viewer."""

from __future__ import annotations

import subprocess

from textual import on

from docexplain.common.display_text import one_line
from tui import jobs
from tui.actions.desk import READY, Desk
from tui.dialogs.page import PageScreen
from tui.jobs import Running, WantedPage
from tui.messages import Pictured, Placed
from tui.view.sharp import Pictures
from tui.view.viewers import command
from tui.widgets import DocumentView, PageView

WIDEST = 160
"""Columns from which the page stands beside the panes."""


class Pages(Desk):
    """Shows where a paragraph stands."""

    pictures = Pictures()
    """How the terminal draws pictures."""

    def offers(self, action: str) -> bool | None:
        """See :meth:`Desk.offers`."""
        if action in {"page_view", "viewer"}:
            return self.panes.view.cursor > 0 and not self.typing()
        return super().offers(action)

    def action_page_view(self) -> None:
        """Show the page of the paragraph under the cursor, or take it away again."""
        if self.size.width >= WIDEST and self.panes.page.display:
            self.panes.page.display = False
            self._tell_terminal(self.panes.page.forget())
            self.panes.view.focus()
        elif not self.is_busy():
            if self.size.width >= WIDEST:
                self.panes.page.display = True
                self.call_after_refresh(self._draw_page)
            else:
                screen = PageScreen()
                self.push_screen(screen, lambda _: self._page_closed(screen))
                self.call_after_refresh(self._draw_page)

    @on(PageView.Wanted)
    def _wanted_page(self, event: PageView.Wanted) -> None:
        self._draw_page(event.page, event.width)

    @on(DocumentView.Moved)
    def _page_follows(self) -> None:
        """The pane beside shows the page of the paragraph under the cursor, once the cursor rests."""
        if self.panes.page.display:
            here = self.panes.view.cursor
            self.set_timer(0.3, lambda: self._draw_if_here(here))

    def _draw_if_here(self, cursor: int) -> None:
        if cursor == self.panes.view.cursor and self.panes.page.display and self.job is None and not self._is_covered():
            self._draw_page()

    def _draw_page(self, page: int | None = None, width: int | None = None) -> None:
        view, document, shown = self.panes.view, self.panes.view.document, self.answer_shown()
        if document is None or self.job is not None or not view.cursor:
            return
        answer = None if shown is None else shown[0]
        pixels = width or self._page_pane().wanted_width
        wanted = WantedPage(view.cursor, pixels, page, self.password, self.pictures)
        job = jobs.picturing(self.session, document, answer, wanted)
        self.start(job, Running(), "drawing the page")

    def _page_pane(self) -> PageView:
        pane = self.screen.view if isinstance(self.screen, PageScreen) else self.panes.page
        pane.pictures = self.pictures
        return pane

    @on(PageView.Sends)
    def _send(self, event: PageView.Sends) -> None:
        """After what was drawn before, in one piece: Textual writes to the terminal in a thread of its own."""
        self._tell_terminal(event.text)

    def _tell_terminal(self, text: str) -> None:
        if self._driver is not None and text:
            self._driver.write(text)

    def _page_closed(self, screen: PageScreen) -> None:
        self._tell_terminal(screen.view.forget())
        self.say(READY)

    @on(Pictured)
    def _pictured(self, message: Pictured) -> None:
        self.finish()
        self.status.end(READY if self.shown is None else f"Paragraph {message.paragraph} is framed.")
        self._page_pane().fill(message.picture, message.drawn)
        self.ask_next()

    def action_viewer(self) -> None:
        """Open the file at the paragraph's page in the system's viewer."""
        document = self.panes.view.document
        if document is not None and not self.is_busy():
            self.start(jobs.placing(self.session, document, self.panes.view.cursor), Running(), "looking for the file")

    @on(Placed)
    def _placed(self, message: Placed) -> None:
        self.finish()
        path, page = message.path, message.page
        opener = command(path, page)
        name = one_line(str(path))
        if opener is None:
            self.status.end(f"There is no display here to open it on: {name}, page {page}.")
        else:
            try:
                subprocess.Popen(
                    opener, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )  # fmt: skip
                self.status.end(f"Opened {name}: page {page}.")
            except OSError as error:
                self.status.error(f"{name} cannot be opened ({error.strerror}): open it at page {page} yourself.")
        self.ask_next()

"""The page itself: drawn here, or in the system's viewer."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from textual import on

from docexplain.common.display_text import one_line
from docexplain.session import Session
from tui import jobs
from tui.actions.desk import READY, Desk
from tui.dialogs.page import PageScreen
from tui.jobs import Running, WantedPage
from tui.messages import Pictured, Placed, Warmed
from tui.smooth import load_drawing
from tui.view.sharp import Pictures
from tui.view.viewers import open_file
from tui.widgets import DocumentView, PageView

WIDEST = 160
"""Columns from which the page stands beside the panes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A page to be drawn.

    Attributes:
        page: None: that of the paragraph under the cursor.
        width: pixels; None: as wide as the pane.
        quiet: nothing is said of it.
    """

    page: int | None = None
    width: int | None = None
    quiet: bool = False


class Pages(Desk):
    """Shows where a paragraph stands."""

    pictures = Pictures()
    """How the terminal draws pictures."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._wish: Wish | None = None
        self._looks_again = self._loads = False

    @on(Warmed)
    def _load_drawing(self, message: Warmed) -> None:
        """Once the model is here the machine has the time."""
        if message.model is not None and not self._loads:
            self._loads = True
            threading.Thread(target=load_drawing, name="docexplain-drawing", daemon=True).start()

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
            else:
                screen = PageScreen()
                self.push_screen(screen, lambda _: self._page_closed(screen))
            self.call_after_refresh(self._draw, Wish())

    @on(PageView.Wanted)
    def _wanted_page(self, event: PageView.Wanted) -> None:
        if self.job is not None and not self.job.drawing:
            self.say("The page is drawn once this is done.")
        self._draw(Wish(event.page, event.width))

    @on(DocumentView.Moved)
    def _page_follows(self) -> None:
        """The pane beside shows the page of the paragraph under the cursor, once the cursor rests."""
        if self.panes.page.display:
            here = self.panes.view.cursor
            self.set_timer(0.3, lambda: self._follow(here))

    def _follow(self, cursor: int) -> None:
        if cursor == self.panes.view.cursor and not isinstance(self.screen, PageScreen):
            self._draw(Wish(quiet=True))

    def _draw(self, wish: Wish) -> None:
        """Draw a page: now, or once what runs is over; of several that are wished meanwhile the last."""
        self._wish = wish
        self._draw_wished()

    def _draw_wished(self) -> None:
        view, wish, pane = self.panes.view, self._wish, self._page_pane()
        document = view.document
        if wish is None or document is None or not view.cursor or not (pane.display and pane.is_attached):
            self._wish = None
        elif self.job is not None or (self._is_covered() and pane is self.panes.page):
            if not self._looks_again:
                self._looks_again = True
                self.set_timer(0.1, self._look_again)
        else:
            self._wish = None
            shown = self.answer_shown()
            wanted = WantedPage(view.cursor, wish.width or pane.wanted_width, wish.page, self.password, self.pictures)
            job = jobs.picturing(self.session, document, None if shown is None else shown[0], wanted)
            if pane.is_empty:
                pane.say("Drawing the page ...")
            self.start(job, Running(drawing=True, quiet=wish.quiet), "drawing the page")

    def _look_again(self) -> None:
        self._looks_again = False
        self._draw_wished()

    def _page_pane(self) -> PageView:
        """Also under another dialog, such as the help."""
        screen = next((screen for screen in self.screen_stack if isinstance(screen, PageScreen)), None)
        pane = self.panes.page if screen is None else screen.view
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
        if self.finish().quiet:
            self.status.forget_busy()
        else:
            self.status.end(READY if self.shown is None else f"Paragraph {message.paragraph} is framed.")
        pane = self._page_pane()
        if pane.display and pane.is_attached:  # else it was closed meanwhile
            pane.fill(message.picture, message.drawn)
        self._draw_wished()
        self.ask_next()

    def not_drawn(self, sentence: str, *, quiet: bool) -> None:
        """Say why a page could not be drawn, where it would be."""
        self._page_pane().say(sentence)
        self.status.forget_busy() if quiet else self.status.error(sentence)
        self._draw_wished()

    def action_viewer(self) -> None:
        """Open the file at the paragraph's page in the system's viewer."""
        document = self.panes.view.document
        if document is not None and not self.is_busy():
            self.start(jobs.placing(self.session, document, self.panes.view.cursor), Running(), "looking for the file")

    @on(Placed)
    def _placed(self, message: Placed) -> None:
        self.finish()
        path, page = message.path, message.page
        name = one_line(str(path))
        try:
            if open_file(path, page):
                self.status.end(f"Opened {name}: page {page}.")
            else:
                self.status.end(f"There is no display here to open it on: {name}, page {page}.")
        except OSError as error:
            self.status.error(f"{name} cannot be opened ({error.strerror}): open it at page {page} yourself.")
        self.ask_next()

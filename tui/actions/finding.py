"""Finding: words in the document, a page, a heading, another pane."""

from __future__ import annotations

from textual import on

from docexplain.answers.several import located
from docexplain.session.gaps import only_pages
from tui.actions.desk import READY, Desk
from tui.dialogs.outline import OutlineScreen
from tui.view.document.outline import outline
from tui.widgets import Entry, EntryMode

HOW = "Search: Enter next, Up previous, Esc ends."


class Finding(Desk):
    """Ways to a place in the document."""

    @on(Entry.Changed)
    def _look_for(self, event: Entry.Changed) -> None:
        if event.mode is EntryMode.FIND:
            self.panes.view.find(event.text)
            self._tell_found()

    @on(Entry.Submitted)
    def _find(self, event: Entry.Submitted) -> None:
        if event.mode is EntryMode.FIND:
            self.action_find_next(1)
        elif event.mode is EntryMode.PAGE:
            self._go_to_page(event.text)

    @on(Entry.Stepped)
    def _stepped(self, event: Entry.Stepped) -> None:
        if self.entry.mode is EntryMode.FIND:
            self.action_find_next(event.by)

    def offers(self, action: str) -> bool | None:
        """See :meth:`Desk.offers`."""
        match action:
            case "find" | "page" | "outline":
                return self.document is not None
            case "find_next":
                return self.panes.view.hits is not None
        return super().offers(action)

    def action_find(self) -> None:
        """Search in the document while words are typed."""
        if self.entry.mode is EntryMode.FIND:
            self.entry.take_focus()
            return
        hits = self.panes.view.hits
        self.ask_for(EntryMode.FIND, "" if hits is None else hits.words, HOW)

    def action_find_next(self, by: int) -> None:
        """Go to the next or previous place found."""
        self.panes.view.find_next(by)
        self._tell_found()

    def _tell_found(self) -> None:
        hits, document = self.panes.view.hits, self.panes.view.document
        said = HOW if hits is None else hits.says()
        if hits is not None and not len(hits) and hits.words.strip() and document is not None:
            parts = [partial for part in document.parts if (partial := only_pages(part.coverage))]
            if parts:
                said = f"“{hits.words}” is not on the pages that are here: {'; '.join(parts)}."
        self.say(said)

    def action_page(self) -> None:
        """Ask for a page."""
        self.ask_for(EntryMode.PAGE, says=f"Which page? {self._pages()}")

    def _go_to_page(self, text: str) -> None:
        view = self.panes.view
        document = view.document
        if document is None:
            return
        number, _ = located(document.sources, view.cursor or 1) if document.sources else (1, 0)
        part = document.parts[number - 1]
        before = sum(len(each.paragraphs) for each in document.parts[: number - 1])
        said = text.strip()
        labels = {label: page for page, label in enumerate(part.page_labels, start=1)}
        page = labels.get(said) or (int(said) if said.isdecimal() else 0)
        if not 1 <= page <= part.coverage.pages:
            self.say(f"There is no page {said}. {self._pages()}")
            return
        self.entry.back_to_asking()
        view.focus()
        if view.go_to_page(page, range(before + 1, before + len(part.paragraphs) + 1)):
            here = document.paragraph(view.cursor).page
            self.say(READY if here == page else f"Page {page} has no text of its own: this is page {here}.")
        else:
            self.say(f"Page {page} has no text, nor has any page after it.")

    def _pages(self) -> str:
        view = self.panes.view
        if view.document is None:
            return ""
        number, _ = located(view.document.sources, view.cursor or 1) if view.document.sources else (1, 0)
        part = view.document.parts[number - 1]
        labels = [label for label in part.page_labels if label]
        printed = f"; as printed: {labels[0]} to {labels[-1]}" if labels else ""
        return f"1 to {part.coverage.pages}{printed}."

    def action_outline(self) -> None:
        """Choose a heading to go to."""
        document = self.panes.view.document
        if document is None:
            return
        headings = outline(document.paragraphs, document.sources)
        if not headings:
            self.say("This document has no headings.")
            return
        self.push_screen(OutlineScreen(headings, self.panes.view.cursor), self._go_to_heading)

    def _go_to_heading(self, paragraph: int | None) -> None:
        if paragraph is not None:
            view = self.panes.view
            view.show_from(paragraph)
            view.focus()

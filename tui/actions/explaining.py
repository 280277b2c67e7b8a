"""Explaining: parts of the answer, cited paragraphs, factors of a what-if, and what the figures mean."""

from __future__ import annotations

from textual import on

from docexplain.answers import focus
from docexplain.answers.claims import claims_of
from docexplain.errors import QuestionError
from tui.actions.desk import READY, Desk
from tui.dialogs.figures import FiguresScreen
from tui.view.answer.figures import figures
from tui.view.wording import part_shown
from tui.widgets import AnswerPanel, Entry, EntryMode

MOST = 100
FACTOR = "Which factor? 0 hides the paragraph, 0.5 turns it half down, 2 amplifies it (up to 100), 1 unmarks it."


class Explaining(Desk):
    """What caused the answer, or a part of it."""

    @on(Entry.Submitted)
    def _explain(self, event: Entry.Submitted) -> None:
        if event.mode is EntryMode.PART:
            self.show_part(event.text)
        elif event.mode is EntryMode.FACTOR:
            self._mark(event.text)

    def show_part(self, text: str) -> None:
        """Show what caused a part of the answer shown."""
        shown = self.answer_shown()
        if shown is not None:
            try:
                self.part = focus(shown[0], text)
            except QuestionError as error:
                self.say(str(error))
                return
            self.show(self.shown)
            self.say(part_shown(shown[0], self.part))
        self.entry.back_to_asking()
        self.panes.view.focus()

    def offers(self, action: str) -> bool | None:
        """See :meth:`Desk.offers`."""
        shown = self.answer_shown()
        match action:
            case "cited":
                return bool(self.panes.view.cited)
            case "part" | "figures" | "tokens":
                return shown is not None and not self.typing()
            case "claim":
                return shown is not None and len(shown[0].claims) > 0
        return super().offers(action)

    def action_cited(self, by: int) -> None:
        """Go to the next or previous cited paragraph, wherever the focus is."""
        self.panes.view.action_cited(by)

    def action_cited_at(self, rank: int) -> None:
        """Go to a cited paragraph by its place among them, from 1."""
        cited = self.panes.view.cited
        if rank <= len(cited):
            self.panes.view.go_to(cited[rank - 1])
        elif self.shown is not None:
            self.say(f"There is no cited paragraph number {rank}: {len(cited)} are cited.")

    def action_part(self) -> None:
        """Ask for a part of the answer; what is selected in it is taken."""
        selected = (self.screen.get_selected_text() or "").strip()
        if selected and self.shown is not None:
            self.screen.clear_selection()
            self.show_part(selected)
        else:
            self.ask_for(EntryMode.PART, says="Which part of the answer?")

    def action_claim(self, by: int) -> None:
        """Show what caused the next or previous claim of the answer; after the last one the whole answer again."""
        shown = self.answer_shown()
        if shown is None:
            return
        texts = [claim.text for claim in claims_of(shown[0])]
        here = texts.index(self.part.text) if self.part is not None and self.part.text in texts else None
        there = (0 if by > 0 else len(texts) - 1) if here is None else here + by
        if 0 <= there < len(texts):
            self.show_part(texts[there])
        else:
            self.whole_answer()
            self.say("The whole answer again.")

    @on(AnswerPanel.Clicked)
    def _clicked(self, event: AnswerPanel.Clicked) -> None:
        """Show what caused the claim, or all of the answer again; or go to the paragraph."""
        shown = self.answer_shown()
        if event.paragraph is not None:
            self.panes.view.go_to(event.paragraph)
        elif shown is not None and event.claim is not None:
            text = claims_of(shown[0])[event.claim].text
            if self.part is not None and self.part.text == text:
                self.whole_answer()
                self.say("The whole answer again.")
            else:
                self.show_part(text)

    def action_tokens(self) -> None:
        """Show the cited paragraphs token by token, or sentence by sentence again."""
        shown = self.answer_shown()
        if shown is None:
            return
        if not self.by_token and self.shelf.by_token(shown[0]) is None:
            self.say(
                "Nothing is known of the tokens of this answer: it is from another day, cites nothing, or was not "
                "explained by path. Ask again."
            )
            return
        self.by_token = not self.by_token
        self.show(self.shown)
        self.say(f"Shaded {'token by token' if self.by_token else 'sentence by sentence'}.")

    def whole_answer(self) -> None:
        """Show the effects on all of the answer."""
        self.part = None
        self.show(self.shown)

    def action_factor(self) -> None:
        """Let the user say by which factor the attention to the paragraph is turned down or up."""
        self.ask_for(EntryMode.FACTOR, says=FACTOR)

    def _mark(self, text: str) -> None:
        try:
            factor = float(text.strip().removeprefix("x").replace(",", "."))
            if not 0 <= factor <= MOST:
                raise ValueError
        except ValueError:
            self.say(f"That is no factor. {FACTOR}")
            return
        self.entry.back_to_asking()
        self.say(READY)
        self.panes.view.focus()
        self.panes.view.action_mark(factor)

    def action_figures(self) -> None:
        """Explain verdict and figures, each with a line of help."""
        shown = self.answer_shown()
        if shown is not None:
            self.push_screen(FiguresScreen(figures(*shown, self.part, self.key_of("more"))))

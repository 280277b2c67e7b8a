"""Taking away: copies."""

from __future__ import annotations

from docexplain.answers.said.taken_away import citation, quotation
from tui.actions.desk import Desk


class Taking(Desk):
    """What is taken out of the program."""

    def offers(self, action: str) -> bool | None:
        """See :meth:`Desk.offers`."""
        if action == "copy_answer":
            return self.shown is not None and not self.typing()
        return super().offers(action)

    def action_copy_answer(self) -> None:
        """Copy the answer with what it cites, its pages and its id."""
        shown = self.answer_shown()
        if shown is not None:
            self._copy(citation(*shown), "the answer with what it cites")

    def action_copy_paragraph(self) -> None:
        """Copy the paragraph under the cursor."""
        document = self.panes.view.document
        if document is not None and document.paragraphs:
            self._copy(quotation(document, self.panes.view.cursor), "the paragraph")

    def _copy(self, text: str, what: str) -> None:
        self.copy_to_clipboard(text)
        self.say(f"Copied {what}, if this terminal lets programs copy (OSC 52).")

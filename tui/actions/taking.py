"""Taking away: copies, files, and what the audit log holds."""

from __future__ import annotations

from pathlib import Path

from textual import on

from docexplain.answers.said.record import entry_facts
from docexplain.answers.said.taken_away import citation, quotation
from docexplain.common.display_text import one_line
from tui import jobs
from tui.actions.desk import Desk
from tui.dialogs.export import ExportScreen
from tui.dialogs.find_answers import FindAnswersScreen
from tui.dialogs.lines import LinesScreen
from tui.jobs import Export, Running
from tui.messages import Exported, FoundAnswers, Looked


class Taking(Desk):
    """What is taken out of the program, and out of the record."""

    def offers(self, action: str) -> bool | None:
        """See :meth:`Desk.offers`."""
        if action in {"copy_answer", "export", "record"}:
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

    def action_export(self) -> None:
        """Ask as which file, and where to."""
        shown = self.answer_shown()
        if shown is None or self.is_busy():
            return
        answer, document = shown
        if not self.shelf.is_saved(answer.id):
            self.say("This answer is not in the record, so it cannot be exported.")
            return
        stem = f"{Path(one_line(document.parts[0].name)).stem or 'answer'}-{answer.id}"
        screen = ExportScreen(self.session.exports, stem, Path.cwd())
        self.push_screen(screen, lambda export: self._write(answer.id, export))

    def _write(self, answer_id: str, export: Export | None) -> None:
        if export is not None and not self.is_busy():
            self.start(
                jobs.exporting(self.session, answer_id, export, self.password), Running(), f"writing {export.form}"
            )

    @on(Exported)
    def _exported(self, message: Exported) -> None:
        self.finish()
        self.status.end(f"Written: {one_line(str(message.output.absolute()))}")
        self.ask_next()

    def action_record(self) -> None:
        """Show the answer's entry in the audit log, looked at now."""
        if self.shown is not None and not self.is_busy():
            if self.shelf.is_saved(self.shown):
                self.start(jobs.looking(self.session, self.shown), Running(), "looking at the record")
            else:
                self.say("This answer is not in the record.")

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        self.finish()
        self.status.end("The entry of this answer in the audit log.")
        self.push_screen(LinesScreen("In the audit log", entry_facts(message.entry)))
        self.ask_next()

    def action_find_answers(self) -> None:
        """Search over all questions and answers."""
        if not self.is_busy():
            self.push_screen(FindAnswersScreen(), self._found)

    @on(FindAnswersScreen.Wanted)
    def _search(self, event: FindAnswersScreen.Wanted) -> None:
        if not isinstance(self.screen, FindAnswersScreen):
            return
        if self.job is None:
            self.start(jobs.finding(self.session, event.words), Running(), "searching")
        else:  # the last search is not over yet
            self.set_timer(0.1, lambda: self._search(event))

    @on(FoundAnswers)
    def _answers(self, message: FoundAnswers) -> None:
        self.finish()
        self.status.end("")
        if isinstance(self.screen, FindAnswersScreen):
            self.screen.fill(message.words, message.found)
        self.ask_next()

    def _found(self, answer_id: str | None) -> None:
        if answer_id is None:
            return
        if answer_id in self.shelf:
            self.show(answer_id)
        elif self.job is not None and self.job.is_short:  # the last search is not over yet
            self.set_timer(0.1, lambda: self._found(answer_id))
        elif not self.is_busy():
            self.recall(answer_id)

"""Asking: questions one after the other, what comes of them, and reading more."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from docexplain.answers.said.amount_read import reads_more
from docexplain.common.display_text import one_line
from docexplain.errors import DocexplainError
from docexplain.records import Answer
from docexplain.session import AnswerText, Drilled, Notice, Progress, Ranked
from docexplain.session.pace.amount import amount_of
from tui import jobs
from tui.actions.desk import READY, Desk
from tui.jobs import Question, Running
from tui.messages import Answered, Happened, Recalled
from tui.view.wording import report, what_if
from tui.widgets import Entry, EntryMode, QuestionList

READS = "How much shall the model read? auto, all, a number of paragraphs (20) or of tokens (4096t)."


class Asking(Desk):
    """Questions and what-ifs."""

    @on(Entry.Submitted)
    def _asked(self, event: Entry.Submitted) -> None:
        if event.mode is EntryMode.ASK and (self.document is not None or self.job is not None):
            self.entry.fill(EntryMode.ASK)
            opening = self.reading is not None or (self.job is not None and self.job.wanted is not None)
            about = None if opening else self.document  # also if another one is open when its turn comes
            self.ask(Question(event.text.strip(), event.text, about, self.read))
        elif event.mode is EntryMode.AMOUNT:
            self._set_amount(event.text)

    def ask(self, question: Question) -> None:
        """Ask, or where something runs have it wait for its turn; one about a document that is still being read waits
        for all of it."""
        unread = self.reading is not None and question.document is None
        if self.job is not None or self.document is None or unread:
            self.waiting.append(question)
            until = "until all pages are read. Enter again asks the pages that are here" if unread else "for its turn"
            self.say(f"“{question.text}” waits {until}.")
            self.panes.list(self.shelf, self.running(), self.shown)
            return
        document = question.document or self.document
        question = replace(question, document=document)
        running = Running(question=question, before=self.shown)
        self.start(jobs.asking(self.session, document, question), running, "preparing")
        self.show(None)

    @on(Entry.Empty)
    def _asked_again(self) -> None:
        """Enter without a question, while one waits for a document to be read: ask what is read of it."""
        first = next((question for question in self.waiting if question.document is None), None)
        if self.reading is not None and first is not None and not self.is_busy():
            self.waiting.remove(first)
            self.ask(replace(first, document=self.document))

    def give_back(self, running: Running) -> None:
        """Nothing came of a job: give back what was typed and show what was shown."""
        if running.question is not None:
            self.entry.keep([running.question.typed])
            self.show(running.before if self.shown is None else self.shown)

    def ask_next(self) -> None:
        """Nothing runs any more: the next question has its turn."""
        if self.waiting and self.job is None and not self.quitting and self.document is not None:
            if self.reading is not None and self.waiting[0].document is None:
                return
            stays = self.shown
            self.ask(self.waiting.popleft())
            if stays is not None:  # who reads an answer stays there
                self.show(stays)

    @on(QuestionList.Chosen)
    def _chosen(self, event: QuestionList.Chosen) -> None:
        if event.answer_id is None or event.answer_id in self.shelf:
            self.status.forget_notices()
            self.show(event.answer_id)
            self.panes.close_drawer()
        elif self.document is not None and not self.is_busy():
            self.recall(event.answer_id)
            self.panes.close_drawer()

    @on(QuestionList.Dropped)
    def _dropped(self, event: QuestionList.Dropped) -> None:
        """A question that waits is not asked."""
        for question in [each for each in self.waiting if each.id == event.question]:
            self.waiting.remove(question)
            self.say(f"“{question.text}” is not asked.")
            self.panes.list(self.shelf, self.running(), self.shown)

    def recall(self, answer_id: str) -> None:
        """Fetch an earlier answer and show it."""
        job = jobs.recalling(self.session, answer_id, self.document)
        self.start(job, Running(), "fetching the answer")

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        match message.event:
            case Progress() if message.opening and self.reading is not None:
                pass  # the title tells how far it is
            case Progress() as progress:
                wanted = None if self.job is None else self.job.wanted
                self.status.progress(progress, of="" if wanted is None else wanted.name)
            case Notice(text):
                self.status.notice(text)
            case AnswerText(text) if self.job is not None:
                self.job.text += text
                if self.shown is None:
                    self.panes.stream(self.job)
            case Drilled(tokens) if self.job is not None:
                self.job.tokens = tokens
            case Ranked(draft) if self.job is not None and not self.job.what_if:
                self.job.draft = draft
                if self.shown is None:
                    self.panes.stream(self.job)

    @on(Answered)
    @on(Recalled)
    def _have_answer(self, message: Answered | Recalled) -> None:
        running = self.finish()
        not_saved, beside = (
            (message.not_saved, message.without_not_saved) if isinstance(message, Answered) else ("", "")
        )
        if message.original is not None:
            self.shelf.add(message.original, message.document)
        self.shelf.add(message.answer, message.document, saved=not not_saved)
        if running.tokens and message.without is None:  # else they are that one's
            self.shelf.note_tokens(message.answer.id, running.tokens)
        if message.without is not None:
            self.shelf.add(message.without, message.document, saved=not beside)
        if isinstance(message, Recalled):
            self.shelf.note_changed(message.changed)
        here = running.before if running.what_if else None
        if here is not None:
            self.panes.view.forget_marks(here)
        reading_on = isinstance(message, Answered) and self.shown != here  # who looks at another one stays there
        self.show(self.shown if reading_on else message.answer.id)
        said = report(message.answer, saved=not not_saved)
        elsewhere = self.shown != message.answer.id
        asked = one_line(message.answer.question, 40)
        self.status.end(f"“{asked}” is answered: F2 lists it. {said}" if elsewhere else said)
        if not_saved or beside:
            self.status.notice(f"NOT SAVED: {not_saved or beside}")
        if self.advice and isinstance(message, Answered):
            if said := self.advice():
                self.status.notice(f"{said} {self.key_of('model')} lists the models.")
            self.advice = None
        self.ask_next()

    def offers(self, action: str) -> bool | None:
        """See :meth:`Desk.offers`."""
        match action:
            case "what_if":
                return self.job is None and self._is_marked()
            case "more":
                return self.job is None and not self.typing() and bool(self._more() or self._unread())
        return super().offers(action)

    def action_what_if(self) -> None:
        """Ask the question shown again, with the marked paragraphs hidden or amplified."""
        marks, shown = self.panes.view.marks, self.answer_shown()
        if shown is None or marks is None or not marks.steering or self.is_busy():
            return
        answer, document = shown
        question = Question(what_if(marks.steering, answer))
        original = self.shelf.original_of(answer) or answer
        job = jobs.asking_what_if(self.session, document, original, marks.steering)
        self.start(job, Running(question=question, before=self.shown, what_if=True), "preparing")
        self.show(self.shown)

    def action_more(self) -> None:
        """Ask the question shown again: with the paragraph under the cursor where it was not read, else with more."""
        shown = self.answer_shown()
        if shown is None or self.is_busy():
            return
        answer, document = shown
        if unread := self._unread():
            included = (*_included(answer), unread)
            self.ask(Question(answer.question, document=document, read=answer.settings.read, include=included))
        elif more := self._more():
            self.ask(Question(answer.question, document=document, read=more, include=_included(answer)))

    def action_amount(self) -> None:
        """Let the user say how much the model reads."""
        self.ask_for(EntryMode.AMOUNT, str(self.read), READS)

    def _set_amount(self, text: str) -> None:
        said = text.strip().lower()
        try:
            amount_of(said)
        except DocexplainError as error:
            self.say(str(error))
            return
        self.read = said
        self.entry.reads(said)
        self.entry.back_to_asking()
        self.say(READY)

    def _is_marked(self) -> bool:
        marks = self.panes.view.marks
        return marks is not None and bool(marks.steering)

    def _more(self) -> int:
        """How many paragraphs would be more than were read for the answer shown; 0: none."""
        shown = self.answer_shown()
        return 0 if shown is None else reads_more(shown[0])

    def _unread(self) -> int:
        """The paragraph under the cursor, if it was not read for the answer shown; else 0."""
        shown, cursor = self.answer_shown(), self.panes.view.cursor
        return cursor if shown is not None and cursor and cursor not in shown[0].read and not shown[0].given else 0


def _included(answer: Answer) -> tuple[int, ...]:
    """What the user wanted read for an answer."""
    return answer.choice.included if answer.choice else ()

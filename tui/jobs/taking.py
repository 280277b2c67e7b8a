"""What is taken out of the record: an answer as a file, its entry in the log, answers that say something."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from docexplain.common.display_text import one_line
from docexplain.errors import InputError
from docexplain.records import Answer, Document
from docexplain.session import Listener, Session
from docexplain.session.stored.exporting import ExportOptions
from tui.messages import Exported, FoundAnswers, Looked, Pictured, Placed
from tui.view.sharp import Pictures, drawn


@dataclass(frozen=True, slots=True)
class Export:
    """What was chosen.

    Attributes:
        form: kind of file, by its name.
        overwrite: replace a file that is there.
        without_document: of a bundle, leave the documents out.
    """

    form: str
    output: Path
    overwrite: bool = False
    without_document: bool = False


def exporting(
    session: Session, answer_id: str, export: Export, password: str | None = None
) -> Callable[[Listener, threading.Event], Message]:
    """Write an answer to a file; ``password``: that the document was opened with."""

    def job(listen: Listener, cancel: threading.Event) -> Message:
        options = ExportOptions(password, export.overwrite, export.without_document)
        session.export(answer_id, export.form, export.output, options=options, listener=listen, cancel=cancel)
        return Exported(export.output)

    return job


@dataclass(frozen=True, slots=True)
class WantedPage:
    """Which page is to be drawn.

    Attributes:
        paragraph: index of the one that is framed.
        width: pixels.
        page: None: the paragraph's own.
        password: that the document was opened with.
        by: how the terminal draws pictures.
    """

    paragraph: int
    width: int
    page: int | None = None
    password: str | None = None
    by: Pictures = Pictures()  # noqa: RUF009 - frozen


def picturing(
    session: Session, document: Document, answer: Answer | None, wanted: WantedPage
) -> Callable[[Listener, threading.Event], Message]:
    """Draw a page, with what the answer cites marked."""

    def job(_listen: Listener, _cancel: threading.Event) -> Message:
        picture = session.page_picture(
            document,
            wanted.paragraph,
            wanted.width,
            answer=answer,
            page=wanted.page,
            password=wanted.password,
        )
        return Pictured(picture, drawn(picture, wanted.by), wanted.paragraph)

    return job


def placing(session: Session, document: Document, paragraph: int) -> Callable[[Listener, threading.Event], Message]:
    """Find the file that a paragraph stands in, where it is now."""

    def job(_listen: Listener, _cancel: threading.Event) -> Message:
        part, own = document.own(paragraph)
        place = session.place_of(part)
        if place is None:
            name = one_line(part.name)
            raise InputError(f"{name} is not where it was when it was read, or was changed: open the file again.")
        return Placed(place, part.paragraph(own).page)

    return job


def looking(session: Session, answer_id: str) -> Callable[[Listener, threading.Event], Message]:
    """Look at the entry of an answer in the audit log, and verify it."""
    return lambda _listen, _cancel: Looked(session.entry(answer_id))


def finding(session: Session, words: str) -> Callable[[Listener, threading.Event], Message]:
    """Look for answers, of all documents, whose question or text says something."""
    return lambda _listen, _cancel: FoundAnswers(words, session.history(containing=words, limit=200, checked=False))

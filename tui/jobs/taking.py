"""What is taken out of the record: an answer as a file, its entry in the log, answers that say something."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from docexplain.session import Listener, Session
from docexplain.session.stored.exporting import ExportOptions
from tui.messages import Exported, FoundAnswers, Looked


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


def exporting(session: Session, answer_id: str, export: Export) -> Callable[[Listener, threading.Event], Message]:
    """Write an answer to a file."""

    def job(listen: Listener, cancel: threading.Event) -> Message:
        options = ExportOptions(overwrite=export.overwrite, without_document=export.without_document)
        session.export(answer_id, export.form, export.output, options=options, listener=listen, cancel=cancel)
        return Exported(export.output)

    return job


def looking(session: Session, answer_id: str) -> Callable[[Listener, threading.Event], Message]:
    """Look at the entry of an answer in the audit log, and verify it."""
    return lambda _listen, _cancel: Looked(session.entry(answer_id))


def finding(session: Session, words: str) -> Callable[[Listener, threading.Event], Message]:
    """Look for answers, of all documents, whose question or text says something."""
    return lambda _listen, _cancel: FoundAnswers(words, session.history(containing=words, limit=200))

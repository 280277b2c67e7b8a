"""What the worker tells the app. A job posts any number of ``Happened``, then exactly one of the others."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from textual.message import Message

from docexplain.records import Answer, AnswerSummary, Document, ModelInfo
from docexplain.records.library import RecordedEntry, StoredDocument
from docexplain.session import Event, PagePicture
from docexplain.session.settings.holding import Held as HeldSetting
from docexplain.session.settings.models import Models
from docexplain.session.settings.user_settings import Changes, UserSettings
from tui.view.sharp import Drawn


@dataclass
class Happened(Message):
    """The session made progress, has a piece of the answer, or something to say."""

    event: Event
    opening: bool = False
    """Of a document that is opened, perhaps beside another job; so of the messages below."""


@dataclass
class Prepared(Message):
    """The first document can be opened; or nothing can be, and why."""

    notices: tuple[str, ...]
    refusal: Exception | None = None


@dataclass
class Opened(Message):
    """A document was parsed (or found in the store).

    Attributes:
        history: what was asked about it, newest first.
        warning: what could not be fetched or saved.
    """

    document: Document
    history: list[AnswerSummary]
    warning: str = ""


@dataclass
class AskedBefore(Message):
    """What was asked about the document on the desk, newest first; ``warning`` says why that could not be looked up."""

    history: list[AnswerSummary]
    warning: str = ""


@dataclass
class Answered(Message):
    """A question about this document was answered, explained and saved.

    Attributes:
        original: what was answered without steering, when this is a what-if.
        not_saved: why it could not be saved after all; empty when it was.
        without: the answer without the paragraphs that seem to give the model instructions, if there are any.
        without_not_saved: why that one could not be saved; empty when it was.
    """

    answer: Answer
    document: Document
    original: Answer | None = None
    not_saved: str = ""
    without: Answer | None = None
    without_not_saved: str = ""


@dataclass
class Recalled(Message):
    """An earlier answer came from the store, with the parse of the document that it is about.

    Attributes:
        original: what was answered without steering, when this is a what-if and the original is still stored.
        without: the answer without the paragraphs that seem to give the model instructions, where it is stored.
        changed: by the ids of these answers, that and how one is not what was recorded; only of those that are not.
    """

    answer: Answer
    document: Document
    original: Answer | None = None
    without: Answer | None = None
    changed: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Failed(Message):
    """The job failed; ``sentence`` is for the user."""

    sentence: str
    password_wanted: bool = False
    opening: bool = False


@dataclass
class Stopped(Message):
    """The user stopped the job; nothing was saved."""

    opening: bool = False


@dataclass
class Listed(Message):
    """Which documents are stored, the last used first; ``warning`` says why that could not be looked up."""

    documents: list[StoredDocument]
    warning: str = ""


@dataclass
class Warmed(Message):
    """The model is loaded and checked; or it is not, and why (empty: it was stopped).

    Attributes:
        cancelled: set when another model was chosen meanwhile: this one is of no interest any more.
    """

    model: ModelInfo | None
    problem: str = ""
    cancelled: threading.Event = field(default_factory=threading.Event)


@dataclass
class Exported(Message):
    """An answer was written to a file."""

    output: Path


@dataclass
class Looked(Message):
    """The entry of an answer in the audit log, looked at now."""

    entry: RecordedEntry


@dataclass
class FoundAnswers(Message):
    """The answers whose question or text says some words, newest first."""

    words: str
    found: list[AnswerSummary]


@dataclass
class Pictured(Message):
    """A page was drawn for a paragraph, and for the terminal."""

    picture: PagePicture
    drawn: Drawn
    paragraph: int


@dataclass
class Placed(Message):
    """A file is there, to be opened at a page."""

    path: Path
    page: int


@dataclass
class ModelsFound(Message):
    """Which models there are."""

    models: Models


@dataclass
class SettingsHeld(Message):
    """What holds of the settings now.

    Attributes:
        keys: the keys that stand in the file.
        file: where they are.
        changes: what was written; or was to be, where there is a ``problem``.
        settings: what the file says; None where something in it cannot be.
        problem: why it could not be read, or written.
    """

    held: tuple[HeldSetting, ...]
    keys: Mapping[str, str]
    file: Path
    changes: Changes
    settings: UserSettings | None
    problem: str = ""

"""The use case: ingest, select, answer, attribute, save. Importing it loads neither torch nor PyMuPDF."""

from docexplain.session.ask_options import AskOptions
from docexplain.session.events import AnswerText, Event, Listener, Notice, Progress, Stage, ignore
from docexplain.session.saving import AnswerNotSaved, DocumentNotSaved
from docexplain.session.session import Cancelled, Session
from docexplain.session.store import Store

__all__ = [
    "AnswerNotSaved",
    "AnswerText",
    "AskOptions",
    "Cancelled",
    "DocumentNotSaved",
    "Event",
    "Listener",
    "Notice",
    "Progress",
    "Session",
    "Stage",
    "Store",
    "ignore",
]

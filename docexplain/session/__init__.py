"""The use case: ingest, select, answer, attribute, save. Importing it loads neither torch nor PyMuPDF."""

from docexplain.session.events import AnswerText, Event, Listener, Notice, Progress, Stage, ignore
from docexplain.session.focus import Focus, Share, against, confirmed, focus, necessity, suffices, sufficiency
from docexplain.session.options import AskOptions
from docexplain.session.saving import AnswerNotSaved, DocumentNotSaved
from docexplain.session.session import Cancelled, Session
from docexplain.session.store import NullStore, Store

__all__ = [
    "AnswerNotSaved",
    "AnswerText",
    "AskOptions",
    "Cancelled",
    "DocumentNotSaved",
    "Event",
    "Focus",
    "Listener",
    "Notice",
    "NullStore",
    "Progress",
    "Session",
    "Share",
    "Stage",
    "Store",
    "against",
    "confirmed",
    "focus",
    "ignore",
    "necessity",
    "suffices",
    "sufficiency",
]

"""The use case: ingest, select, answer, attribute, save. Importing it loads neither torch nor PyMuPDF."""

from docexplain.export.forms import Form
from docexplain.export.page_picture import PagePicture
from docexplain.session.ask_options import AskOptions
from docexplain.session.caches import Caches
from docexplain.session.call import Cancelled
from docexplain.session.events import (
    AnswerText,
    Drafted,
    Drilled,
    Event,
    Listener,
    Notice,
    Progress,
    Ranked,
    Stage,
    ignore,
)
from docexplain.session.saving import AnswerNotSaved, DocumentNotSaved
from docexplain.session.session import Session
from docexplain.session.store import Store
from docexplain.session.stored.exporting import ExportOptions

__all__ = [
    "AnswerNotSaved",
    "AnswerText",
    "AskOptions",
    "Caches",
    "Cancelled",
    "DocumentNotSaved",
    "Drafted",
    "Drilled",
    "Event",
    "ExportOptions",
    "Form",
    "Listener",
    "Notice",
    "PagePicture",
    "Progress",
    "Ranked",
    "Session",
    "Stage",
    "Store",
    "ignore",
]

"""The session's calls as jobs for a worker thread, each ending in exactly one typed message.

A session takes one call at a time, so everything that touches it goes through here, reading the history included; only
loading the model, and reading the rest of a document, run beside others.
"""

from tui.jobs.documents import Wanted, asked_before, listing, opening
from tui.jobs.model import warming
from tui.jobs.preparing import Prepare, preparing
from tui.jobs.questions import asking, asking_what_if, recalling
from tui.jobs.running import Job, Post, Question, Running, Working, run
from tui.jobs.taking import Export, WantedPage, exporting, finding, looking, picturing, placing

__all__ = [
    "Export",
    "Job",
    "Post",
    "Prepare",
    "Question",
    "Running",
    "Wanted",
    "WantedPage",
    "Working",
    "asked_before",
    "asking",
    "asking_what_if",
    "exporting",
    "finding",
    "listing",
    "looking",
    "opening",
    "picturing",
    "placing",
    "preparing",
    "recalling",
    "run",
    "warming",
]

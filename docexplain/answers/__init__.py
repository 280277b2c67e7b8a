"""What an answer's record says, computed once for every front end. Pure functions on records: nothing is drawn here."""

from docexplain.answers.focus import Focus, focus
from docexplain.answers.kinds import Kind, against, below_noise, cited, kind_in, kind_of, shown_in_full
from docexplain.answers.shares import Share, confirmed, document_support, necessity, suffices, sufficiency
from docexplain.answers.strongest import strongest, strongest_runs

__all__ = [
    "Focus",
    "Kind",
    "Share",
    "against",
    "below_noise",
    "cited",
    "confirmed",
    "document_support",
    "focus",
    "kind_in",
    "kind_of",
    "necessity",
    "shown_in_full",
    "strongest",
    "strongest_runs",
    "suffices",
    "sufficiency",
]

"""What an answer's record says, computed once for every front end. Pure functions on records: nothing is drawn here."""

from docexplain.answers.agreement import disagrees
from docexplain.answers.citation_marks import CitationMark, citation_marks, marked, with_marks
from docexplain.answers.claims import Claim, claims_of
from docexplain.answers.focus import Focus, focus
from docexplain.answers.kinds import (
    Kind,
    against,
    below_noise,
    cited,
    finds_nothing,
    hidden_alone,
    is_denial,
    kind_in,
    kind_of,
    shown_in_full,
)
from docexplain.answers.shares import (
    Share,
    confirmed,
    document_support,
    necessity,
    part_of,
    share_of,
    suffices,
    sufficiency,
)
from docexplain.answers.strongest import strongest, strongest_runs
from docexplain.answers.table_rows import CitedRow, cited_rows, read_in_part, read_lines, text_of_row

__all__ = [
    "CitationMark",
    "CitedRow",
    "Claim",
    "Focus",
    "Kind",
    "Share",
    "against",
    "below_noise",
    "citation_marks",
    "cited",
    "cited_rows",
    "claims_of",
    "confirmed",
    "disagrees",
    "document_support",
    "finds_nothing",
    "focus",
    "hidden_alone",
    "is_denial",
    "kind_in",
    "kind_of",
    "marked",
    "necessity",
    "part_of",
    "read_in_part",
    "read_lines",
    "share_of",
    "shown_in_full",
    "strongest",
    "strongest_runs",
    "suffices",
    "sufficiency",
    "text_of_row",
    "with_marks",
]

"""Who wrote a mail and when, as mail programs print it: pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docexplain.ingest.fields.form_rows import FormRow
from docexplain.ingest.strings.dates import is_date, is_time
from docexplain.ingest.text.cells import cell_rows
from docexplain.ingest.text.glyphs import Glyphs

_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_LABEL = re.compile(
    "(?:from|sent|to|cc|bcc|subject|date|reply-to|attachments?"
    "|von|gesendet|an|betreff|datum|anlagen?|de|envoy\u00e9(?: le)?|\u00e0|objet) ?: ?\\S",
    re.IGNORECASE,
)


def mail_rows(words: Sequence[Glyphs]) -> list[FormRow]:
    """Rows of a sender's address at the left and, apart from it, the date and time of the mail at the right; several
    below each other are a table."""
    rows = cell_rows(words)
    heads = [len(row) == 2 and _ADDRESS.search(row[0].text) is not None and is_time(row[1].text) for row in rows]
    alone = [
        head and not before and not after
        for before, head, after in zip([False, *heads], heads, [*heads[1:], False], strict=False)
    ]
    return [FormRow(((row[0], None), (row[1], None))) for row, head in zip(rows, alone, strict=True) if head]


def says_who_or_when(text: str) -> bool:
    """It is of the head of a letter or mail: a date alone, or a sender or recipient by label or address."""
    return is_date(text) or _LABEL.match(text) is not None or _ADDRESS.search(text) is not None

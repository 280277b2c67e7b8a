"""The paragraphs that were read with their figures, as CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io

from docexplain.answers import claims_of
from docexplain.common.display_text import one_line
from docexplain.export.formats.exported import Exported, evidence

_MOST = 200
"""Characters of a paragraph's text."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def scores(exported: Exported) -> str:
    """One row for each paragraph, the strongest first. A text that a spreadsheet would take for a formula begins with
    an apostrophe."""
    claims = len(claims_of(exported.answer))
    names = ["rank", "paragraph", "mark", "place", "pages", "cited", "effect_nats", "share", "support_nats"]
    names += ["probability_drop", "below_noise", *(f"claim_{n}_nats" for n in range(1, claims + 1)), "text"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for each in evidence(exported):
        effect = each.effect
        pages = " ".join(str(page) for page in dict.fromkeys(box.page for box in each.paragraph.boxes))
        per_claim = [*effect.per_claim[:claims], *[""] * (claims - len(effect.per_claim))]
        numbers = [effect.effect, "" if each.share is None else each.share, effect.support, effect.probability_drop]
        row = [each.rank, effect.index, harmless(each.mark), harmless(each.place), pages, int(each.is_cited), *numbers]
        writer.writerow([*row, int(effect.below_noise), *per_claim, harmless(one_line(each.paragraph.text)[:_MOST])])
    return out.getvalue()


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(_FORMULA) else text

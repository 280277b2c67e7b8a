"""An answer whose every text tries to be markup."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.export.formats.exported import Entry, Exported
from docexplain.records import Cited

HOSTILE = """<script>alert(1)</script> <img src=x onerror=alert(2)> [a](http://evil.example) ![b](c) *i* _j_ `k` | l
# not a heading
- not an item
1. not a number
</style></title></main> &amp; https://evil.example www.evil.example <https://evil.example>"""


@pytest.fixture
def exported(document, make_answer) -> Exported:
    """Cites paragraph 2, which gives most, and 4."""
    answer = make_answer(
        ("10 ", "dollars"), (0.9, 0.8), {2: (0.1, 0.2), 4: (0.5, 0.8), 1: (0.9, 0.82)}, (0.1, 0.1),
        cited=Cited((2, 4), (0.9, 0.8), (0.1, 0.2)), given_by="Zoë",
    )  # fmt: skip
    return Exported(answer, document, Entry(7, "ab" * 32, "2026-01-02T00:00:00.000000+00:00"))


@pytest.fixture
def hostile(exported: Exported) -> Exported:
    first, second, *rest = exported.document.paragraphs
    bad = replace(second, text=HOSTILE, heading_path=(HOSTILE,))
    document = replace(exported.document, name=HOSTILE, paragraphs=(first, bad, *rest))
    changes = {"question": HOSTILE, "document_name": HOSTILE, "given_by": HOSTILE}
    return replace(exported, document=document, answer=replace(exported.answer, **changes))

"""An answer as Markdown (CommonMark)."""

from __future__ import annotations

import re

from docexplain.answers import with_marks
from docexplain.common.display_text import one_line
from docexplain.export.formats.exported import Exported, cited_first, facts_of, record_of

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&@$^]|(?<=:)/(?=/)|(?<=www)\.)")
"""What is markup in CommonMark or in its common extensions, and what makes an address a link in those."""


def markdown(exported: Exported) -> str:
    """The document; whatever document, question and answer hold stands in it as it is read, never as markup."""
    lines = [f"# {escaped(exported.answer.question)}", "", f"**{escaped(with_marks(exported.answer))}**", ""]
    lines += [f"- {label}: {escaped(text)}" for label, text in facts_of(exported)]
    cited = cited_first(exported)
    if cited:
        lines += ["", "## What it rests on"]
    for each in cited:
        above = " / ".join(escaped(heading) for heading in each.paragraph.heading_path)
        lines += ["", f"**{escaped(each.mark)}**, {escaped(each.place)}, {escaped(each.says)}", ""]
        lines += [f"> *{above}*", ">"] if above else []
        lines += [f"> {escaped(line)}  " for line in each.paragraph.text.splitlines() if line.strip()]
    lines += ["", "## Record", ""]
    lines += [f"- {label}: {escaped(text)}" for label, text in record_of(exported)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """The text on one line so that no part of it is markup."""
    line = _SPECIAL.sub(r"\\\1", one_line(text))
    return re.sub(r"^(\d+)\.", r"\1\\.", re.sub(r"^([-+=])", r"\\\1", line))

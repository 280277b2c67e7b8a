"""Whether a question is about this document at all, as far as its names tell.

"When was the Da Yuan Tong Zhi written?" asked of an annual report gets an answer that was copied from it: caused by the
document, and about something else. Where the question names things and none of them stands anywhere in the document, it
has no answer there.
"""

from __future__ import annotations

from collections.abc import Iterable

from docexplain.common.questions.names import names_in

_STEM = 6
"""Letters from which on a name's last two may be others: "Mongolian" is found by "Mongolia"."""
_ENDING = 2


def unknown(question: str, texts: Iterable[str]) -> bool:
    """Whether the question names something, and none of these texts holds any of it."""
    names = [name.lower() for name in names_in(question)]
    if not names:
        return False
    sought = [name[:-_ENDING] if len(name) >= _STEM else name for name in names]
    return not any(part in text.lower() for text in texts for part in sought)

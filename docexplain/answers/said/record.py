"""What is said of a stored answer before anything of it is shown: that it was changed, or that its content is gone."""

from __future__ import annotations

from docexplain.common.display_text import one_line
from docexplain.records import OnRecord

CHANGED = "CHANGED"
"""What a line of a list is marked with."""


def changed(on_record: OnRecord | None) -> str:
    """That an answer is not what was recorded, and in what; empty where it is, or nobody looked."""
    if on_record is None or not on_record.problems:
        return ""
    what = " ".join(one_line(problem) for problem in on_record.problems)
    return f"This answer is not what was recorded: rely on nothing that is shown of it. {what} Verify the audit log."


def redacted(on_record: OnRecord | None) -> str:
    """What stands in the place of a text that was removed; empty where none was."""
    if on_record is None or not on_record.redactions:
        return ""
    return f"({'; '.join(one_line(redaction.said) for redaction in on_record.redactions)})"

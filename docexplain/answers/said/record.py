"""What is said of a stored answer before anything of it is shown, that it was changed or that its content is gone, and
of its entry in the audit log."""

from __future__ import annotations

from datetime import UTC, datetime

from docexplain.common.display_text import entries_in, one_line
from docexplain.records import Covering, OnRecord, RecordedEntry

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


def entry_facts(entry: RecordedEntry) -> list[tuple[str, str]]:
    """An answer's entry in the audit log, and what was found when it was looked at just now: label and text."""
    found = entry.found
    said = [
        ("Answer", entry.answer_id),
        ("Entry", f"{entry.seq} of {entry.entries}, written {_moment(entry.at)}"),
        ("SHA-256", entry.sha256),
        ("Log head", entry.head),
    ]
    if found.problems:
        said.append((CHANGED, "This is not what was recorded. Verify the audit log."))
        said += [("", one_line(problem)) for problem in found.problems]
    else:
        said.append(
            (
                "Checked",
                "Just now: this entry, the answer and its documents are what was recorded. The rest of the audit log "
                "was not looked at.",
            )
        )
    said += [("Content", one_line(redaction.said)) for redaction in found.redactions]
    return [*said, ("Signed", _signed(entry.checkpoint))]


def _signed(by: Covering | None) -> str:
    if by is None:
        return (
            "No checkpoint in the database covers it: whoever may write there could have written all of it anew. Note "
            "its number and hash elsewhere, or have the log signed."
        )
    stamped = ""
    if by.stamped_at is not None:
        stamped = (
            f" It was time-stamped {_moment(by.stamped_at)} by {one_line(by.authority)}, not checked against a "
            "certificate here."
        )
    apart = "" if by.linked else " The entries between the two are many and were not looked at: verify the audit log."
    return (
        f"Checkpoint {by.number} of {entries_in(by.entries)} covers it, signed {_moment(by.at)} by the key "
        f"{by.key[:16]}…, whose owner nothing here tells.{stamped}{apart}"
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"

"""Whether the times in the log are in the order of its entries.

An entry's time and an answer's are hashed, so that a changed one shows by its hash. What is looked for here was hashed
as it stands: a clock that was set back to date something back, or a log that was written anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.log.chain import Entry

CLOCKS_DIFFER = timedelta(seconds=5)
"""By how much the clocks of computers that write to one database may differ, and a clock may be corrected."""

LATE = timedelta(days=1)
"""How long before the entry in front of its own an answer may have been made. Others may be stored while one is being
explained, which can take hours. An answer that was made long before that was kept aside, or is dated back."""


def not_before(last: Entry | None, now: datetime) -> datetime:
    """The time of the entry after ``last``: now, or that of ``last`` where its clock was a little ahead."""
    if last is None:
        return now
    try:
        then = datetime.fromisoformat(last.at)
        return then if timedelta() < then - now <= CLOCKS_DIFFER else now
    except (ValueError, TypeError):  # not written by docexplain, which verifying tells
        return now


def backwards(entry: Entry, last: Entry) -> list[str]:
    """What is wrong with an entry that is older than the one before; nothing where clocks explain it."""
    if _gap(entry.at, last.at) <= CLOCKS_DIFFER:
        return []
    return [f"Entry {entry.seq} says that it was written at {entry.at}, before the entry in front of it, {last.at}."]


def ahead(entry: Entry, made: str) -> list[str]:
    """What is wrong with an answer, made then, that is newer than its own entry; nothing where clocks explain it."""
    if _gap(entry.at, made) <= CLOCKS_DIFFER:
        return []
    return [
        f"Entry {entry.seq}: the answer {entry.subject} says that it was made at {made}, after its entry, {entry.at}."
    ]


def is_late(made: str, last: Entry) -> bool:
    """Whether an answer was made long before the entry in front of its own."""
    return _gap(made, last.at) > LATE


def notes(late: int, first: str) -> list[str]:
    """What is said of answers that were made long before they were stored."""
    if not late:
        return []
    return [
        f"Answers that say that they were made more than a day before the entry in front of theirs: {late} "
        f"(the first is {first}). They were stored late, or are dated back."
    ]


def _gap(earlier: str, later: str) -> timedelta:
    """How long after; nothing where one is no time, which its hash tells."""
    try:
        return datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
    except (ValueError, TypeError):
        return timedelta()

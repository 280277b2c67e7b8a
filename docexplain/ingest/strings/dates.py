"""Dates as letters and mails bear them: a day of a year, perhaps with a place or a time."""

from __future__ import annotations

import re

_DAY = (
    r"(?:\d{1,2}(?:st|nd|rd|th|er|\.)? [^\W\d_]{3,}\.?,? \d{4}|[^\W\d_]{3,}\.? \d{1,2},? \d{4}"
    r"|\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}-\d\d-\d\d)"
)
_DATE = re.compile(rf"(?:[^\W\d_]+, )?(?:the |le |den |on )?{_DAY}", re.IGNORECASE)
_HOUR = r"\d{1,2}[:.h]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: uhr)?(?: \(?[A-Z]{3,4}\)?| [+-]\d{4})?"
_TIME = re.compile(
    rf"(?:[^\W\d_]{{2,}}\.?,? )?(?:le |den )?{_DAY},?(?: at| um| \u00e0)? {_HOUR}",
    re.IGNORECASE,
)


def is_date(text: str) -> bool:
    """It is nothing but a date, and perhaps a place before it ("Nancy, le 3 juin 2024")."""
    return _DATE.fullmatch(text) is not None


def is_time(text: str) -> bool:
    """It is nothing but a date with the time of the day ("Tue, Apr 9, 2024 at 4:42 PM")."""
    return _TIME.fullmatch(text) is not None

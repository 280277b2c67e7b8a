"""What is nothing but a date, or a date with the time of the day, in three languages."""

import pytest

from docexplain.ingest.strings.dates import is_date, is_time

DATES = [
    "12 March 2024",
    "March 12, 2024",
    "3. Mai 2024",
    "Kiel, den 14.05.2024",
    "Nancy, le 1er juin 2024",
    "2024-03-12",
]
TIMES = [
    "Tue, Apr 9, 2024 at 4:42 PM",
    "Tue 4/9/2024 4:42 PM",
    "Dienstag, 9. April 2024 um 16:42 Uhr",
    "mar. 9 avr. 2024 \u00e0 16:42",
    "2024-04-09 16:42:10 +0200",
]
NEITHER = [
    "March 2024",
    "2024",
    "12 March",
    "The lease ends on 12 March 2024",
    "4:42 PM",
    "12.450.00",
    "Page 12 of 2024",
]


@pytest.mark.parametrize("text", DATES)
def test_date(text: str):
    assert is_date(text)
    assert not is_time(text)


@pytest.mark.parametrize("text", TIMES)
def test_time(text: str):
    assert is_time(text)
    assert not is_date(text)


@pytest.mark.parametrize("text", NEITHER)
def test_neither(text: str):
    assert not is_date(text)
    assert not is_time(text)

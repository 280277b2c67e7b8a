"""What takes a verdict down, whatever its score."""

from __future__ import annotations

from collections.abc import Collection

from docexplain.records import Lowered, Verdict


def lowered_verdict(verdict: Verdict, why: Collection[Lowered]) -> Verdict:
    """The verdict, no better than ``weak`` where there is a reason against it."""
    return Verdict.WEAK if why and verdict is Verdict.SUPPORTED else verdict

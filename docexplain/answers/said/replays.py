"""What is said of an answer that was given again."""

from __future__ import annotations

from docexplain.common.display_text import one_line
from docexplain.records import Outcome, Replay

_SAID = {
    Outcome.SAME_BITS: "Same bits: every number of the answer and of its explanation came out as it was recorded.",
    Outcome.SAME: "Same within the noise: answer, verdict and citation came out as they were recorded.",
    Outcome.DIFFERENT: "Different: the answer or its explanation did not come out as it was recorded.",
}


def outcome(replay: Replay) -> str:
    """The first line."""
    return _SAID[replay.outcome]


def details(replay: Replay) -> list[str]:
    """What came out another way, and what was another than then."""
    original, again, said = replay.original, replay.again, []
    if original.text != again.text:
        said.append(f"The answer was {one_line(original.text)!r} and is now {one_line(again.text)!r}.")
    if original.verdict != again.verdict:
        said.append(f"The verdict was {original.verdict} and is now {again.verdict}.")
    if replay.outcome is not Outcome.SAME_BITS:
        said.append(f"Effects differ by up to {replay.largest:.3g} nats; the noise is {replay.noise:.2g} nats.")
    for change in replay.changes:
        then, now = (value or "not known" for value in (change.then, change.now))
        said.append(f"Changed since: {change.what} was {one_line(then)}, is {one_line(now)}.")
    if not replay.changes:
        said.append("What produced it is the same, as far as it was recorded.")
    if original.provenance is None:
        said.append("Versions, threads and tokens were not recorded yet when the answer was given.")
    return said

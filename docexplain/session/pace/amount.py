"""How much of a document is to be read, as a caller says it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docexplain.errors import UsageError

AUTO, ALL = "auto", "all"
_TOKENS = re.compile(r"(\d{1,18})\s*t(?:okens)?", re.IGNORECASE | re.ASCII)
_PARAGRAPHS = re.compile(r"-?\d{1,18}")


@dataclass(frozen=True, slots=True)
class Amount:
    """At most so much is read, and never more than fits.

    Attributes:
        paragraphs: None: as many as the tokens allow.
        tokens: of paragraphs; one paragraph is read though it is longer. None: as many as fit.
        automatic: what suits the model; the other two say nothing then.
        include: indices of paragraphs that are read before all others, also beyond that amount, all of them.
    """

    paragraphs: int | None = None
    tokens: int | None = None
    automatic: bool = False
    include: tuple[int, ...] = ()


def amount_of(read: int | str) -> Amount:
    """What ``auto``, ``all``, a number of paragraphs (``8``) or of tokens (``4096t``) says.

    Raises:
        UsageError: it is none of these.
    """
    said = str(read).strip()
    if said in {AUTO, ALL}:
        return Amount(automatic=said == AUTO)
    if tokens := _TOKENS.fullmatch(said):
        return Amount(tokens=_at_least_one(int(tokens[1]), "token"))
    if _PARAGRAPHS.fullmatch(said):
        return Amount(paragraphs=_at_least_one(int(said), "paragraph"))
    raise UsageError(
        f"Read a number of paragraphs, of tokens (such as 4096t), all or auto, not {said!r}.", remedies=("read",)
    )


def _at_least_one(number: int, what: str) -> int:
    if number < 1:
        raise UsageError(f"At least one {what} must be read, not {number}: read 1 or more.", remedies=("read",))
    return number

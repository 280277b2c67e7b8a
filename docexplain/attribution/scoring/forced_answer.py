"""What every score is of: an answer behind its prompt, teacher-forced, so that its tokens are given and not chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docexplain.model.prefix.prefix import Prefix

if TYPE_CHECKING:
    from transformers import PreTrainedModel

NOTHING = Prefix.without_keys(())
"""The prefix of a prompt that is all tail."""


@dataclass(frozen=True, slots=True, eq=False)
class ForcedAnswer:
    """One answer of one model to one prompt.

    Attributes:
        model: a supported model (see :func:`docexplain.attribution.exactness.check_supported`).
        prefix: the document part of the prompt, as the model computed it (under steering with scope ``full``: as it
            computed it under the steering).
        tail_ids: the rest of the prompt, (tail tokens,), one at least.
        answer_ids: the tokens that are scored, (answer tokens,), one at least.

    Raises:
        ValueError: the tail or the answer is empty.
    """

    model: PreTrainedModel
    prefix: Prefix
    tail_ids: Sequence[int]
    answer_ids: Sequence[int]

    def __post_init__(self) -> None:
        if not (len(self.tail_ids) and len(self.answer_ids)):
            raise ValueError("an answer must have a token, and a token before it that is not in the prefix")

    @property
    def answer_length(self) -> int:
        """Answer tokens."""
        return len(self.answer_ids)

    @property
    def ids(self) -> list[int]:
        """Prefix, tail and answer."""
        return [*self.prefix.ids, *self.tail_ids, *self.answer_ids]

    @property
    def inputs(self) -> list[int]:
        """What the model reads behind the prefix: tail and answer without the last token, which is only predicted."""
        return [*self.tail_ids, *self.answer_ids][:-1]

    @property
    def keys(self) -> int:
        """Positions that attention can see: prefix and inputs."""
        return len(self.prefix) + len(self.tail_ids) + len(self.answer_ids) - 1

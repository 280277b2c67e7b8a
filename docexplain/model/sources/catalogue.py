"""A few models to begin with, and what we know of them: ``catalogue.toml`` beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Entry:
    """One model.

    Attributes:
        id: on the hub; of the default model its name.
        parameters: weights in memory.
        download: bytes to fetch.
        licence: by SPDX.
        context: in tokens.
        languages: in words; empty where its makers do not say.
        revision: the commit on the hub, or the package, that is fetched; empty: the newest.
        measured: by us: ``answers`` (share of answers that contained the gold answer), ``top1`` (share of questions
            whose gold paragraph ranks first), ``auroc`` (of the verdict's score, answers from the document against
            the same beside another one); only what was measured.
    """

    id: str
    parameters: int
    download: int
    licence: str
    context: int
    languages: str
    revision: str
    measured: Mapping[str, float] = field(default_factory=dict)

    @property
    def short(self) -> str:
        """The name without whose it is."""
        return self.id.rpartition("/")[2]

    @property
    def fetched_as(self) -> str:
        """The name that the hub's client is given."""
        return f"{self.id}@{self.revision}" if self.revision else self.id


@cache
def entries() -> tuple[Entry, ...]:
    """The weakest first, which is the default model."""
    text = resources.files(__package__).joinpath("catalogue.toml").read_text("utf-8")
    return tuple(Entry(**values) for values in tomllib.loads(text)["model"])


def find(name: str) -> Entry | None:
    """By id or short name, in any case."""
    wanted = name.strip().casefold()
    return next((entry for entry in entries() if wanted in {entry.id.casefold(), entry.short.casefold()}), None)

"""An answer with all that is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from docexplain.records.explanation import (
    Calibration,
    Cited,
    Confirmed,
    Controls,
    ParagraphEffect,
    Passage,
    PathRun,
    Redundancy,
    Signal,
    Verdict,
)
from docexplain.records.grounds import Checked, Choice, Excerpt, Source
from docexplain.records.provenance import Provenance
from docexplain.records.settings import Settings, WhatIf


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """The model behind an answer, as far as a third party needs it to repeat the run.

    Attributes:
        name: what ``--model`` was given, or the default model's name.
        architecture: class name in transformers.
        fingerprint: identifies what was loaded: ``sha256:`` over the loaded files' hashes and names, or
            ``content-sha256:`` over what the default model's files say; empty for a model given in memory, and for one
            of the hub in records made before ``revision`` was recorded.
        dtype: computing type, such as ``bfloat16``, and the weights where they are less, as in ``bfloat16, 4-bit
            weights``.
        device: such as ``cpu`` or ``cuda:0``; all of them where the layers are spread, as in ``cuda:0, cpu, disk``.
        parameters: number of parameters.
        context_tokens: longest prompt plus answer.
        revision: the commit on the hub, or for the default model the package that it came in; empty for a folder or
            file, and in records made before this existed.
    """

    name: str
    architecture: str
    fingerprint: str
    dtype: str
    device: str
    parameters: int
    context_tokens: int
    revision: str = ""

    @property
    def quantised(self) -> str:
        """How the weights were rounded after loading, such as ``4-bit weights``; empty for the weights as they are."""
        return self.dtype.partition(", ")[2]


@dataclass(frozen=True, slots=True)
class AnswerToken:
    """One token of the answer.

    Attributes:
        id: in the model's vocabulary.
        text: its characters in the answer, from ``start`` to ``end`` (exclusive).
        loss: its baseline loss in nats.
    """

    id: int
    text: str
    start: int
    end: int
    loss: float


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds spent; a step that was not needed (a stored document, a kept prefix) is 0."""

    ingest_s: float = 0.0
    load_s: float = 0.0
    prefill_s: float = 0.0
    generate_s: float = 0.0
    explain_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its explanation: what is shown, stored, exported and audited.

    Attributes:
        id: short id made of hex digits, unique in a database.
        document_sha256, document_name, parser: which parse of which file it is about.
        given: the text was given by the user, not generated.
        given_by: who gave it, as they said; empty for a generated answer.
        truncated: generation stopped before an end of the answer: at the token limit, or, with fewer tokens than that,
            where the answer began to repeat itself.
        read: indices of the paragraphs the model saw, in document order.
        paragraphs_total: paragraphs in the document.
        effects: one per paragraph read, best first by ``settings.summary``, in mode ``path`` by ``support``.
        document_effect: effect of suppressing everything read at once, in nats, summed over the answer.
        document_per_token: the same, per answer token.
        noise_floor: sizes of summed effects up to this are noise of the arithmetic, in nats.
        prompt_sha256: of the exact prompt text.
        created_at: in UTC.
        cited: what the answer rests on; None when the document did not cause it.
        redundant: groups of paragraphs of which each gives the answer.
        passages: sentences (of a table rows) or tokens of the cited paragraphs, in document order; at paragraph
            granularity the rows of cited tables in mode ``path``, else none.
        controls: what the noise floor was made of.
        what_if: set when attention was steered for this answer.
        verdict_score: how surely the document caused the answer, 0 to 1, by ``calibration``.
        calibration: what the verdict was drawn by; None for records older than it.
        confirmed: the best paragraphs measured again under scope ``full``, in the order of ``effects``.
        claims: what the answer says piece by piece: spans of its tokens, start and end (exclusive), in order and
            without gaps; empty in other modes than ``path``.
        path: how the paragraphs' parts were measured; None in other modes.
        signals: what the verdict's score was drawn from, and could have been; empty in records of earlier versions.
        choice: how it was chosen what was read; None in records of earlier versions.
        checked: what was looked up about the answer; None in records of earlier versions.
        sources: the documents, where several were asked together; ``document_sha256`` is the first one's.
        provenance: what produced it; None in records of earlier versions.
    """

    id: str
    document_sha256: str
    document_name: str
    parser: str
    question: str
    text: str
    given: bool
    truncated: bool
    verdict: Verdict
    document_effect: float
    document_per_token: tuple[float, ...]
    tokens: tuple[AnswerToken, ...]
    effects: tuple[ParagraphEffect, ...]
    noise_floor: float
    read: tuple[int, ...]
    paragraphs_total: int
    model: ModelInfo
    settings: Settings
    prompt_sha256: str
    version: str
    created_at: datetime
    timings: Timings = field(default_factory=Timings)
    given_by: str = ""
    cited: Cited | None = None
    redundant: tuple[Redundancy, ...] = ()
    passages: tuple[Passage, ...] = ()
    controls: Controls = field(default_factory=Controls)
    what_if: WhatIf | None = None
    verdict_score: float = 0.0
    calibration: Calibration | None = None
    confirmed: tuple[Confirmed, ...] = ()
    claims: tuple[tuple[int, int], ...] = ()
    path: PathRun | None = None
    signals: tuple[Signal, ...] = ()
    choice: Choice | None = None
    checked: Checked | None = None
    sources: tuple[Source, ...] = ()
    provenance: Provenance | None = None

    def __post_init__(self) -> None:
        if self.created_at.tzinfo is None:
            raise ValueError("created_at needs a time zone")
        if sorted(e.index for e in self.effects) != sorted(self.read):
            raise ValueError("effects and paragraphs read differ")
        parts: tuple[ParagraphEffect | Passage, ...] = (*self.effects, *self.passages)
        rows = [self.document_per_token, *(part.per_token for part in parts if part.per_token or not part.per_claim)]
        rows += [row for r in self.redundant for row in (r.without, *r.alone)]
        rows += [self.cited.without, self.cited.alone] if self.cited else []
        rows += [row for c in self.confirmed for row in (c.without, c.alone)]
        if any(len(row) != len(self.tokens) for row in rows):
            raise ValueError("effects matrix and answer tokens differ in length")
        if any(len(part.per_claim) != len(self.claims) for part in parts):
            raise ValueError("shares and claims differ in number")
        if self.claims and [0, *(end for _, end in self.claims)] != [*(a for a, _ in self.claims), len(self.tokens)]:
            raise ValueError("claims leave out tokens of the answer, or share some")

    def __repr__(self) -> str:
        effect = f"{self.document_effect:+.2f} nats by {len(self.read)} of {self.paragraphs_total} paragraphs"
        return f"<Answer {self.id}: {_short(self.text)!r}, {self.verdict}, {effect} of {self.document_name!r}>"

    def excerpt_of(self, index: int) -> Excerpt | None:
        """What was read of a paragraph; None: all of it, or nothing."""
        excerpts = self.choice.excerpts if self.choice else ()
        return next((excerpt for excerpt in excerpts if excerpt.paragraph == index), None)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


@dataclass(frozen=True, slots=True)
class Redaction:
    """Content of a stored record was removed, ``at`` in UTC."""

    at: datetime
    reason: str

    @property
    def said(self) -> str:
        """``redacted on DATE because REASON``."""
        return f"redacted on {self.at:%Y-%m-%d} because {self.reason.strip().removesuffix('.')}"


@dataclass(frozen=True, slots=True)
class OnRecord:
    """Whether what is stored of an answer is what was recorded.

    Attributes:
        problems: one sentence for each thing that is not; empty when all is.
        redactions: when and why its content was removed, the oldest first.
    """

    problems: tuple[str, ...] = ()
    redactions: tuple[Redaction, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """One line of the history.

    Attributes:
        on_record: whether it is what was recorded; None: that was not looked up.
        read, paragraphs_total: how many paragraphs were read, and of how many; 0: nobody looked.
    """

    id: str
    created_at: datetime
    document_name: str
    question: str
    text: str
    verdict: Verdict
    what_if: WhatIf | None = None
    sources: tuple[Source, ...] = ()
    on_record: OnRecord | None = None
    read: int = 0
    paragraphs_total: int = 0


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What walking the audit log found.

    Attributes:
        entries: entries in the log.
        head: hash of the last entry, lower-case hex; empty for an empty log.
        problems: one sentence for each thing that is wrong; empty when the log is whole.
        notes: what a reader should know that is not wrong, one sentence each.
    """

    entries: int
    head: str
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()

"""Frozen records that every part of the project speaks: plain data, validated where it is made, no behaviour.

Units: effects and losses in nats (natural logarithm), boxes in PDF points with the origin at the top left of the page,
times in seconds. Pages and paragraph indices count from 1, as a person counts them; token positions count from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import exp, inf


class BlockClass(StrEnum):
    """What a paragraph is on the page, as the layout model names it."""

    TEXT = "text"
    TITLE = "title"
    SECTION_HEADER = "section-header"
    LIST_ITEM = "list-item"
    TABLE = "table"
    PICTURE = "picture"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    FORMULA = "formula"
    PAGE_HEADER = "page-header"
    PAGE_FOOTER = "page-footer"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in PDF points from the page's top left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if self.page < 1:
            raise ValueError(f"pages count from 1, got {self.page}")
        if self.x1 < self.x0 or self.y1 < self.y0:
            raise ValueError(f"box is inside out: {self}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One citable piece of a document.

    Attributes:
        index: position in reading order, from 1.
        text: the text as read, without line breaks inside (a table keeps one line per row).
        boxes: where it stands; more than one when it runs over a column or a page.
        block_class: what it is on the page.
        heading_path: the section headers above it, outermost first.
        words: where each word of the text stands, packed; see :mod:`docexplain.places`.
    """

    index: int
    text: str
    boxes: tuple[Box, ...]
    block_class: BlockClass = BlockClass.TEXT
    heading_path: tuple[str, ...] = ()
    words: str = ""

    def __post_init__(self) -> None:
        if self.index < 1:
            raise ValueError(f"paragraphs count from 1, got {self.index}")
        if not self.boxes:
            raise ValueError(f"paragraph {self.index} has no box")

    @property
    def page(self) -> int:
        """The page it starts on."""
        return self.boxes[0].page


@dataclass(frozen=True, slots=True)
class Furniture:
    """Text kept apart from the paragraphs because it repeats on pages: running headers and footers."""

    text: str
    box: Box
    block_class: BlockClass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, of which nothing but its place is known.

    Attributes:
        caption: index of the paragraph that is its caption, if it has one.
    """

    box: Box
    caption: int | None = None


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page whose text was read from its picture (OCR).

    Attributes:
        confidence: mean over its words, from 0 to 1, as the recogniser gives it.
    """

    page: int
    confidence: float


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text that the file holds and that nobody sees who looks at the page.

    Attributes:
        reason: why it is not seen, to follow "text that is": such as "in the colour of what is behind it".
        characters: white space not counted.
        paragraph: index of the paragraph that holds it, where hidden text was asked for; None: it is in none.
    """

    text: str
    box: Box
    reason: str
    characters: int
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """A comment or mark that somebody put on a page.

    Attributes:
        kind: by PDF's name, such as ``Text`` (a note) or ``Highlight``.
        text: what it says; empty for a mark without words.
        shown: the text stands on the page itself, so it is read with it; of others only the file knows.
    """

    page: int
    kind: str
    text: str = ""
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What ingest did with the characters of a file (white space not counted).

    The fields from ``damaged`` on are not known of a record in which that is None: it is older than they are.

    Attributes:
        pages: pages in the file.
        characters: characters that plain extraction finds.
        kept: of these, characters in paragraphs and in the headings above them.
        furniture: of these, characters set apart as page headers and footers.
        pages_without_text: pages with no extractable text (scans, pictures), not even by OCR.
        failed_pages: (page, reason) of pages that could not be read.
        recognised: pages read by OCR.
        damaged: the file was damaged and put together again as far as possible, so text may be missing.
        damaged_pages: (page, reason) of pages that were read, but not whole.
        hidden: text that nobody sees; its characters are in ``characters``, and in ``kept`` only where it is in a
            paragraph.
        annotations: comments and marks, by page.
        attachments: names of the files in the file, which are not read.
        active: what in the file is not read because it runs or changes it, such as "JavaScript".
        protected: the file cannot be opened without a password.
    """

    pages: int
    characters: int
    kept: int
    furniture: int
    pages_without_text: tuple[int, ...] = ()
    failed_pages: tuple[tuple[int, str], ...] = ()
    recognised: tuple[RecognisedPage, ...] = ()
    damaged: bool | None = None
    damaged_pages: tuple[tuple[int, str], ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    attachments: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file as parsed: its paragraphs in reading order and what was set apart.

    Attributes:
        sha256: of the file's bytes, lower-case hex.
        name: file name without its folder.
        parser: name and version of the code that parsed it; another parser may see other paragraphs.
        pictures: those without text, in reading order.
        page_labels: what is printed on each page as its number (i, ii, 1) according to the file, by physical page;
            empty when the file names none or they are the physical numbers.
    """

    sha256: str
    name: str
    parser: str
    paragraphs: tuple[Paragraph, ...]
    furniture: tuple[Furniture, ...]
    coverage: Coverage
    pictures: tuple[Picture, ...] = ()
    page_labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if [p.index for p in self.paragraphs] != list(range(1, len(self.paragraphs) + 1)):
            raise ValueError("paragraph indices must run from 1 without gaps")

    def hidden_in(self, index: int) -> str:
        """Why nobody sees the text of a paragraph; empty for one that can be seen."""
        return next((hidden.reason for hidden in self.coverage.hidden if hidden.paragraph == index), "")

    def page_label(self, page: int) -> str:
        """What is printed on a page as its number; empty when that is not known or the physical number."""
        label = self.page_labels[page - 1] if page <= len(self.page_labels) else ""
        return "" if label == str(page) else label


class Scope(StrEnum):
    """Which query positions see a paragraph suppressed (DESIGN: readout, or full as the paper has it)."""

    READOUT = "readout"
    FULL = "full"


class Mode(StrEnum):
    """How a paragraph is taken from the model: what suppression does to the pre-softmax attention scores."""

    MASK = "mask"
    LOG = "log"
    MULTIPLICATIVE = "multiplicative"
    SHIFTED = "shifted"
    DELETION = "deletion"
    """Not by attention: it is left out of the prompt, which is read anew. Scope ``full``, always."""


SUPPRESSIONS = (Mode.MASK, Mode.LOG, Mode.MULTIPLICATIVE, Mode.SHIFTED)
"""The modes that change attention."""


class Summary(StrEnum):
    """How a paragraph's row of the effects matrix becomes the one number it is ranked by."""

    LOG = "log"
    """Sum over answer tokens of the drop in log-probability, in nats."""
    LOG_MEAN = "log-mean"
    """The same, per answer token."""
    PROBABILITY = "probability"
    """Sum over answer tokens of the drop in probability."""


class Granularity(StrEnum):
    """How fine the explanation goes: every paragraph, and inside the cited ones their sentences or tokens."""

    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"
    TOKEN = "token"


class Verdict(StrEnum):
    """Whether the document caused the answer."""

    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one signal counts in a calibration's score."""

    signal: str
    weight: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How verdicts are drawn: a logistic score over signals of the explanation, and two thresholds on it.

    Attributes:
        made_for: name of the model that it was made on.
        answers: ``given`` or ``generated``, what kind of answers it is for.
        made_by: the command that made it.
        bias, weights: score = 1 / (1 + exp(-(bias + sum of weight * signal))).
        supported: the verdict is ``supported`` from this score on,
        unsupported: and ``unsupported`` below this one.
    """

    made_for: str
    answers: str
    made_by: str
    bias: float
    weights: tuple[Weight, ...]
    supported: float
    unsupported: float

    def __post_init__(self) -> None:
        if not self.supported >= self.unsupported:
            raise ValueError("the supported threshold must not be below the unsupported one")


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
class ParagraphEffect:
    """How much one paragraph supports the answer.

    Attributes:
        index: the paragraph's index in the document.
        effect: sum over answer tokens of the rise in loss when it is suppressed, in nats; negative means that the
            answer gets likelier without it (counter-evidence).
        probability_drop: sum over answer tokens of the drop in the token's probability.
        below_noise: the effect's size is within the noise floor of the run.
        per_token: the row of the effects matrix, in nats, one entry per answer token.
        together_with: indices of its whole section, itself among them, when only that was suppressed; the numbers are
            then equal shares of the section's. Empty: it was suppressed on its own.
    """

    index: int
    effect: float
    probability_drop: float
    below_noise: bool
    per_token: tuple[float, ...]
    together_with: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a cited paragraph, a sentence or a token, and how much it supports the answer.

    Attributes:
        paragraph: the paragraph's index in the document.
        start, end: its characters in the paragraph's text, end exclusive.
        effect, probability_drop, below_noise, per_token: as in :class:`ParagraphEffect`; a token's are the means over
            the windows of three tokens that cover it.
        baseline: loss per answer token that the effect is measured against, in nats. Empty: the answer's own. In a
            paragraph of a redundant group it is the loss with the group's other paragraphs hidden: while they are
            visible no part of it would matter.
    """

    paragraph: int
    start: int
    end: int
    effect: float
    probability_drop: float
    below_noise: bool
    per_token: tuple[float, ...]
    baseline: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """The smallest set of paragraphs found that explains most of the document effect.

    Attributes:
        paragraphs: their indices, in the order in which they were found.
        without: rise in loss per answer token when just they are suppressed, in nats (necessity).
        alone: rise in loss per answer token when they alone are visible, in nats; near 0, they suffice.
    """

    paragraphs: tuple[int, ...]
    without: tuple[float, ...]
    alone: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Redundancy:
    """Paragraphs of which any one suffices: the same fact stands in each.

    Attributes:
        paragraphs: their indices, in document order.
        without: rise in loss per answer token when all of them are suppressed, in nats.
        alone: for each of them, the rise in loss per answer token when it is visible and the others are not, in nats;
            or in a prompt that has no other, where it gives more then.
    """

    paragraphs: tuple[int, ...]
    without: tuple[float, ...]
    alone: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        if len(self.paragraphs) < 2 or len(self.alone) != len(self.paragraphs):
            raise ValueError("a redundant group has at least two paragraphs, each with its own effect")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One of the best paragraphs, measured again under scope ``full``.

    Attributes:
        paragraph: its index.
        without: rise in loss per answer token when the whole prompt cannot see it, in nats (necessity).
        alone: rise in loss per answer token in a prompt that has of all paragraphs read only this one, in nats; near 0,
            it suffices.
    """

    paragraph: int
    without: tuple[float, ...]
    alone: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Controls:
    """How far the answer moved although no paragraph was suppressed; all in nats, summed over the answer.

    Attributes:
        spread: largest difference between the unsuppressed control rows of the run.
        kernel: two standard errors of a summed effect, from the difference between the model's own attention and the
            one that suppresses, with nothing suppressed.
        template: effect of hiding a piece of the prompt's template instead of a paragraph.
    """

    spread: float = 0.0
    kernel: float = 0.0
    template: float = 0.0


@dataclass(frozen=True, slots=True)
class Steer:
    """One paragraph's attention turned down (factor below 1; 0 hides it) or up (above 1)."""

    paragraph: int
    factor: float

    def __post_init__(self) -> None:
        if not 0 <= self.factor < inf:
            raise ValueError(f"a factor is a number from 0 up, got {self.factor}")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What an answer under steering was asked with.

    Attributes:
        original: id of the answer without steering.
        steering: which paragraphs were turned down or up, for the answer and for every row of its explanation.
    """

    original: str
    steering: tuple[Steer, ...]


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds spent; a step that was not needed (a stored document, a kept prefix) is 0."""

    ingest_s: float = 0.0
    load_s: float = 0.0
    prefill_s: float = 0.0
    generate_s: float = 0.0
    explain_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How an answer was explained.

    Attributes:
        factor: what the scores of a suppressed paragraph are multiplied by (``multiplicative``, ``shifted``), or whose
            logarithm is added to them (``log``); 1 changes nothing. ``mask`` always uses 0.
        read: how many paragraphs were asked for: a number, ``all`` or ``auto``.
        max_new_tokens: longest generated answer, in tokens.
        granularity: down to what the cited paragraphs were taken apart.
        kappa: tokens whose input embeddings have at least this cosine similarity to one of the suppressed tokens' are
            suppressed with them (correlated suppression, paper section 3.3); None: only the tokens themselves.
        confirm: how many of the best paragraphs were measured again under scope ``full``.
        sections: many paragraphs are suppressed section by section first, and one by one in the sections that matter.
    """

    scope: Scope = Scope.READOUT
    mode: Mode = Mode.MASK
    factor: float = 0.0
    summary: Summary = Summary.PROBABILITY
    read: str = "auto"
    max_new_tokens: int = 64
    granularity: Granularity = Granularity.PARAGRAPH
    kappa: float | None = None
    confirm: int = 0
    sections: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its explanation: what is shown, stored, exported and audited.

    Attributes:
        id: short id made of hex digits, unique in a database.
        document_sha256, document_name, parser: which parse of which file it is about.
        given: the text was given by the user, not generated.
        given_by: who gave it, as they said; empty for a generated answer.
        truncated: generation stopped at the token limit, not at an end of the answer.
        read: indices of the paragraphs the model saw, in document order.
        paragraphs_total: paragraphs in the document.
        effects: one per paragraph read, best first by ``settings.summary``.
        document_effect: effect of suppressing everything read at once, in nats, summed over the answer.
        document_per_token: the same, per answer token.
        noise_floor: sizes of summed effects up to this are noise of the arithmetic, in nats.
        prompt_sha256: of the exact prompt text.
        created_at: in UTC.
        cited: what the answer rests on; None when the document did not cause it.
        redundant: groups of paragraphs of which any one suffices.
        passages: sentences or tokens of the cited paragraphs, in document order; empty at paragraph granularity.
        controls: what the noise floor was made of.
        what_if: set when attention was steered for this answer.
        verdict_score: how surely the document caused the answer, 0 to 1, by ``calibration``.
        calibration: what the verdict was drawn by; None for records older than it.
        confirmed: the best paragraphs measured again under scope ``full``, in the order of ``effects``.
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

    def __post_init__(self) -> None:
        if self.created_at.tzinfo is None:
            raise ValueError("created_at needs a time zone")
        if sorted(e.index for e in self.effects) != sorted(self.read):
            raise ValueError("effects and paragraphs read differ")
        rows = [self.document_per_token, *(e.per_token for e in self.effects), *(p.per_token for p in self.passages)]
        rows += [row for r in self.redundant for row in (r.without, *r.alone)]
        rows += [self.cited.without, self.cited.alone] if self.cited else []
        rows += [row for c in self.confirmed for row in (c.without, c.alone)]
        if any(len(row) != len(self.tokens) for row in rows):
            raise ValueError("effects matrix and answer tokens differ in length")

    @property
    def document_support(self) -> float:
        """How much less likely an answer token gets without the document, on average: a probability, -1 to 1."""
        drops = [exp(-t.loss) - exp(-t.loss - e) for t, e in zip(self.tokens, self.document_per_token, strict=True)]
        return sum(drops) / len(drops) if drops else 0.0


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """One line of the history."""

    id: str
    created_at: datetime
    document_name: str
    question: str
    text: str
    verdict: Verdict
    what_if: WhatIf | None = None


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What walking the audit log found.

    Attributes:
        entries: entries in the log.
        head: hash of the last entry, lower-case hex; empty for an empty log.
        problems: one sentence for each thing that is wrong; empty when the log is whole.
    """

    entries: int
    head: str
    problems: tuple[str, ...]

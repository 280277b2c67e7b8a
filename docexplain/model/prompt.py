"""Turn paragraphs and a question into token ids, and say which tokens are which paragraph.

The document stands before the question, so that its keys and values serve every question (readout scope). With a chat
template the paragraphs and the question go into one user message; without one the paper's "{Context} Q: {Question} A:"
is used (Deiseroth et al. 2023, section 4). Template tokens never belong to a paragraph: they are attention sinks.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from docexplain.errors import ModelError, QuestionError
from docexplain.model.chat_template import render_chat
from docexplain.model.plain_text import encode_plain

INSTRUCTION = "Read the document and answer the question using only the document. Answer briefly."
SEPARATOR = "\n\n"
_MARK = "docexplain-content-goes-here"  # stands for the message while the template is rendered


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as tokens.

    Attributes:
        ids: token ids, document part first.
        spans: for each paragraph its token positions, start and end (exclusive).
        prefix_length: tokens up to the end of the last paragraph; the rest (question, template) is the tail.
        text: the same as text.
        offsets: for each token the characters of ``text`` it stands for; empty for template tokens.
        starts: where in ``text`` each paragraph starts.
        template: tokens of the template before the message, but the first token (an attention sink): what is
            suppressed as a control. None when there are none.
    """

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    prefix_length: int
    text: str
    offsets: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    template: tuple[int, int] | None = None

    def tokens_of(self, paragraph: int, start: int, end: int) -> tuple[int, int]:
        """Token positions of characters [start, end) of a paragraph (counted from 0), such as one sentence.

        Raises:
            ValueError: there is no token in that range.
        """
        base, (first, last) = self.starts[paragraph], self.spans[paragraph]
        inside = _overlapping(self.offsets[first:last], base + start, base + end)
        if inside is None:
            raise ValueError(f"characters {start} to {end} of paragraph {paragraph} hold no token")
        return first + inside[0], first + inside[1]

    def characters_of(self, paragraph: int, token: int) -> tuple[int, int]:
        """Characters of a paragraph (counted from 0), start and end (exclusive), that a token stands for."""
        base, first = self.starts[paragraph], self.offsets[token]
        return max(first[0] - base, 0), max(first[1] - base, 0)

    @property
    def prefix_ids(self) -> tuple[int, ...]:
        """The tokens whose keys and values every question on these paragraphs shares."""
        return self.ids[: self.prefix_length]

    @property
    def tail_ids(self) -> tuple[int, ...]:
        """The tokens after the document: the question and the template's end."""
        return self.ids[self.prefix_length :]

    @property
    def sha256(self) -> str:
        """Of the prompt's text, lower-case hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Frame:
    """What a model wraps around paragraphs and question: the same for every prompt."""

    head: str
    before_document: str
    before_question: str
    after_question: str
    tail: str
    bos: tuple[int, ...]


def frame_of(tokenizer: Any) -> Frame:
    """The frame for this tokenizer: its chat template if there is one, else the paper's prompt.

    Raises:
        ModelError: the chat template cannot be used.
    """
    if getattr(tokenizer, "chat_template", None):
        head, _, tail = render_chat(tokenizer, _MARK).partition(_MARK)
        return Frame(head, INSTRUCTION + "\n\nDocument:\n", "\n\nQuestion: ", "", tail, ())
    empty = tuple(tokenizer("").input_ids)
    bos = getattr(tokenizer, "bos_token_id", None)
    return Frame("", "", " Q: ", " A:", "", empty[:1] if bos is not None and empty[:1] == (bos,) else ())


def render(tokenizer: Any, frame: Frame, paragraphs: Sequence[str], question: str, above: Sequence[str] = ()) -> Prompt:
    """Build the prompt.

    The document and the question are tokenised as plain text: a control token spelled out in them stays text.

    Args:
        above: what stands above each paragraph, and goes with it where it is suppressed, though it is no part of its
            text; empty where there is nothing.

    Raises:
        QuestionError: the question is empty.
        ModelError: decoding a paragraph's tokens does not give the paragraph back.
    """
    if not question.strip():
        raise QuestionError("The question is empty: write one.")
    body = frame.before_document
    ranges: list[tuple[int, int]] = []
    starts: list[int] = []
    for text, before in zip_longest(paragraphs, above, fillvalue=""):
        body += SEPARATOR * bool(ranges)
        start = len(body)
        body += before + SEPARATOR * bool(before)
        starts.append(len(body))
        ranges.append((start, len(body) + len(text)))
        body += text
    document_end = len(body)
    body += frame.before_question + question.strip() + frame.after_question
    encoded, places = encode_plain(tokenizer, body)
    head, tail = [*frame.bos, *_special(tokenizer, frame.head)], _special(tokenizer, frame.tail)
    ids = (*head, *encoded, *tail)
    base = len(frame.head)
    nowhere = (0, 0)
    offsets = (
        *[nowhere for _ in head],
        *[(base + start, base + end) for start, end in places],
        *[nowhere for _ in tail],
    )
    spans = tuple(_span(offsets, base + start, base + end) for start, end in ranges)
    _check_spans(tokenizer, ids, spans, paragraphs)
    prefix = len(head) + sum(1 for start, _ in places if start < document_end)
    template = (1, len(head)) if len(head) > 1 else None
    placed = tuple(base + start for start in starts)
    return Prompt(ids, spans, prefix, frame.head + body + frame.tail, offsets, placed, template)


def _special(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False).input_ids) if text else []


def _span(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    found = _overlapping(offsets, start, end)
    if found is None:
        raise ModelError("A paragraph has no tokens in this model's vocabulary: choose another model.")
    return found


def _overlapping(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """Positions, start and end (exclusive), of the tokens whose characters overlap [start, end)."""
    inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start]
    return (inside[0], inside[-1] + 1) if inside else None


def _check_spans(
    tokenizer: Any, ids: Sequence[int], spans: Sequence[tuple[int, int]], paragraphs: Sequence[str]
) -> None:
    for (start, end), text in zip(spans, paragraphs, strict=True):
        decoded = tokenizer.decode(ids[start:end], skip_special_tokens=False, clean_up_tokenization_spaces=False)
        if _letters(text) not in _letters(decoded):
            raise ModelError(
                "This model's tokenizer does not give the document's text back "
                f"({decoded[:30]!r} for {text[:30]!r}): highlights would be wrong. Choose another model."
            )


def _letters(text: str) -> str:
    """Text as compared: normal form, no white space (tokenizers add and drop spaces at the edges)."""
    return "".join(unicodedata.normalize("NFKC", text).split())

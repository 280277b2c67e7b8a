"""What every format is made of, and what they all say of it."""

from __future__ import annotations

from dataclasses import dataclass

from docexplain.answers import cited, kind_in, share_of
from docexplain.answers.said import verdicts, wording
from docexplain.answers.said.amount_read import amount_read
from docexplain.answers.said.facts import stands_in
from docexplain.answers.several import about, mark, page_of
from docexplain.common.display_text import one_line
from docexplain.records import Answer, Document, Paragraph, ParagraphEffect


@dataclass(frozen=True, slots=True)
class Entry:
    """The answer's entry in the audit log: its number, hash and time."""

    seq: int
    sha256: str
    at: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A stored answer that is what was recorded, with what it was given on.

    Attributes:
        document: of several the collection of them.
        entry: of the answer in the audit log.
    """

    answer: Answer
    document: Document
    entry: Entry


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paragraph and what it did to the answer.

    Attributes:
        rank: among all that were read, from 1.
        mark: what it is cited as.
        place: where it stands, such as ``page 7``.
        share: of the document effect; None where that is not known.
        is_cited: the answer rests on it.
        says: its share or effect in words.
    """

    rank: int
    paragraph: Paragraph
    effect: ParagraphEffect
    mark: str
    place: str
    share: float | None
    is_cited: bool
    says: str


def evidence(exported: Exported) -> list[Evidence]:
    """Every paragraph that was read, the strongest first."""
    answer, document = exported.answer, exported.document
    rests_on = set(cited(answer))
    found = []
    for rank, effect in enumerate(answer.effects, start=1):
        share = share_of(answer, effect)
        nats = f"{effect.effect:+.2f} nats, {kind_in(answer, effect)}"
        found.append(
            Evidence(
                rank=rank,
                paragraph=document.paragraph(effect.index),
                effect=effect,
                mark=mark(answer.sources, effect.index),
                place=page_of(document, effect.index),
                share=share,
                is_cited=effect.index in rests_on,
                says=nats if share is None else f"{wording.share(share)} of the document effect, {nats}",
            )
        )
    return found


def cited_first(exported: Exported) -> list[Evidence]:
    """The cited paragraphs, in the order in which they are cited."""
    found = {each.effect.index: each for each in evidence(exported)}
    return [found[index] for index in cited(exported.answer) if index in found]


def facts_of(exported: Exported) -> list[tuple[str, str]]:
    """What stands under an answer in every format: label and sentence."""
    answer, document = exported.answer, exported.document
    said = [
        ("What if", wording.what_if(answer)),
        ("Verdict", verdicts.verdict_line(answer, document)),
        ("But", verdicts.at_odds(answer, document)),
        *(("Stands in", text) for text in stands_in(answer, document)),
        ("Document effect", wording.document_effect(answer)),
        ("Cited", wording.citation(answer)),
        ("Shares", wording.shares_add_up(answer)),
        *(("Redundant", wording.redundancy(answer, group)) for group in answer.redundant),
        ("Read", amount_read(answer, of=about(answer))),
        ("Noise", wording.noise(answer)),
    ]
    return [(label, one_line(text)) for label, text in said if text]


def record_of(exported: Exported) -> list[tuple[str, str]]:
    """Where the answer comes from, and how it is found in the record."""
    answer, entry = exported.answer, exported.entry
    files = [(each.name, each.sha256) for each in answer.sources] or [(answer.document_name, answer.document_sha256)]
    given = f", given by {answer.given_by}" if answer.given_by else ""
    said = [
        *(("Document", f"{name}, SHA-256 {sha256}") for name, sha256 in files),
        ("Asked", f"{answer.created_at.isoformat(timespec='seconds')}{given}"),
        ("Model", f"{answer.model.name}, {answer.model.dtype} on {answer.model.device}, {answer.model.fingerprint}"),
        ("Answer", answer.id),
        ("Audit entry", f"{entry.seq}, SHA-256 {entry.sha256}"),
        ("Made by", f"docexplain {answer.version}"),
    ]
    return [(label, one_line(text)) for label, text in said]

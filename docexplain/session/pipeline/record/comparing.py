"""A recorded answer against the same one given again."""

from __future__ import annotations

from itertools import chain

from docexplain.answers import cited
from docexplain.records import Answer, Change, Outcome, Provenance, Replay


def compared(original: Answer, again: Answer) -> Replay:
    """What is the same, and what produced them differently."""
    largest = _largest(original, again)
    if _bits(original) == _bits(again):
        outcome = Outcome.SAME_BITS
    elif _says(original) == _says(again) and largest <= max(original.noise_floor, again.noise_floor):
        outcome = Outcome.SAME
    else:
        outcome = Outcome.DIFFERENT
    return Replay(original, again, outcome, largest, changes(original, again))


def _bits(answer: Answer) -> tuple[object, ...]:
    """Everything that was computed, but times."""
    measured = (answer.effects, answer.passages, answer.controls, answer.noise_floor, answer.path, answer.signals)
    return (answer.text, answer.tokens, answer.document_per_token, *measured, answer.cited, answer.confirmed)


def _says(answer: Answer) -> tuple[object, ...]:
    """What a reader relies on."""
    return answer.text, answer.verdict, set(cited(answer))


def _largest(original: Answer, again: Answer) -> float:
    effects = ({effect.index: effect.effect for effect in answer.effects} for answer in (original, again))
    ours, theirs = effects
    paragraphs = max((abs(ours.get(index, 0.0) - theirs.get(index, 0.0)) for index in {*ours, *theirs}), default=0.0)
    return max(paragraphs, abs(original.document_effect - again.document_effect))


def changes(original: Answer, again: Answer) -> tuple[Change, ...]:
    """What produced the answers differently, as far as it was recorded."""
    then, now = _produced(original), _produced(again)
    known = then if original.provenance else {name: then.get(name, "") for name in _produced_by_record(original)}
    return tuple(
        Change(name, known.get(name, ""), now.get(name, ""))
        for name in dict.fromkeys(chain(known, now if original.provenance else ()))
        if known.get(name, "") != now.get(name, "")
    )


def _produced(answer: Answer) -> dict[str, str]:
    made = answer.provenance
    return {**_produced_by_record(answer), **(_told(made) if made else {})}


def _produced_by_record(answer: Answer) -> dict[str, str]:
    """Known of answers of every version."""
    model = answer.model
    return {
        "docexplain": answer.version,
        "model": model.name,
        "weights": model.fingerprint,
        "number format": model.dtype,
        "device": model.device,
        "prompt": answer.prompt_sha256,
    }


def _told(made: Provenance) -> dict[str, str]:
    read = [(each.index, each.sha256) for each in made.paragraphs]
    return {
        **dict(made.packages),
        "Python": made.python,
        "system": made.platform,
        "threads": str(made.threads),
        "attention": made.attention,
        "tokenizer": made.tokenizer,
        "prompt tokens": str(hash_of(made.prompt_ids)),
        "paragraphs read": str(hash_of(read)),
        **{f"file {each.name}": each.sha256 for each in made.files},
        **{f"decoding {name}": value for name, value in made.generation},
    }


def hash_of(values: object) -> str:
    """So much of the SHA-256 of what is long that two of them are told apart."""
    import hashlib

    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]

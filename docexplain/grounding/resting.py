"""Whether an answer rests on paragraphs that seem to give the model instructions, and what that does to its verdict."""

from __future__ import annotations

from dataclasses import replace

from docexplain.records import HIDE, Answer, AnswerSummary, Checked, Choice, Lowered, Steer, Suspect, Verdict, WhatIf

STRONG = 0.2
"""Share of the document effect from which on an answer rests on a paragraph that it does not cite."""


def guarded(answer: Answer, suspects: tuple[Suspect, ...]) -> Answer:
    """The answer with what was found of the paragraphs that it was given to read; one that would be ``supported`` and
    rests on a suspect is ``weak``.

    Args:
        suspects: among the paragraphs read.
    """
    answer = replace(answer, choice=replace(answer.choice or Choice(), suspects=suspects))
    checked = answer.checked or Checked()
    if not rests_on(answer) or not (answer.verdict is Verdict.SUPPORTED or checked.lowered):
        return replace(answer, checked=checked)
    lowered = (*checked.lowered, Lowered.INSTRUCTIONS)
    return replace(answer, verdict=Verdict.WEAK, checked=replace(checked, lowered=lowered))


def leaving_out(answer: Answer) -> tuple[Steer, ...]:
    """The steering that asks again without the suspects; none for an answer without any, for one that was given, and
    for a what-if."""
    if answer.choice is None or answer.given or answer.what_if:
        return ()
    return tuple(Steer(suspect.paragraph, HIDE) for suspect in answer.choice.suspects)


def is_without(other: Answer | AnswerSummary, answer: Answer) -> bool:
    """Whether another answer is the one to the same question without the suspects."""
    steering = leaving_out(answer)
    return bool(steering) and other.what_if == WhatIf(answer.id, steering)


def rests_on(answer: Answer) -> tuple[int, ...]:
    """The suspects that an answer cites or that give it much, by index; those that a what-if hid are none."""
    suspects = answer.choice.suspects if answer.choice else ()
    hidden = {s.paragraph for s in answer.what_if.steering if s.factor == HIDE} if answer.what_if else set()
    cited = {
        *(answer.cited.paragraphs if answer.cited else ()),
        *(i for group in answer.redundant for i in group.paragraphs),
    }
    share = {effect.index: max(effect.effect, sum(effect.per_claim)) for effect in answer.effects}
    much = max(STRONG * answer.document_effect, answer.noise_floor)
    found = (s.paragraph for s in suspects if s.paragraph not in hidden)
    return tuple(index for index in found if index in cited or share[index] > much)

"""The words about a verdict. It says what caused an answer, and nothing about whether the answer is true: no word, sign
or colour beside it may read as "right" or "wrong"."""

from __future__ import annotations

from docexplain.answers.citation_marks import with_marks
from docexplain.answers.doubts import wording as doubts
from docexplain.answers.kinds import Kind, cited, hidden_alone, is_denial, kind_of, shown_in_full
from docexplain.answers.said.places import place, places, though_it_says
from docexplain.answers.said.wording import called, percent
from docexplain.common.display_text import one_line, shortened
from docexplain.common.questions.names import names_in
from docexplain.records import Answer, Document, FactKind, FoundIn, Lowered, ParagraphEffect, Verdict

MEANING = {
    Verdict.SUPPORTED: "caused by what is cited, whether or not it is true",
    Verdict.WEAK: "left open whether this document caused it",
    Verdict.UNSUPPORTED: "hardly depends on this document",
}
"""What a verdict's word means."""
CAVEAT = "what caused it, not whether it is true"
"""Stands behind a verdict that could be taken for a confirmation."""
NOT_CITED = "not to be cited"
"""Of the words of an unsupported answer, behind its verdict."""

GIVEN_DENIAL = "the answer given says that the document does not tell"
"""Of a denial that no model wrote."""

LOWERED = {
    Lowered.FACT: "a number or date of it stands nowhere in the document",
    Lowered.INSTRUCTIONS: "a cited paragraph seems to give the model instructions",
    Lowered.NO_NUMBER: "the question asks for a number, and the answer has none",
    Lowered.NO_TIME: "the question asks for a date or time, and the answer has none",
    Lowered.NO_NAME: "the question asks who, and the answer names nobody",
    Lowered.NO_PLACE: "the question asks for a place, and the answer names none",
    Lowered.NO_SUBJECT: "nothing that the question names stands in the document",
    Lowered.OTHER_ROW: "a number of it stands in another row of a table than the one that is named",
    Lowered.OTHER_TIME: "a number of it stands with another time than the question asks about",
    Lowered.UNCOMPUTED: "the question asks for a calculation, and the answer's numbers are copied as they stand",
    Lowered.UNREAD: "a number of it stands in nothing that was read",
    Lowered.DENIAL: "it says that the document does not tell, which nothing that was read can prove",
    Lowered.UNKNOWN_NAME: "a name that it gives stands nowhere in the document",
}
"""Why a verdict is no better than weak, whatever its score."""
_LOW = {
    "share": "the score is low since what was read makes the answer as a whole hardly likelier",
    "question": "the score is low since it counts the question too, which what was read makes hardly likelier",
}
"""By the signal that adds least to a score that is low."""
_LOW_CAUSE = {
    "share": "depends on this document in part only",
    "question": "depends on what was read, which hardly deals with the question",
}
"""Likewise of an unsupported answer from which hiding one paragraph takes more than noise: beside that paragraph
"hardly depends on this document" would be a contradiction."""


def verdict_line(answer: Answer, document: Document | None) -> str:
    """The whole sentence: what caused the answer, and what decided that."""
    caveat = f"; {CAVEAT}" if answer.verdict is Verdict.SUPPORTED else ""
    return f"{cause(answer, document)} ({decided(answer, document)}){caveat}"


def cause(answer: Answer, document: Document | None) -> str:
    """What caused the answer, such as ``caused by page 7``, and that it is in doubt where not the score takes the
    verdict down; or that it is left open, or that hardly any of it did.

    Args:
        document: whose pages are named; None: paragraphs are.
    """
    if is_denial(answer):
        said = GIVEN_DENIAL if answer.given else "the model found no answer in what was read"
        return f"{said}{though_it_says(answer, document)}"
    if answer.verdict is Verdict.UNSUPPORTED:
        return _hardly_caused(answer)
    if answer.verdict is Verdict.WEAK and not _is_taken_down(answer):
        return MEANING[answer.verdict]
    caused = f"caused by {places(shown_in_full(answer), answer, document)}{_apart(answer)}"
    return caused if answer.verdict is Verdict.SUPPORTED else f"in doubt, though {caused}"


def _hardly_caused(answer: Answer) -> str:
    """Of an unsupported answer how little of it the document caused."""
    by = answer.calibration
    if _strongest(answer) is None:
        return MEANING[answer.verdict]
    if by is not None and answer.verdict_score >= by.unsupported and answer.document_effect < -answer.noise_floor:
        return "as a whole likelier without this document"
    return _LOW_CAUSE.get(_least_signal(answer), f"{MEANING[answer.verdict]} as a whole")


def _apart(answer: Answer) -> str:
    """That numbers and dates of an answer stand elsewhere than in what caused it; empty where none do."""
    facts = answer.checked.facts if answer.checked else ()
    apart = (f for f in facts if f.kind is not FactKind.NAME and f.found in {FoundIn.READ, FoundIn.DOCUMENT})
    said = list(dict.fromkeys(doubts.said_of(answer, fact) for fact in apart))
    return f", but {shortened(said, 3)} {'stand' if len(said) > 1 else 'stands'} elsewhere" if said else ""


def decided(answer: Answer, document: Document | None) -> str:
    """The verdict's word, what decided it, and for which other model its thresholds were made, if they were."""
    reason = verdict_reason(answer, document)
    word = f"{answer.verdict}: {reason}" if reason else str(answer.verdict)
    return "; ".join(filter(None, (word, thresholds_note(answer))))


def verdict_reason(answer: Answer, document: Document | None) -> str:
    """The score against the threshold that decided, or what else did, or both; empty for records older than
    calibrations."""
    why = ""
    if answer.verdict is Verdict.WEAK:
        why = ", ".join(_why_lowered(answer, each, document) for each in lowered(answer))
    return why if _is_taken_down(answer) else "; ".join(filter(None, (_by_score(answer), why)))


def _why_lowered(answer: Answer, why: Lowered, document: Document | None) -> str:
    """With the number, date or names that it is about, where these are known."""
    if said := doubts.reason(answer, why, document):
        return said
    names = [f"“{one_line(name, 40)}”" for name in names_in(answer.question)] if why is Lowered.NO_SUBJECT else []
    if len(names) > 1:
        return f"{shortened(names, 6)}, which the question names: none of these stands in the document"
    return f"{names[0]}, which the question names, stands nowhere in the document" if names else LOWERED[why]


def _by_score(answer: Answer) -> str:
    """What decided the verdict if nothing has lowered it; empty for records older than calibrations."""
    by = answer.calibration
    if by is None:
        return ""
    if answer.verdict is Verdict.UNSUPPORTED and answer.verdict_score >= by.unsupported:
        against = answer.document_effect < -answer.noise_floor
        return "it is likelier without it" if against else "what the document gives is within the noise"
    if answer.verdict is Verdict.WEAK and answer.verdict_score >= by.supported:
        return "its own words get hardly likelier by the document"
    name, threshold = {
        Verdict.SUPPORTED: ("", by.supported),
        Verdict.WEAK: ("supported ", by.supported),
        Verdict.UNSUPPORTED: ("weak " if by.unsupported < by.supported else "supported ", by.unsupported),
    }[answer.verdict]
    digits = 2 if f"{answer.verdict_score:.2f}" != f"{threshold:.2f}" else 3
    return f"score {answer.verdict_score:.{digits}f}, {name}needs {threshold:.{digits}f}"


def lowered(answer: Answer) -> tuple[Lowered, ...]:
    """Why the verdict is no better than weak, whatever its score."""
    return answer.checked.lowered if answer.checked else ()


def _is_taken_down(answer: Answer) -> bool:
    """Whether it is weak for such a reason alone: its score would do."""
    by = answer.calibration
    return (
        answer.verdict is Verdict.WEAK
        and bool(lowered(answer))
        and (by is None or answer.verdict_score >= by.supported)
    )


def thresholds_note(answer: Answer) -> str:
    """Said when the verdict's thresholds were made for another model; else empty."""
    by = answer.calibration
    if by is None or by.made_for == answer.model.name:
        return ""
    return f"thresholds made for {one_line(by.made_for)}"


def at_odds(answer: Answer, document: Document | None) -> str:
    """Why the verdict and the strongest paragraph's effect disagree; empty where they agree.

    They do where an answer is not supported though hiding one paragraph takes more than noise from it, and where one is
    supported though hiding no single paragraph does.
    """
    best = _strongest(answer)
    if is_denial(answer):
        return ""
    if answer.verdict is Verdict.SUPPORTED:
        return "" if best or not any(map(hidden_alone, answer.effects)) else _none_alone(answer)
    if best is None or _is_taken_down(answer):
        return ""
    gives = f"hiding {place(best.index, document)} takes {best.effect:+.2f} nats from it"
    return f"{gives}; {_why_no_better(answer)}"


def whose_words(answer: Answer) -> str:
    """Whose words an unsupported answer is, and that they are no ground to cite. The verdict, which says why, stands
    before them."""
    whose = "the given words" if answer.given else "the model's own words"
    return f"{whose}, {NOT_CITED}"


def shown_text(answer: Answer) -> str:
    """The answer as it is shown on one line: with its marks; an unsupported one behind whose words it is."""
    if answer.verdict is Verdict.UNSUPPORTED:
        return f"({whose_words(answer)}) {answer.text}"
    return with_marks(answer)


def unread(answer: Answer) -> str:
    """That paragraphs were not read, which may hold the answer; empty where all were."""
    rest = answer.paragraphs_total - len(answer.read)
    if rest <= 0:
        return ""
    return "the other paragraph was not read" if rest == 1 else f"the other {rest:,} paragraphs were not read"


def _strongest(answer: Answer) -> ParagraphEffect | None:
    """The paragraph whose hiding takes most from the answer, and more than noise."""
    clear = [e for e in answer.effects if kind_of(e) is Kind.SUPPORTS and hidden_alone(e)]
    return max(clear, key=lambda e: e.effect, default=None)


def _none_alone(answer: Answer) -> str:
    none = "no paragraph hidden on its own takes more than noise from it"
    if answer.redundant:
        return f"{none}: " + "; ".join(
            f"each of {called(answer, group.paragraphs)} gives it" for group in answer.redundant
        )
    together = f"{called(answer, cited(answer))} count together, and " if len(cited(answer)) > 1 else ""
    return f"{none}: {together}all that was read takes {answer.document_effect:+.2f} nats"


def _why_no_better(answer: Answer) -> str:
    """Why it is no better in spite of that."""
    by, given = answer.calibration, {signal.name: signal.value for signal in answer.signals}
    if by is None:
        return "the verdict goes by all that was read, not by one paragraph"
    if answer.verdict is Verdict.UNSUPPORTED and answer.verdict_score >= by.unsupported:
        return f"but all that was read together takes {answer.document_effect:+.2f}: other paragraphs speak against it"
    if answer.verdict is Verdict.WEAK and answer.verdict_score >= by.supported:
        return "but words that stay unlikely, or that the question holds already, do not count"
    least = _least_signal(answer)
    return f"{_LOW[least]} ({percent(given[least])})" if least in _LOW else "the score counts more than one paragraph"


def _least_signal(answer: Answer) -> str:
    """The name of the signal that adds least to the score; empty where that is not known."""
    by, given = answer.calibration, {signal.name: signal.value for signal in answer.signals}
    if by is None:
        return ""
    weighed = {w.signal: w.weight * given[w.signal] for w in by.weights if w.signal in given and w.weight > 0}
    return min(weighed, key=lambda name: weighed[name], default="")

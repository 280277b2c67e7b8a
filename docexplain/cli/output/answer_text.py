"""One answer as text for a terminal or a pipe, 80 columns and up, with or without colour.

Document text, answers and names are data: they are put into rich Text objects, never parsed as markup, and what a
terminal would obey is taken out first.
"""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from docexplain.answers import Focus, cited, wording
from docexplain.answers.amount_read import amount_read, reads_more
from docexplain.answers.endings import SAID, Ending, ended_at
from docexplain.cli.advice import NAMES
from docexplain.cli.output.console import LABEL_WIDTH, VERDICT_COLOURS, labelled, wrapped
from docexplain.cli.output.effects import show_confirmed, show_effects, show_part, show_two
from docexplain.common.display_text import one_line
from docexplain.records import Answer, Document, Mode

WIDE = 100
"""Terminals from this width on show two answers side by side."""


def show_answer(
    out: Console,
    answer: Answer,
    document: Document,
    *,
    top: int,
    with_text: bool = True,
    part: Focus | None = None,
    saved: bool = True,
) -> None:
    """The answer, the verdict, what it rests on, and the paragraphs, best first, the cited ones in full.

    Args:
        top: how many paragraphs to list.
        with_text: print the answer; False when it was streamed already.
        part: of the answer, to explain on its own.
        saved: False for an answer that could not be saved.
    """
    if with_text:
        show_text(out, answer.text)
    if ending := ended_at(answer):
        see = f", see {NAMES['max_new_tokens']}" if ending is Ending.LENGTH else ""
        labelled(out, "", Text(f"({SAID[ending]}{see})", style="dim"))
    if not saved:
        show_not_saved(out)
    for label, text in _findings(answer):
        labelled(out, label, text)
    if hidden := [i for i in cited(answer) if document.hidden_in(i)]:
        seen = f"nobody sees {wording.listed(hidden)} on the page: {document.hidden_in(hidden[0])}"
        labelled(out, "Hidden", Text(seen, style="bold red"))
    if garbled := [i for i in cited(answer) if document.illegible_in(i)]:
        says = f"{wording.listed(garbled)} cannot be trusted, text that is {document.illegible_in(garbled[0])}"
        labelled(out, "Garbled", Text(says, style="bold red"))
    for label, said in (("Left out", wording.left_out(answer, document)), ("Struck", wording.struck(answer, document))):
        if said:
            labelled(out, label, Text(said, style="bold"))
    for number, line in enumerate(wording.claims(answer, max(50, out.width) - LABEL_WIDTH)):
        labelled(out, "" if number else "Claims", Text(line))
    labelled(out, "Read", Text(_read(answer)))
    labelled(out, "Noise", Text(wording.noise(answer)))
    out.print()
    show_effects(out, answer, document, top)
    out.print()
    if answer.confirmed:
        show_confirmed(out, answer, document)
        out.print()
    if part:
        _show_part(out, part, answer, document, top)
    wrapped(out, Text(_provenance(answer), style="dim"))


def show_not_saved(out: Console) -> None:
    """The mark of an answer that could not be saved."""
    labelled(
        out,
        "NOT SAVED",
        Text("this answer is not in the record, and docexplain show will not find it", style="bold red"),
    )


def show_question(out: Console, answer: Answer) -> None:
    """The question, when it was asked, and under which steering."""
    labelled(out, "Question", Text(one_line(answer.question)))
    labelled(out, "Asked", Text(answer.created_at.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")))
    if answer.what_if:
        done = wording.steering(answer.what_if.steering)
        labelled(out, "What if", Text(f"{done}; original: {one_line(answer.what_if.original)}"))


def show_text(out: Console, text: str) -> None:
    """The answer's line."""
    labelled(out, "Answer", Text(one_line(text), style="bold"))


def show_what_if(
    out: Console, original: Answer, steered: Answer, document: Document, *, top: int, on_screen: Answer
) -> None:
    """An answer as it is and under steering: side by side where there is room, else only the one that is not yet on
    the screen; then the effects of both.

    Args:
        on_screen: the one of the two that was just shown in full.
    """
    out.print()
    done = wording.steering(steered.what_if.steering if steered.what_if else ())
    names = {original.id: f"original ({original.id})", steered.id: f"{done} ({steered.id})"}
    pair = (original, steered)
    shown = pair if out.width >= WIDE else tuple(answer for answer in pair if answer is not on_screen)
    label = "What if" if steered in shown else "Compare"
    labelled(out, label, *(Text(names[answer.id], style="bold") for answer in shown))
    labelled(out, "Answer", *(Text(one_line(answer.text), style="bold") for answer in shown))
    found = [dict(_findings(answer)) for answer in shown]
    for label in dict.fromkeys(label for findings in found for label in findings):
        labelled(out, label, *(findings.get(label, Text("-")) for findings in found))
    out.print()
    show_two(out, original, steered, document, top)


def _read(answer: Answer) -> str:
    """How much was read, and how to read more."""
    more = reads_more(answer)
    advice = f"{NAMES['read']} {'all' if more == answer.paragraphs_total else more} reads more" if more else ""
    return "; ".join(filter(None, (amount_read(answer, of=one_line(answer.document_name)), advice)))


def _findings(answer: Answer) -> list[tuple[str, Text]]:
    """What was found about the answer, by label."""
    colour = VERDICT_COLOURS[answer.verdict]
    verdict = Text.assemble((answer.verdict, f"bold {colour}"), f" - {wording.meaning(answer)}")
    if note := wording.thresholds_note(answer):
        how = "`docexplain eval DATASET --calibrate` makes them for this model"
        verdict.append(f"\n({note}; {how})", style="dim")
    findings = [
        ("Verdict", verdict),
        ("Document", Text(wording.document_effect(answer))),
    ]
    if said := wording.citation(answer):
        findings.append(("Cited", Text("\n".join([said, *(wording.redundancy(answer, g) for g in answer.redundant)]))))
    return findings


def _show_part(out: Console, part: Focus, answer: Answer, document: Document, top: int) -> None:
    places = f" ({len(part.spans)} places in the answer)" if len(part.spans) > 1 else ""
    labelled(out, "Part", Text.assemble((one_line(part.text), "bold"), places))
    labelled(out, "Document", Text(wording.document_effect(part)))
    if said := wording.citation(answer, part):
        labelled(out, "Cited", Text(said))
    if said := wording.not_hidden(answer):
        labelled(out, "Measured", Text(f"{said}: only these are listed"))
    out.print()
    show_part(out, part, answer, document, top)
    out.print()


def _provenance(answer: Answer) -> str:
    """The id, who answered and how it was explained."""
    by = f"given by {one_line(answer.given_by)}, " if answer.given_by else "given answer, " if answer.given else ""
    settings = answer.settings
    kappa = "" if settings.kappa is None else f", kappa {settings.kappa:g}"
    about = f"{by}{one_line(answer.model.name)}, {answer.model.dtype} on {answer.model.device}"
    how = "deletion" if settings.mode is Mode.DELETION else f"{settings.scope} {settings.mode}{kappa}"
    return f"{answer.id}  {about}, {how}"

"""One answer as text for a terminal or a pipe, 80 columns and up, with or without colour.

Document text, answers and names are data: they are put into rich Text objects, never parsed as markup, and what a
terminal would obey is taken out first.
"""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from docexplain.answers import Focus, cited, finds_nothing, with_marks
from docexplain.answers.model_names import model_called
from docexplain.answers.said import verdicts, wording
from docexplain.answers.said.amount_read import amount_read, reads_more
from docexplain.answers.said.endings import SAID, Ending, ended_at
from docexplain.answers.said.facts import stands_in
from docexplain.answers.said.instructions import warning, without_suspects
from docexplain.answers.several import about, names
from docexplain.cli.advice import NAMES
from docexplain.cli.output.console import VERDICT_COLOURS, labelled, wrapped
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
    part: Focus | None = None,
    saved: bool = True,
) -> None:
    """The answer, the verdict, what it rests on, and the paragraphs, best first, the cited ones in full. Of an
    unsupported answer, and of one that denies what was asked, the verdict and what was read come first.

    Args:
        top: how many paragraphs to list.
        part: of the answer, to explain on its own.
        saved: False for an answer that could not be saved.
    """
    lost = finds_nothing(answer)
    if lost:
        _show_verdict(out, answer, document)
        _show_read(out, answer)
        _show_own_words(out, answer)
    else:
        show_text(out, with_marks(answer))
    if ending := ended_at(answer):
        see = f", see {NAMES['max_new_tokens']}" if ending is Ending.LENGTH else ""
        labelled(out, "", Text(f"({SAID[ending]}{see})", style="dim"))
    if not saved:
        show_not_saved(out)
    if not lost:
        _show_verdict(out, answer, document)
    for label, text in _findings(answer, document):
        labelled(out, label, text)
    _show_cautions(out, answer, document)
    if not lost:
        _show_read(out, answer)
    shown = (*cited(answer), *(effect.index for effect in answer.effects[:top]))
    for number, name in enumerate(names(answer, shown)):
        labelled(out, "" if number else "Documents", Text(name))
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


def _show_cautions(out: Console, answer: Answer, document: Document) -> None:
    """What of the text is not to be taken as it is."""
    if hidden := [i for i in cited(answer) if document.hidden_in(i)]:
        seen = f"nobody sees {wording.called(answer, hidden)} on the page: {document.hidden_in(hidden[0])}"
        labelled(out, "Hidden", Text(seen, style="bold red"))
    if garbled := [i for i in cited(answer) if document.illegible_in(i)]:
        says = f"{wording.called(answer, garbled)} cannot be trusted, text that is {document.illegible_in(garbled[0])}"
        labelled(out, "Garbled", Text(says, style="bold red"))
    for label, said in (("Left out", wording.left_out(answer, document)), ("Struck", wording.struck(answer, document))):
        if said:
            labelled(out, label, Text(said, style="bold"))


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
        done = wording.steering(answer.what_if.steering, answer.sources)
        labelled(out, "What if", Text(f"{done}; original: {one_line(answer.what_if.original)}"))


def show_text(out: Console, text: str) -> None:
    """The answer's line."""
    labelled(out, "Answer", Text(one_line(text), style="bold"))


def _show_verdict(out: Console, answer: Answer, document: Document) -> None:
    """The verdict's line, what seems to give the model instructions, and where the verdict's strongest effect says
    another thing, why."""
    labelled(out, "Verdict", _verdict(answer, document))
    if said := warning(answer):
        labelled(out, "Beware", Text(said, style="bold red"))
    if said := verdicts.at_odds(answer, document):
        labelled(out, "But", Text(said, style="yellow"))


def _show_own_words(out: Console, answer: Answer) -> None:
    """The words of an answer that is not to be cited: the label says whose they are, the verdict before them why."""
    labelled(out, "Given" if answer.given else "Own words", Text(f"({verdicts.NOT_CITED})", style="dim"))
    labelled(out, "", Text(one_line(answer.text)))


def _show_read(out: Console, answer: Answer) -> None:
    """How much the model saw, and how it sees more."""
    lost = finds_nothing(answer)
    rest = verdicts.unread(answer) if lost else ""
    more = reads_more(answer)
    advice = f"{NAMES['read']} {'all' if more == answer.paragraphs_total else more} reads more" if more else ""
    read = amount_read(answer, of=about(answer))
    labelled(out, "Read", Text("; ".join(filter(None, (read, rest, advice)))))


def show_what_if(
    out: Console, original: Answer, steered: Answer, document: Document, *, top: int, on_screen: Answer
) -> None:
    """An answer as it is and under steering: side by side where there is room, else only the one that is not yet on
    the screen; then the effects of both.

    Args:
        on_screen: the one of the two that was just shown in full.
    """
    out.print()
    done = wording.steering(steered.what_if.steering if steered.what_if else (), steered.sources)
    names = {original.id: f"original ({original.id})", steered.id: f"{done} ({steered.id})"}
    pair = (original, steered)
    shown = pair if out.width >= WIDE else tuple(answer for answer in pair if answer is not on_screen)
    label = "What if" if steered in shown else "Compare"
    if without := without_suspects(original, steered):
        alone = shown == (steered,)
        label = "Without" if alone else label
        names[steered.id] = f"{'' if alone else 'without '}{without} ({steered.id})"
    labelled(out, label, *(Text(names[answer.id], style="bold") for answer in shown))
    said = ("Answer", [Text(one_line(verdicts.shown_text(answer)), style="bold") for answer in shown])
    verdict = ("Verdict", [_verdict(answer, document) for answer in shown])
    leads = any(map(finds_nothing, shown))
    for label, columns in (verdict, said) if leads else (said, verdict):
        labelled(out, label, *columns)
    found = [dict(_findings(answer, document)) for answer in shown]
    for label in dict.fromkeys(label for findings in found for label in findings):
        labelled(out, label, *(findings.get(label, Text("-")) for findings in found))
    out.print()
    show_two(out, original, steered, document, top)


def _verdict(answer: Answer, document: Document) -> Text:
    """What caused the answer in the verdict's colour, and what decided that."""
    caused, line = verdicts.cause(answer, document), verdicts.verdict_line(answer, document)
    verdict = Text.assemble((caused, f"bold {VERDICT_COLOURS[answer.verdict]}"), line.removeprefix(caused))
    if verdicts.thresholds_note(answer):
        verdict.append("\n(`docexplain eval DATASET --calibrate` makes thresholds for this model)", style="dim")
    return verdict


def _findings(answer: Answer, document: Document) -> list[tuple[str, Text]]:
    """What was found about the answer, by label."""
    findings = []
    if standing := stands_in(answer, document):
        findings.append(("Stands in", Text("\n".join(standing))))
    findings.append(("Document", Text(wording.document_effect(answer))))
    if said := wording.citation(answer):
        findings.append(("Cited", Text("\n".join([said, *(wording.redundancy(answer, g) for g in answer.redundant)]))))
    if said := wording.shares_add_up(answer):
        findings.append(("Shares", Text(said)))
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
    made_by = f"{by}{model_called(answer.model.name)}, {answer.model.dtype} on {answer.model.device}"
    how = "deletion" if settings.mode is Mode.DELETION else f"{settings.scope} {settings.mode}{kappa}"
    return f"{answer.id}  {made_by}, {how}"

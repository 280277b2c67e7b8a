"""How an answer came about, as W3C PROV-JSON."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from docexplain.answers.said.wording import what_if
from docexplain.export.formats.exported import Exported, cited_first
from docexplain.records import Answer

NAMESPACE = "urn:docexplain:"


def prov_json(exported: Exported) -> str:
    """The documents, the question, the cited paragraphs, the answer and its explanation, what made each of them of
    which, and who did."""
    from prov.model import PROV, ProvDocument

    answer = exported.answer
    made: Any = ProvDocument()
    made.add_namespace("docexplain", NAMESPACE)
    name = _names(answer)
    asked, answered, explained = _times(answer)
    software: dict[Any, Any] = {PROV["type"]: PROV["SoftwareAgent"], PROV["label"]: f"docexplain {answer.version}"}
    made.agent(name("software"), software)
    model: dict[Any, Any] = {PROV["label"]: answer.model.name, "docexplain:fingerprint": answer.model.fingerprint}
    model["docexplain:dtype"] = answer.model.dtype
    made.entity(name("model"), model)
    made.entity(name("question"), {PROV["value"]: answer.question})
    documents = [(each.sha256, each.name) for each in answer.sources] or [
        (answer.document_sha256, answer.document_name)
    ]
    given: dict[Any, Any] = {PROV["value"]: answer.text, "docexplain:id": answer.id}
    if answer.what_if is not None:
        given["docexplain:whatIf"] = what_if(answer)
    made.entity(name("answer"), given)
    entry = exported.entry
    explanation: dict[str, Any] = {"docexplain:verdict": str(answer.verdict), "docexplain:score": answer.verdict_score}
    explanation |= {"docexplain:auditEntry": entry.seq, "docexplain:auditEntrySha256": entry.sha256}
    made.entity(name("explanation"), explanation)
    made.activity(name("answering"), asked, answered)
    made.activity(name("explaining"), answered, explained)
    made.used(name("answering"), name("question"))
    made.used(name("answering"), name("model"))
    made.wasGeneratedBy(name("answer"), name("answering"))
    made.used(name("explaining"), name("answer"))
    made.wasGeneratedBy(name("explanation"), name("explaining"))
    for activity in ("answering", "explaining"):
        made.wasAssociatedWith(name(activity), name("software"))
    for number, (sha256, label) in enumerate(documents, start=1):
        made.entity(name(f"document-{number}"), {PROV["label"]: label, "docexplain:sha256": sha256})
        made.used(name("answering"), name(f"document-{number}"))
    for each in cited_first(exported):
        paragraph = name(f"paragraph-{each.effect.index}")
        figures: dict[Any, Any] = {"docexplain:rank": each.rank, "docexplain:effectNats": each.effect.effect}
        made.entity(paragraph, {PROV["value"]: each.paragraph.text, PROV["label"]: each.mark, **figures})
        number = int(each.mark.partition(":")[0]) if answer.sources else 1
        made.wasDerivedFrom(paragraph, name(f"document-{number}"))
        made.wasDerivedFrom(name("answer"), paragraph)
    _people(made, answer, name)
    return str(made.serialize(format="json", indent=1)) + "\n"


def _people(made: Any, answer: Answer, name: Any) -> None:
    from prov.model import PROV

    user = answer.provenance.user if answer.provenance else ""
    for who, does in ((user, "answering"), (answer.given_by, "answer")):
        if not who:
            continue
        agent = name("user" if does == "answering" else "giver")
        made.agent(agent, {PROV["type"]: PROV["Person"], PROV["label"]: who})
        if does == "answering":
            made.wasAssociatedWith(name(does), agent)
        else:
            made.wasAttributedTo(name(does), agent)


def _names(answer: Answer) -> Any:
    return lambda local: f"docexplain:{answer.id}/{local}"


def _times(answer: Answer) -> tuple[datetime, datetime, datetime]:
    """When it was asked, answered and explained: the record is made at the end."""
    timings = answer.timings
    end = answer.created_at
    answered = end - timedelta(seconds=timings.explain_s)
    return answered - timedelta(seconds=timings.prefill_s + timings.generate_s), answered, end

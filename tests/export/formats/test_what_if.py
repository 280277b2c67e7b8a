"""An answer that was given with paragraphs steered says so wherever it goes: it is not what the document caused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.said.amount_read import amount_read
from docexplain.answers.said.taken_away import citation
from docexplain.export.formats.exported import Exported
from docexplain.export.formats.html import html
from docexplain.export.formats.markdown import markdown
from docexplain.export.formats.pdf import _cover_html
from docexplain.export.formats.provenance import prov_json
from docexplain.records import Checked, Fact, FactKind, FoundIn, Likeness, Place, Steer, Verdict, WhatIf

SAID = "paragraphs 2 hidden, 4 amplified x2; as it is: answer 0123abcd"


@pytest.fixture
def steered(exported: Exported) -> Exported:
    what_if = WhatIf("0123abcd", (Steer(2, 0.0), Steer(4, 2.0)))
    return replace(exported, answer=replace(exported.answer, what_if=what_if))


def test_every_form_says_it(exported: Exported, steered: Exported) -> None:
    forms = {
        "md": markdown,
        "html": lambda each: html(each, {}),
        "pdf": lambda each: _cover_html(each, 1),
        "prov": prov_json,
        "copy": lambda each: citation(each.answer, each.document),
    }
    for name, made in forms.items():
        assert SAID in " ".join(made(steered).replace("&#x27;", "'").split()), name
        assert "as it is: answer" not in made(exported), name


def test_a_copy_of_an_unsupported_answer_says_whose_words_it_is(exported: Exported) -> None:
    lost = replace(exported.answer, verdict=Verdict.UNSUPPORTED, given=False, given_by="", cited=None)
    assert "(the model's own words, not to be cited) 10 dollars" in citation(lost, exported.document)


def test_a_copy_says_what_stands_nowhere(exported: Exported) -> None:
    fact = Fact(FactKind.NUMBER, 0, 2, FoundIn.NOWHERE)
    answer = replace(exported.answer, checked=Checked((fact,)))
    said = f"“{answer.text[:2]}”: nowhere in the document"
    lines = citation(answer, exported.document).splitlines()
    assert lines[-2] == said
    caveat = f"verdict {answer.verdict} (what caused it, not whether it is true), "
    assert f"{caveat}{amount_read(answer)} read" in lines[-1]
    assert said not in citation(replace(answer, checked=Checked()), exported.document)


def test_a_copy_says_what_stands_only_in_what_is_not_cited(exported: Exported) -> None:
    document, answer = exported.document, exported.answer
    last = document.paragraphs[-1]
    place = Place(last.index, (0, 2), (0, len(last.text)), Likeness.SAME)
    fact = Fact(FactKind.NAME, 0, 2, FoundIn.DOCUMENT, (place,))
    said = citation(replace(answer, checked=Checked((fact,))), document).splitlines()
    assert any("not in what was read, but in" in line for line in said)
    cited = replace(fact, found=FoundIn.CITED)
    assert len(citation(replace(answer, checked=Checked((cited,))), document).splitlines()) == len(said) - 1

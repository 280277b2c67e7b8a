"""Text in layers is read where a viewer shows it (ISO 32000-1, 8.11.2.2 and 8.11.4), and told where it does not."""

from __future__ import annotations

from collections.abc import Callable

import pymupdf
import pytest

from docexplain.records import Document

Read = Callable[..., Document]
SAYS, SEEN = "The price is one euro", "The buyer pays within thirty days of delivery"
BOTH, ONE, NONE = "/ON[{a} {b}]", "/OFF[{b}]", "/BaseState/OFF"
POLICIES = {"/P/AllOn": (1, 0, 0), "/P/AnyOn": (1, 1, 0), "": (1, 1, 0), "/P/AnyOff": (0, 1, 1), "/P/AllOff": (0, 0, 1)}
EXPRESSIONS = {
    "[/And {a} {b}]": (1, 0, 0),
    "[/Or {a} {b}]": (1, 1, 0),
    "[/Not {b}]": (0, 1, 1),
    "[/Not[/Or {a} {b}]]": (0, 0, 1),
    "[/And {a}[/Not {b}]]": (0, 1, 0),
}
MEMBERS = {"/OCGs[{a} {b}]" + policy: shown for policy, shown in POLICIES.items()}
MEMBERS |= {"/VE" + expression: shown for expression, shown in EXPRESSIONS.items()}
CASES = [
    (member, default, bool(shown))
    for member, each in MEMBERS.items()
    for default, shown in zip((BOTH, ONE, NONE), each, strict=True)
]


def made(member: str, default: str, usage: str = "") -> bytes:
    """A page with a text that belongs to the member of layers a and b."""
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        a, b = (pdf.add_ocg(name) for name in "ab")
        page.insert_text((72, 100), SEEN)
        page.insert_text((72, 300), SAYS, oc=pdf.set_ocmd(ocgs=[a, b]))
        numbers = {"a": f"{a} 0 R", "b": f"{b} 0 R"}
        for xref in range(1, pdf.xref_length()):
            if "/OCMD" in pdf.xref_object(xref):
                pdf.update_object(xref, f"<</Type/OCMD{member.format(**numbers)}>>")
        pdf.update_object(b, f"<</Type/OCG/Name(b){usage}>>")
        pdf.xref_set_key(pdf.pdf_catalog(), "OCProperties/D", f"<<{default.format(**numbers)}>>")
        return bytes(pdf.tobytes())


@pytest.mark.parametrize(("member", "default", "shown"), CASES)
def test_text_of_several_layers_is_read_where_it_is_shown(
    read_here: Read, member: str, default: str, shown: bool
) -> None:
    check(read_here(made(member, default)), shown=shown)


@pytest.mark.parametrize(
    ("asked", "shown"), [("", True), ("/AS[<</Event/View/Category[/View]/OCGs[{b}]>>]", False)], ids=["not", "asked"]
)
def test_usage_counts_only_where_it_is_asked_for(read_here: Read, asked: str, shown: bool) -> None:
    usage = "/Usage<</View<</ViewState/OFF>>>>"
    check(read_here(made("/OCGs {b}", BOTH + asked, usage)), shown=shown)


def check(document: Document, *, shown: bool) -> None:
    assert (SAYS in " ".join(paragraph.text for paragraph in document.paragraphs)) == shown
    told = [(hidden.text, hidden.reason) for hidden in document.coverage.hidden]
    assert told == ([] if shown else [(SAYS, "in a layer that is switched off")])

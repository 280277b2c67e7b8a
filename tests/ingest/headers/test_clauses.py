"""Titles of clauses are headers, and a clause ends where the next one begins."""

import pytest

from docexplain.ingest.document.paragraphs import explained_paragraphs
from docexplain.ingest.document.refine import refine
from docexplain.ingest.text.blocks import Block, Line, PageBlocks
from docexplain.records import BlockClass as C

PREAMBLE = "This agreement is made between the landlord and the tenant on the first of May."


def read(*texts, left=None):
    """Heading paths of the paragraphs; ``left`` edge by text."""
    blocks = []
    for i, text in enumerate((PREAMBLE, *texts)):
        x = (left or {}).get(text, 60.0)
        rect = (x, 80.0 + 30 * i, 500.0, 90.0 + 30 * i)
        blocks.append(Block(1, rect, C.LIST_ITEM, (Line(text, rect),), 10.0, len(text)))
    found = explained_paragraphs(refine([PageBlocks(1, 800.0, tuple(blocks), 0)]))
    return {p.text: p.heading_path for p, _ in found if p.text != PREAMBLE}


A, B = "(a) The lease ends on the last day of June.", "(b) It ends earlier where the rent is not paid."
NEXT = "8. Notices. All notices under this agreement are given in writing."


@pytest.mark.parametrize(
    "title",
    ["7. Termination.", "7. Term and Termination", "Section 7 Termination of the Lease", "\u00a7 7 Ende der Mietzeit"],
)
def test_a_title_heads_its_parts_up_to_the_next_clause(title):
    part = A if "\u00a7" not in title else "(1) Das Mietverhältnis endet am letzten Tag des Juni."
    found = read(title, part, B, NEXT)
    assert found == {part: (title,), B: (title,), NEXT: ()}


def test_parts_may_carry_the_number_of_the_clause():
    found = read("7. Termination", "7.1 The lease ends in June.", NEXT)
    assert found["7.1 The lease ends in June."] == ("7. Termination",)
    assert "7. Termination" in read("7. Termination", "3.1 The lease ends in June.", NEXT)


@pytest.mark.parametrize(
    ("item", "then"),
    [
        ("7. the premises that were vacated", A),
        ("7. Termination. The lease ends in June.", A),
        ("7. Termination", "It ends in June, whatever has been said before."),
    ],
)
def test_what_is_no_title_of_a_clause(item, then):
    assert item in read(item, then)


def test_a_list_within_a_clause_does_not_end_it():
    items = ["(a) The tenant pays for the following:", "8. the heating of the whole house,", "9. the water of it."]
    found = read("7. Rent and Charges", *items, left=dict.fromkeys(items, 96.0))
    assert set(found.values()) == {("7. Rent and Charges",)}

"""The order of a document's paragraphs: by words, by what they are also called, and by the statements of accounts."""

from __future__ import annotations

import pytest

from docexplain.records import BlockClass, Box, Coverage, Document, Paragraph
from docexplain.retrieval import Ranker, rank
from docexplain.retrieval.question import sought
from docexplain.retrieval.statements import Place, find_statements
from docexplain.retrieval.terms import Statement

TABLE, TEXT, HEADER = BlockClass.TABLE, BlockClass.TEXT, BlockClass.SECTION_HEADER

INCOME = """Year Ended December 31, 2018 | 2017
Net product sales | 2018: 118,573 | 2017: 100,000
Cost of sales | 2018: 80,000 | 2017: 70,000
Operating income | 2018: 9,000 | 2017: 8,000
Interest expense | 2018: 100 | 2017: 90
Provision for income taxes | 2018: 900 | 2017: 800
Net income | 2018: 8,000 | 2017: 7,110
Basic earnings per share | 2018: 6.31 | 2017: 6.00"""
BALANCE = """Assets | 2018 | 2017
Total current assets | 2018: 13,709 | 2017: 14,277
Property, plant and equipment, net | 2018: 8,738 | 2017: 8,866
Total assets | 2018: 36,500 | 2017: 37,987
Accounts payable | 2018: 2,266 | 2017: 1,945
Total current liabilities | 2018: 7,244 | 2017: 7,687
Total liabilities | 2018: 26,652 | 2017: 26,365
Retained earnings | 2018: 40,636 | 2017: 39,115"""
CASH = """Cash flows from operating activities | 2018 | 2017
Depreciation and amortization | 2018: 1,488 | 2017: 1,544
Cash flows from investing activities | 2018 | 2017
Purchases of property, plant and equipment | 2018: (1,577) | 2017: (1,373)
Cash flows from financing activities | 2018 | 2017
Dividends paid | 2018: (3,193) | 2017: (2,803)
Cash at end of period | 2018: 2,853 | 2017: 3,053"""


def document(*said, name="a.pdf"):
    """Each said as (text, page, class, headings above)."""
    paragraphs = tuple(
        Paragraph(i, text, (Box(page, 0, 0, 9, 9),), kind, headings)
        for i, (text, page, kind, headings) in enumerate(said, start=1)
    )
    return Document("ab" * 32, name, "hand/1", paragraphs, (), Coverage(9, 1, 1, 0))


NOTES = [
    ("Our balance sheet was strong in 2018 and the year-end balance sheet of 2017 was too.", 1, TEXT, ("Overview",)),
    ("Capital expenditures in 2018 were spent as planned; see the cash flow statement.", 2, TEXT, ("Overview",)),
    ("The statement of income is discussed below, and the statement of income of 2017.", 3, TEXT, ("Overview",)),
]
ACCOUNTS = document(
    *NOTES,
    (INCOME, 5, TABLE, ("Consolidated Statements of Operation s",)),
    ("The notes are an integral part of this statement.", 5, TEXT, ("Consolidated Statements of Operation s",)),
    (BALANCE, 6, TABLE, ("(in millions)",)),
    (CASH, 7, TABLE, ("(in millions)",)),
)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("What is the FY2018 capital expenditure? Rely on the details shown in the cash flow statement.", CASH),
        ("Using the balance sheet, what is the year end FY2018 net PPNE?", BALANCE),
        ("From the statement of financial position: what are the total assets?", BALANCE),
        ("What was operating income in the P&L statement of 2018?", INCOME),
        ("By how much did COGS change?", INCOME),
    ],
)
def test_the_statement_that_a_question_names_or_means_comes_first(question, best):
    assert ACCOUNTS.paragraphs[rank(ACCOUNTS, question)[0]].text == best


def test_statements_are_known_by_their_lines():
    assert find_statements(ACCOUNTS) == {
        Statement.INCOME: [Place((3,), 1.0)],
        Statement.BALANCE: [Place((5,), 1.0)],
        Statement.CASH: [Place((6,), 1.0)],
    }


def test_a_page_with_the_statements_name_is_surer_than_one_that_repeats_its_lines():
    summary = document((INCOME, 2, TABLE, ("Selected data",)), (INCOME, 5, TABLE, ("STATEMENTS OF EARNINGS",)))
    assert find_statements(summary)[Statement.INCOME] == [Place((1,), 1.0)]


def test_a_statement_may_take_two_pages():
    lines = CASH.splitlines()
    above = ("Consolidated Statement of Cash Flows",)
    found = find_statements(
        document(("\n".join(lines[:4]), 3, TABLE, above), ("\n".join([*lines[3:], lines[0]]), 4, TABLE, above))
    )
    assert [place.tables for place in found[Statement.CASH]] == [(0,), (1,)]


def test_each_of_several_documents_has_its_own_statements():
    """Asked together their pages begin anew; the shorter balance sheet is one all the same."""
    short = "\n".join(BALANCE.splitlines()[:7])
    both = document((BALANCE, 6, TABLE, ()), (short, 6, TABLE, ()), (INCOME, 7, TABLE, ()), (short, 6, TABLE, ()))
    assert [place.tables for place in find_statements(both)[Statement.BALANCE]] == [(0, 1), (3,)]


def test_a_document_without_accounts_is_ranked_by_words_alone():
    texts = ("The pay is ten dollars.", "The balance sheet is made in May.", "Notice is thirty days.")
    contract = document(*((text, 1, TEXT, ()) for text in texts))
    assert rank(contract, "When is the balance sheet made?")[0] == 1
    assert not any(find_statements(contract).values())


def test_a_paragraph_is_found_by_the_headings_above_it_and_comes_before_them():
    lease = document(
        ("Termination", 1, HEADER, ()),
        ("Either party may do so with thirty days in writing.", 1, TEXT, ("Termination",)),
        ("The rent is due on Monday, with a deposit.", 1, TEXT, ("Rent",)),
    )
    assert rank(lease, "How does termination work?") == [1, 0, 2]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is there any lawsuit?", "Note 9, legal proceedings: none is pending."),
        ("What of FY18?", "In 2018 the plant was sold."),
        ("What of 2023Q2?", "In the second quarter the plant was sold."),
        ("What of H1 2023?", "In the six months the plant was sold."),
        ("Who is the landlord?", "Ann Lee is the lessor."),
        ("How high was capex?", "We spent 9 on additions to property."),
    ],
)
def test_words_that_mean_the_same_are_found(question, text):
    other = "A sentence about something else that is as long as this."
    assert rank(document((other, 1, TEXT, ()), (text, 2, TEXT, ())), question)[0] == 1


def test_words_of_the_question_count_more_than_what_they_are_also_called():
    weights = sought("Which lawsuit?").weights
    assert weights["lawsuit"] == 1.0
    assert 0.0 < weights["litig"] < 1.0


def test_words_that_say_how_to_answer_count_little_where_others_are_left():
    weights = sought("Round the answer to two decimal places: what are sales?").weights
    assert weights["round"] < weights["sale"] == 1.0
    assert sought("What is the question?").weights == {"question": 1.0}


def test_a_ranker_ranks_again_as_a_fresh_one():
    ranker = Ranker(ACCOUNTS)
    for question in ("capex", "nothing known here zzz", "", "balance sheet", "capex"):
        assert ranker.rank(question) == rank(ACCOUNTS, question)
        assert sorted(ranker.rank(question)) == list(range(len(ACCOUNTS.paragraphs)))
    assert rank(ACCOUNTS, "zzz") == list(range(len(ACCOUNTS.paragraphs)))


def test_a_document_without_paragraphs():
    assert rank(document(), "What?") == []

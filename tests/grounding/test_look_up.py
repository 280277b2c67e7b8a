"""Where numbers, dates and names of an answer stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.grounding.facts.corpus import Corpus
from docexplain.grounding.facts.lookup import Ground, look_up, lowers
from docexplain.grounding.facts.wanted import wanted_of
from docexplain.grounding.lowering import lowered_verdict
from docexplain.records import (
    BlockClass,
    Box,
    Coverage,
    Document,
    FoundIn,
    HiddenText,
    Likeness,
    Lowered,
    Paragraph,
    Verdict,
)

BOX = Box(1, 0, 0, 1, 1)
SALES = (
    "(Dollars in millions, except per share amounts) | 2018 | 2017\n"
    "Years ended December 31: Net sales | 2018: $ 32,765 | 2017: $ 31,657 | (Dollars in millions)\n"
    "Property, plant and equipment | 2018: 8,738 | 2017: 8,866 | (Dollars in millions)\n"
    "Provision for taxes | 2018: (176) | 2017: 127 | (Dollars in millions)\n"
    "Tax rate | 2018: 23.4% | 2017: 20.1 | (Dollars in millions)"
)


def document(*texts, hidden=()):
    paragraphs = tuple(
        Paragraph(i, text, (BOX,), BlockClass.TABLE if " | " in text else BlockClass.TEXT)
        for i, text in enumerate(texts, 1)
    )
    unseen = tuple(HiddenText("", BOX, "in white", 1, paragraph=index) for index in hidden)
    return Document("ab" * 32, "x.pdf", "p", paragraphs, (), Coverage(1, 1, 1, 0, hidden=unseen))


def looked(answer, *texts, question="", cited=(1,), read=(1, 2), hidden=(), parts=None):
    doc = document(*texts, hidden=hidden)
    read = [index for index in read if index <= len(texts)]
    return doc, look_up(answer, question, Ground(doc, cited, read, parts or {}))


def found(answer, *texts, **how):
    """What each thing is, and where."""
    _, facts = looked(answer, *texts, **how)
    return [(answer[fact.start : fact.end], str(fact.found)) for fact in facts]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("$1,577", "a total of 1577.00 was paid"),
        ("1577", "a total of 1\u00a0577 was paid"),
        ("$32.765 billion", SALES),
        ("32,765 million", SALES),
        ("$32,765", SALES),
        ("$32,765,000,000", SALES),
        ("176", SALES),
        ("20.1%", SALES),
        ("$ 27 million", "It paid $27 million."),
        ("12.5%", "a share of 0.125 of it"),
        ("0.5%", "rose by 50 basis points"),
        ("ten", "The pay is 10 dollars."),
        ("21", "within twenty-one days"),
        ("$10", "10 dollars"),
        ("5 million", "between 5 and 7 million"),
        ("March 3, 2025", "on 2025-03-03"),
        ("3 April 2025", "on 03/04/2025"),
        ("December 31, 2017", "As of December 31, 2018 and 2017"),
        ("December 31, 2018", SALES),
        ("2018", "in FY18"),
        ("2,018", "There were 2018 people"),
        ("March", "March"),
        ("(206) 266-1000", "call 206-266-1000"),
        ("by Amazon.com Inc.", "AMAZON.COM is a company."),
        ("by Zürich", "in Zurich's streets"),
        ("by Tim Cook", "Timothy and Tim D. Cook"),
        ("by the US", "the U.S. government"),
    ],
)
def test_the_same_is_found_however_it_is_written(said, text):
    assert all(where == "cited" for _, where in found(said, text))


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("$32,766", SALES),
        ("32,765 thousand", SALES),
        ("$3.2765 billion", SALES),
        ("€32,765", SALES),
        ("30 days", "within 30 months"),
        ("12.5%", "It paid $12.5."),
        ("$27", "It paid $27 million."),
        ("7%", "It has 7 stores."),
        ("third", "It has 3 stores."),
        ("10", "Form 10-K, Section 10, COVID-10"),
        ("31 percent", "on December 31, 2018"),
        ("March 3, 2025", "on March 3, 2024"),
        ("March 3, 2025", "on March 30, 2025"),
        ("by Tim Cook", "Tim Apple can Cook"),
        ("by the US", "for us all"),
    ],
)
def test_another_one_is_not(said, text):
    assert [where for _, where in found(said, text)] == ["nowhere"]


@pytest.mark.parametrize(
    ("said", "likeness"),
    [
        ("$8.7 billion", "rounded"),
        ("8.74 billion", "rounded"),
        ("8.738 billion", "same"),
        ("about $9 billion", "rounded"),
    ],
)
def test_rounded(said, likeness):
    _, (fact,) = looked(said, SALES)
    assert (fact.found, str(fact.places[0].likeness)) == (FoundIn.CITED, likeness)


def test_a_percentage_is_rounded_from_one_only():
    assert found("42%", "Cost | 2018: 41.6 | 2017: 12%") == [("42%", "nowhere")]
    assert found("42%", "Share | 2018: 41.6% | 2017: 12") == [("42%", "cited")]


def test_the_unit_stands_in_the_tables_caption():
    table = "Region | 2024 | 2025\nRegion: East | 2024: 77 | 2025: 89"
    doc = document(table, "Table 1: Revenue by region in millions of dollars.")
    caption = replace(doc.paragraphs[1], block_class=BlockClass.CAPTION)
    ground = Ground(replace(doc, paragraphs=(doc.paragraphs[0], caption)), (1,), (1,))
    assert [str(look_up(said, "", ground)[0].found) for said in ("$89 million", "€89", "89 thousand")] == [
        "cited",
        "nowhere",
        "nowhere",
    ]


@pytest.mark.parametrize("said", ["$8.8 billion", "9 billion", "8.70 million", "8.7391 billion"])
def test_not_rounded(said):
    assert [where for _, where in found(said, SALES)] == ["nowhere"]


def test_in_the_unit_that_was_asked_for():
    asked = "What are they? Answer in USD billions."
    assert found("$8.70", SALES, question=asked) == [("$8.70", "cited")]
    assert found("$8.70", SALES) == [("$8.70", "nowhere")]


def test_the_closest_place():
    texts = ("It has 12 stores.", "It has 13 stores.", "It has 14 stores and $1.5 million.")
    answer = "12 stores, 13, 14 stores, 15 and $1.5 million"
    assert [where for _, where in found(answer, *texts)] == ["cited", "read", "document", "nowhere", "document"]


def test_what_repeats_the_question_says_nothing():
    question = "What did Acme pay in 2018?"
    assert found("In 2018, the company Acme paid 5 euros", "Acme paid 5 euros in 2018.", question=question) == [
        ("2018", "question"),
        ("Acme", "question"),
        ("5 euros", "cited"),
    ]


def test_the_list_and_its_marks_are_no_facts():
    assert found("1. He bought Array [9]\n2. It (1) is", "Array") == [("Array", "cited")]


def test_the_row_or_sentence_around_it():
    doc, facts = looked("It had net sales of $32,765 and ten stores.", SALES, "It is big. It has ten stores. So.")
    texts = {p.index: p.text for p in doc.paragraphs}
    quotes = [texts[f.places[0].paragraph][slice(*f.places[0].within)] for f in facts]
    assert quotes == [SALES.split("\n")[1], "It has ten stores."]


def test_the_place_that_has_most_to_do_with_question_and_answer():
    rows = "Cash | 2018: 5,100 | 2017: 4,000\nInventories | 2018: 4,000 | 2017: 5,100"
    doc, (fact,) = looked("$5,100", rows, question="What were the inventories in 2017?")
    first = fact.places[0]
    assert doc.paragraphs[0].text[slice(*first.within)].startswith("Inventories")
    assert len(fact.places) == 2


class TestUnseen:
    def test_struck_through(self):
        _, (fact,) = looked("2,400 euros", "The rent is ~~2,400 euros~~ 2,750 euros.")
        assert (fact.found, fact.places[0].unseen) == (FoundIn.CITED, "struck through")
        assert lowers([fact]) == (Lowered.FACT,)

    def test_hidden(self):
        _, (fact,) = looked("2,400 euros", "The rent is 2,400 euros.", hidden=[1])
        assert fact.places[0].unseen == "hidden: in white"
        assert lowers([fact]) == (Lowered.FACT,)

    def test_not_where_it_can_be_seen_elsewhere(self):
        _, (fact,) = looked("2,400 euros", "The rent is ~~2,400 euros~~.", "It was 2,400 euros.")
        assert (fact.found, fact.places[0].unseen) == (FoundIn.READ, "")
        assert lowers([fact]) == ()


def test_rows_that_were_not_read_are_elsewhere_in_the_document():
    start = SALES.index("Years ended")
    parts = {1: ((start, SALES.index("\nProperty")),)}
    assert found("32,765 and 8,738", SALES, parts=parts) == [("32,765", "cited"), ("8,738", "document")]


def test_a_name_lowers_nothing():
    _, facts = looked("by Donald Duck", "It has 12 stores.")
    assert facts[0].found is FoundIn.NOWHERE and lowers(facts) == ()


@pytest.mark.parametrize(
    ("verdict", "why", "lowered"),
    [
        (Verdict.SUPPORTED, (), Verdict.SUPPORTED),
        (Verdict.SUPPORTED, (Lowered.FACT,), Verdict.WEAK),
        (Verdict.WEAK, (Lowered.FACT,), Verdict.WEAK),
        (Verdict.UNSUPPORTED, (Lowered.FACT,), Verdict.UNSUPPORTED),
    ],
)
def test_the_verdict(verdict, why, lowered):
    assert lowered_verdict(verdict, why) is lowered


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("$1.577 billion", "was $1,577 million"),
        ("$1,577 million", "was $1.577 billion"),
        ("1577", "was 1'577.00 and"),
        ("1577", "was 1’577 and"),
        ("1577", "was 1\u202f577 and"),
        ("12.5%", "was 12.5% and"),
        ("9,996", "was 9'996"),
        ("$8.23 billion", "was $8,229 million"),
        ("21 days", "within twenty-one days"),
        ("third", "in its 3rd year"),
        ("March 3, 1983", "on 3/3/83"),
        ("March 3, 1983", "Mar 3rd, 1983"),
        ("December 25", "by 25 December 2018"),
        ("1983", "in FY83"),
        ("1983", "in 1,983 and"),
        ("206-266-1000", "call (206) 266-1000"),
        ("at 10:30", "at 10:30 o'clock"),
        ("by Zürich", "at ZURICH AG"),
        ("by the US", "the U.S. of"),
        ("by Medtech Corp.", "from MEDTECH."),
    ],
)
def test_the_quick_search_of_all_misses_nothing_that_the_close_look_finds(said, text):
    """Paragraphs that were not read are searched by plain strings first."""
    doc = document("Nothing of it.", "Nor 12.", f"And so it\n{text} there", "9")
    (wanted,) = wanted_of(said)
    quick = [(line.text, hit) for line, hit in Corpus(doc.paragraphs).hits_anywhere(wanted)]
    close = [
        (line.text, hit)
        for index in range(1, 5)
        for line in Corpus(doc.paragraphs).lines(index)
        for hit in wanted.hits(line, strict=True)
    ]
    assert quick == close and len(quick) == 1


def test_spaces_between_thousands():
    french = "Le total est de 1 577 000,50 euros et la part de 12,5 %."
    assert found("1577000,50 euros", french) == [("1577000,50 euros", "cited")]
    assert found("9 577 euros", french, "x", "soit 9 577 euros") == [("9 577 euros", "document")]


def test_elsewhere_in_the_document_chance_finds_less():
    texts = ("Nothing.", "Nothing.", "It has 42 stores, 8,651 acres and spent 8.2.")
    said = "42%, 8.7 thousand acres, $8.2"
    assert [where for _, where in found(said, *texts)] == ["nowhere"] * 3
    assert [where for _, where in found(said, *texts, cited=(3,))] == ["nowhere", "cited", "cited"]


def test_short_forms():
    text = "the Securities and Exchange Commission"
    _, (fact,) = looked("by the SEC", text)
    assert (fact.found, fact.places[0].likeness) == (FoundIn.CITED, Likeness.SHORT)


def test_nothing_to_look_up():
    assert looked("Yes, it is.", SALES)[1] == ()
    assert lowers(()) == ()


def test_the_order_of_the_answer():
    _, facts = looked("Array paid 12 in 2018 to the SEC", "x")
    assert [fact.start for fact in facts] == sorted(fact.start for fact in facts)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("in 2018", "The contract of 12.03.2018 holds."),
        ("seven million shares", "There are seven million shares."),
        ("7,000,000 shares", "There are Seven million shares."),
        ("105 days", "within one hundred and five days"),
        ("700,000 shares", "seven hundred thousand shares"),
        ("1,000,000 shares", "a million shares"),
        ("$0.05", "It pays $0.05 a share."),
    ],
)
def test_what_was_not_read_is_found_however_it_is_written(said, text):
    [(_, where)] = found(said, "Some text.", text, read=(1,))
    assert where == "document"


def test_a_number_behind_a_year_is_not_one_with_it():
    texts = ("Der Lohn und das Jahr: 1.577,5.", "Im Jahr 2015 150 Arbeiter, davon 1 577 neu.")
    assert found("150 und 1577", *texts, read=(1,)) == [("150", "document"), ("1577", "document")]


def test_only_numbers_that_begin_so_are_looked_at_closely(monkeypatch):
    doc = document(*["In 2015 it sold 2,015 of 10,500 and 105 more."] * 50)
    [wanted] = wanted_of("$15 million")
    looked_at = []
    lines = Corpus.lines
    monkeypatch.setattr(Corpus, "lines", lambda self, index: looked_at.append(index) or lines(self, index))
    assert list(Corpus(doc.paragraphs).hits_anywhere(wanted)) == []
    assert looked_at == []


def test_a_number_of_a_million_digits_is_none():
    _, (fact,) = looked("5 million", "7" * 1_000_001 + " million and 5 million")
    assert (fact.found, fact.places[0].at) == (FoundIn.CITED, (1_000_014, 1_000_023))


def test_a_table_of_very_many_rows_is_looked_at_once():
    """Where each row looked for the unit in all of the table, this took hours."""
    rows = "Cash | 12\n" * 8_000
    _, (fact,) = looked("$7 million", f"{rows}Debt | 7\n(in millions)")
    assert fact.found is FoundIn.CITED


@pytest.mark.parametrize(
    "text",
    [
        "(2) Includes sales to others.",
        "2. Scope of work",
        "2) Keep it dry.",
        "Sales to others (2) are in it.",
        "Sales to others,(2) which are in it.",
        "Sales [2] are in it.",
        "Sales (2) | 2021: none",
    ],
)
def test_a_small_number_in_words_stands_in_no_mark_of_a_footnote_list_or_section(text):
    assert found("It has two owners.", text) == [("two", "nowhere")]


@pytest.mark.parametrize(
    "text",
    [
        "It has 2 owners.",
        "two (2) owners",
        "Owners | 2021: (2)",
        "Owners | (2) | 4",
        "2 owners",
        "Owners: (2) per cent",
    ],
)
def test_it_stands_where_something_is_counted(text):
    assert found("It has two owners.", text) == [("two", "cited")]


def test_a_number_in_digits_may_be_what_numbers_a_section():
    assert found("2", "2. Scope of work", question="In which section is it?") == [("2", "cited")]

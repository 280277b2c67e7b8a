"""The two sample PDFs, from file to paragraphs."""

import re
import runpy
import sys
from itertools import pairwise

import pymupdf
import pytest

from docexplain.ingest import PARSER, sha256_of
from docexplain.records import BlockClass
from docexplain.records.word_boxes import boxes_of, unpack


def one(document, phrase):
    """The only paragraph with the phrase."""
    found = [p for p in document.paragraphs if phrase in p.text]
    assert len(found) == 1, (phrase, found)
    return found[0]


@pytest.mark.skipif(pymupdf.VersionBind.split(".")[:2] != ["2", "0"], reason="bytes are those of PyMuPDF 2.0")
def test_the_samples_are_what_the_script_writes(samples, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["make_samples.py", "--check"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(samples / "make_samples.py"), run_name="__main__")
    assert (ended.value.code, capsys.readouterr().err) == (0, "")


def test_the_samples_are_small(samples):
    assert all(path.stat().st_size < 150_000 for path in samples.glob("*.pdf"))


def test_document_says_where_it_comes_from(contract, samples):
    path = samples / "employment-contract.pdf"
    assert contract.name == "employment-contract.pdf"
    assert contract.sha256 == sha256_of(path)
    assert contract.parser == PARSER
    assert re.fullmatch(r"docexplain-layout/\d+ pymupdf/\d+\.\d+.*", PARSER)


def test_same_file_gives_equal_documents(contract, elsewhere):
    """Whoever reads it: these were read in two processes."""
    assert elsewhere.document == contract


def test_only_the_compensation_paragraph_states_the_pay(contract):
    pay = one(contract, "dollar")
    assert "10 dollars for each hour" in pay.text
    assert pay.heading_path == ("6. Compensation",)
    assert pay.page == 1


def test_contract_has_its_sections_in_order(contract):
    assert contract.paragraphs[0].block_class is BlockClass.TITLE
    assert contract.paragraphs[0].text == "Employment Contract"
    sections = list(dict.fromkeys(p.heading_path[0] for p in contract.paragraphs if p.heading_path))
    assert [int(s.split(".")[0]) for s in sections] == list(range(1, 23))
    assert len(contract.paragraphs) >= 20
    bodies = [p.text for p in contract.paragraphs[1:]]
    assert all(20 <= len(text.split()) <= 90 for text in bodies)


def test_report_reads_down_one_column_then_the_other(report):
    phrases = [
        "Dear shareholders",
        "Ines Calloway",
        "Marrowby makes",
        "best-selling",
        "Sales grew",
        "In June we opened",
    ]
    indices = [one(report, phrase).index for phrase in phrases]
    assert indices == sorted(indices)


def test_numbered_headers_nest(report):
    assert one(report, "best-selling product").heading_path == ("3 Business Review", "3.1 Products")
    assert one(report, "$18 million").heading_path == ("4 Research and Development",)


def test_paragraph_runs_over_a_column(report):
    dividend = one(report, "$0.84 per share")
    assert [box.page for box in dividend.boxes] == [1, 1]
    assert dividend.boxes[1].x0 > dividend.boxes[0].x1
    assert "The rest of the profit stays in the company" in dividend.text


def test_paragraph_runs_over_a_page(report):
    employees = one(report, "1,284 employees")
    assert [box.page for box in employees.boxes] == [1, 2]
    assert "Most of them work in production, and" in employees.text


def test_footnote_and_figure_do_not_cut_a_paragraph(report):
    """The figure's page and the footnote stand between the parts of these two."""
    assert one(report, "The number of lamps produced").text.endswith("the end of the decade.")
    note = one(report, "[1] Patents")
    assert note.block_class is BlockClass.FOOTNOTE


def test_furniture_is_apart_and_kept(report):
    headers = [f for f in report.furniture if f.block_class is BlockClass.PAGE_HEADER]
    footers = [f for f in report.furniture if f.block_class is BlockClass.PAGE_FOOTER]
    assert [f.box.page for f in headers] == [2, 3, 4, 5, 6]
    assert [f.text for f in footers] == ["1", "2", "3", "4", "5", "6"]
    assert {f.text for f in headers} == {"Marrowby Lamp Company | Annual Report 2025"}
    assert not any("| Annual Report" in p.text for p in report.paragraphs)


def test_table_and_chart_are_one_paragraph_each_with_a_line_for_each_row(report):
    table, chart = [p for p in report.paragraphs if p.block_class is BlockClass.TABLE]
    assert table.text.split("\n") == [
        "Region | 2024 | 2025",
        "Region: North | 2024: 121 | 2025: 136",
        "Region: South | 2024: 98 | 2025: 94",
        "Region: East | 2024: 77 | 2025: 89",
        "Region: West | 2024: 84 | 2025: 93",
    ]
    assert table.heading_path[-1] == "3.2 Sales by Region"
    assert chart.text.split("\n") == ["2021: 3.1", "2022: 3.4", "2023: 3.6", "2024: 4.1", "2025: 4.8"]


def test_captions_are_kept(report):
    captions = [p.text for p in report.paragraphs if p.block_class is BlockClass.CAPTION]
    assert [c.split(":")[0] for c in captions] == ["Table 1", "Figure 1"]


def test_list_items_are_paragraphs(report):
    items = [p.text for p in report.paragraphs if p.block_class is BlockClass.LIST_ITEM]
    assert len(items) == 4
    assert items[0] == "\u2022 a free lunch in the canteen on every working day"


@pytest.mark.parametrize("name", ["employment-contract", "annual-report"])
def test_every_word_is_kept_once(name, contract, report, samples):
    document = contract if name == "employment-contract" else report
    with pymupdf.open(samples / f"{name}.pdf") as pdf:
        plain = sorted(word for page in pdf for word in page.get_text().replace("\u00b7", "\u2022").split())
    headings = {}
    for p in document.paragraphs:
        for depth, heading in enumerate(p.heading_path):
            headings[p.heading_path[: depth + 1]] = heading
    names = re.compile(r"(?:(?<=\| )|^)(?:Region|2024|2025): (?!\d\.)", re.M)  # a column's name before its value
    years = re.compile(r"^(20\d\d): (?=\d\.)", re.MULTILINE)  # in the chart, where each stands once
    texts = [years.sub(r"\1 ", names.sub("", p.text)).replace(" | ", " ") for p in document.paragraphs]
    texts += [f.text for f in document.furniture] + list(headings.values())
    assert sorted(word for text in texts for word in text.split()) == plain


@pytest.mark.parametrize("name", ["contract", "report"])
def test_coverage_adds_up(name, request):
    coverage = request.getfixturevalue(name).coverage
    assert coverage.characters == coverage.kept + coverage.furniture
    assert coverage.kept > 20 * coverage.furniture > 0
    assert coverage.failed_pages == coverage.pages_without_text == ()


@pytest.mark.parametrize("name", ["employment-contract", "annual-report"])
def test_the_place_of_every_word_is_that_of_the_word(name, contract, report, samples):
    """MuPDF's own list of words says what stands at a place."""
    document = contract if name == "employment-contract" else report
    with pymupdf.open(samples / f"{name}.pdf") as pdf:
        pages = [page.get_text("words") for page in pdf]
    broken = 0
    for p in document.paragraphs:
        covered = [False] * len(p.text)
        for word in unpack(p.words):
            x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
            [at] = [w[4] for w in pages[word.page - 1] if w[0] <= x <= w[2] and w[1] <= y <= w[3]]
            text = p.text[word.start : word.end]
            assert text == at.replace("\u00b7", "\u2022") or text == at[:-1]
            broken += text != at
            covered[word.start : word.end] = [True] * len(text)
        signs = "".join(c for c, yes in zip(p.text, covered, strict=True) if not yes)
        assert set(signs) <= set(" \n:|" if p.block_class is BlockClass.TABLE else " ")
    assert broken == (0 if document is contract else 4)  # at a hyphen that was taken away


def test_the_boxes_of_a_part_of_a_paragraph(report):
    p = one(report, "Total revenue rose")
    start, end = p.text.index("$412 million"), p.text.index("$412 million") + len("$412 million")
    [box] = boxes_of(p, start, end)
    [whole] = p.boxes
    assert whole.x0 < box.x0 < box.x1 < whole.x1
    assert box.y1 - box.y0 < 20
    assert boxes_of(p, start + 1, end - 1) == (box,)
    lines = boxes_of(p, 0, len(p.text))
    assert len(lines) > 2
    assert all(one.y0 < other.y0 for one, other in pairwise(lines))


def test_boxes_lie_on_their_pages(report):
    for p in report.paragraphs:
        for box in p.boxes:
            assert 0 <= box.x0 < box.x1 <= 504
            assert 0 <= box.y0 < box.y1 <= 648


def test_the_facts_in_the_readme_stand_where_it_says(samples, contract, report):
    rows = [line.strip("| \n").split(" | ") for line in (samples / "README.md").read_text().splitlines()]
    facts = [row for row in rows if row[0] in {"contract", "report"}]
    assert len(facts) >= 12
    for name, _, answer, where in facts:
        document = contract if name == "contract" else report
        section, page = re.fullmatch(r"(?:table in )?(.*), pages? (\d).*", where).groups()
        fact = answer.removeprefix("the ").split(" (")[0]
        inside = [p for p in document.paragraphs if re.search(rf"(?<![\w.,]){re.escape(fact)}(?!\w)", p.text)]
        assert section in [p.heading_path[-1] for p in inside if p.page == int(page)], (answer, where)

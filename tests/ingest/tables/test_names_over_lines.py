"""Heads that name several columns, names of rows over several lines, and the sides of a balance sheet."""

import pytest

from tests.ingest.tables.test_reading import right, rows

ENDS = (200, 260, 320)
VALUES = (("Sales", "1,204", "1,198", "1,140"), ("Costs", "877", "901", "860"))


def row(y, *texts, ends=ENDS):
    return [(0, y, texts[0]), *(right(x, y, text) for x, text in zip(ends, texts[1:], strict=True))]


def table(*head):
    body = [cell for i, texts in enumerate(VALUES) for cell in row(45 + 15 * i, *texts)]
    return rows(*head, *(right(x, 30, year) for x, year in zip(ENDS, ("2019", "2018", "2017"), strict=True)), *body)


class TestTimesWithoutTheirYear:
    @pytest.mark.parametrize("end", [262, 320, 330])
    @pytest.mark.parametrize(
        "text", ["Year ended December 31,", "As of June 30,", "Zum 31. Dezember", "Au 31 d\u00e9cembre", "Years ended"]
    )
    def test_are_over_all_years_wherever_they_stand(self, text, end):
        assert table(right(end, 15, text))[-1] == f"Costs | {text} 2019: 877 | {text} 2018: 901 | {text} 2017: 860"

    def test_in_two_lines_too(self):
        found = table(right(320, 0, "Fiscal year ended"), right(320, 15, "December 31,"))
        name = "Fiscal year ended December 31,"
        assert found[-1] == f"Costs | {name} 2019: 877 | {name} 2018: 901 | {name} 2017: 860"

    def test_what_is_no_time_names_what_it_stands_over(self):
        assert table((255, 15, "Pro forma"))[-1] == "Costs | 2019: 877 | Pro forma 2018: 901 | Pro forma 2017: 860"
        assert table(right(320, 15, "Audited"))[-1] == "Costs | 2019: 877 | 2018: 901 | Audited 2017: 860"

    def test_of_two_groups_of_the_same_years_one_is_named(self):
        ends = (200, 260, 320, 380)
        head = [right(380, 0, "Nine months ended"), right(260, 12, "Year ended June 30,"), right(380, 12, "March 31,")]
        years = row(24, "", "2019", "2018", "2019", "2018", ends=ends)[1:]
        found = rows(*head, *years, *row(45, "Sales", "1", "2", "3", "4", ends=ends))[-1]
        assert "Nine months ended Year" not in found


class TestNamesOverLines:
    @pytest.mark.parametrize("at", [0, 1, 2])
    @pytest.mark.parametrize(
        "names", [("Total revenues from", "External customers and", "Other parties"), ("Net income,", "or", "Net loss")]
    )
    def test_the_values_may_stand_on_any_line(self, names, at):
        cells = []
        for i, name in enumerate(names):
            y = 60 + 11 * i
            cells += row(y, name, "12", "13", "14") if i == at else [(0, y, name)]
        found = rows(*row(30, "", "2019", "2018", "2017")[1:], *row(45, *VALUES[0]), *cells, *row(97, *VALUES[1]))
        assert found[2] == f"{' '.join(names)} | 2019: 12 | 2018: 13 | 2017: 14"
        assert len(found) == 4

    @pytest.mark.parametrize(
        "upper, section", [("Sales", "Outside Europe"), ("Received from", "Costs:"), ("Cash (net)", "Costs")]
    )
    def test_the_head_of_a_section_is_none_of_the_row_above(self, upper, section):
        cells = [*row(45, upper, "12", "13", "14"), (0, 60, section), *row(75, "Rent", "1", "2", "3")]
        found = rows(*row(30, "", "2019", "2018", "2017")[1:], *cells)
        assert f"{upper} | 2019: 12 | 2018: 13 | 2017: 14" in found

    @pytest.mark.parametrize("name", ["Year ended June 30,", "Sales in"])
    def test_nor_is_it_of_the_head_of_the_table(self, name):
        body = [*row(45, "Revenue", "12", "13", "14"), *row(60, "Costs", "1", "2", "3")]
        found = rows(*row(15, name, "2019", "2018", "2017"), (0, 30, "Europe"), *body)
        assert found[0] == f"{name} | 2019 | 2018 | 2017"


class TestSides:
    XS = (0, 150, 200, 240, 400, 450)

    def read(self, heads, *body):
        cells = []
        for y, texts in enumerate((heads, *body)):
            for at, (x, text) in enumerate(zip(self.XS, texts, strict=True)):
                cells += [(x, 15 * y, text) if at in {0, 3} else right(x, 15 * y, text)] if text else []
        return rows(*cells)

    @pytest.mark.parametrize(
        "total", ["Summa tillg\u00e5ngar", "Razem aktywa", "Aktiva gesamt", "\u03a3\u03cd\u03bd\u03bf\u03bb\u03bf"]
    )
    def test_are_told_by_what_they_come_to(self, total):
        found = self.read(
            ("A", "Group", "Parent", "L", "Group", "Parent"),
            ("Plant", "460", "443", "Capital", "300", "290"),
            ("Stock", "75", "81", "Debts", "235", "234"),
            (total, "535", "524", "All of it", "535", "524"),
        )
        assert found[1:3] == ["A: Plant | Group: 460 | Parent: 443", "A: Stock | Group: 75 | Parent: 81"]
        assert found[-1] == "L: All of it | Group: 535 | Parent: 524"

    @pytest.mark.parametrize("total", ["Total", "Totales", "Summa", "Summe", "Totaal"])
    def test_are_told_by_their_totals_alone(self, total):
        found = self.read(
            ("In", "Group", "Parent", "Out", "Group", "Parent"),
            ("Fees", "460", "443", "Rent", "300", "290"),
            ("Gifts", "75", "81", "Wages", "200", "234"),
            (total, "535", "524", total, "500", "524"),
        )
        assert found[1] == "In: Fees | Group: 460 | Parent: 443"

    def test_what_is_paired_stays_whole(self):
        teams = [("Leeds", "2", "1", "Hull", "1", "4"), ("Hull", "0", "3", "York", "2", "2")]
        found = self.read(
            ("Home", "2023", "2022", "Away", "2023", "2022"), *teams, ("York", "5", "1", "Leeds", "2", "2")
        )
        assert found[1].startswith("Home: Leeds") and "Away: Hull" in found[1]
        moved = [("Cash", "460", "443", "Bank", "460", "443"), ("Stock", "75", "81", "Goods", "75", "81")]
        found = self.read(
            ("Old", "2023", "2022", "New", "2023", "2022"), *moved, ("Total", "535", "524", "Sum", "535", "524")
        )
        assert found[1].startswith("Old: Cash") and "New: Bank" in found[1]

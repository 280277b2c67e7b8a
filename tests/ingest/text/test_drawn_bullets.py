"""Lists whose bullets are shapes: each item is one paragraph, and what only looks like a bullet makes none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from docexplain.ingest import ParseOptions, read_document
from docexplain.ingest.page.regions import Region, believed
from docexplain.ingest.text.drawn_bullets import bullets_before, with_bullets
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.records import BlockClass

ITEMS = [
    (0, "Revenue of the marine segment grows by four per cent"),
    (1, "New orders from two shipyards in Korea"),
    (1, "Prices rise by a tenth from April on"),
    (0, "Margins in the energy segment stay at eleven per cent"),
    (0, "The rail segment is sold by the end of June"),
]

Shape = Callable[[Any, float, float, float], None]


def disc(page: Any, x: float, y: float, side: float) -> None:
    page.draw_circle((x, y), side / 2, color=None, fill=(0, 0, 0))


def ring(page: Any, x: float, y: float, side: float) -> None:
    page.draw_circle((x, y), side / 2, color=(0, 0.2, 0.4), fill=None, width=0.5)


def square(page: Any, x: float, y: float, side: float) -> None:
    page.draw_rect((x - side / 2, y - side / 2, x + side / 2, y + side / 2), color=None, fill=(0.5, 0.5, 0.5))


def unseen(page: Any, x: float, y: float, side: float) -> None:
    page.draw_circle((x, y), side / 2, color=None, fill=(1, 1, 1))


def dash(page: Any, x: float, y: float, side: float) -> None:
    page.draw_line((x - 2 * side, y), (x + 2 * side, y))


def written(folder: Path, shape: Shape, size: float = 11, font: str = "helv", part: float = 0.3) -> Path:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text(
        (70, 80), "We expect the following in our three segments in the year that has begun:", fontsize=size
    )
    y = 80 + 2 * size
    for level, text in ITEMS:
        x = 90 + 24 * level
        shape(page, x - size, y - 0.35 * size, part * size)
        page.insert_text((x, y), text, fontsize=size, fontname=font)
        y += 1.35 * size
    page.insert_text((70, y + size), "The risks of all this are described at the end of the report.", fontsize=size)
    path = folder / "list.pdf"
    document.save(path)
    return path


def items(path: Path, layout: Any = "model") -> list[str]:
    document = read_document(path, options=ParseOptions(layout=layout))
    return [p.text for p in document.paragraphs if p.block_class is BlockClass.LIST_ITEM]


AS_READ = [f"\u2022 {text}" for _, text in ITEMS]


@pytest.mark.parametrize("layout", ["model", "fast"])
@pytest.mark.parametrize("shape", [disc, ring, square])
def test_each_item_is_a_paragraph(tmp_path: Path, shape: Shape, layout: Any):
    assert items(written(tmp_path, shape), layout) == AS_READ


@pytest.mark.parametrize(("size", "font"), [(8, "tiro"), (14, "cour"), (18, "hebo")])
def test_in_other_sizes_and_fonts(tmp_path: Path, size: float, font: str):
    assert items(written(tmp_path, disc, size, font)) == AS_READ


def test_text_around_the_list_is_none_of_it(tmp_path: Path):
    texts = [p.text for p in read_document(written(tmp_path, disc)).paragraphs]
    assert texts[0].endswith("that has begun:")
    assert texts[-1].startswith("The risks of all this")


@pytest.mark.parametrize("shape", [unseen, dash])
def test_what_is_not_seen_or_is_a_line_is_no_bullet(tmp_path: Path, shape: Shape):
    assert items(written(tmp_path, shape)) == []


def test_a_shape_as_high_as_the_text_is_no_bullet(tmp_path: Path):
    assert items(written(tmp_path, square, part=1.1)) == []


def test_a_sign_within_a_line_is_no_bullet(tmp_path: Path):
    """As between the parts of an address."""
    document = pymupdf.open()
    page = document.new_page()
    for y, left, right in [(100, "Kiel", "Hafen 12"), (116, "Bonn", "Markt 3"), (132, "Jena", "Am Tor 9")]:
        page.insert_text((70, y), left)
        disc(page, 98, y - 4, 3)
        page.insert_text((104, y), right)
    document.save(tmp_path / "addresses.pdf")
    texts = [p.text for p in read_document(tmp_path / "addresses.pdf").paragraphs]
    assert not any("\u2022" in text for text in texts)


def test_no_bullet_is_counted_as_a_character_of_the_page(tmp_path: Path):
    coverage = read_document(written(tmp_path, disc)).coverage
    assert coverage.kept == coverage.characters


def test_text_under_the_last_item_from_the_margin_on_is_none_of_it():
    """Where the layout model takes a list and what follows it for one paragraph."""

    def line(number: int, x: float, text: str, size: float = 10) -> Glyphs:
        y = 100.0 + 13 * number
        return Glyphs((x, y, x + 200, y + 10), text, 0, number, size, characters=len(text))

    lines = [line(0, 80, "First"), line(1, 80, "Second"), line(2, 80, "goes on"), line(3, 60, "Afterwards")]
    words = with_bullets(lines, bullets_before(lines, [(66.0, 103.0, 70.0, 107.0), (66.0, 116.0, 70.0, 120.0)]))
    found = believed(Region((60.0, 100.0, 280.0, 150.0), BlockClass.TEXT), words)
    assert [(region.block_class, [word.text for word in inside]) for region, inside in found] == [
        (BlockClass.LIST_ITEM, ["\u2022", "First"]),
        (BlockClass.LIST_ITEM, ["\u2022", "Second", "goes on"]),
        (BlockClass.TEXT, ["Afterwards"]),
    ]

"""Exports that are text, read back by other programs' parsers."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from prov.model import ProvDocument

from docexplain.export.formats.exported import Exported
from docexplain.export.formats.html import html
from docexplain.export.formats.markdown import markdown
from docexplain.export.formats.provenance import prov_json
from docexplain.export.formats.scores import harmless, scores

from .conftest import HOSTILE


def words(text: str) -> str:
    return " ".join(text.split())


def test_markdown_says_it_all(exported: Exported) -> None:
    text = markdown(exported)
    for part in (
        "What is the pay per hour?",
        "10 dollars",
        "ten dollars per hour",
        "page 1",
        "7, SHA-256 " + "ab" * 32,
    ):
        assert part in text
    assert "baker" not in text  # not cited


def test_nothing_that_a_document_says_is_markup_in_markdown(hostile: Exported) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown(hostile))
    inside = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in [*tokens, *inside]}
    assert not kinds & {
        "html_block",
        "html_inline",
        "link_open",
        "image",
        "code_inline",
        "fence",
        "table_open",
        "s_open",
    }
    headings = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    assert [words(tokens[i + 1].content)[:9] for i in headings][1:] == ["What it r", "Record"]
    read = words("".join(t.content for t in inside if t.type in {"text", "text_special", "softbreak", "entity"}))
    assert words("".join(words(HOSTILE).split())) in "".join(read.split())


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside != "style":
            self.text.append(data)


@pytest.mark.parametrize("pages", [{}, {"contract.pdf, page 1": b"\x89PNG picture"}])
def test_html_runs_and_fetches_nothing(hostile: Exported, pages: dict[str, bytes]) -> None:
    reader = Reader()
    reader.feed(html(hostile, pages))
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "form", "base", "a"}
    assert {tag for tag, attrs in reader.tags for name in attrs if name.startswith("on")} == set()
    sources = [attrs["src"] or "" for tag, attrs in reader.tags if tag == "img"]
    assert [source[:22] for source in sources] == ["data:image/png;base64,"] * len(pages)
    policy = next(attrs for tag, attrs in reader.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in (policy["content"] or "")
    assert words(HOSTILE) in words("".join(reader.text))


@pytest.mark.wheel
def test_html_shades_by_share_and_names_what_is_cited(exported: Exported) -> None:
    reader = Reader()
    reader.feed(html(exported))
    articles = [attrs for tag, attrs in reader.tags if tag == "article"]
    assert ["cited" in (attrs["class"] or "").split() for attrs in articles] == [True, True, False]
    text = words("".join(reader.text))
    assert text.index("ten dollars per hour") < text.index("thirty days' notice") < text.index("hires the Employee")


def test_scores_are_a_table(exported: Exported) -> None:
    rows = list(csv.DictReader(io.StringIO(scores(exported), newline="")))
    assert [(row["paragraph"], row["cited"], row["rank"]) for row in rows] == [
        ("2", "1", "1"),
        ("4", "1", "2"),
        ("1", "0", "3"),
    ]
    assert [float(row["effect_nats"]) for row in rows] == [effect.effect for effect in exported.answer.effects]
    assert rows[0]["pages"] == "1"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_a_formula(text: str) -> None:
    assert harmless(text)[0] == "'"
    assert harmless("a" + text) == "a" + text


def test_prov_is_read_back_with_what_was_made_of_what(exported: Exported) -> None:
    text = prov_json(exported)
    assert text == prov_json(exported)
    made = ProvDocument.deserialize(content=text, format="json")
    assert {type(record).__name__ for record in made.get_records()} >= {"ProvEntity", "ProvActivity", "ProvDerivation"}
    plain = json.loads(text)
    derived = {
        (each["prov:generatedEntity"][-6:], each["prov:usedEntity"][-11:]) for each in plain["wasDerivedFrom"].values()
    }
    assert ("answer", "paragraph-2") in derived
    assert plain["entity"]["docexplain:0123456789ab/document-1"]["docexplain:sha256"] == "ab" * 32
    assert plain["agent"]["docexplain:0123456789ab/giver"]["prov:label"] == "Zoë"
    for record in made.get_records():
        assert record.identifier is None or record.identifier.namespace.uri == "urn:docexplain:"

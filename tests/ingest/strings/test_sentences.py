import random
import subprocess
import sys
from itertools import pairwise

import pytest

from docexplain.ingest.strings.sentences import _installed, sentence_spans


def sentences(text, train_on=None):
    return [text[start:end] for start, end in sentence_spans(text, train_on)]


@pytest.mark.parametrize(
    "text",
    [
        ["The U.S. Congress met.", "It was 3.5 degrees."],
        ["See No. 5 for more.", "Acme Inc. is large."],
        ["We sell to Acme Inc.", "The rest is kept."],
        ["J. R. Smith came.", "Dr. Who left e.g. Monday, i.e. early."],
        ["He left at 5 p.m. on Friday.", "She stayed."],
        ["Pay is $10.50 per hour.", "Sec. 4 applies."],
        ["Is it so?", "Yes!", '"Really."', "She said (no)."],
        ["Smith et al. wrote it in Vol. 3, pp. 4-7.", "We read it."],
        ["The fee is due on Jan. 5, 2024.", "Interest runs from then."],
        ["He said \u201cWe agree.\u201d", "They signed."],
        ["One sentence without an end"],
    ],
)
def test_sentences(text):
    assert sentences(" ".join(text)) == text


def test_training_text_does_not_break_short_ones():
    text = "The pay is fair. The work is hard. Ask Mr. Jones."
    assert sentences(text, train_on=text * 3) == ["The pay is fair.", "The work is hard.", "Ask Mr. Jones."]


@pytest.fixture
def punkt_tab(monkeypatch, tmp_path):
    """An installed ``punkt_tab`` that knows "Blvdx." as an abbreviation; NLTK's own data is not used."""
    folder = tmp_path / "tokenizers" / "punkt_tab" / "english"
    folder.mkdir(parents=True)
    for name, content in (
        ("abbrev_types.txt", "blvdx"),
        ("collocations.tab", ""),
        ("sent_starters.txt", ""),
        ("ortho_context.tab", ""),
    ):
        (folder / name).write_text(content)
    monkeypatch.setattr("nltk.data.path", [str(tmp_path)])
    _installed.cache_clear()
    yield
    _installed.cache_clear()


def test_an_installed_model_is_used_where_it_is_asked_for(punkt_tab):
    text = "Go to Sunset Blvdx. Ask for Ms. Lee. She knows."
    spans = sentence_spans(text, installed=True)
    assert [text[a:b] for a, b in spans] == ["Go to Sunset Blvdx. Ask for Ms. Lee.", "She knows."]
    assert sentences(text)[0] == "Go to Sunset Blvdx.", "parsing a document is the same on every machine"


def test_without_an_installed_model_nothing_is_downloaded(monkeypatch):
    monkeypatch.setattr("nltk.data.path", [])
    monkeypatch.setattr("nltk.download", lambda *_, **__: pytest.fail("download"), raising=False)
    _installed.cache_clear()
    assert sentence_spans("One. Two.", installed=True) == [(0, 4), (5, 9)]
    _installed.cache_clear()


def test_rows_of_a_table_are_apart():
    assert sentences("Region | 2025\nNorth | 136") == ["Region | 2025", "North | 136"]


def test_nothing():
    assert sentence_spans("") == sentence_spans(" \n ") == []


def test_spans_of_any_text_are_in_order_and_leave_out_only_white_space():
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choices('aB .!?)"\n1', k=chance.randrange(60)))
        spans = sentence_spans(text)
        assert all(start < end for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def test_sentences_without_spaces_between_them():
    text = "\u4eca\u65e5\u3002\u660e\u65e5\uff01\u300c\u4f55\uff1f\u300d\u662f"
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "\u4eca\u65e5\u3002", "\u660e\u65e5\uff01", "\u300c\u4f55\uff1f\u300d", "\u662f",
    ]  # fmt: skip


ALONE = """
import importlib.util, sys
from docexplain.common.lazy_imports import own_process
from docexplain.ingest.strings.sentences import sentence_spans
with own_process():
    sentence_spans("One. Two.", installed={installed})
assert importlib.util.find_spec("scipy")  # there to be found
print(sorted({{"nltk", "scipy"}} & set(sys.modules)))
"""


@pytest.mark.parametrize("installed", [True, False])
def test_nltk_comes_without_what_it_can_do_without(installed):
    code = [sys.executable, "-c", ALONE.format(installed=installed)]
    run = subprocess.run(code, check=False, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("['nltk']\n", "")

"""Data sets in SQuAD's format, and files that are not."""

from __future__ import annotations

import json

import pytest

from docexplain.errors import InputError
from docexplain.evaluation import squad


def test_every_question_with_its_article(dataset, data):
    examples = squad.load(dataset)
    assert [(e.article, e.gold, e.question, e.answer) for e in examples] == [
        (0, 0, "What is the pay?", "ten dollars"),
        (0, 1, "Which law applies?", "Ohio"),
        (0, 1, "How long is the notice?", "thirty days"),
        (1, 0, "Who leads?", "Ms Lee"),
    ]
    for example in examples:
        contexts = [p["context"] for p in data["data"][example.article]["paragraphs"]]
        assert list(example.paragraphs) == contexts
        assert contexts[example.gold][example.start :].startswith(example.answer)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not JSON",
        "[]",
        "{}",
        '{"data": 5}',
        '{"data": [{"paragraphs": [{"qas": [{"question": "?"}]}]}]}',
        "\xff\xfe",
    ],
)
def test_a_file_that_is_not_a_data_set(tmp_path, content):
    path = tmp_path / "bad.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(InputError, match=r"bad\.json is not a data set in SQuAD v1\.1 format"):
        squad.load(path)


def test_no_questions(tmp_path):
    (tmp_path / "empty.json").write_text('{"data": []}')
    with pytest.raises(InputError, match="holds no questions"):
        squad.load(tmp_path / "empty.json")


def test_no_file(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        squad.load(tmp_path / "none.json")
    with pytest.raises(InputError, match="cannot be read"):
        squad.load(tmp_path)


@pytest.mark.parametrize(
    "answer", [{"text": "x", "answer_start": 5000}, {"text": " ", "answer_start": 0}, {"text": "x", "answer_start": 3}]
)
def test_an_answer_that_is_not_there(data, tmp_path, answer):
    data["data"][0]["paragraphs"][1]["qas"][1]["answers"] = [answer]
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(data))
    with pytest.raises(InputError, match="not in its paragraph, to 'How long is the notice"):
        squad.load(path)


def test_a_question_without_answer_is_not_version_1(data, tmp_path):
    data["data"][0]["paragraphs"][0]["qas"][0]["answers"] = []
    (tmp_path / "v2.json").write_text(json.dumps(data))
    with pytest.raises(InputError, match=r"SQuAD v1\.1"):
        squad.load(tmp_path / "v2.json")


def test_samples(dataset):
    examples = squad.load(dataset)
    assert squad.sample(examples, None, 0) == squad.sample(examples, 9, 0) == examples
    two = squad.sample(examples, 2, 7)
    assert len(set(two)) == 2
    assert set(two) <= set(examples)
    assert squad.sample(examples, 2, 7) == two
    assert len({tuple(squad.sample(examples, 2, seed)) for seed in range(20)}) > 1

"""A data set of two articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

PAY = "The Company pays ten dollars per hour. Overtime is paid after approval."
LAW = "The law of Ohio applies. Each party may end this agreement with thirty days' notice."
WORK = "Work starts on the first of May. The manager is Ms Lee."


def question(context: str, text: str, answer: str) -> dict[str, Any]:
    return {"id": text, "question": text, "answers": [{"text": answer, "answer_start": context.index(answer)}]}


@pytest.fixture
def data() -> dict[str, Any]:
    return {
        "version": "1.1",
        "data": [
            {
                "title": "Contract",
                "paragraphs": [
                    {"context": PAY, "qas": [question(PAY, "What is the pay?", "ten dollars")]},
                    {
                        "context": LAW,
                        "qas": [
                            question(LAW, "Which law applies?", "Ohio"),
                            question(LAW, "How long is the notice?", "thirty days"),
                        ],
                    },
                ],
            },
            {"title": "Work", "paragraphs": [{"context": WORK, "qas": [question(WORK, "Who leads?", "Ms Lee")]}]},
        ],
    }


@pytest.fixture
def dataset(data: dict[str, Any], tmp_path: Path) -> Path:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(data))
    return path

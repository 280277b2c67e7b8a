"""What produced an answer, as it is recorded: so much that somebody else can do it again and compare."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from docexplain.common import config_file
from docexplain.errors import UsageError
from docexplain.records import HashedFile, Provenance, ReadParagraph

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.session.pipeline.reading import Reading

PACKAGES = ("torch", "transformers", "tokenizers", "safetensors", "numpy", "pymupdf")
"""What computes an answer or reads its document."""

WHO = "DOCEXPLAIN_RECORD_USER"
"""Environment variable, and as ``record_user`` a setting: ``off`` keeps user and host out of the record."""

_OFF = {"off", "no", "false", "0"}


def provenance(model: LanguageModel, reading: Reading, max_new_tokens: int | None) -> Provenance:
    """Of an answer to what was read.

    Args:
        max_new_tokens: of a generated answer; None for one that was given.
    """
    import torch

    who = records_user()
    return Provenance(
        prompt_ids=reading.prompt.ids,
        paragraphs=tuple(_paragraph(reading, position) for position in range(len(reading.paragraphs))),
        files=tuple(HashedFile(name, sha256) for name, sha256 in model.files),
        tokenizer=type(model.tokenizer).__name__,
        attention=model.attention,
        threads=torch.get_num_threads(),
        packages=_packages(),
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.release()} {platform.machine()}",
        generation=() if max_new_tokens is None else _generation(model, max_new_tokens),
        user=user_name() if who else "",
        host=platform.node() if who else "",
    )


def user_name() -> str:
    """The name this user is logged in by."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name, as in some containers
        return "unknown"


def records_user() -> bool:
    """Whether user and host are recorded: unless that is switched off."""
    try:
        told = os.environ.get(WHO) or config_file.read().get("record_user", "on")
    except UsageError:  # perhaps it is switched off there
        return False
    return str(told).strip().lower() not in _OFF


def _paragraph(reading: Reading, position: int) -> ReadParagraph:
    paragraph = reading.paragraphs[position]
    text = reading.text_of(position).text
    pages = dict.fromkeys(box.page for box in paragraph.boxes)
    return ReadParagraph(paragraph.index, tuple(pages), hashlib.sha256(text.encode()).hexdigest())


def _generation(model: LanguageModel, max_new_tokens: int) -> tuple[tuple[str, str], ...]:
    told = model.decoding(max_new_tokens)
    return tuple((name, json.dumps(value)) for name, value in told.items())


@cache
def _packages() -> tuple[tuple[str, str], ...]:
    found = []
    for name in PACKAGES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return tuple(found)

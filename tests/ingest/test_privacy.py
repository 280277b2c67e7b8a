"""Reading a document leaves no usage data behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pymupdf
import pytest

pytestmark = pytest.mark.processes

SAMPLES = Path(__file__).parents[2] / "samples"


def test_reading_a_document_writes_nothing_into_the_home(tmp_path):
    """onnxruntime would keep a device id and a queue of events in the cache folder."""
    sample = tmp_path / "page.pdf"
    with pymupdf.open(SAMPLES / "employment-contract.pdf") as whole:
        whole.select([0])
        whole.save(sample)
    code = f"import pathlib, docexplain.ingest as i; i.read_document(pathlib.Path({str(sample)!r}))"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ORT_", "XDG_"))}
    home = tmp_path / "home"
    home.mkdir()
    environment |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, timeout=120)
    assert [p for p in home.rglob("*") if p.is_file()] == []

"""Reading a document leaves no usage data behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

SAMPLES = Path(__file__).parents[2] / "samples"


def test_reading_a_document_writes_nothing_into_the_home(tmp_path):
    """onnxruntime would keep a device id and a queue of events in the cache folder."""
    sample = SAMPLES / "employment-contract.pdf"
    code = f"import pathlib, docexplain.ingest as i; i.read_document(pathlib.Path({str(sample)!r}))"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ORT_", "XDG_"))}
    environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, timeout=120)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []

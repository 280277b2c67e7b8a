"""Some damaged and hostile files; ``benchmarks/fuzz_ingest.py`` reads them by the thousand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FUZZ = Path(__file__).parents[2] / "benchmarks" / "fuzz_ingest.py"


def test_damaged_files_give_a_document_or_a_clear_sentence():
    # A range with all changes but one, and files that are quick to read.
    command = [sys.executable, FUZZ, "--here", "--start", "166", "--count", "12"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "12 files from seed 166: 0 findings" in run.stdout

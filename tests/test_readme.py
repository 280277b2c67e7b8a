"""The README's Python, run as it stands there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README, SAMPLES = ROOT / "README.md", ROOT / "samples"


@pytest.mark.model
def test_the_python_in_the_readme_runs(tmp_path, monkeypatch, model_folder, capsys):
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(blocks) == 2
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SAMPLES, tmp_path / "samples")
    shutil.copytree(model_folder, tmp_path / "path/to/a/model")
    names: dict = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)
        if block is blocks[0]:
            assert "10" in capsys.readouterr().out.splitlines()[0]
    assert names["answer"].model.parameters < 1_000_000

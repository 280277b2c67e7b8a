"""What a model is called where an answer is shown."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

from docexplain.common.display_text import one_line


def model_called(name: str) -> str:
    """A model's name; of one in a folder the folder's own: where that lies helps no reader."""
    line = one_line(name)
    if "\\" in line or line[1:2] == ":":
        return PureWindowsPath(line).name or line
    is_path = line.startswith(("/", "./", "../", "~"))
    return (PurePosixPath(line).name or line) if is_path else line

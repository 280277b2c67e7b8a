"""Render a model's chat template, which is a program of the model's author: in jinja's sandbox, and not for ever."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from docexplain.errors import ModelError, first_line

MOST_LINES = 500_000
"""Lines of a template that may run; real ones need some hundreds."""

_COMPILED = "<template>"  # what jinja calls the file of a template that came as text


def render_chat(tokenizer: Any, content: str) -> str:
    """One message of the user as the model's chat template has it, up to where the answer starts.

    Templates of image-text models may leave a plain text out and take parts instead.

    Raises:
        ModelError: the template is broken, refuses the message, does what the sandbox forbids, or does not end; or it
            leaves the message out.
    """
    rendered = _rendered(tokenizer, content)
    if content not in rendered:
        rendered = _rendered(tokenizer, [{"type": "text", "text": content}])
    if content not in rendered:
        raise ModelError("The model's chat template drops the user's message: give a model with another template.")
    return rendered


def _rendered(tokenizer: Any, content: Any) -> str:
    try:
        with _bounded():
            return str(
                tokenizer.apply_chat_template(
                    [{"role": "user", "content": content}],
                    tokenize=False,
                    add_generation_prompt=True,
                    enable_thinking=False,  # templates that know it (Qwen3): the answer is explained, not the musing
                )
            )
    except Exception as error:  # jinja raises its own, and whatever the template's expressions lead to
        first = first_line(error).rstrip(".")
        raise ModelError(
            f"The model's chat template cannot be used ({first}): give a model with another template."
        ) from error


class _TooLongError(Exception):
    pass


@contextmanager
def _bounded() -> Iterator[None]:
    """Count lines of the template, which jinja compiles to Python: a count stops it after the same work everywhere."""
    lines = 0

    def count(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal lines
        if frame.f_code.co_filename != _COMPILED:
            return None
        lines += event == "line"
        if lines > MOST_LINES:
            raise _TooLongError("it does not come to an end")
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(before)

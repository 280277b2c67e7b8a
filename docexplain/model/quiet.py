"""Keep transformers' own bars and notices off the user's terminal."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from docexplain.common import library_messages


@contextmanager
def quiet() -> Iterator[None]:
    """Silence transformers' progress bars, log lines and warnings inside the block; restore them after. What it says of
    its own future passes: the command line keeps that back, a program decides for itself, our tests must hear of it."""
    if library_messages.shown():
        yield
        return
    from huggingface_hub.utils import logging as hub
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    hub_level = hub.get_verbosity()
    logging.set_verbosity_error()
    hub.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logging.set_verbosity(level)
        hub.set_verbosity(hub_level)
        if bars:
            logging.enable_progress_bar()


@contextmanager
def silent_stderr() -> Iterator[None]:
    """Drop what Python code writes to stderr inside the block: transformers' GGUF reader draws a bar that no setting
    turns off. Use it for short work with no output of our own."""
    if library_messages.shown():
        yield
        return
    with contextlib.redirect_stderr(io.StringIO()):
        yield

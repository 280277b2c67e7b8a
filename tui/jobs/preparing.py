"""What the first document needs and the first frame does not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from textual.message import Message

from docexplain.session import Listener
from tui.messages import Prepared

Prepare = Callable[[], Sequence[str]]
"""Does what takes a while, and gives the sentences that the user should read of it."""


def preparing(prepare: Prepare) -> Callable[[Listener, threading.Event], Message]:
    """Do it; why it cannot be done ends the app, whatever it is."""

    def job(_listen: Listener, _cancel: threading.Event) -> Message:
        try:
            return Prepared(tuple(prepare()))
        except Exception as error:  # the command line says what it is
            return Prepared((), error)

    return job

"""The model: loaded and checked before the first question that it answers."""

from __future__ import annotations

import threading
from collections.abc import Callable

from textual.message import Message

from docexplain.errors import DocexplainError
from docexplain.session import Cancelled, Listener, Session
from tui.messages import Warmed
from tui.smooth import open_libraries, smooth


def warming(session: Session) -> Callable[[Listener, threading.Event], Message]:
    """Load the model and check it; beside other jobs, which wait for it where they need it."""

    def job(listen: Listener, cancel: threading.Event) -> Message:
        try:
            open_libraries()
            with smooth():
                return Warmed(session.warm_up(listener=listen, cancel=cancel))
        except Cancelled:
            return Warmed(None)
        except DocexplainError as error:
            return Warmed(None, str(error))

    return job

"""What is looked up and written beside the session: which models there are, and the settings. These end in their own
messages whatever happens, so they may run beside any job."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from textual.message import Message

from docexplain.common import config_file
from docexplain.errors import DocexplainError
from docexplain.session import Listener
from docexplain.session.settings.holding import held
from docexplain.session.settings.models import Models, models
from docexplain.session.settings.user_settings import Changes, UserSettings, keys_of, user_settings, write
from tui.messages import ModelsFound, SettingsHeld
from tui.smooth import open_libraries, smooth

Job = Callable[[Listener, threading.Event], Message]


def finding_models() -> Job:
    """Look which models are here, and which fit."""

    def job(_listen: Listener, _cancel: threading.Event) -> Message:
        try:
            open_libraries()
            with smooth():
                return ModelsFound(models())
        except (DocexplainError, OSError) as error:
            return ModelsFound(Models((), str(error)))

    return job


def saving(changes: Changes, given: Mapping[str, str]) -> Job:
    """Write settings, none where there are no changes, and look what holds then.

    Args:
        given: what was given on the command line, by the keys of settings.
    """

    def job(_listen: Listener, _cancel: threading.Event) -> Message:
        try:
            if changes:
                write(changes)
            return SettingsHeld(held(given), _keys(), config_file.path(), changes, _settings())
        except DocexplainError as error:
            return SettingsHeld((), {}, config_file.path(), changes, None, str(error))

    return job


def _keys() -> Mapping[str, str]:
    try:
        return keys_of(config_file.read())
    except DocexplainError:  # no keys at all; the screen can be used to write others
        return {}


def _settings() -> UserSettings | None:
    try:
        return user_settings()
    except DocexplainError:
        return None

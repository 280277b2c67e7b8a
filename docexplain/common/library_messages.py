"""What libraries say about themselves, deprecations above all. No user can act on it, so it stays off the terminal;
``DOCEXPLAIN_WARNINGS=1`` shows it to whoever looks for a fault."""

from __future__ import annotations

import os
import sys
import warnings

SWITCH = "DOCEXPLAIN_WARNINGS"

_QUIET = {"TRANSFORMERS_VERBOSITY": "error", "HF_HUB_VERBOSITY": "error", "TORCH_CPP_LOG_LEVEL": "ERROR"}


def shown() -> bool:
    """Whether the switch is on."""
    return os.environ.get(SWITCH, "") not in {"", "0"}


def settle() -> None:
    """Show it or keep it back from here on: for a process of our own, before it imports a library. In any other process
    that is not ours to say."""
    if shown():
        if not sys.warnoptions:  # else Python was told already which ones
            warnings.simplefilter("default")
        return
    import logging

    warnings.simplefilter("ignore")
    warnings.showwarning = _drop  # some libraries put a filter of their own before ours
    logging.getLogger().addHandler(logging.NullHandler())  # without any, Python prints what is logged
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)


def _drop(*_warning: object, **_details: object) -> None:
    pass

"""The packages that are installed beside docexplain, ``storage`` and ``tui``: their names are common ones, so a user's
own module of that name may stand first on Python's path."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Literal

from docexplain.errors import InstallationError

_BESIDE = Path(__file__).resolve().parents[2]
"""The folder with ``docexplain`` in it: of a wheel ``site-packages``, of an editable install the source tree."""


def own_package(name: Literal["storage", "tui"]) -> ModuleType:
    """docexplain's own package of this name, imported; another one is not run.

    Raises:
        InstallationError: Python finds another module under this name, or none.
    """
    loaded = sys.modules.get(name)
    spec = find_spec(name) if loaded is None else getattr(loaded, "__spec__", None)
    if spec is None and loaded is None:
        raise InstallationError(f"docexplain's own package {name} is missing: install docexplain again.")
    found = _file_of(spec, loaded)
    if found is None or found.resolve().parent != _BESIDE / name:
        raise InstallationError(
            f"{found or 'Something without a file'} is a module called {name}, and Python finds it instead of "
            "docexplain's own package of that name: rename it, or take its folder off Python's path."
        )
    return import_module(name)


def _file_of(spec: ModuleSpec | None, loaded: ModuleType | None) -> Path | None:
    """The file of a module; the folder of a package that has none."""
    if spec is not None and spec.has_location and spec.origin:
        return Path(spec.origin)
    folders = list(spec.submodule_search_locations or ()) if spec is not None else []
    file = getattr(loaded, "__file__", None) or (folders[0] if folders else None)
    return Path(file) if file else None

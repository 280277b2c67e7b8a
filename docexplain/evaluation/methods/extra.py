"""The libraries that only the comparison methods need: the extra ``compare``."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from docexplain.errors import UsageError


def require(module_name: str, for_what: str, *, install: str = "'docexplain[compare]'") -> ModuleType:
    """Import a module of a library that only some methods need.

    Args:
        module_name: such as ``captum.attr``.
        for_what: the method's name, as the sentence about a missing library calls it.
        install: what ``pip install`` should be given.

    Raises:
        UsageError: the library is not installed, or its module does not import beside what else is installed.
    """
    try:
        return import_module(module_name)
    except ImportError as error:
        library = module_name.partition(".")[0]
        if isinstance(error, ModuleNotFoundError) and error.name == library:
            why = f"the library {library}, which is not installed"
        else:
            why = f"{module_name}, which does not import here ({error})"
        raise UsageError(f"The method {for_what} needs {why}: pip install {install}.") from error

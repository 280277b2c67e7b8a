"""Keeping the screen alive while another thread loads libraries and models: what would hold the interpreter up."""

from __future__ import annotations

import ctypes
import gc
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from docexplain.common.garbage import collector_waits

_BIG = ("libtorch_cpu.so", "libtorch_python.so")


@contextmanager
def smooth() -> Iterator[None]:
    """For a block that makes very many lasting objects: the collector does not look through them again and again, nor
    ever after. It stops all threads for up to a third of a second each time otherwise."""
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        gc.freeze()
        gc.enable()


def shared() -> None:
    """In the middle of such a block: others work beside from now on, and what they leave behind is to be collected.
    What is there by now is not looked through any more."""
    gc.freeze()
    gc.enable()


def open_libraries() -> None:
    """Have the system load torch's libraries before Python does: its own import holds all other threads up meanwhile, a
    foreign function call does not. Where that cannot be done, the import does it later."""
    if sys.platform != "linux" or "torch" in sys.modules:
        return
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return
    load = ctypes.CDLL(None).dlopen
    load.restype, load.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_int]
    for name in _BIG:
        library = Path(spec.origin).parent / "lib" / name
        if library.is_file():
            load(os.fsencode(library), os.RTLD_NOW | os.RTLD_GLOBAL)


def load_sentences() -> None:
    """Import what finds sentences while other processes read the first pages: put off until these are put together it
    takes a second there, in which nothing stops the reading."""
    with suppress(ImportError), collector_waits():  # said by the reading
        importlib.import_module("nltk.tokenize.punkt")


def load_drawing() -> None:
    """Import what draws pages before the first one is wanted: that takes a second or two, in which nothing stops it.
    The screen waits for no more than a sixth of a second of it."""
    with suppress(ImportError):  # said when a page is wanted
        importlib.import_module("pymupdf")

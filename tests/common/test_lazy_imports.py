"""Imports that leave optional libraries out and let the garbage collector wait, and that leave no trace."""

from __future__ import annotations

import gc
import importlib.util
import sys

import pytest

from docexplain.common.lazy_imports import EXTRAS, lean_imports, own_process


@pytest.fixture(autouse=True)
def extra(monkeypatch, tmp_path):
    """An installed library, not imported yet, that counts as an extra."""
    (tmp_path / "some_extra.py").write_text("here = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("docexplain.common.lazy_imports.EXTRAS", (*EXTRAS, "some_extra"))
    yield
    sys.modules.pop("some_extra", None)
    gc.unfreeze()


def found():
    """As an optional import does it, and as transformers does."""
    try:
        import some_extra
    except ImportError:
        return importlib.util.find_spec("some_extra") is not None
    return some_extra.here


def test_extras_are_left_out_in_a_process_of_our_own_only():
    before = set(sys.modules)
    with own_process():
        with lean_imports():
            assert not found()
        assert set(sys.modules) == before
        assert found()


def test_so_is_what_the_caller_does_not_need(monkeypatch):
    monkeypatch.setattr("docexplain.common.lazy_imports.EXTRAS", ())
    with own_process():
        with lean_imports("some_extra"):
            assert not found()
        assert found()


def test_in_another_process_everything_is_found():
    with lean_imports():
        assert found()
    assert gc.get_freeze_count() == 0


def test_an_extra_that_is_in_use_stays():
    assert found()
    with own_process(), lean_imports():
        assert found()
    assert found()


def test_an_import_that_fails_leaves_no_trace():
    before = set(sys.modules)
    with pytest.raises(KeyboardInterrupt), own_process(), lean_imports():
        raise KeyboardInterrupt
    assert set(sys.modules) == before
    assert gc.isenabled()
    with lean_imports():
        assert found()


def test_the_collector_waits():
    with lean_imports():
        assert not gc.isenabled()
        with lean_imports():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()

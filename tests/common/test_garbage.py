"""The collector does nothing inside the block, and what it did before after it."""

from __future__ import annotations

import gc

import pytest

from docexplain.common.garbage import collector_waits


def test_the_collector_waits_for_the_block():
    with pytest.raises(KeyError), collector_waits():
        assert not gc.isenabled()
        with collector_waits():
            pass
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


def test_where_it_is_off_it_stays_off():
    gc.disable()
    try:
        with collector_waits():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_of_two_threads_the_last_one_out_lets_it_run():
    first, second = collector_waits(), collector_waits()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()

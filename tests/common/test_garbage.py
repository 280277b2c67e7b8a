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

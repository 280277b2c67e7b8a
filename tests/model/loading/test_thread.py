"""A thread beside ours."""

from __future__ import annotations

import threading

import pytest

from docexplain.model.loading.thread import thread_beside


def test_its_result_is_there():
    with thread_beside() as pool:
        assert pool.submit(lambda: 7).result() == 7


def test_who_is_interrupted_does_not_wait_for_it():
    gate, done = threading.Event(), threading.Event()

    def work():
        gate.wait(60)
        done.set()

    with pytest.raises(KeyboardInterrupt), thread_beside() as pool:
        pool.submit(work)
        raise KeyboardInterrupt
    assert not done.is_set()
    gate.set()
    assert done.wait(60)

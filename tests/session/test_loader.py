"""Whoever waits for a model can leave; the next one goes on waiting."""

from __future__ import annotations

import threading

import pytest

from docexplain.errors import ModelError
from docexplain.session import Cancelled, Progress, Stage
from docexplain.session.loader import Loader


@pytest.fixture
def loading(monkeypatch):
    """Loads that wait for the gate; ``fetch`` in them reports."""

    class Loading:
        def __init__(self):
            self.begun, self.threads, self.gate, self.fails = 0, set(), threading.Event(), None
            self.fetches, self.stopped = False, threading.Event()

        def __call__(self, name, options, *, fetching, converting, **_):
            self.begun += 1
            self.threads.add(threading.get_ident())
            try:
                while not self.gate.wait(0.01):
                    if self.fetches:
                        fetching(1, 10)
            except BaseException:
                self.stopped.set()
                raise
            if self.fails:
                raise self.fails
            return f"model {name}"

    fake = Loading()
    monkeypatch.setattr("docexplain.model.loading.by_name.load", fake)
    yield fake
    fake.gate.set()


def leave():
    raise Cancelled


def wait_for(loader, check=lambda: None, events=None):
    return loader.load_or_leave((events if events is not None else []).append, check, Cancelled)


@pytest.fixture
def loader():
    return Loader("m")


def test_who_leaves_does_not_wait_and_the_next_gets_what_was_loaded(loader, loading):
    with pytest.raises(Cancelled):
        wait_for(loader, leave)
    loading.gate.set()
    assert wait_for(loader) == "model m"
    assert loading.begun == 1
    assert threading.get_ident() not in loading.threads


def test_a_fetch_that_nobody_waits_for_ends_and_is_begun_anew(loader, loading):
    loading.fetches, events = True, []
    with pytest.raises(Cancelled):
        wait_for(loader, lambda: leave() if events else None, events)
    assert events[0] == Progress(Stage.FETCH, 1, 10)
    assert loading.stopped.wait(10)
    loading.gate.set()
    assert wait_for(loader) == "model m"
    assert loading.begun == 2


def test_an_error_reaches_who_waits_and_the_next_tries_anew(loader, loading):
    loading.fails = ModelError("no such model")
    loading.gate.set()
    with pytest.raises(ModelError, match="no such model"):
        wait_for(loader)
    loading.fails = None
    assert wait_for(loader) == "model m"
    assert loading.begun == 2

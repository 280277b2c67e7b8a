"""What libraries say about themselves reaches no terminal, unless it is asked for."""

from __future__ import annotations

import logging
import os
import warnings

import pytest

from docexplain.common import library_messages
from docexplain.ingest import Limits
from docexplain.ingest.workers.process import COMMAND, Process
from docexplain.model.quiet import quiet, silent_stderr

# Says it where a library does: while it is imported, and with a filter of its own.
NOISY = """
import logging, sys, warnings

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            sys.meta_path.remove(self)
            warnings.warn_explicit("as it comes", DeprecationWarning, "library.py", 1)
            warnings.simplefilter("always")
            for category in (DeprecationWarning, PendingDeprecationWarning, FutureWarning, UserWarning):
                warnings.warn("by a " + category.__name__, category)
            logging.getLogger("some.library").warning("in a log")
            if name == "pymupdf":
                print("by itself", file=sys.stderr, flush=True)

sys.meta_path.insert(0, Finder())
"""
LOGS = """
from transformers.utils import logging
logging.get_logger("transformers.models").warning_once("once, in transformers' own log")
"""
SAID = ["as it comes", "by a DeprecationWarning", "by a PendingDeprecationWarning", "by a FutureWarning",
        "by a UserWarning", "in a log"]  # fmt: skip


@pytest.mark.parametrize("switch", ["0", "1"])
def test_the_command_line(process, filled, switch):
    code = NOISY.format(name="sqlalchemy") + "from docexplain.cli import main\nmain()"
    result = process("history", code=code, env=os.environ | {"DOCEXPLAIN_WARNINGS": switch})
    assert result.code == 0
    assert "What is the pay per hour?" in result.out
    if switch == "1":
        assert [said for said in SAID if said not in result.err] == []
    else:
        assert result.err == ""


@pytest.mark.parametrize("switch", ["", "1"])
def test_transformers_own_log(process, switch):
    code = f"from docexplain.common import library_messages\nlibrary_messages.settle()\n{LOGS}"
    result = process(code=code, env=os.environ | {"DOCEXPLAIN_WARNINGS": switch})
    assert (result.code, result.out) == (0, "")
    assert ("once, in transformers' own log" in result.err) is (switch == "1")
    assert bool(result.err) is (switch == "1")


@pytest.mark.parametrize("switch", ["", "1"])
def test_processes_that_read_pages(tmp_path, monkeypatch, capfd, switch):
    (tmp_path / "sitecustomize.py").write_text(NOISY.format(name="pymupdf"))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("DOCEXPLAIN_WARNINGS", switch)
    process = Process(COMMAND, Limits())
    try:
        process.ready()
    finally:
        process.end()
    said = capfd.readouterr().err
    assert [part for part in (*SAID, "by itself") if part not in said] == ([] if switch else [*SAID, "by itself"])


def test_python_told_otherwise_is_left_alone(process):
    settled = "from docexplain.common import library_messages\nlibrary_messages.settle()\n"
    code = settled + "import warnings\nwarnings.warn('gone', FutureWarning)"
    environment = os.environ | {"DOCEXPLAIN_WARNINGS": "1", "PYTHONWARNINGS": "error"}
    assert "FutureWarning: gone" in process(code=code, env=environment).err.splitlines()[-1]


def test_a_program_that_imports_docexplain_keeps_its_filters(process):
    code = (
        "import logging, os, warnings\n"
        "root = logging.getLogger()\n"
        "def state(): return list(warnings.filters), warnings.showwarning, root.handlers[:], dict(os.environ)\n"
        "before = state()\n"
        "import docexplain, docexplain.cli.app, docexplain.ingest.workers.worker, storage\n"
        "docexplain.read_document, docexplain.Session\n"
        "assert state() == before\n"
    )
    result = process(code=code)
    assert (result.code, result.err) == (0, "")


def test_while_a_model_is_loaded_its_future_is_heard_of(monkeypatch, capfd):
    monkeypatch.delenv(library_messages.SWITCH, raising=False)
    with quiet(), silent_stderr(), warnings.catch_warnings(record=True) as heard:
        warnings.warn("about this file", UserWarning, stacklevel=1)
        logging.getLogger("transformers.models").warning("about this file")
        with pytest.raises(FutureWarning):
            warnings.warn("about the next version", FutureWarning, stacklevel=1)
    assert heard == []
    assert capfd.readouterr().err == ""


def test_while_a_model_is_loaded_the_switch_shows_everything(monkeypatch, recwarn):
    monkeypatch.setenv(library_messages.SWITCH, "1")
    with quiet():
        warnings.warn("about this file", UserWarning, stacklevel=1)
    assert [str(warning.message) for warning in recwarn] == ["about this file"]

"""The first frame of the terminal UI: it waits for no library, and what cannot be opened is told as elsewhere."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.pseudo_terminal import PseudoTerminal

from .conftest import MAIN

FRAME = b"Ask"
AT_THE_FIRST_FRAME = """
import os, sys
from textual.drivers.linux_driver import LinuxDriver
write = LinuxDriver.write
def wrote(self, data):
    write(self, data)
    if "Ask" in data:
        heavy = {"torch", "transformers", "pymupdf", "sqlalchemy", "alembic", "nltk", "Stemmer", "numpy", "PIL"}
        text = repr(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
        os.write(2, f"imported: {text}.".encode())
        os._exit(0)
LinuxDriver.write = wrote
from docexplain.cli import main
main()
"""


def sentence(terminal: PseudoTerminal) -> str:
    """What stands on the terminal after the screen was given back."""
    after = terminal.drawn.rpartition(b"\x1b[?1049l")[2].decode()
    return " ".join(re.sub(r"\x1b\[[0-9;?<]*[a-zA-Z]", "", after).split())


@pytest.mark.parametrize("named", [True, False])
def test_nothing_heavy_is_imported_before_it(pdf, filled, named):
    with PseudoTerminal(AT_THE_FIRST_FRAME, "tui", *([pdf] if named else [])) as terminal:
        assert terminal.end() == 0
        assert b"imported: []." in terminal.drawn


def test_a_database_that_cannot_be_opened_ends_it_with_the_sentence_and_the_code_of_the_other_commands(
    process, tmp_path, pdf
):
    folder = tmp_path / "folder"
    folder.mkdir()
    told = process("ask", pdf, "Why?", "--db", folder)
    with PseudoTerminal(MAIN, "tui", pdf, "--db", folder) as terminal:
        assert (terminal.end(), told.code) == (6, 6)
    assert FRAME in terminal.drawn
    assert sentence(terminal) == " ".join(told.err.split())


def test_so_does_one_of_a_newer_docexplain(filled, pdf):
    with sqlite3.connect(filled) as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    connection.close()
    with PseudoTerminal(MAIN, "tui", pdf) as terminal:
        assert terminal.end() == 6
    assert "was written by a newer docexplain: upgrade with pip install -U docexplain." in sentence(terminal)


def test_it_can_be_left_and_leaves_with_zero(filled):
    with PseudoTerminal(MAIN, "tui") as terminal:
        terminal.until(b"contract.pdf")  # listed, from the database
        terminal.type(b"\x11")
        assert terminal.end() == 0
    assert sentence(terminal) == ""

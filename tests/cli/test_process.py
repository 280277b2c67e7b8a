"""What only shows in a process of its own: what is imported, pipes, Ctrl-C."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pymupdf
import pytest

from storage import open_store

QUESTION = "What is the pay per hour?"
MAIN = "from docexplain.cli import main; main()"

IMPORTED = """
import sys
from docexplain.cli.app import run
code = run(sys.argv[1:])
heavy = {"torch", "transformers", "textual", "rich", "pymupdf", "sqlalchemy", "alembic", "nltk", "Stemmer", "numpy"}
print(sorted(heavy & {m.partition(".")[0] for m in sys.modules}))
sys.exit(code)
"""


@pytest.mark.parametrize("arguments", [("--help",), ("ask", "--help")])
def test_help_loads_nothing_heavy(process, arguments):
    result = process(*arguments, code=IMPORTED)
    assert result.code == 0
    assert result.out.splitlines()[-1] == "[]"


def test_show_loads_no_model_code(process, answer_id):
    result = process("show", answer_id[:6], code=IMPORTED)
    assert result.code == 0
    assert QUESTION in result.out
    assert result.out.splitlines()[-1] == "['rich', 'sqlalchemy']"


NOT_FOR_ASKING = """
import importlib.util, os, sys
from docexplain.cli.app import run
code = run(sys.argv[1:])
extras = {"scipy", "sklearn", "pandas", "captum", "matplotlib", "textual", "alembic", "pymupdf", "gguf", "nltk"}
print(sorted(extras & {m.partition(".")[0] for m in sys.modules}))
assert {"torch", "transformers", "Stemmer"} <= set(sys.modules)
assert importlib.util.find_spec("scipy")  # there, and to be found again
sys.stdout.flush()
os._exit(code)  # Python takes long to close
"""


def test_ask_on_a_stored_document_loads_only_what_it_needs(process, filled, pdf):
    result = process("ask", pdf, QUESTION, "--max-tokens", "4", "--read", "2", code=NOT_FOR_ASKING)
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines()[-1] == "[]"


@pytest.mark.parametrize("arguments", [("show", "{id}", "--json"), ("history",)])
def test_a_reader_that_goes_away(forked, arguments, answer_id):
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as gone:  # noqa: PTH123
        result = forked(*(a.format(id=answer_id) for a in arguments), stdout=gone)
    assert (result.code, result.err) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
@pytest.mark.usefixtures("filled")
def test_an_output_that_cannot_be_written(forked):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        result = forked("history", stdout=full)
    assert result.code == 6
    assert result.err.startswith("docexplain: The output cannot be written (No space left on device): make room")
    assert len(result.err.splitlines()) == 1


def shell(command, *arguments):
    """A command whose streams a shell has arranged."""
    line = f'"$0" -c "{MAIN}" "$@" {command}'
    return subprocess.run(
        ["/bin/sh", "-c", line, sys.executable, *arguments], capture_output=True, text=True, timeout=120, check=False
    )


posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


@posix
def test_a_closed_output_is_told_before_the_work(answer_id):
    done = shell(">&-", "history")
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr.startswith(
        "docexplain: Standard output is closed, so there is nowhere to print to: leave it open"
    )


@posix
def test_closed_messages_cost_no_answer(answer_id):
    done = shell("2>&-", "history", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["answers"][0]["answer_id"] == answer_id
    assert shell("2>&- <&-", "history", "--nope").returncode == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
@pytest.mark.parametrize(("arguments", "code"), [(("--help",), 0), (("history", "--nope"), 2), (("show", "abc"), 8)])
@pytest.mark.usefixtures("filled")
def test_messages_that_cannot_be_written_cost_no_exit_code(forked, arguments, code):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        assert forked(*arguments, stderr=full).code == code


@posix
def test_no_file_takes_the_number_of_a_closed_stream(database):
    """What prints there would write into it: into the database."""
    code = "from docexplain.cli import streams; streams.prepare(); import os; print(os.open('/', 0), file=open(3, 'w'))"
    line = f'exec 3>&1; exec >&- 2>&- <&-; "$0" -c "{code}"'
    done = subprocess.run(["/bin/sh", "-c", line, sys.executable], capture_output=True, text=True, check=False)
    assert int(done.stdout) > 2


def test_the_terminal_ui_needs_a_terminal(forked, pdf):
    result = forked("tui", pdf)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("docexplain: The terminal UI needs a terminal, for keys")
    assert len(result.err.splitlines()) == 1


def test_a_terminal_without_unicode(process, answer_id):
    result = process("show", answer_id, env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (result.code, result.err) == (0, "")
    assert result.out.isascii()


# Sends a real SIGINT at one moment: the import of a module, a call of a function, or where Python swallows it.
STRIKE = """
import importlib.util, os, signal, sys

moment = sys.argv.pop(1)
number = getattr(signal, os.environ.get("STRIKE", "SIGINT"))
signal.signal(number, signal.SIG_DFL)  # may be ignored where the tests run

def strike():
    os.kill(os.getpid(), number)

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == moment:
            sys.meta_path.remove(self)
            strike()

class Dying:
    def __del__(self):
        strike()

def before(owner, name, act):
    inner = getattr(owner, name)
    def both(*arguments, **options):
        act(arguments)
        return inner(*arguments, **options)
    setattr(owner, name, both)

def on_text(arguments):
    if type(arguments[1]).__name__ == "AnswerText":
        strike() if moment == "answer" else Dying()

def on_page(arguments):
    if str(getattr(arguments[1], "stage", "")) == "reading the document" and arguments[1].done == 2:
        strike()

sys.meta_path.insert(0, Finder())
if moment == "page":
    import docexplain.cli.progress
    before(docexplain.cli.progress.Display, "__call__", on_page)
if moment in ("answer", "destructor"):
    import docexplain.cli.progress
    before(docexplain.cli.progress.Display, "__call__", on_text)
if moment == "printed":
    import atexit
    atexit.register(strike)

from docexplain.cli import main
main()
"""


@pytest.mark.parametrize(
    ("fixture", "moment"),
    [
        ("process", "docexplain.cli.app"),
        ("process", "torch"),
        ("forked_to_ask", "transformers.models.llama.modeling_llama"),
        ("forked_to_ask", "answer"),
        ("forked_to_ask", "destructor"),
    ],
)
def test_an_interrupt(request, filled, rows, pdf, fixture, moment):
    before = rows()
    start = request.getfixturevalue(fixture)
    result = start(moment, "ask", pdf, QUESTION, "--max-tokens", "8", code=STRIKE)
    assert (result.code, result.out) == (130, "")
    assert result.err.strip() == "docexplain: Interrupted: nothing unfinished was saved."
    assert rows() == before
    with open_store(filled) as store:
        assert store.verify().problems == ()


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize(
    ("name", "code", "says"),
    [("SIGTERM", 143, "Asked to end (SIGTERM)"), ("SIGHUP", 129, "The terminal went away (SIGHUP)")],
)
@pytest.mark.usefixtures("filled")
def test_a_signal_that_ends_us(forked_to_ask, monkeypatch, rows, pdf, name, code, says):
    before = rows()
    monkeypatch.setenv("STRIKE", name)
    result = forked_to_ask("answer", "ask", pdf, QUESTION, "--max-tokens", "8", code=STRIKE)
    assert (result.code, result.out) == (code, "")
    assert result.err.strip() == f"docexplain: {says}: nothing unfinished was saved."
    assert rows() == before


@pytest.mark.parametrize("command", [("ingest",), ("ask", QUESTION, "--max-tokens", "4", "--read", "2")])
def test_an_interrupt_while_reading_keeps_pages(forked_to_ask, docexplain, rows, tmp_path, pdf, command):
    with pymupdf.open() as long, pymupdf.open(pdf) as short:
        for _ in range(3):
            long.insert_pdf(short)
        long.save(tmp_path / "long\x1b[31m.pdf")
    arguments = [command[0], tmp_path / "long\x1b[31m.pdf", *command[1:], "--layout", "fast"]
    result = forked_to_ask("page", *arguments, code=STRIKE)
    assert (result.code, result.out) == (130, "")
    kept = "of long?[31m.pdf, 2 pages are kept, and the same command goes on from there."
    assert result.err.strip() == f"docexplain: Interrupted: {kept}"
    assert len(rows()["unfinished_pages"]) == 2
    again = docexplain(*arguments)
    assert again.code == 0
    assert "\x1b" not in again.out + again.err
    assert (len(rows()["documents"]), rows()["unfinished_pages"]) == (1, [])


def test_an_interrupt_after_the_work_is_too_late(forked, answer_id):
    result = forked("printed", "history", "--json", code=STRIKE)
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out)["answers"][0]["answer_id"] == answer_id

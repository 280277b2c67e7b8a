"""Names that docexplain's own packages share with a user's: the store is offered by docexplain itself, and a module of
the user's in its place is named."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import docexplain
from docexplain.errors import ExitCode, InstallationError

CLI = "from docexplain.cli import main; main()"
LIBRARY = """
import docexplain
try:
    docexplain.open_store("answers.db")
except docexplain.DocexplainError as error:
    print(type(error).__name__, int(error.exit_code), error)
"""
RUN = "print('ran')\n"


def test_a_program_keeps_the_record_without_importing_storage(tmp_path, language_model, document):
    path = tmp_path / "answers.db"
    with docexplain.open_store(path) as store:
        session = docexplain.Session(store=store, model=language_model)
        options = docexplain.AskOptions(answer="ten dollars", read="all")
        answer = session.ask(document, "What is the pay per hour?", options=options)
    with docexplain.open_store(str(path), read_only=True) as store:
        report = store.verify()
        kept = store.get_answer(answer.id)
    assert (report.entries, report.problems) == (2, ())
    assert kept == answer


def test_importing_docexplain_loads_no_database():
    out = _python("import docexplain, sys; print(sorted({'storage', 'sqlalchemy'} & set(sys.modules)))").stdout
    assert out == "[]\n"


@pytest.fixture(params=["storage.py", "storage/__init__.py", "storage/data.csv"])
def stranger(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A user's module, package, or mere folder: of the last Python makes a package where nothing else is first."""
    path = tmp_path / request.param
    path.parent.mkdir(exist_ok=True)
    path.write_text(RUN)
    return path.parent if path.suffix == ".csv" else path


@pytest.mark.parametrize("arguments", [["history"], ["ingest", "none.txt"]])
def test_a_module_called_storage_is_named_by_the_command_line(tmp_path, arguments):
    """Of the other kinds below: both ask the same."""
    stranger = tmp_path / "storage.py"
    stranger.write_text(RUN)
    (tmp_path / "none.txt").write_text("The pay is ten dollars.")
    done = _python(CLI, *arguments, first=tmp_path)
    assert (done.returncode, done.stdout) == (9, "")
    assert f"{stranger} is a module called storage" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_module_called_storage_is_named_by_the_library(stranger, tmp_path):
    if stranger.is_dir() and _is_found_beside(stranger):
        pytest.skip("an installed package stands before a mere folder here")
    done = _python(LIBRARY, first=tmp_path)
    assert done.stdout.startswith(f"InstallationError 9 {stranger} is a module called storage"), done


def test_one_that_was_imported_before_is_named_too(tmp_path):
    (tmp_path / "storage.py").write_text("")
    done = _python("import storage" + LIBRARY, first=tmp_path)
    assert done.stdout.startswith(f"InstallationError 9 {tmp_path / 'storage.py'} is"), done


def test_one_without_a_file_is_too():
    done = _python("import sys, types; sys.modules['storage'] = types.ModuleType('storage')" + LIBRARY)
    assert done.stdout.startswith("InstallationError 9 Something without a file is"), done


def test_a_package_that_is_missing_is_a_sentence(monkeypatch):
    monkeypatch.delitem(sys.modules, "storage", raising=False)
    monkeypatch.setattr("docexplain.common.own_packages.find_spec", lambda _: None)
    with pytest.raises(InstallationError, match="install docexplain again") as caught:
        docexplain.open_store()
    assert caught.value.exit_code == ExitCode.INSTALLATION


def test_a_module_called_tui_is_named(tmp_path):
    (tmp_path / "tui.py").write_text(RUN)
    ours, theirs = pty.openpty()
    try:
        done = _python(CLI, "tui", "--no-save", first=tmp_path, terminal=theirs)
        said = os.read(ours, 10_000).decode()
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 9, said
    assert f"{tmp_path / 'tui.py'} is a module called tui" in "".join(said.split("\r\n")).replace("  ", " "), said
    assert "Traceback" not in said


def _is_found_beside(folder: Path) -> bool:
    """Whether Python finds a package of this name in a folder of its path, which goes before one without a file."""
    return any((Path(entry) / folder.name / "__init__.py").is_file() for entry in json.loads(_python(PATH).stdout))


PATH = "import json, sys; print(json.dumps([entry for entry in sys.path if entry]))"


def _python(
    code: str, *arguments: str, first: Path | None = None, terminal: int | None = None
) -> subprocess.CompletedProcess[str]:
    """A process of its own, with a folder first on its path, and the same folder to work in."""
    environment = os.environ | ({"PYTHONPATH": str(first)} if first else {})
    streams = (subprocess.PIPE, subprocess.PIPE) if terminal is None else (terminal, terminal)
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        stdin=terminal if terminal is not None else subprocess.DEVNULL,
        stdout=streams[0],
        stderr=streams[1],
        env=environment,
        cwd=first,
        text=True,
        timeout=120,
        check=False,
    )


def test_what_the_library_offers_is_listed_before_it_is_imported():
    said = "import sys, docexplain; print(*dir(docexplain)); print('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    names, torch = ran.stdout.splitlines()
    assert {*docexplain.__all__} <= {*names.split()} and torch == "False"
    assert all(getattr(docexplain, name) is not None for name in docexplain.__all__)

"""Processes that crash, hang, lie or do not start, and real ones at their limits: nothing but the page is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from docexplain.common import machine
from docexplain.errors import InputError, PasswordError
from docexplain.ingest import Limits, ParseOptions, read_document, sha256_of
from docexplain.ingest.workers import pool, protocol
from docexplain.ingest.workers.pool import Pool
from docexplain.ingest.workers.process import PageFailed, PageRead, Process
from docexplain.ingest.workers.protocol import Job

pytestmark = pytest.mark.processes

FAKE = """
import os, signal, sys, time, types
from pathlib import Path
import docexplain

package = types.ModuleType("docexplain.ingest")  # without all that the real one imports: half the time
package.__path__ = [str(Path(docexplain.__file__).parent / "ingest")]
sys.modules["docexplain.ingest"] = package
from docexplain.ingest.workers import protocol
from docexplain.ingest.text.blocks import PageBlocks
from docexplain.ingest.workers.protocol import Kind

seen = Path(sys.argv[1])
(seen / str(os.getpid())).touch()
first = len(list(seen.iterdir())) == 1
requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
protocol.send_answer(answers, Kind.READY)
job = protocol.receive_request(requests)
BEFORE
protocol.send_answer(answers, Kind.FACTS, '{"pages": 5}')
while (number := protocol.receive_request(requests)) is not None:
    page = PageBlocks(number, 792.0, (), 0)
    ON_PAGE
    protocol.send_answer(answers, Kind.PAGE, protocol.encode_page(page))
"""
NEVER = ParseOptions(ocr="never")
JOB = Job(Path("some.pdf"), "", None, NEVER)


@pytest.fixture
def seen(tmp_path):
    """A folder that holds a file for each process that was started, named by its number."""
    folder = tmp_path / "seen"
    folder.mkdir()
    return folder


@pytest.fixture
def fake(seen):
    """The command of a process that does as it is told here."""

    def command(on_page="pass", before="pass"):
        code = FAKE.replace("ON_PAGE", on_page).replace("BEFORE", before)
        return [sys.executable, "-c", code, str(seen)]

    return command


@pytest.fixture(autouse=True)
def _nothing_is_left(seen):
    yield
    for file in seen.iterdir():
        with pytest.raises(ProcessLookupError):  # a zombie could still be asked
            os.kill(int(file.name), 0)


def read(command, options=NEVER, most=1, pages=5):
    """The numbers of the pages that could be read, and the reasons of the others."""
    with Pool(options, command=command, most=most) as workers:
        assert workers.open(JOB).pages == 5
        results = [result for result in workers.pages(range(1, pages + 1)) if result is not None]
    good = sorted(result.page.number for result in results if isinstance(result, PageRead))
    return good, {result.number: result.reason for result in results if isinstance(result, PageFailed)}


def test_all_pages_are_read_in_one_process(fake, seen):
    assert read(fake()) == ([1, 2, 3, 4, 5], {})
    assert len(list(seen.iterdir())) == 1


LOSSES = {
    "os.kill(os.getpid(), signal.SIGSEGV)": "the parser crashed (SIGSEGV)",
    "os.abort()": "the parser crashed (SIGABRT)",
    "os._exit(3)": "the parser ended (exit code 3)",
    "os.kill(os.getpid(), signal.SIGKILL)": "the parser was killed, perhaps because memory",
    "answers.write(b'hello world'); answers.flush(); continue": "no sensible answer",
    "page = PageBlocks(77, 792.0, (), 0)": "no sensible answer (not page ",
    "protocol.send_answer(answers, Kind.PAGE, '{}'); continue": "no sensible answer (PageBlocks lacks",
    "protocol.send_answer(answers, Kind.PAGE, '[' * 9999); continue": "no sensible answer (not a JSON",
    "protocol.send_answer(answers, Kind.WORN, 'too big'); break": "too big",
}


def test_a_process_is_lost_on_a_page(fake, seen):
    """Each of these costs its page and its process: the next one goes on."""
    deeds = "\n    ".join(f"if number == {2 * i}: {deed}" for i, deed in enumerate(LOSSES, 1))
    pages = 2 * len(LOSSES) + 1
    options = replace(NEVER, limits=Limits(lost=len(LOSSES) + 1))
    good, failed = read(fake(deeds), options, pages=pages)
    assert good == list(range(1, pages + 1, 2))
    assert sorted(failed) == list(range(2, pages, 2))
    for number, reason in enumerate(LOSSES.values(), 1):
        assert reason in failed[2 * number]
    assert len(list(seen.iterdir())) == len(LOSSES) + 2  # the last one, which is worn, is tried twice


def test_memory_that_pages_before_used_up_costs_no_page(fake, seen):
    """Each process can read two pages; the third is tried again by the next process."""
    count = "read = globals().get('read', 0) + 1"
    worn = "if read == 3: protocol.send_answer(answers, Kind.WORN, 'too big'); break"
    assert read(fake(f"{count}\n    {worn}")) == ([1, 2, 3, 4, 5], {})
    assert len(list(seen.iterdir())) == 3


def test_a_page_that_no_process_has_memory_for_is_tried_twice(fake, seen):
    options = replace(NEVER, limits=Limits(lost=2))
    good, failed = read(fake("if number == 2: protocol.send_answer(answers, Kind.WORN, 'too big'); break"), options)
    assert (good, failed) == ([1, 3, 4, 5], {2: "too big"})
    assert len(list(seen.iterdir())) == 3


def test_a_page_that_fails_costs_no_process(fake, seen):
    good, failed = read(fake("if number == 2: protocol.send_answer(answers, Kind.FAILED, 'a reason'); continue"))
    assert (good, failed) == ([1, 3, 4, 5], {2: "a reason"})
    assert len(list(seen.iterdir())) == 1


def test_a_page_that_hangs(fake):
    options = ParseOptions(ocr="never", limits=Limits(seconds=1))
    good, failed = read(fake("if number == 2: time.sleep(600)"), options)
    assert (good, failed) == ([1, 3, 4, 5], {2: "it took longer than 1 s"})


def test_ocr_has_time_of_its_own():
    limits = Limits(seconds=5, ocr_seconds=7)
    assert ParseOptions(limits=limits).page_seconds == 12
    assert ParseOptions(limits=limits, ocr="never").page_seconds == 5


def test_somebody_who_waits_hears_of_it(fake, monkeypatch):
    monkeypatch.setattr(pool, "BEAT_SECONDS", 0.05)
    with Pool(NEVER, command=fake("time.sleep(0.5)")) as workers:
        workers.open(JOB)
        assert None in list(workers.pages([1]))


@pytest.mark.parametrize(
    ("before", "says"),
    [
        ("os.abort()", r"some.pdf cannot be opened \(the parser crashed \(SIGABRT\)\): save it again"),
        ("time.sleep(600)", r"some.pdf cannot be opened \(it took longer than 0.5 s\)"),
        (
            "protocol.send_answer(answers, Kind.FACTS, '[1]')",
            r"some.pdf cannot be opened \(the parser gave no sensible",
        ),
        ("protocol.send_answer(answers, Kind.REFUSED, 'A sentence.')", r"^A sentence\.$"),
    ],
)
def test_a_file_that_ends_the_process_at_once(fake, before, says):
    options = ParseOptions(limits=Limits(open_seconds=0.5))
    with Pool(options, command=fake(before=before)) as workers, pytest.raises(InputError, match=says) as caught:
        workers.open(Job(Path("some.pdf"), "", None, options))
    assert str(caught.value).endswith(".")


def test_a_password_is_asked_for(fake):
    command = fake(before="protocol.send_answer(answers, Kind.LOCKED, 'Which?')")
    with Pool(NEVER, command=command) as workers, pytest.raises(PasswordError, match=r"^Which\?$"):
        workers.open(JOB)


@pytest.mark.parametrize("command", [[sys.executable, "-c", "raise SystemExit(1)"], ["/nowhere/python"]])
def test_a_parser_that_does_not_start(command):
    with Pool(NEVER, command=command) as workers, pytest.raises(InputError, match="the parser does not start"):
        workers.open(JOB)


def test_a_file_that_loses_one_process_after_another_is_given_up(fake, seen):
    options = ParseOptions(ocr="never", limits=Limits(lost=2))
    good, failed = read(fake("if number > 1: os.abort()"), options)
    assert good == [1]
    assert [failed[n] for n in (2, 3)] == ["the parser crashed (SIGABRT)"] * 2
    assert {failed[n] for n in (4, 5)} == {
        "not tried, because 2 pages crashed the parser or took too much time or memory"
    }
    assert len(list(seen.iterdir())) == 2


def test_a_file_that_cannot_be_opened_a_second_time(fake):
    good, failed = read(fake("if number == 2: os.abort()", before="if not first: os.abort()"))
    assert good == [1]
    assert {failed[n] for n in (3, 4, 5)} == {"not tried, because the parser could not open the file again"}


def test_several_processes_share_the_pages(fake, seen, monkeypatch):
    monkeypatch.setitem(pool._PAGES_EACH, "model", 2)
    good, _ = read(fake("while len(list(seen.iterdir())) < 3: time.sleep(0.01)"), most=8)
    assert good == [1, 2, 3, 4, 5]
    assert len(list(seen.iterdir())) == 3


def test_one_process_that_crashes_leaves_the_others_to_work(fake, seen, monkeypatch):
    monkeypatch.setitem(pool._PAGES_EACH, "model", 1)
    good, failed = read(fake("if number == 3: os.abort()"), most=2)
    assert (good, list(failed)) == ([1, 2, 4, 5], [3])


def test_nothing_is_left_when_somebody_stops(fake, seen, monkeypatch):
    monkeypatch.setattr(pool, "BEAT_SECONDS", 0.05)

    def stop():
        with Pool(NEVER, command=fake("time.sleep(600)")) as workers:
            workers.open(JOB)
            for _ in workers.pages([1, 2]):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert len(list(seen.iterdir())) == 1  # and the fixture sees that it is gone


PARENT = """
import sys
from docexplain.ingest import ParseOptions
from docexplain.ingest.workers.pool import Pool
from docexplain.ingest.workers.protocol import Job
from pathlib import Path

options = ParseOptions(ocr="never")
with Pool(options, command=sys.argv[1:]) as workers:
    workers.open(Job(Path("some.pdf"), "", None, options))
    print("open", flush=True)
    sys.stdin.read()
"""


def test_nobody_is_orphaned_by_a_kill(fake, seen):
    command = [sys.executable, "-c", PARENT, *fake()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout.readline() == "open\n"
        parent.kill()
    (worker,) = [int(file.name) for file in seen.iterdir()]
    for _ in range(500):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            break
        if Path(f"/proc/{worker}/stat").read_text().split()[2] == "Z":  # ended; its new parent has not looked yet
            (seen / str(worker)).unlink()
            break
        time.sleep(0.02)
    else:
        pytest.fail("the worker process lives on")


# From here on the real one. It starts in a third of the time without the layout model, and a page takes it a fifth.
FAST = ParseOptions(layout="fast", ocr="never")


STUCK = """
import time
from docexplain.ingest.workers import worker

def opened(*_):
    while True:
        pass

worker.opened, worker._GRACE = opened, 0.1
worker.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no alarms")
def test_a_file_that_never_opens_holds_no_process_when_nobody_waits_any_more(small):
    options = replace(FAST, limits=Limits(open_seconds=0.1))
    with subprocess.Popen([sys.executable, "-c", STUCK], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as worker:
        protocol.send_request(worker.stdin, Job(small, sha256_of(small), None, options))
        assert worker.wait(60) == -signal.SIGALRM


def test_a_page_that_takes_too_long(write_pdf, prose):
    full = write_pdf([(20, 20 + 3 * i, prose, 3) for i in range(60)])
    with pytest.raises(InputError, match=r"No page of .* can be read \(it took longer than 0.01 s\)"):
        read_document(full, options=replace(FAST, limits=Limits(seconds=0.01)))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not refuse memory")
def test_a_page_that_needs_too_much_memory(small, tmp_path):
    """One with so much drawn on it that the layout model looks at its picture."""
    with pymupdf.open(small) as pdf:
        for i in range(80):
            pdf[0].draw_rect((300 + 2 * i, 500, 301 + 2 * i, 600))
        pdf.save(tmp_path / "drawn.pdf")
    options = ParseOptions(limits=Limits(memory_bytes=300 * 2**20))
    with pytest.raises(InputError, match=r"needs more than 300 MiB of memory"):
        read_document(tmp_path / "drawn.pdf", options=options)


def test_a_page_that_holds_too_much(samples):
    options = replace(FAST, limits=Limits(page_bytes=2**10))
    with pytest.raises(InputError, match=r"can be read \(it holds more than 0.000977 MiB of text\)"):
        read_document(samples / "employment-contract.pdf", options=options)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(pages=2), "has 3 pages, more than the 2 that are read: split it."),
        (Limits(text_bytes=1000), "holds more text than the 1,000 bytes that are kept: split it."),
        (Limits(file_bytes=1000), "has more than 1,000 bytes: split it into smaller files."),
    ],
)
def test_a_file_that_is_too_large(samples, limits, says):
    with pytest.raises(InputError, match=says):
        read_document(samples / "employment-contract.pdf", options=replace(FAST, limits=limits))


def test_a_file_that_changes_while_it_is_read(small, monkeypatch):
    monkeypatch.setattr("docexplain.ingest.document_reader.sha256_of", lambda *_: "0" * 64)
    with pytest.raises(InputError, match="changed while it was read: try again"):
        read_document(small, options=FAST)


def test_the_number_of_processes_changes_nothing(samples, contract_fast, monkeypatch):
    """That they read what is read here is shown with the layout model, in test_samples.py."""
    monkeypatch.setattr(machine, "cores", lambda: 2)
    monkeypatch.setitem(pool._PAGES_EACH, "fast", 2)
    assert read_document(samples / "employment-contract.pdf", options=FAST) == contract_fast


def test_a_script_without_a_guard_beside_a_hostile_module(small, tmp_path):
    """multiprocessing would run the script again in each process; -m alone would look in the current folder first."""
    here = tmp_path / "downloads"
    here.mkdir()
    for name in ("pymupdf", "json", "docexplain"):
        (here / f"{name}.py").write_text("raise SystemExit('hostile')\n")
    script = tmp_path / "script.py"
    script.write_text(
        "from docexplain.ingest import ParseOptions, read_document\n"
        f"document = read_document({str(small)!r}, options=ParseOptions(layout='fast'))\n"
        "print(len(document.paragraphs))\n"
    )
    run = subprocess.run([sys.executable, script], cwd=here, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "1\n"


def test_the_parser_is_loaded_in_no_other_process(elsewhere):
    assert "docexplain.ingest" in elsewhere.loaded
    assert not elsewhere.loaded & {"pymupdf", "onnxruntime", "torch"}


WATCHED = """
import pathlib, sys
from docexplain.ingest.workers import protocol, worker

inner = protocol.send_answer
def send(answers, kind, *text):
    pathlib.Path(FOUND).write_text(" ".join(sys.modules))
    inner(answers, kind, *text)
protocol.send_answer = send
worker.main()
"""


def test_the_fast_layout_loads_no_layout_model(small, tmp_path):
    """That the other loads it is shown in test_samples.py, by what comes of it."""
    code = WATCHED.replace("FOUND", repr(str(tmp_path / "found")))
    job = Job(small, sha256_of(small), None, FAST)
    with Pool(FAST, command=[sys.executable, "-c", code]) as workers:
        workers.open(job)
    loaded = (tmp_path / "found").read_text().split()
    assert "pymupdf" in loaded
    assert "onnxruntime" not in loaded


def test_a_process_that_is_killed_leaves_no_temporary_file(tmp_path_factory, monkeypatch):
    """As one does that is just reading a picture with Tesseract."""
    place = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    code = (
        "import tempfile, time; print(open(tempfile.mkdtemp() + '/text', 'w').write('secret'), flush=True); "
        "time.sleep(600)"
    )
    process = Process((sys.executable, "-c", code), Limits())
    assert process._process.stdout.readline()
    assert list(place.rglob("text"))
    process.end()
    assert list(place.iterdir()) == []


def test_ctrl_c_reaches_no_worker(small):
    """They are in a session of their own: what ends them is whoever started them."""
    code = (
        "import os, signal\n"
        "from docexplain.ingest import ParseOptions, Told, read_document\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # may be ignored where the tests run\n"
        "def strike(done, total): os.killpg(0, signal.SIGINT)\n"
        "try:\n"
        f"    read_document({str(small)!r}, options=ParseOptions(layout='fast'), told=Told(progress=strike))\n"
        "except KeyboardInterrupt:\n"
        "    print('stopped')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, start_new_session=True
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "stopped\n", "")


def test_no_more_processes_than_there_is_memory_for(monkeypatch):
    monkeypatch.setattr(machine, "cores", lambda: 16)
    monkeypatch.setattr(machine, "free_memory", lambda: 2 * 2**30)
    workers = Pool(ParseOptions())
    assert [workers._wanted(pages, 0) for pages in (1, 8, 9, 1000)] == [1, 1, 2, 4]
    assert workers._wanted(1000, 10**9) == 1
    assert Pool(ParseOptions(layout="fast"))._wanted(1000, 0) == 4

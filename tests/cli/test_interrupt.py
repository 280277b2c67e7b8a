"""Signals while the main thread is inside a library, and what an ended process leaves behind: nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")

PREPARE = """
import ctypes, signal, subprocess, sys, time
from pathlib import Path
from docexplain.common import leftovers
from docexplain.cli import interrupt

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)  # may be ignored where the tests run
interrupt.HEARD_SECONDS = 0.3
interrupt.install()

def in_a_library():
    library = ctypes.CDLL(None)
    lock = ctypes.create_string_buffer(256)
    library.pthread_mutex_init(lock, None)
    for _ in range(2):  # forever without a look at signals
        library.pthread_mutex_lock(lock)

with leftovers.scratch_folder("scratch-", Path(sys.argv[1])) as folder:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    with leftovers.ended_with_us(child):
        print(child.pid, flush=True)
"""
STUCK = """
        try:
            in_a_library()
        except KeyboardInterrupt:  # the signal came before
            in_a_library()
"""
UNWINDING = """
        try:
            time.sleep(600)
        finally:
            print("unwinding", flush=True)
            in_a_library()
"""


@contextmanager
def started(code, *arguments, **options):
    command = [sys.executable, "-c", code, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def is_gone(pid):
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_library_that_hears_no_signal_is_ended_over_its_head(tmp_path, number, code):
    with started(PREPARE + STUCK, tmp_path) as process:
        child = int(process.stdout.readline())
        time.sleep(0.2)  # until it is in there
        process.send_signal(number)
        assert process.wait(60) == code
        assert process.stderr.read().endswith("nothing unfinished was saved.\n")
    assert list(tmp_path.iterdir()) == []
    assert is_gone(child)


def test_a_second_ctrl_c_ends_what_does_not_get_done_with_the_first(tmp_path):
    with started(PREPARE + UNWINDING, tmp_path) as process:
        child = int(process.stdout.readline())
        time.sleep(0.2)  # until it sleeps
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "unwinding\n"
        time.sleep(0.3)  # closer together they would be one press
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert list(tmp_path.iterdir()) == []
    assert is_gone(child)


def test_one_press_that_comes_twice_is_one(tmp_path):
    """As from a program around ours, which hands on what the terminal has sent to both."""
    code = PREPARE + UNWINDING.replace("in_a_library()", "time.sleep(0.5); print('done')")
    with started(code, tmp_path) as process:
        process.stdout.readline()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "unwinding\ndone\n"


def test_a_signal_that_is_to_be_ignored_is(tmp_path):
    """nohup, and jobs in the background of a script."""
    code = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + PREPARE.replace(", signal.SIGHUP)", ")")
    with started(code + "        sys.stdin.readline()\n", tmp_path, stdin=subprocess.PIPE) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.wait(60) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_fetch_that_is_ended_leaves_no_pip_and_no_file(tmp_path, number):
    main = (
        "import signal; [signal.signal(n, signal.SIG_DFL) for n in (1, 2, 15)]; from docexplain.cli import main; main()"
    )
    with socket.create_server(("127.0.0.1", 0)) as index:  # takes the call, and says nothing
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "HF_"))} | {
            "PIP_INDEX_URL": f"http://127.0.0.1:{index.getsockname()[1]}/",
            "PIP_CONFIG_FILE": os.devnull,
            "DOCEXPLAIN_CACHE": str(tmp_path),
        }
        with started(main, "models", "--fetch", env=environment) as process:
            index.settimeout(60)
            connection, _ = index.accept()
            with connection:
                children = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
                process.send_signal(number)
                assert process.wait(60) == 128 + number
    assert children
    assert all(is_gone(pid) for pid in children)
    assert list((tmp_path / "models").iterdir()) == []

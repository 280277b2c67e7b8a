"""Processes that start with big libraries imported: forked from one that has done it once.

A test of signals, pipes and exit codes needs a process of its own, not the four seconds that torch and transformers
take to import. What the test sees is as in a process started afresh:
streams, working folder, environment, signals and the way it ends. Not so what a library reads from the environment
while it is imported, and ``PYTHON...`` variables.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

SECONDS = 120
_LENGTH = 4
_READY = b"ready\n"

COMMANDS = (
    "docexplain.cli.app",
    "docexplain.cli.commands.history",
    "docexplain.cli.commands.show",
    "docexplain.cli.output.answer_text",
    "storage",
    "rich.console",
    "sqlalchemy.dialects.sqlite",
)
"""What looking at what is stored takes."""
ASKING = (
    *COMMANDS,
    "docexplain.attribution.ranking.influence",
    "docexplain.cli.commands.ask",
    "docexplain.cli.setup",
    "docexplain.cli.progress",
    "docexplain.model.loading.architecture",
    "docexplain.model.language_model",
    "docexplain.model.loading.by_name",
    "docexplain.session.pipeline.explaining",
    "docexplain.session.pipeline.reading",
    "docexplain.session.pipeline.record.recording",
    "Stemmer",
    "transformers.cache_utils",
    "transformers.generation.utils",
    "transformers.modeling_layers",
    "transformers.models.auto.tokenization_auto",
    "transformers.processing_utils",
)
"""What a question takes, but for the model's own architecture."""


Stream = int | IO[Any] | None


def run_afresh(
    code: str, arguments: list[str], *, text: str = "", stdout: Stream = None, stderr: Stream = None
) -> tuple[int, str, str]:
    """As ``python -c`` runs it.

    Args:
        text: what can be read from stdin.
        stdout: where it goes, if it is not to be returned.
        stderr: the same.

    Returns:
        The exit code, negative after a signal, and what was written to each stream.
    """
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=text,
        stdout=subprocess.PIPE if stdout is None else stdout,
        stderr=subprocess.PIPE if stderr is None else stderr,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout or "", done.stderr or ""


class Forks:
    """The process to fork from, with these modules imported; a context manager.

    The one of a name is for all processes of one test run.
    """

    def __init__(self, name: str, modules: Sequence[str]) -> None:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", os.getpid())
        address = f"\0docexplain-tests-{run}-{name}"  # not in the file system, and gone with whoever listens
        self._process: subprocess.Popen[bytes] | None = None
        while True:
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.settimeout(SECONDS)
            self._calls = self._socket.makefile("rb")
            try:
                self._socket.connect(address)
                if self._calls.readline() == _READY:
                    return
            except (ConnectionRefusedError, ConnectionResetError):  # not there yet, or just about to end
                self._start(address, modules)
            self._close()
            if self._process is not None and self._process.poll():
                raise RuntimeError("the process to fork from has failed; its stderr says why")

    def _start(self, address: str, modules: Sequence[str]) -> None:
        with socket.socket(socket.AF_UNIX) as listening:
            try:
                listening.bind(address)
            except OSError:  # another process of this test run has been faster
                time.sleep(0.01)
                return
            listening.listen()
            number = listening.fileno()
            command = [sys.executable, "-P", __file__, str(number), *modules]
            environment = os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
            self._process = subprocess.Popen(command, pass_fds=[number], env=environment, start_new_session=True)

    def _close(self) -> None:
        self._calls.close()
        self._socket.close()

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()
        if self._process is not None and "PYTEST_XDIST_WORKER" not in os.environ:  # else it may serve others still
            self._process.wait(SECONDS)

    def run(
        self, code: str, arguments: list[str], *, text: str = "", stdout: Stream = None, stderr: Stream = None
    ) -> tuple[int, str, str]:
        """As :func:`run_afresh`; ``text`` is less than a pipe holds."""
        with ThreadPoolExecutor(2) as readers:
            with ExitStack() as theirs:
                given, outputs = [], []
                for stream in (stdout, stderr):
                    if stream is not None:
                        given.append(stream if isinstance(stream, int) else stream.fileno())
                        outputs.append(readers.submit(str))
                        continue
                    reading, writing = os.pipe()
                    theirs.callback(os.close, writing)
                    given.append(writing)
                    outputs.append(readers.submit(_read, reading))
                reading, writing = os.pipe()
                theirs.callback(os.close, reading)
                os.write(writing, text.encode())
                os.close(writing)
                self._call(code, arguments, [reading, *given])
            out, err = outputs
            return self._ended(), out.result(SECONDS), err.result(SECONDS)

    def _call(self, code: str, arguments: list[str], files: list[int]) -> None:
        call = {"code": code, "arguments": arguments, "folder": str(Path.cwd()), "environment": dict(os.environ)}
        data = json.dumps(call).encode()
        socket.send_fds(self._socket, [len(data).to_bytes(_LENGTH)], files)
        self._socket.sendall(data)

    def _ended(self) -> int:
        """The exit code, negative after a signal, of the process that was asked for."""
        number = int(self._calls.readline())
        try:
            return int(self._calls.readline())
        except TimeoutError:
            os.kill(number, 9)
            raise


def _read(number: int) -> str:
    with open(number, encoding="utf-8") as whole:
        return whole.read()


def import_all(modules: Sequence[str]) -> None:
    """As the command line imports them."""
    from docexplain.common import library_messages

    library_messages.settle()
    from docexplain.common.lazy_imports import lean_imports, own_process

    with own_process(), lean_imports():
        for name in modules:
            import_module(name)


def next_call(listening: socket.socket) -> dict[str, Any]:
    """Fork for each call. Returns in the new process, with what it has to do; ends when nobody is left to call."""
    with selectors.DefaultSelector() as waiting, ExitStack() as ours:
        waiting.register(listening, selectors.EVENT_READ)
        callers = 0
        while True:
            for key, _ in waiting.select():
                if key.fileobj is listening:
                    caller = ours.enter_context(listening.accept()[0])
                    if _user_of(caller) != os.getuid():  # anybody on the machine may connect
                        caller.close()
                        continue
                    caller.sendall(_READY)
                    waiting.register(caller, selectors.EVENT_READ)
                    callers += 1
                elif key.data is not None:  # one that was forked has ended
                    waiting.unregister(key.fileobj)
                    os.close(key.fd)
                    caller, number = key.data
                    _tell(caller, os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]))
                elif (call := _received(key.fileobj)) is None:
                    waiting.unregister(key.fileobj)
                    key.fileobj.close()
                    callers -= 1
                    if not callers:
                        sys.exit()
                elif (number := _forked(call.pop("files"))) == 0:
                    for other in waiting.get_map().values():
                        if other.data is not None:
                            os.close(other.fd)
                    return call
                else:
                    _tell(key.fileobj, number)
                    waiting.register(os.pidfd_open(number), selectors.EVENT_READ, (key.fileobj, number))


def _user_of(caller: socket.socket) -> int:
    credentials = caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", credentials)[1]


def _forked(files: list[int]) -> int:
    """As ``os.fork``; the files are the new process's streams, and nobody else's."""
    number = os.fork()
    for wanted, file in enumerate(files):
        if number == 0:
            os.dup2(file, wanted)
        os.close(file)
    return number


def _received(caller: socket.socket) -> dict[str, Any] | None:
    length, files, _, _ = socket.recv_fds(caller, _LENGTH, 3)
    if not length:
        return None
    data = b""
    while len(data) < int.from_bytes(length):
        data += caller.recv(1 << 16)
    return json.loads(data) | {"files": files}


def _tell(caller: socket.socket, number: int) -> None:
    with suppress(OSError):  # it has gone
        caller.sendall(b"%d\n" % number)


def become(folder: str, environment: dict[str, str], arguments: list[str]) -> None:
    """As Python starts."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["-c", *arguments]
    sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__ = (
        open(0, encoding="utf-8", closefd=False),  # noqa: SIM115
        open(1, "w", encoding="utf-8", closefd=False),  # noqa: SIM115
        open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False),  # noqa: SIM115
    )


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as listening:
        import_all(sys.argv[2:])
        assert len([*Path("/proc/self/task").iterdir()]) == 1, "a process with threads cannot be forked"
        call = next_call(listening)
    become(call["folder"], call["environment"], call["arguments"])
    exec(compile(call["code"], "<string>", "exec"), {"__name__": "__main__"})

"""Processes that start with big libraries imported: forked from one that has done it once.

A test of signals, pipes and exit codes needs a process of its own, not the four seconds that torch and transformers
take to import. What the test sees is as in a process started afresh:
streams, working folder, environment, signals and the way it ends. Not so what a library reads from the environment
while it is imported, and ``PYTHON...`` variables.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import IO, Any

SECONDS = 120
_LENGTH = 4

COMMANDS = (
    "docexplain.cli.app",
    "docexplain.cli.history",
    "docexplain.cli.render",
    "storage",
    "rich.console",
    "sqlalchemy.dialects.sqlite",
)
"""What looking at what is stored takes."""
ASKING = (
    *COMMANDS,
    "docexplain.attribution.attribute",
    "docexplain.cli.ask",
    "docexplain.cli.compose",
    "docexplain.cli.progress",
    "docexplain.model.architecture",
    "docexplain.model.language_model",
    "docexplain.model.loading",
    "docexplain.session.explaining",
    "docexplain.session.reading",
    "docexplain.session.recording",
    "bm25s",
    "nltk.stem.snowball",
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
    """The process to fork from, with these modules imported; a context manager."""

    def __init__(self, modules: Sequence[str]) -> None:
        ours, theirs = socket.socketpair()
        self._calls = ours.makefile("rb")
        self._socket = ours
        ours.settimeout(SECONDS)
        with theirs:
            command = [sys.executable, "-P", __file__, str(theirs.fileno()), *modules]
            environment = os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment)

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *_error: object) -> None:
        self._calls.close()
        self._socket.close()
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
    from docexplain import noise

    noise.settle()
    from docexplain.importing import lean_imports, own_process

    with own_process(), lean_imports():
        for name in modules:
            import_module(name)


def calls(requests: socket.socket) -> dict[str, Any]:
    """Fork for each call, and wait. Returns in the new process, with what it has to do; ends when no more can come."""
    while True:
        length, files, _, _ = socket.recv_fds(requests, _LENGTH, 3)
        if not length:
            sys.exit()
        data = b""
        while len(data) < int.from_bytes(length):
            data += requests.recv(1 << 16)
        number = os.fork()
        if number == 0:
            requests.close()
            for wanted, file in enumerate(files):
                os.dup2(file, wanted)
                os.close(file)
            return json.loads(data)
        for file in files:
            os.close(file)
        requests.sendall(b"%d\n" % number)
        code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        requests.sendall(b"%d\n" % code)


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
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        import_all(sys.argv[2:])
        assert len([*Path("/proc/self/task").iterdir()]) == 1, "a process with threads cannot be forked"
        call = calls(requests)
    become(call["folder"], call["environment"], call["arguments"])
    exec(compile(call["code"], "<string>", "exec"), {"__name__": "__main__"})

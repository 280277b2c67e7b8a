"""A wheel off the package index, fetched with pip so that the user's own index settings hold, and alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from docexplain.common import leftovers
from docexplain.model.sources.cache_folder import size_of

ByteProgress = Callable[[int, int], None]

HURRIED = ("--retries", "1", "--timeout", "10")
"""pip's own would keep a user waiting for minutes where there is no network, for what is not needed."""


class WheelNotFetched(Exception):  # noqa: N818 - its text is a part of the caller's sentence
    """Why a wheel could not be fetched.

    Attributes:
        log: all that pip said.
    """

    def __init__(self, log: str) -> None:
        lines = [line.strip() for line in log.splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith("ERROR")] or lines or ["pip gave no reason"]
        super().__init__(errors[-1].removeprefix("ERROR: "))
        self.log = log


def fetch_wheel(
    requirement: str, size: int, scratch: Path, progress: ByteProgress, *, patience: Sequence[str] = ()
) -> Path:
    """Fetch one wheel, without what it requires.

    Args:
        requirement: its name and exact version.
        size: bytes of the wheel, for the progress.
        scratch: an empty folder.
        progress: called with bytes here and bytes in all; what it raises ends the fetch.
        patience: options of pip, such as :data:`HURRIED`.

    Raises:
        WheelNotFetched: as it says.
    """
    downloads, temporary = scratch / "wheel", scratch / "tmp"
    downloads.mkdir()
    temporary.mkdir()
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += [*patience, "--no-deps", "--only-binary", ":all:", "--dest", str(downloads), requirement]
    log = scratch / "pip.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # pip downloads into TMPDIR: watching our own one grow gives progress with every version of pip.
            env=os.environ | {"TMPDIR": str(temporary)},
            start_new_session=True,
        )
    with leftovers.ended_with_us(process):
        progress(0, size)
        while process.poll() is None:
            progress(min(size_of(scratch), size), size)
            time.sleep(0.1)
    wheels = list(downloads.glob("*.whl"))
    if process.returncode or not wheels:
        raise WheelNotFetched(log.read_text(errors="replace"))
    progress(size, size)
    return wheels[0]

"""Pages of a file, read by worker processes on all cores.

One thread per process asks and waits, so that a process that dies or hangs is noticed at once and replaced. Processes
are started as commands: ``multiprocessing`` would run the user's script again in each, or copy a process with threads.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from types import TracebackType
from typing import Self

from docexplain.common import machine
from docexplain.errors import DocexplainError
from docexplain.ingest.files.file_bytes import Waiting
from docexplain.ingest.files.opened_file import Facts
from docexplain.ingest.parse_options import ParseOptions
from docexplain.ingest.workers.process import COMMAND, PageFailed, PageRead, Process
from docexplain.ingest.workers.protocol import Job

BEAT_SECONDS = 0.25
"""How often somebody who waits for pages hears of it that none came."""
_PAGES_EACH = {"model": 8, "fast": 200}
"""Pages by layout that make another process worth its start."""
_PROCESS_BYTES = 500 * 2**20
"""Memory that a process takes on common pages, beside the file."""

Result = PageRead | PageFailed


@dataclass(frozen=True, slots=True)
class _Ended:
    """A thread has nothing left to do, or cannot do it."""

    error: BaseException | None


class Pool:
    """Processes for one file. A ``with`` block starts the first one and ends all of them, whatever they are doing.

    Args:
        command: starts a process; the name of the layout is added.
        most: processes at most; None: as many as there are cores and memory for.
    """

    def __init__(self, options: ParseOptions, *, command: Sequence[str] = COMMAND, most: int | None = None) -> None:
        self._options, self._command, self._most = options, (*command, options.layout), most
        self._job: Job | None = None
        self._job_known, self._pages_known = threading.Event(), threading.Event()
        self._results: queue.SimpleQueue[Facts | Result | _Ended] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()  # for what follows
        self._closed = False
        self._processes: set[Process] = set()
        self._waiting: deque[int] = deque()
        self._lost = 0

    def __enter__(self) -> Self:
        self._add_thread()  # it loads the parser while the file is still looked at here
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            processes = list(self._processes)
        for process in processes:
            process.kill()
        self._job_known.set()
        self._pages_known.set()
        for thread in self._threads:
            thread.join()

    def open(self, job: Job, waiting: Waiting = lambda: None) -> Facts:
        """Open the file in the first process. Raises what is wrong with the file."""
        self._job = job
        self._job_known.set()
        while True:
            waiting()
            result = self._next()
            if isinstance(result, Facts):
                return result
            if isinstance(result, _Ended) and result.error is not None:
                raise result.error

    def pages(self, numbers: Sequence[int]) -> Iterator[Result | None]:
        """The pages, each as soon as it is done, and None now and then while none is."""
        left = set(numbers)
        self._waiting.extend(numbers)
        self._pages_known.set()
        for _ in range(self._wanted(len(numbers), self._job.size if self._job else 0) - 1):
            self._add_thread()
        at_work = len(self._threads)
        while left and at_work:
            result = self._next()
            if isinstance(result, _Ended):
                at_work -= 1
                if result.error is not None and not isinstance(result.error, DocexplainError):
                    raise result.error
            elif not isinstance(result, Facts):
                if result is not None:
                    left.discard(result.number)
                yield result
        for number in sorted(left):
            yield PageFailed(number, self._why_not_tried(), lost=True)

    def _next(self) -> Facts | Result | _Ended | None:
        try:
            return self._results.get(timeout=BEAT_SECONDS)
        except queue.Empty:
            return None

    def _why_not_tried(self) -> str:
        if self._lost >= self._options.limits.lost:
            return f"not tried, because {self._lost} pages crashed the parser or took too much time or memory"
        return "not tried, because the parser could not open the file again"

    def _wanted(self, pages: int, file_bytes: int) -> int:
        wanted = min(ceil(pages / _PAGES_EACH[self._options.layout]), self._most or machine.cores())
        if wanted > 1:
            wanted = min(wanted, machine.free_memory() // (_PROCESS_BYTES + file_bytes))
        return wanted

    def _add_thread(self) -> None:
        thread = threading.Thread(target=self._run, name="docexplain-pages", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self) -> None:
        error = None
        try:
            while self._is_work_left():
                self._use_process()
        except BaseException as caught:  # for the thread that waits for us
            error = caught
        self._results.put(_Ended(error))

    def _use_process(self) -> None:
        """Start a process and give it pages until none is left, or it is lost."""
        with self._lock:
            if self._closed:
                return
            process = Process(self._command, self._options.limits)
            self._processes.add(process)
        try:
            process.ready()
            self._job_known.wait()
            if self._job is not None:  # else closed before there was one
                self._results.put(process.open(self._job))
                self._pages_known.wait()
                self._read(process)
        finally:
            with self._lock:
                self._processes.discard(process)
            process.end()

    def _read(self, process: Process) -> None:
        used = False
        while self._is_work_left():
            with self._lock:
                if not self._waiting:
                    return
                number = self._waiting.popleft()
            result = process.page(number, self._options.page_seconds)
            if used and isinstance(result, PageFailed) and result.worn:
                with self._lock:
                    self._waiting.appendleft(number)
                return
            used = True
            lost = isinstance(result, PageFailed) and result.lost
            with self._lock:
                self._lost += lost
            self._results.put(result)
            if lost:
                return

    def _is_work_left(self) -> bool:
        with self._lock:
            known = self._pages_known.is_set()
            return not self._closed and self._lost < self._options.limits.lost and (not known or bool(self._waiting))

"""Most commands of these tests load the same model, check it and read the same page: that is done once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from docexplain.ingest import ParseOptions
    from docexplain.ingest.workers.process import PageFailed, PageRead
    from docexplain.ingest.workers.protocol import Job


class Shared:
    """What was loaded, checked and read so far; each a function of what it is kept by."""

    def __init__(self, model_folder: Path) -> None:
        self._folder = model_folder
        self._files: set[str] = set()
        self._kept: dict[Any, Any] = {}

    def remember(self, path: Path) -> Path:
        """What is read of this file is kept from now on."""
        self._files.add(sha256(path.read_bytes()).hexdigest())
        return path

    def put_to_use(self, patch: pytest.MonkeyPatch) -> None:
        """The commands find what there is."""
        from docexplain.attribution import exactness
        from docexplain.ingest import document_reader
        from docexplain.model.loading import by_name

        patch.setattr(by_name, "load", self._loading(by_name.load))
        patch.setattr(exactness, "check_supported", self._checking(exactness.check_supported))
        patch.setattr(document_reader, "Pool", self._reading(document_reader.Pool))

    def _loading(self, load: Callable[..., Any]) -> Callable[..., Any]:
        def shared(name: str | None = None, *options: Any, **progress: Any) -> Any:
            if name != str(self._folder):
                return load(name, *options, **progress)
            by = ("model", repr(options))
            if by not in self._kept:
                self._kept[by] = load(name, *options, **progress)
            return self._kept[by]

        return shared

    def _checking(self, check: Callable[..., None]) -> Callable[..., None]:
        def shared(model: Any, *mode: Any) -> None:
            by = ("supported", id(model), *mode)
            if by not in self._kept:
                check(model, *mode)
                self._kept[by] = model  # stays, so that no other has its number

        return shared

    def _reading(self, pool: Callable[[ParseOptions], AbstractContextManager[Any]]) -> Callable[..., Any]:
        outer = self

        class Reading:
            def __init__(self, options: ParseOptions) -> None:
                self._pool, self._options = pool(options), options

            def __enter__(self) -> Reading:
                self._inner = self._pool.__enter__()
                return self

            def __exit__(self, *error: Any) -> None:
                self._pool.__exit__(*error)

            def open(self, job: Job, *waiting: Callable[[], None]) -> Any:
                self._job = job
                return self._inner.open(job, *waiting)

            def pages(self, numbers: Sequence[int]) -> Iterator[PageRead | PageFailed]:
                if self._job.sha256 not in outer._files:
                    yield from self._inner.pages(numbers)
                    return
                for number in numbers:
                    by = ("page", self._job.sha256, repr(self._options), repr(self._job.options), number)
                    if by not in outer._kept:
                        [outer._kept[by]] = self._inner.pages([number])
                    yield outer._kept[by]

        return Reading

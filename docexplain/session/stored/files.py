"""Files in, documents out: parsed, or brought back from what is stored."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast, get_args

from docexplain import ingest
from docexplain.errors import UsageError
from docexplain.ingest.parse_options import LayoutName, OcrPolicy
from docexplain.ingest.workers.page_seal import PageSeal
from docexplain.records import Document
from docexplain.session.call import Call
from docexplain.session.events import Drafted, Listener, Stage, ignore
from docexplain.session.gaps import tell_encoding, tell_gaps
from docexplain.session.saving import SparePages, note_files, save_document, told_of_waiting
from docexplain.session.store import Store
from docexplain.session.stored.work import StoredWork


class ReadFiles(StoredWork):
    """The part of a session that reads files.

    Args:
        store, parse: see :class:`docexplain.session.stored.work.StoredWork`.
        page_key: see :class:`docexplain.session.Caches`.
    """

    def __init__(self, store: Store | None, parse: ingest.ParseOptions, page_key: Path | None) -> None:
        super().__init__(store, parse)
        self._page_seal = PageSeal(page_key)
        self._ingest_seconds: dict[tuple[str, str], float] = {}

    def ingest(
        self,
        path: Path,
        *,
        password: str | None = None,
        keep: bool = True,
        drafts: bool = False,
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Document:
        """Parse a file, or bring back its stored parse.

        The pages of a long file are kept while it is parsed: after an interruption the next call goes on from there.

        Args:
            keep: store the parse now, and note where the file is; else the first answer brings both along, so that a
                question that fails or is stopped leaves nothing behind.
            drafts: tell the listener of what is read so far (:class:`docexplain.session.Drafted`), too.
            cancel: set it to stop.

        Raises:
            PasswordError: the file is encrypted and the password is missing or wrong, also where its parse is stored.
            InputError: the file cannot be read as a document.
            DocumentNotSaved: it was read (the error has it), but cannot be stored.
            StorageError: the database cannot be read.
            Cancelled: ``cancel`` was set.
        """
        call = Call(listener, cancel)
        path = Path(path)
        sha256 = ingest.sha256_of(path, waiting=call.check)
        self._paths[sha256] = path.absolute()
        tell_encoding(path, listener)
        stored = self.find_document(sha256)
        if stored is not None:
            if stored.coverage.protected:
                ingest.check_password(path, password, self._parse, sha256)
            tell_gaps(stored, self._parse, listener)
            if keep:
                note_files(self._store, stored, self._paths)
            return replace(stored, name=path.name)
        begin = time.perf_counter()

        def drafted(document: Document) -> None:
            listener(Drafted(document))

        document = ingest.read_document(
            path,
            password=password,
            options=self._parse,
            store=SparePages(self._store, self._page_seal, listener),
            sha256=sha256,
            told=ingest.Told(call.progress(Stage.INGEST), call.check, drafted if drafts else None),
        )
        self._ingest_seconds[sha256, document.parser] = time.perf_counter() - begin
        tell_gaps(document, self._parse, listener)
        call.check()
        if keep:
            with self._store.telling(told_of_waiting(call)):
                save_document(self._store, document)
            note_files(self._store, document, self._paths)
        return document

    @property
    def reading(self) -> tuple[str, str]:
        """How files are read: the layout and what is read by OCR, see :class:`docexplain.ingest.ParseOptions`."""
        return self._parse.layout, self._parse.ocr

    def read_by(self, layout: str, ocr: str) -> None:
        """Read the next files in another way; those that are stored as they were read otherwise are read again.

        Raises:
            UsageError: there is no such way.
        """
        if layout not in get_args(LayoutName) or ocr not in get_args(OcrPolicy):
            ways = f"layout {' or '.join(get_args(LayoutName))} and OCR {', '.join(get_args(OcrPolicy))}"
            raise UsageError(f"Files are read by {ways}, not {layout} and {ocr}.")
        self._parse = replace(self._parse, layout=cast(LayoutName, layout), ocr=cast(OcrPolicy, ocr))

    def unfinished(self, path: Path) -> int:
        """How many pages of a file are kept from a parse that was interrupted.

        Raises:
            InputError, StorageError: see :meth:`ingest`.
        """
        sha256 = ingest.sha256_of(Path(path))
        spare = SparePages(self._store, self._page_seal, ignore)
        return len(spare.unfinished_pages(sha256, ingest.kept_under(self._parse)))

    def find_document(self, sha256: str) -> Document | None:
        """The stored parse of the file with these bytes that :meth:`ingest` would bring back, if there is one.

        Raises:
            InputError, UsageError: OCR is asked for that cannot be done.
            StorageError: see there.
        """
        return ingest.find_parse(partial(self._store.find_document, sha256), self._parse)

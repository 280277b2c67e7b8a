"""What a store tells of what it holds: its files, and the audit entry of an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from docexplain.records.answer import OnRecord


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A file that was read and stored, as a line of a list. Nobody looked whether its text is what was recorded.

    Attributes:
        sha256: of the file, lower-case hex.
        parser: of the newest of its stored parses, one of all pages before one of some.
        name: of the file, when that parse was stored.
        pages: in the file.
        paragraphs: of that parse.
        stored_at: when a parse of the file was first stored, in UTC; None: nothing says so.
        asked_at: when it was last asked, alone or together with others, in UTC; None: never.
        questions: different ones that were asked of it.
        place: where the file was last seen, which may have changed since; empty: nobody noted it.
        protected: it needs a password.
    """

    sha256: str
    parser: str
    name: str
    pages: int
    paragraphs: int
    stored_at: datetime | None = None
    asked_at: datetime | None = None
    questions: int = 0
    place: str = ""
    protected: bool = False

    @property
    def only_pages(self) -> str:
        """The pages that were read where not all were, such as ``1-40,52``: the parser's name has them."""
        found = re.search(r" pages=(\S+)", self.parser)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Covering:
    """The signed checkpoint that covers an entry of the audit log.

    Attributes:
        number: of the checkpoint.
        entries: in the log when it was signed.
        at: when that was, by the clock of the machine that did, in UTC.
        key: fingerprint of the key that signed. Whose that is, nothing here says.
        authority: URL of whoever stamped the time; empty: nobody was asked.
        stamped_at: the time that it stamped, not checked against a certificate.
        linked: the entries up to the signed one were looked at, and follow from each other; they are not looked at
            where they are too many.
    """

    number: int
    entries: int
    at: datetime
    key: str
    authority: str = ""
    stamped_at: datetime | None = None
    linked: bool = True


@dataclass(frozen=True, slots=True)
class RecordedEntry:
    """The entry of an answer in the audit log, looked at just now together with the answer and its documents.

    The rest of the log was not looked at, but for the entries from this one to the end of its checkpoint.

    Attributes:
        answer_id: whose it is.
        seq: number of the entry, from 1.
        sha256: its hash, lower-case hex.
        at: when it was written, in UTC.
        entries: number of the last entry of the log.
        head: hash of that one.
        found: whether entry, answer and documents are what was recorded, and what was removed of them.
        checkpoint: the first one that covers the entry and holds; None: there is none.
    """

    answer_id: str
    seq: int
    sha256: str
    at: datetime
    entries: int
    head: str
    found: OnRecord
    checkpoint: Covering | None = None

"""What a session keeps beside its store, so that the next question or process is faster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Caches:
    """Where a session may keep what it computed.

    Attributes:
        prefix_bytes: memory for prefixes between questions; None: a share of what is free, see
            :class:`docexplain.session.pipeline.prefixes.Prefixes`.
        prefix_cache: a folder that keeps the prefixes of big documents for later sessions, see
            :class:`docexplain.model.prefix_files.PrefixFiles`; None: nothing is written. Only for a model that the
            session loads itself: one that was handed over may have been changed since.
        passed_checks: a folder that notes which models passed the check of their attention, so that the next process
            need not check them again; None: always check, as a process must in which libraries may be patched.
        speeds: a folder that keeps how fast models read here, by which it is decided how much they read; None: each
            session finds out anew.
        page_key: a file with the key of the pages that are kept from a parse that was interrupted, made where there is
            none; None: a session goes on from its own pages only.
    """

    prefix_bytes: int | None = None
    prefix_cache: Path | None = None
    passed_checks: Path | None = None
    speeds: Path | None = None
    page_key: Path | None = None

"""Whether a ZIP file (DOCX, EPUB, XPS, CBZ) may be unpacked: what its list of parts says, before anything is.

A few kilobytes can say that they are gigabytes of text; then there is no need to find out for two minutes.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from docexplain.errors import InputError
from docexplain.ingest.parse_options import Limits

_END = b"PK\x05\x06"
_END_WITHIN = 22 + 65_535
"""Bytes from the end in which the list of parts is announced: its own, and those of a comment."""
_MOST_PARTS = 65_534
"""More need the 64-bit form, which no program writes for documents."""
_MARKUP = (".xml", ".xhtml", ".html", ".htm", ".fpage", ".fdoc", ".fdseq", ".rels", ".opf", ".ncx", ".css")
_SMALL = 10 * 2**20
"""Bytes of markup that are read however well they were packed."""
_RATIO = 200
"""What markup may unpack to, over its packed size; that of real files is 50 at most."""

_DAMAGED = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)


@contextmanager
def archive_of(data: bytes, path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, if its list of parts can be one.

    Args:
        path: names the file in errors.

    Raises:
        InputError: it is damaged, or made to cost more than it is worth.
    """
    if _parts(data) > _MOST_PARTS:
        raise InputError(f"{path} holds more than {_MOST_PARTS:,} parts: split it, or print it to a PDF.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(part.compress_size for part in archive.infolist()) > len(data):
                raise InputError(f"{path} is no document, its parts lie over each other: get it from its source again.")
            yield archive
    except _DAMAGED as error:
        raise InputError(f"{path} is damaged, its parts cannot be unpacked: download or save it again.") from error


def check_parts(archive: zipfile.ZipFile, path: Path, limits: Limits) -> None:
    """Raises InputError where parts say that they unpack to more than can be read."""
    total = 0
    for part in markup(archive):
        size = part.file_size
        total += size
        if size > _SMALL and size > _RATIO * max(part.compress_size, 1):
            says = f"{size:,} bytes, {size // max(part.compress_size, 1):,} times its size in the file"
            raise InputError(f"{path} is no document, a part of it unpacks to {says}: get it from its source again.")
        if size > limits.part_bytes or total > limits.text_bytes:
            most = limits.part_bytes if size > limits.part_bytes else limits.text_bytes
            raise InputError(f"{path} unpacks to more than the {most:,} bytes of text that are read: split it.")
    if any(part.file_size > limits.file_bytes for part in archive.infolist()):
        raise InputError(f"{path} holds a part that unpacks to more than {limits.file_bytes:,} bytes: split it.")


def markup(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The parts that hold text, by their names."""
    return (part for part in archive.infolist() if part.filename.lower().endswith(_MARKUP))


def _parts(data: bytes) -> int:
    """How many parts there are, as the end of the file announces them."""
    at = data.rfind(_END, max(0, len(data) - _END_WITHIN))
    if at < 0 or at + 22 > len(data):
        return 0  # damaged, which is found out when it is opened
    count, size = struct.unpack("<HI", data[at + 10 : at + 16])
    return max(int(count), int(size) // 46 if size != 0xFFFFFFFF else _MOST_PARTS + 1)

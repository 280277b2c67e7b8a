"""What the parser processes and the one that asks them say to each other, over pipes.

Requests are pickled: they come from us. Answers are not: they come from a process that has read a file nobody vouches
for, so they are JSON and checked. Each answer is one byte for its kind, four for its length, and the text.
"""

from __future__ import annotations

import json
import pickle
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

from docexplain.common.serialization import from_plain, to_plain
from docexplain.ingest.parse_options import ParseOptions
from docexplain.ingest.text.blocks import PageBlocks, Rect

_HEAD = struct.Struct("!BI")


class Kind(IntEnum):
    """What an answer is; its text follows."""

    READY = 1
    """The parser is loaded."""
    FACTS = 2
    """The file is open: its facts."""
    REFUSED = 3
    """The file cannot be opened: the sentence that says why."""
    LOCKED = 7
    """As REFUSED, for want of the password."""
    FOREIGN = 8
    """As REFUSED, since its kind of file is not read at all."""
    PAGE = 4
    """A page's blocks, as :func:`encode_page` writes them."""
    FAILED = 5
    """A page could not be read: the reason."""
    WORN = 6
    """As FAILED, and the process is not to be used any more."""


@dataclass(frozen=True, slots=True)
class Job:
    """The file to open.

    Attributes:
        sha256: of the bytes that were looked at first; a process that finds others refuses them.
        size: of the file, which every process holds, in bytes.
    """

    path: Path
    sha256: str
    password: str | None
    options: ParseOptions
    size: int = 0


def send_request(stream: BinaryIO, request: Job | int) -> None:
    """A file to open, or the number of a page to read."""
    pickle.dump(request, stream)
    stream.flush()


def receive_request(stream: BinaryIO) -> Job | int | None:
    """The next request; None when there is nobody left to ask."""
    try:
        request: Job | int = pickle.load(stream)
    except (EOFError, pickle.UnpicklingError):  # cut off in the middle, as by a kill
        return None
    return request


def send_answer(stream: BinaryIO, kind: Kind, text: str = "") -> None:
    """One answer."""
    data = text.encode("utf-8", "backslashreplace")
    stream.write(_HEAD.pack(kind, len(data)) + data)
    stream.flush()


def receive_answer(stream: BinaryIO, limit: int) -> tuple[Kind, str]:
    """The next answer. EOFError when the other process has ended, ValueError when it talks nonsense.

    Args:
        limit: bytes of the longest answer.
    """
    kind, length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if length > limit:
        raise ValueError(f"an answer of {length} bytes")
    return Kind(kind), _exactly(stream, length).decode()


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def encode_page(page: PageBlocks) -> str:
    """The page as JSON. ValueError where a number is none."""
    return encode(to_plain(page))


def decode_page(text: str, number: int) -> PageBlocks:
    """The page of which :func:`encode_page` made the text. ValueError for anything else."""
    page = from_plain(PageBlocks, decode(text))
    blocks = (*page.blocks, *page.stamps)
    parts = [page.number, *(block.page for block in blocks), *(text.page for text in page.illegible)]
    if any(part != number for part in parts):
        raise ValueError(f"not page {number}")
    for block in blocks:
        _check_rects([block.rect, *(line.rect for line in block.lines)])
        for line in block.lines:
            _check_rects([word.rect for word in line.words])
            if any(not 0 <= word.start < word.end <= len(line.text) for word in line.words):
                raise ValueError("a word beside its line")
    _check_rects(page.pictures)
    return page


def _check_rects(rects: Iterable[Rect]) -> None:
    for x0, y0, x1, y1 in rects:
        if not (isfinite(x0 + y0 + x1 + y1) and x0 <= x1 and y0 <= y1):
            raise ValueError("a place that is none")


def encode(plain: Any) -> str:
    """JSON without white space."""
    return json.dumps(plain, separators=(",", ":"), allow_nan=False)


def decode(text: str) -> dict[str, Any]:
    """A JSON object. ValueError for anything else."""
    try:
        plain: dict[str, Any] = json.loads(text)
        plain.keys()
    except (RecursionError, AttributeError) as error:
        raise ValueError("not a JSON object") from error
    return plain

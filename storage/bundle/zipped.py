"""The file itself: a zip without compression, the same bytes for the same parts, whatever wrote it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

MOST_BYTES = 1 << 30
"""Of a bundle that is read; one that is longer is refused."""
MOST_PARTS = 10_000

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


_BROKEN = (
    *(zipfile.BadZipFile, struct.error, OSError, EOFError),
    *(ValueError, LookupError, ArithmeticError, RuntimeError),
)
"""What zipfile raises where somebody edited the file."""


class NotABundleError(ValueError):
    """Why a file cannot be read as a bundle."""


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The zip of the parts, in the order of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, parts[name])
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts; nothing is written anywhere.

    Raises:
        NotABundleError: it is no zip, or one that :func:`packed` cannot have made.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            if len(names) > MOST_PARTS or len(names) != len(set(names)):
                raise NotABundleError("it holds too many parts, or two of one name")
            if any(info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1 for info in infos):
                raise NotABundleError("its parts are compressed or encrypted, which those of a bundle never are")
            if sum(info.file_size for info in infos) > len(data):
                raise NotABundleError("its parts are longer than it is")
            return {info.filename: archive.read(info) for info in infos}
    except NotABundleError:
        raise
    except _BROKEN as error:
        raise NotABundleError(f"it is not a whole zip file ({error})") from error

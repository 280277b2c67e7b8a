"""The seal of pages that are kept from a parse that was interrupted, so that no one else's are taken for them.

Whoever can write the database could put other text there, which the next try would read as the file's. So each page
carries a keyed hash (HMAC-SHA256) over file, parser, page number and text. The key is in the user's cache folder, which
whoever forges the database is taken not to read; who can read it can also replace docexplain.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from docexplain.common import owner_only

_KEY_BYTES = 32
_MARK = "hmac-sha256:"


class PageSeal:
    """Seals pages and opens them.

    Args:
        key_file: where the key is, or will be; None: it lives as long as this does, so that pages kept by another
            session are read anew.
    """

    def __init__(self, key_file: Path | None = None) -> None:
        self._key_file = key_file

    def seal(self, file: str, parser: str, page: int, text: str) -> str:
        """The text of a page with its seal before it. ``file`` is the SHA-256 of its bytes."""
        return f"{_MARK}{self._code(file, parser, page, text)}\n{text}"

    def opened(self, file: str, parser: str, page: int, sealed: str) -> str | None:
        """The text of a sealed page; None where the seal is missing or of another page, text or key."""
        mark, _, text = sealed.partition("\n")
        code = self._code(file, parser, page, text)
        return text if mark == f"{_MARK}{code}" else None

    def _code(self, file: str, parser: str, page: int, text: str) -> str:
        named = "\n".join((file, parser, str(page), text))
        return hmac.new(self._key, named.encode("utf-8", "surrogatepass"), sha256).hexdigest()

    @cached_property
    def _key(self) -> bytes:
        if self._key_file is not None:
            with suppress(OSError):  # a folder that cannot be written: pages serve this session alone
                return _key_in(self._key_file)
        return secrets.token_bytes(_KEY_BYTES)


def _key_in(file: Path) -> bytes:
    """The key in a file, made where there is none. Raises OSError."""
    owner_only.make_folder(file.parent)
    if owner_only.make_file(file):
        file.write_bytes(secrets.token_bytes(_KEY_BYTES))
    key = file.read_bytes()
    if len(key) != _KEY_BYTES:  # being written by another process, or damaged
        raise OSError(f"{file} holds no key")
    return key

"""Ed25519 keys that sign checkpoints: PEM files, the private one for its owner's eyes only.

The private key has no passphrase, because checkpoints are signed without anybody being asked. So whoever has the key
and may write the database can write another log and sign it.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain.common import config_file, owner_only
from docexplain.common.atomic_files import replaced
from docexplain.errors import OutputError, Remedy, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ENVIRONMENT_VARIABLE = "DOCEXPLAIN_CHECKPOINT_KEY"
_MOST = 64 * 1024
"""Bytes of a key file; ours have about a hundred."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The raw public key, lower-case hex."""
        return self.private.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """Its signature, lower-case hex."""
        return self.private.sign(message).hex()


def default_path() -> Path:
    """Where the private key is that nobody chose another place for: with the settings, not with the database."""
    return config_file.folder() / "checkpoint-key.pem"


def public_path(path: Path) -> Path:
    """Where the public key of a private key is."""
    return path.with_name(path.name + ".pub")


def fingerprint(public: str) -> str:
    """SHA-256 of a raw public key given in hex, in hex."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()


def is_signed(message: bytes, signature: str, public: str) -> bool:
    """Whether the signature is over the message by the private key of this public one; both in hex."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def make_key(path: Path) -> SigningKey:
    """Make a key, its file and that of its public key beside it; nothing is overwritten.

    Raises:
        OutputError: there is something already, or the files cannot be written.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        owner_only.make_folder(path.parent)
        for each in (path, public_path(path)):
            if os.path.lexists(each):
                raise _there_already(each)
        if not owner_only.make_file(path):  # another process was faster
            raise _there_already(path)
        try:
            _write(path, secret)
            with replaced(public_path(path)) as draft:
                draft.write_bytes(public)
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise
    except OSError as error:
        raise OutputError(
            f"The key cannot be written to {path} ({error.strerror or error}): name another file.",
            remedies=("key_file",),
        ) from error
    return SigningKey(private)


def read_key(path: Path) -> SigningKey:
    """The private key in a file.

    Raises:
        UsageError: there is none, others may read it, it is encrypted, or it is not of Ed25519.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    pem = _read(path, "key for signing")
    mode = path.stat().st_mode & 0o777
    if os.name == "posix" and mode & 0o077:
        raise UsageError(
            f"The key {path} can be read or changed by others (its mode is {mode:04o}), so its signatures would prove "
            f"nothing: run chmod 600 on it, or make another key if others had a chance to copy it.",
            remedies=("make_key",),
        )
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError as error:
        raise UsageError(
            f"The key {path} is encrypted with a passphrase, which nobody is there to type when the log is signed: "
            "make a key without one.",
            remedies=("make_key",),
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        hint = "it holds the public key; the private one is" if b"PUBLIC KEY" in pem else "signing needs"
        raise UsageError(f"{path} is not a private key in PEM: {hint} in another file.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"The key {path} is not an Ed25519 key: make one.", remedies=("make_key",))
    return SigningKey(key)


def read_public_key(path: Path) -> str:
    """The raw public key, lower-case hex, of a PEM file.

    Raises:
        UsageError: it cannot be read, or is not the public key of an Ed25519 key.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    pem = _read(path, "public key")
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        hint = "it holds a private key, whose public one ends in .pub" if b"PRIVATE KEY" in pem else "check the file"
        raise UsageError(f"{path} is not a public key in PEM: {hint}.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"The public key {path} is not of Ed25519, as those of checkpoints are: check the file.")
    return key.public_bytes_raw().hex()


def _read(path: Path, what: str) -> bytes:
    if not path.exists():
        remedies: tuple[Remedy, ...] = () if what == "public key" else ("make_key", "key")
        raise UsageError(f"There is no {what} at {path}: make one, or name its file.", remedies=remedies)
    if not path.is_file():
        raise UsageError(f"{path} is not a file: name the file of the {what}.")
    try:
        with path.open("rb") as file:
            return file.read(_MOST)
    except OSError as error:
        raise UsageError(f"The {what} {path} cannot be read ({error.strerror or error}): check the file.") from error


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _there_already(path: Path) -> OutputError:
    return OutputError(
        f"There is something at {path} already, and a key is never overwritten: what was signed with it could not be "
        "checked any more. Name another file.",
        remedies=("key_file",),
    )

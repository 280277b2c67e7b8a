"""Keys that cannot sign a checkpoint, and what is said of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from docexplain.common.checkpoints import keys
from docexplain.errors import UsageError


def private(path: Path, key, encryption=NoEncryption()) -> Path:  # noqa: B008 - holds nothing
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    path.chmod(0o600)
    return path


def test_an_encrypted_key(tmp_path):
    path = private(tmp_path / "k", ed25519.Ed25519PrivateKey.generate(), BestAvailableEncryption(b"secret"))
    with pytest.raises(UsageError, match="encrypted with a passphrase"):
        keys.read_key(path)


def test_a_key_of_another_kind(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(UsageError, match="not an Ed25519 key"):
        keys.read_key(private(tmp_path / "k", key))
    (tmp_path / "p").write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(UsageError, match="is not of Ed25519"):
        keys.read_public_key(tmp_path / "p")


def test_a_public_key_in_place_of_the_private_one(tmp_path):
    keys.make_key(tmp_path / "k")
    public = keys.public_path(tmp_path / "k")
    public.chmod(0o600)
    with pytest.raises(UsageError, match="holds the public key"):
        keys.read_key(public)

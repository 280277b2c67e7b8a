"""What an auditor brings along to check the log: none of it comes from the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@dataclass(frozen=True, slots=True)
class Evidence:
    """Attributes:
    checkpoints: name and bytes of each file with a checkpoint that was kept elsewhere.
    public_keys: keys whose checkpoints the auditor believes, raw Ed25519 in hex.
    certificates: of time-stamping authorities that the auditor believes, and those between.
    """

    checkpoints: tuple[tuple[str, bytes], ...] = ()
    public_keys: tuple[str, ...] = ()
    certificates: tuple[Certificate, ...] = ()

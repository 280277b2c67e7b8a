"""A checkpoint: how many entries the audit log had at a moment and the hash of the last, signed with Ed25519.

It is one JSON object. ``signature`` is over the object without ``signature`` and ``timestamp``. A time-stamping
authority stamps the object without ``timestamp``; ``timestamp.signature`` is over all but itself, so that no byte of
the authority's response can be changed either. All of these are the bytes of the form of RFC 8785.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from docexplain.common.checkpoints.keys import fingerprint, is_signed
from docexplain.common.serialization import from_plain, to_plain, utc_text

if TYPE_CHECKING:
    from docexplain.common.checkpoints.keys import SigningKey

FORMAT = "docexplain-checkpoint-1"

_HASH = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_UNSIGNED = "0" * 128


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """What an authority said of a checkpoint.

    Attributes:
        response: its whole response by RFC 3161, DER in Base64.
        signature: by the checkpoint's key, over the checkpoint with the response; lower-case hex.
    """

    response: str
    signature: str

    def __post_init__(self) -> None:
        _check(_BASE64, self.response, "response")
        _check(_SIGNATURE, self.signature, "signature")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was signed of the audit log.

    Attributes:
        number: of the checkpoint, from 1 without gaps.
        count: entries in the log.
        head: hash of the last of them, lower-case hex.
        at: when it was signed, by the clock of the machine that did, in UTC, as text.
        authority: URL of whoever stamped the time; None where nobody was asked.
        public_key: raw Ed25519 public key, lower-case hex.
        version: of docexplain.
        signature: over all the above and ``format``, lower-case hex.
        timestamp: what the authority said.
    """

    number: int
    count: int
    head: str
    at: str
    authority: str | None
    public_key: str
    version: str
    signature: str
    timestamp: TimeStamp | None = field(default=None)
    format: str = FORMAT

    def __post_init__(self) -> None:
        if self.format != FORMAT:
            raise ValueError(f"its format is not {FORMAT}")
        if self.number < 1 or self.count < 1:
            raise ValueError("its numbers count from 1")
        for pattern, value, name in (
            (_HASH, self.head, "head"),
            (_HASH, self.public_key, "public_key"),
            (_SIGNATURE, self.signature, "signature"),
        ):
            _check(pattern, value, name)
        if utc_text(datetime.fromisoformat(self.at)) != self.at:
            raise ValueError("its time is not in UTC")

    @property
    def key(self) -> str:
        """Fingerprint of the key that it names."""
        return fingerprint(self.public_key)

    def is_whole(self) -> bool:
        """Whether it is as its key signed it. Whose key that is it cannot say."""
        if (self.authority is None) != (self.timestamp is None):
            return False
        if not is_signed(_signed(self), self.signature, self.public_key):
            return False
        return self.timestamp is None or is_signed(_sealed(self), self.timestamp.signature, self.public_key)


def signed(checkpoint: Checkpoint, key: SigningKey) -> Checkpoint:
    """The checkpoint with the signature of its key, without a time stamp."""
    bare = replace(checkpoint, public_key=key.public, signature=_UNSIGNED, timestamp=None)
    return replace(bare, signature=key.sign(_signed(bare)))


def unsigned(number: int, count: int, head: str, *, at: datetime, authority: str | None) -> Checkpoint:
    """What is to be signed now, by this version of docexplain."""
    from importlib.metadata import version

    at_text, public = utc_text(at), "0" * 64
    return Checkpoint(number, count, head, at_text, authority, public, version("docexplain"), _UNSIGNED)


def stamped(checkpoint: Checkpoint, response: str, key: SigningKey) -> Checkpoint:
    """A signed checkpoint with what the authority answered to :func:`stamped_bytes`, in Base64."""
    bare = replace(checkpoint, timestamp=TimeStamp(response, _UNSIGNED))
    return replace(checkpoint, timestamp=TimeStamp(response, key.sign(_sealed(bare))))


def stamped_bytes(checkpoint: Checkpoint) -> bytes:
    """What an authority stamps: the signed checkpoint."""
    return _canonical(checkpoint, without=("timestamp",))


def as_plain(checkpoint: Checkpoint) -> dict[str, Any]:
    """The JSON object."""
    return to_plain(checkpoint)


def from_object(plain: Any) -> Checkpoint:
    """The checkpoint of which :func:`as_plain` made the object. Raises ValueError for any other."""
    if not isinstance(plain, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - one kind of error for whatever was written there
    checkpoint = from_plain(Checkpoint, plain)
    if to_plain(checkpoint) != plain:
        raise ValueError("it lacks something")
    return checkpoint


def canonical(checkpoint: Checkpoint) -> bytes:
    """All of it, as in its file."""
    return _canonical(checkpoint, without=())


def _signed(checkpoint: Checkpoint) -> bytes:
    return _canonical(checkpoint, without=("signature", "timestamp"))


def _sealed(checkpoint: Checkpoint) -> bytes:
    import rfc8785

    plain = to_plain(checkpoint)
    return rfc8785.dumps({**plain, "timestamp": {"response": plain["timestamp"]["response"]}})


def _canonical(checkpoint: Checkpoint, *, without: tuple[str, ...]) -> bytes:
    import rfc8785

    return rfc8785.dumps({name: value for name, value in to_plain(checkpoint).items() if name not in without})


def _check(pattern: re.Pattern[str], value: str, name: str) -> None:
    if not pattern.fullmatch(value):
        raise ValueError(f"its {name} is not in the form that it is written in")

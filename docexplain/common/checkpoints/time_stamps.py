"""Time stamps by RFC 3161: an authority signs the hash of a checkpoint with its own time.

Only that hash and a random number leave the machine.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from docexplain.errors import TimeStampError, UsageError, first_line

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampRequest, TimeStampResponse

SECONDS = 20.0
"""How long to wait for an authority."""

CLOCKS_APART = timedelta(hours=1)
"""What an authority's time may differ from that of a checkpoint."""

_MOST = 1024 * 1024
_SHA256 = "2.16.840.1.101.3.4.2.1"


def check_url(url: str) -> None:
    """Raises UsageError: an authority cannot be asked there."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isascii() and " " not in url
        named = parts.username is not None
    except ValueError:
        good = named = False
    if not good:
        raise UsageError("The address of a time-stamping authority is a URL that begins with https:// or http://.")
    if named:
        raise UsageError("The address of a time-stamping authority is kept in the checkpoint: take the password out.")


def ask(url: str, message: bytes) -> tuple[str, datetime]:
    """Ask an authority for a time stamp of a message.

    Returns:
        Its response, DER in Base64, and the time in it.

    Raises:
        TimeStampError: it cannot be reached, refuses, or answers something else.
        UsageError: see :func:`check_url`.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response

    check_url(url)
    request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
    body = _post(url, request.as_bytes())
    try:
        response = decode_timestamp_response(body)
    except ValueError as error:
        raise _refused(url, "what it answers is not a time stamp by RFC 3161") from error
    _check_granted(url, response, request, message)
    return base64.b64encode(body).decode(), response.tst_info.gen_time.astimezone(UTC)


def time_of(response: str, message: bytes) -> datetime:
    """The time that a response in Base64 claims for the message. Raises ValueError: it is not about this message."""
    decoded = _decoded(response)
    if decoded.status != 0 or not _is_about(decoded, message):
        raise ValueError("it is about something else")
    return decoded.tst_info.gen_time.astimezone(UTC)


def check(response: str, message: bytes, certificates: Sequence[Certificate]) -> None:
    """Check a response in Base64 against the authority's certificates: its root, and those between. Raises ValueError:
    it does not hold."""
    from rfc3161_client import VerificationError, VerifierBuilder

    roots = [each for each in certificates if each.issuer == each.subject] or list(certificates)
    between = [each for each in certificates if each not in roots]
    try:
        VerifierBuilder(roots=roots, intermediates=between).build().verify_message(_decoded(response), message)
    except VerificationError as error:
        if "issuer certificate" in str(error) or "self-signed" in str(error):
            raise ValueError("the certificates given do not lead to the one that it was signed with") from error
        raise ValueError(first_line(error).partition(": ErrorStack")[0]) from error


def read_certificates(path: Path) -> list[Certificate]:
    """The certificates in a PEM file. Raises UsageError: there are none."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise UsageError(f"The certificate {path} cannot be read ({error.strerror or error}): check it.") from error
    except ValueError as error:
        raise UsageError(f"{path} holds no certificate in PEM: give the root certificate of the authority.") from error


def _post(url: str, query: bytes) -> bytes:
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        with urlopen(Request(url, data=query, headers=headers), timeout=SECONDS) as reply:
            body: bytes = reply.read(_MOST + 1)
    except HTTPError as error:
        error.close()
        raise _refused(url, f"it answers with the error {error.code}, {error.reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise TimeStampError(
            f"The time-stamping authority {url} cannot be reached ({_words(reason)}): check the address and the "
            "network."
        ) from error
    if len(body) > _MOST:
        raise _refused(url, "its answer is too long for a time stamp")
    return body


def _words(reason: object) -> str:
    return str(getattr(reason, "strerror", None) or reason or type(reason).__name__)


def _check_granted(url: str, response: TimeStampResponse, request: TimeStampRequest, message: bytes) -> None:
    if response.status != 0:
        raise _refused(url, "it refuses" + "".join(f": {text}" for text in response.status_string).rstrip("."))
    try:
        if not _is_about(response, message):
            raise _refused(url, "its time stamp is about something else")
        if response.tst_info.nonce != request.nonce:
            raise _refused(url, "its time stamp answers another request")
    except ValueError as error:
        raise _refused(url, "its answer holds no time stamp") from error


def _is_about(response: TimeStampResponse, message: bytes) -> bool:
    imprint = response.tst_info.message_imprint
    return (
        imprint.hash_algorithm.dotted_string == _SHA256 and bytes(imprint.message) == hashlib.sha256(message).digest()
    )


def _decoded(response: str) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response

    try:
        return decode_timestamp_response(base64.b64decode(response, validate=True))
    except (ValueError, binascii.Error) as error:
        raise ValueError("it cannot be read") from error


def _refused(url: str, why: str) -> TimeStampError:
    return TimeStampError(f"There is no time stamp from {url}: {why}. Try again, or ask another authority.")

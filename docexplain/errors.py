"""The one family of errors a user can cause, and the exit code of each.

Raise the most specific class, with a message that is a full sentence and says what to do next in words that hold for
every front end: it names no option or command. What the advice is about goes along as ``remedies``, for which the
command line has its options. Front ends catch :class:`DocexplainError` and show it; nothing else turns it into text.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Literal

Remedy = Literal[
    # of a Session: what answers
    "model",
    "offline",
    "device",
    "device_map",
    "dtype",
    "quantize",
    "prefix_cache",
    "search",
    # of AskOptions: how it answers and explains
    "read",
    "answer",
    "mode",
    "scope",
    "factor",
    "kappa",
    "confirm",
    "max_new_tokens",
    # of ParseOptions, and of whoever opens a file: how it is read
    "ocr",
    "ocr_languages",
    "hidden",
    "pages",
    "password",
    # where answers are kept
    "database",
    # of an export
    "file",
    "without_document",
    "overwrite",
    # of an evaluation
    "methods",
    "sample",
    # what to do
    "fetch",
    "models",
    "ingest",
    "history",
    "verify",
    "calibrate",
    # of what signs the log
    "key",
    "key_file",
    "make_key",
]
"""What the advice of a message is about: a parameter by its name in the library, or something to do."""


class ExitCode(IntEnum):
    """Exit codes of the ``docexplain`` command: one per family of error."""

    OK = 0
    INTERNAL = 1
    """A defect in docexplain itself (a traceback is shown)."""
    USAGE = 2
    """The command line is wrong: unknown option, bad value."""
    INPUT = 3
    """The file cannot be read as a document."""
    MODEL = 4
    """The model cannot be found, fetched, verified, loaded or supported."""
    QUESTION = 5
    """The question (or the given answer) cannot be used."""
    STORAGE = 6
    """The database cannot be opened, read or written, the output cannot be written, or a time stamp cannot be had."""
    AUDIT = 7
    """The audit log is not whole."""
    NOT_FOUND = 8
    """No stored document or answer with that id."""
    INSTALLATION = 9
    """Another module stands where one of docexplain's own is looked for, or that one is missing."""
    REPLAY = 10
    """An answer that was given again came out another way."""
    HANGUP = 129
    """SIGHUP: the terminal went away."""
    INTERRUPTED = 130
    """Ctrl-C, SIGINT."""
    TERMINATED = 143
    """SIGTERM: another program asked it to end."""


class DocexplainError(Exception):
    """Base of every error a user can cause.

    Args:
        message: one sentence for the user, ending in what to do about it.
        remedies: what that advice is about, in its order.
    """

    exit_code: ExitCode = ExitCode.INTERNAL
    remedies: tuple[Remedy, ...] = ()

    def __init__(self, message: str = "", *, remedies: Sequence[Remedy] = ()) -> None:
        super().__init__(message)
        if remedies:
            self.remedies = tuple(remedies)


class UsageError(DocexplainError):
    """An option has a value that makes no sense."""

    exit_code = ExitCode.USAGE


class InputError(DocexplainError):
    """The file cannot be read as a document."""

    exit_code = ExitCode.INPUT


class PasswordError(InputError):
    """The file is encrypted and the password is missing or wrong."""

    remedies = ("password",)


class FormatError(InputError):
    """The file is of a kind that is not read at all."""


class NoTextError(InputError):
    """The file has pages but no text: most likely a scan."""


class OcrError(InputError):
    """Text is to be read from pictures (OCR), and that cannot be done here."""


class ModelError(DocexplainError):
    """The model cannot be found, fetched, verified or loaded."""

    exit_code = ExitCode.MODEL


class UnsupportedModelError(ModelError):
    """The model loads, but attention suppression cannot be done right on it.

    Attributes:
        why: the reason, without the model's name.
    """

    why: str = ""

    @classmethod
    def of(cls, model: object, why: str, *, by_deletion: bool = False) -> UnsupportedModelError:
        """The error that refuses a model, or a layer of it, by name and with the reason.

        Args:
            by_deletion: it could be explained by deletion.
        """
        instead = "Explain it by mode deletion, or choose" if by_deletion else "Choose"
        error = cls(
            f"{type(model).__name__} cannot be explained: {why}. {instead} a decoder model whose attention goes "
            "through transformers' attention registry, such as Llama, Qwen, Mistral, Gemma or Phi-3."
        )
        error.why = why
        return error


class ChecksumError(ModelError):
    """A fetched file is not the one that was expected."""


class QuestionError(DocexplainError):
    """The question or the given answer is empty, or does not fit the model's context."""

    exit_code = ExitCode.QUESTION


class StorageError(DocexplainError):
    """The database cannot be opened, read or written."""

    exit_code = ExitCode.STORAGE


class OutputError(DocexplainError):
    """What a command prints cannot be written."""

    exit_code = ExitCode.STORAGE


class TimeStampError(DocexplainError):
    """A time-stamping authority cannot be reached, refuses, or answers something else."""

    exit_code = ExitCode.STORAGE


class RecordError(DocexplainError):
    """What is stored is not what was recorded."""

    exit_code = ExitCode.AUDIT


class NotFoundError(DocexplainError):
    """No stored document or answer with that id."""

    exit_code = ExitCode.NOT_FOUND


class InstallationError(DocexplainError):
    """One of docexplain's own packages cannot be found, mostly as another module has its name."""

    exit_code = ExitCode.INSTALLATION


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error is one of the ways in which Python and PyTorch say that memory ran out."""
    said = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in said or "can't allocate memory" in said


def first_line(error: BaseException) -> str:
    """What an error says first; its kind where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]

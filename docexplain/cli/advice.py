"""The command line's names for what the advice of an error or a notice is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docexplain.errors import Remedy

NAMES: Mapping[Remedy, str] = {
    "model": "--model",
    "offline": "--offline",
    "device": "--device",
    "device_map": "--device-map",
    "dtype": "--dtype",
    "quantize": "--quantize",
    "prefix_cache": "--prefix-cache",
    "search": "--search",
    "read": "--read",
    "answer": "--answer",
    "mode": "--mode",
    "scope": "--scope",
    "factor": "--factor",
    "kappa": "--kappa",
    "confirm": "--confirm",
    "max_new_tokens": "--max-tokens",
    "ocr": "--ocr",
    "ocr_languages": "--ocr-language",
    "hidden": "--hidden-text",
    "pages": "--pages",
    "password": "--password",
    "database": "--db",
    "file": "--file",
    "without_document": "--without-document",
    "overwrite": "--overwrite",
    "methods": "--methods",
    "sample": "--sample",
    "fetch": "docexplain models fetch",
    "models": "docexplain models",
    "ingest": "docexplain ingest",
    "history": "docexplain history",
    "verify": "docexplain audit verify",
    "calibrate": "docexplain eval DATASET --calibrate",
    "key": "--key",
    "key_file": "--output",
    "make_key": "docexplain audit keygen",
}


def advised(sentence: str, remedies: Sequence[Remedy]) -> str:
    """The sentence, ending in the options and commands by which its advice is followed."""
    if not remedies:
        return sentence
    return f"{sentence.removesuffix('.')} ({', '.join(NAMES[remedy] for remedy in remedies)})."

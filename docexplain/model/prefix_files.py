"""Prefixes on disk, so that the model reads a big document once and not once per run."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import torch
import transformers
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from docexplain.common import owner_only
from docexplain.common.leftovers import scratch_folder
from docexplain.errors import Remedy, is_out_of_memory
from docexplain.model.internals import attention_name, is_recurrent
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix

LEAST_TOKENS = 1024
"""Shorter prefixes are not stored: they take the model little time, and each would be a file."""

MOST_BYTES = 10 * 10**9
"""All files together; the least recently used are deleted first."""

FORMAT = "docexplain prefix 2"
"""Raised when a prefix would be computed or stored in another way."""

SUFFIX = ".prefix.safetensors"
_NAME = re.compile(r"[0-9a-f]{64}" + re.escape(SUFFIX))
_WRITING = ".writing-"
_ABANDONED_S = 3600.0
"""Age from which an unfinished file is taken for one of a run that was killed."""

Tell = Callable[[str, tuple[Remedy, ...]], None]
"""Gets a sentence for the user, and what its advice is about."""


class PrefixFiles:
    """A folder with a safetensors file for each prefix, readable by its owner only.

    What is stored was derived from documents and tells what stands in them. A file is used when its key
    (:func:`key_of`) and its SHA-256 are right, which guards against damage, not against someone who may write to the
    folder. Whatever goes wrong here costs the cache only: the user is told once, and the prefix is computed.

    Args:
        folder: made when it is needed.
        least_tokens: shorter prefixes are not stored.
        most_bytes: bound of all files together.
    """

    def __init__(self, folder: Path, *, least_tokens: int = LEAST_TOKENS, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._least_tokens, self._most_bytes = least_tokens, most_bytes
        self._told: set[str] = set()

    def read(self, model: LanguageModel, ids: Sequence[int], tell: Tell) -> Prefix | None:
        """The stored prefix, bit for bit as it was computed, or None.

        Raises:
            MemoryError, RuntimeError: it does not fit into memory.
        """
        if not self._serves(model, len(ids), tell):
            return None
        key = key_of(model, ids)
        path = self._folder / (key + SUFFIX)
        try:
            prefix = _load(path, key, ids, model.device)
        except FileNotFoundError:
            return None
        except (OSError, SafetensorError, RuntimeError, ValueError, KeyError, TypeError) as error:
            if is_out_of_memory(error):
                raise
            why = error.strerror or str(error) if isinstance(error, OSError) else "it is damaged"
            self._say(f"{path} cannot be used ({why}): the document is read anew, and the file replaced.", tell)
            return None
        with suppress(OSError):
            os.utime(path)  # the time of use, for _trim
        return prefix

    def write(self, model: LanguageModel, prefix: Prefix, tell: Tell) -> None:
        """Store a prefix that was computed without any steering."""
        if not self._serves(model, len(prefix), tell):
            return
        if prefix.nbytes > self._most_bytes:
            size, most = (f"{n / 1e9:.1f} GB" for n in (prefix.nbytes, self._most_bytes))
            self._say(
                f"This document takes {size}, more than the {most} of a prefix cache: it is not kept there.", tell
            )
            return
        key = key_of(model, prefix.ids)
        try:
            owner_only.make_folder(self._folder)
            self._trim(self._most_bytes - prefix.nbytes)
            with scratch_folder(_WRITING, self._folder) as folder:
                file = folder / "prefix"
                _save(prefix, key, file)
                file.chmod(owner_only.FILE)
                file.replace(self._folder / (key + SUFFIX))
        except (OSError, SafetensorError, MemoryError, RuntimeError) as error:
            why = getattr(error, "strerror", None) or str(error).partition("\n")[0] or type(error).__name__
            self._say(
                f"The prefix cache cannot be written to {self._folder} ({why}): make room there, or name a folder of "
                "your own.",
                tell,
                remedies=("prefix_cache",),
            )

    def _serves(self, model: LanguageModel, tokens: int, tell: Tell) -> bool:
        if tokens < self._least_tokens or is_recurrent(model.model):
            return False
        if not model.info.fingerprint:
            self._say(
                f"The prefix cache is not used, since nothing identifies the weights of {model.info.name}: name the "
                "model by its folder or hub id.",
                tell,
            )
        return bool(model.info.fingerprint)

    def _say(self, sentence: str, tell: Tell, remedies: tuple[Remedy, ...] = ()) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            tell(sentence, remedies)

    def _trim(self, most_bytes: int) -> None:
        """Delete files, those not used for longest first, until ``most_bytes`` are left; and what a killed run left."""
        files = []
        for path in self._folder.iterdir():
            with suppress(OSError):  # another run deleted it
                status = path.stat()
                if _NAME.fullmatch(path.name):
                    files.append((status.st_mtime_ns, status.st_size, path))
                elif path.name.startswith(_WRITING) and status.st_mtime < time.time() - _ABANDONED_S:
                    shutil.rmtree(path, ignore_errors=True)
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= most_bytes:
                break
            path.unlink(missing_ok=True)
            total -= size


def key_of(model: LanguageModel, ids: Sequence[int]) -> str:
    """SHA-256 over all that a prefix's bits depend on: the tokens, which hold document and prompt; the model's weights,
    number format, configuration (quantisation stands there) and kinds of layers; where it runs; and the libraries."""
    config = model.model.config
    gpu = torch.cuda.get_device_name(model.device) if model.device.type == "cuda" else ""
    depends_on = [
        FORMAT,
        model.info.fingerprint,
        model.info.dtype,
        {name: value for name, value in config.to_dict().items() if name != "_name_or_path"},
        attention_name(model.model),
        sorted({type(module).__name__ for module in model.model.modules()}),
        [model.device.type, gpu, str(getattr(model.model, "hf_device_map", ""))],
        [torch.backends.cpu.get_cpu_capability(), torch.get_num_threads()],
        [torch.__version__, transformers.__version__],
    ]
    digest = hashlib.sha256(json.dumps(depends_on, sort_keys=True, default=str).encode())
    digest.update(array("q", ids).tobytes())
    return digest.hexdigest()


def _save(prefix: Prefix, key: str, path: Path) -> None:
    """Every tensor once: layers may share theirs, and the cache may hold just what attention sees."""
    every = [*prefix.keys, *prefix.values, *(tensor for pair in prefix.cached for tensor in pair)]
    numbers: dict[int, int] = {}
    for tensor in every:
        numbers.setdefault(tensor.data_ptr(), len(numbers))
    once = {numbers[tensor.data_ptr()]: tensor for tensor in every}
    tensors = {str(n): tensor.cpu().contiguous() for n, tensor in sorted(once.items())}
    metadata = {
        "key": key,
        "devices": json.dumps([str(once[n].device) for n in sorted(once)]),
        "layers": str(len(prefix.keys)),
        "numbers": json.dumps([numbers[tensor.data_ptr()] for tensor in every]),
    }
    save_file(tensors, path, metadata={**metadata, "sha256": _sha256(metadata, tensors.values())})


def _load(path: Path, key: str, ids: Sequence[int], device: torch.device) -> Prefix:
    """Raises SafetensorError, RuntimeError, ValueError, KeyError or TypeError when the file is not what was saved."""
    with safe_open(path, framework="pt") as file:
        metadata = dict(file.metadata() or {})
        checksum = metadata.pop("sha256", "")
        if metadata.get("key") != key:
            raise ValueError("another prefix")
        devices = json.loads(metadata["devices"])
        # Copies: the file stays mapped no longer than this, and the memory is aligned as that of a computed prefix,
        # which the order of sums in a matrix product may depend on.
        tensors = [file.get_tensor(str(n)).clone() for n in range(len(devices))]
    if _sha256(metadata, tensors) != checksum:
        raise ValueError("changed after it was written")
    if len(set(devices)) == 1:
        devices = [device] * len(devices)  # the same kind of device, but it may have another number now
    homes = [tensor.to(home) for tensor, home in zip(tensors, devices, strict=True)]
    every = [homes[n] for n in json.loads(metadata["numbers"])]
    layers = int(metadata["layers"])
    cached = every[2 * layers :]
    return Prefix(
        tuple(ids),
        tuple(every[:layers]),
        tuple(every[layers : 2 * layers]),
        tuple(zip(cached[::2], cached[1::2], strict=True)),
    )


def _sha256(metadata: dict[str, str], tensors: Iterable[torch.Tensor]) -> str:
    """Over the metadata, and each tensor's type, shape and bytes, layer by layer."""
    digest = hashlib.sha256(json.dumps(metadata, sort_keys=True).encode())
    for tensor in tensors:
        digest.update(f"{tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.view(torch.uint8).numpy().data)
    return digest.hexdigest()

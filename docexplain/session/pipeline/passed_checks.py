"""Whether a model is supported, remembered between processes: the check costs as much as reading a short document."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain import attention, attribution
from docexplain import model as modelling
from docexplain.common import owner_only
from docexplain.records import Mode, settings

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel


def ensure_supported(model: LanguageModel, passed: Path | None = None, mode: Mode = Mode.MASK) -> None:
    """Check the model, unless the same check of the same model is known to pass.

    Args:
        mode: what the model is to be explained by.
        passed: a folder that notes checks that passed; None: nothing is noted or believed.

    Raises:
        UnsupportedModelError: see :func:`docexplain.attribution.exactness.check_supported`.
    """
    note = _note(model, passed, "deletion" if mode is Mode.DELETION else "suppression")
    if note is not None and note.is_file():
        return
    from docexplain.attribution.exactness import check_supported

    check_supported(model.model, mode)
    _take_note(note)


def why_no_gradient(model: LanguageModel, passed: Path | None = None) -> str:
    """Why no gradient comes back through a supported model; empty: it does, or is known to.

    Args:
        passed: as above.
    """
    note = _note(model, passed, "gradient")
    if note is not None and note.is_file():
        return ""
    from docexplain.attribution.path.support import no_gradient

    why = no_gradient(model.model)
    if why is None:
        _take_note(note)
    return why or ""


def _note(model: LanguageModel, passed: Path | None, check: str) -> Path | None:
    return None if passed is None or not model.info.fingerprint else passed / _identity(model, check)


def _take_note(note: Path | None) -> None:
    if note is not None:
        with suppress(OSError):  # then it is checked again next time
            owner_only.make_folder(note.parent)
            owner_only.make_file(note)


def _identity(model: LanguageModel, check: str) -> str:
    """A hash of all that the outcome depends on: weights and settings, the modules they are in, libraries, processor,
    and our own attention code."""
    import torch
    import transformers

    from docexplain.model.internals import attention_name

    config = model.model.config
    depends_on = [
        check,
        asdict(model.info),
        config.to_json_string(),
        attention_name(model.model),
        repr(model.model),
        str(getattr(model.model, "hf_device_map", "")),
        torch.__version__,
        transformers.__version__,
        torch.backends.cpu.get_cpu_capability(),
        torch.cuda.get_device_name(model.device) if model.device.type == "cuda" else "",
        [path.read_text() for path in _checking()],
    ]
    return hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()


def _checking() -> list[Path]:
    """Our own files that the check runs, and the modes that it tries."""
    folders = [Path(folder) for package in (attention, attribution, modelling) for folder in package.__path__]
    return [Path(settings.__file__), *(path for folder in folders for path in sorted(folder.rglob("*.py")))]

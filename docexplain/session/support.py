"""Whether a model is supported, remembered between processes: the check costs as much as reading a short document."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain import attention, private

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel


def ensure_supported(model: LanguageModel, passed: Path | None = None) -> None:
    """Check the model, unless the same check of the same model is known to pass.

    Args:
        passed: a folder that notes checks that passed; None: nothing is noted or believed.

    Raises:
        UnsupportedModelError: see :func:`docexplain.attention.support.check_supported`.
    """
    note = None if passed is None or not model.info.fingerprint else passed / _identity(model)
    if note is not None and note.is_file():
        return
    from docexplain.attention.support import check_supported

    check_supported(model.model)
    if note is not None:
        with suppress(OSError):  # then it is checked again next time
            private.make_folder(note.parent)
            private.make_file(note)


def _identity(model: LanguageModel) -> str:
    """A hash of all that the outcome depends on: weights and settings, the modules they are in, libraries, processor,
    and our own attention code."""
    import torch
    import transformers

    config = model.model.config
    depends_on = [
        asdict(model.info),
        config.to_json_string(),
        str(getattr(config, "_attn_implementation", "")),
        repr(model.model),
        str(getattr(model.model, "hf_device_map", "")),
        torch.__version__,
        transformers.__version__,
        torch.backends.cpu.get_cpu_capability(),
        torch.cuda.get_device_name(model.device) if model.device.type == "cuda" else "",
        [path.read_text() for path in sorted(Path(attention.__file__).parent.glob("*.py"))],
    ]
    return hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()

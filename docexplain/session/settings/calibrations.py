"""Where calibrations of the verdict are kept: one pair shipped for the default model, more in the user's settings.

A pair is one calibration for generated answers and one for given ones: a given answer may be in words that the model
would not choose, and a generated one is always likely.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from importlib import resources
from pathlib import Path

from docexplain.attribution.conclusions.verdict import SIGNALS
from docexplain.common import config_file, owner_only
from docexplain.common.atomic_files import replaced
from docexplain.errors import ModelError
from docexplain.model.sources.default_model import DEFAULT
from docexplain.records import Calibration, ModelInfo, Weight

GIVEN, GENERATED = "given", "generated"

Pair = dict[str, Calibration]
"""By kind of answer: ``given`` and ``generated``."""


def shipped() -> Pair:
    """The calibrations that come with docexplain, made on the default model."""
    return from_json(resources.files("docexplain.session.settings").joinpath("calibrations.json").read_text("utf-8"))


def calibration_for(model: ModelInfo, *, given: bool) -> Calibration:
    """The user's calibration for this model if there is one, else the shipped one.

    Quantised weights without a calibration of their own use that of the whole ones.

    Raises:
        ModelError: the user's file is damaged.
    """
    path, kind = path_for(model), GIVEN if given else GENERATED
    if model.quantised and not path.exists():
        path = path_for(replace(model, dtype=model.dtype.partition(", ")[0]))
    if model.fingerprint == DEFAULT.fingerprint and not path.exists():  # kept when the record called it otherwise
        path = path.with_name(path_for(replace(model, fingerprint=DEFAULT.former_fingerprint)).name)
    try:
        return from_json(path.read_text("utf-8"))[kind]
    except FileNotFoundError:
        return shipped()[kind]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The verdict's calibration {path} cannot be used ({error}): delete it, or calibrate anew.",
            remedies=("calibrate",),
        ) from error


def save(pair: Pair, model: ModelInfo) -> Path:
    """Keep the calibrations for this model; the file appears whole or not at all."""
    path = path_for(model)
    owner_only.make_folder(path.parent)
    with replaced(path, private=True) as draft:
        draft.write_text(to_json(pair), "utf-8")
    return path


def path_for(model: ModelInfo) -> Path:
    """The user's file for this model. In the folder for configuration."""
    name = re.sub(r"[^\w.-]+", "_", model.name).strip("._")[-80:] or "model"
    # The weights tell, whatever name they go by: a hub id, or the folder that holds a copy.
    key = re.sub(r"[^\w-]+", "_", model.fingerprint)[-64:] or name
    rounded = re.sub(r"\W+", "_", model.quantised)  # other weights, though from the same files
    return config_file.folder() / "calibrations" / f"{'-'.join(filter(None, (key, rounded)))}.json"


def to_json(pair: Pair) -> str:
    """Readable JSON, one key per field."""
    return json.dumps([asdict(pair[kind]) for kind in (GENERATED, GIVEN)], indent=2, allow_nan=False) + "\n"


def from_json(text: str) -> Pair:
    """The pair of which :func:`to_json` made the text. Raises ValueError, KeyError or TypeError for others."""
    pair = {}
    for data in json.loads(text):
        weights = tuple(Weight(str(w["signal"]), float(w["weight"])) for w in data["weights"])
        numbers = {key: float(data[key]) for key in ("bias", "supported", "unsupported")}
        about = {key: str(data[key]) for key in ("made_for", "answers", "made_by")}
        calibration = Calibration(**about, **numbers, weights=weights)  # type: ignore[arg-type]
        pair[calibration.answers] = calibration
    unknown = {w.signal for calibration in pair.values() for w in calibration.weights} - set(SIGNALS)
    if unknown:
        raise ValueError(f"there is no signal {', '.join(sorted(unknown))}, only {', '.join(SIGNALS)}")
    if pair.keys() != {GIVEN, GENERATED}:
        raise ValueError("it does not hold one calibration for given and one for generated answers")
    return pair

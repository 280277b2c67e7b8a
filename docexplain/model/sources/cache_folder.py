"""Where models that docexplain prepared itself are kept."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def cache_dir() -> Path:
    """The user's cache folder for docexplain; the environment variable DOCEXPLAIN_CACHE overrides it."""
    override = os.environ.get("DOCEXPLAIN_CACHE")
    return Path(override) if override else Path(platformdirs.user_cache_dir("docexplain"))

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # families and oracle are plain modules beside the tests

import families


@pytest.fixture(scope="session", params=families.NAMES)
def family(request):
    return families.make(request.param)

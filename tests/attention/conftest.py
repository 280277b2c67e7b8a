from __future__ import annotations

import pytest

from . import families


@pytest.fixture(scope="session", params=families.NAMES)
def family(request):
    return families.make(request.param)

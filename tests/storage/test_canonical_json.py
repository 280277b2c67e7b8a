"""The canonical form against the library that has it from RFC 8785."""

from __future__ import annotations

import math
import random
import struct
from typing import Any

import pytest
import rfc8785

from storage.log.canonical_json import canonical

NUMBERS = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    1e-4,
    1e-5,
    1e-7,
    5e-324,
    1e15,
    1e16,
    1e21,
    1.5e300,
    72.25,
    2**53 - 1,
    1 - 2**53,
    10**15,
]
TEXTS = ["", "a", "1.0", "e-5", "72.0,", '\x00\x1f\x7f"\\/', "\u2028", "é", "\ufb01", "😀", "[-1234567890123456"]


@pytest.mark.parametrize("value", [*NUMBERS, *TEXTS, None, True, [], {}, [[]], {"a": {}}], ids=repr)
def test_each_value_is_written_as_the_library_writes_it(value: Any) -> None:
    for whole in (value, [value], [0.5, value, 7], {"b": value, "a": [value]}):
        assert canonical(whole) == rfc8785.dumps(whole)


def test_keys_are_sorted_as_the_library_sorts_them() -> None:
    keys = {"\ufb01": 1, "😀": 2, "a": 3, "é": 4, "Z": 5, "": 6}
    assert canonical(keys) == rfc8785.dumps(keys)


def test_any_bits_that_are_a_number() -> None:
    random.seed(15)
    numbers = [struct.unpack("d", random.randbytes(8))[0] for _ in range(3000)]
    numbers += [random.gauss(0, 10.0**e) for e in range(-12, 24) for _ in range(30)]
    for number in numbers:
        if math.isfinite(number):
            assert canonical([number]) == rfc8785.dumps([number])


@pytest.mark.parametrize("value", [2**53, [2**53], [-(10**20)], {"a": 10**16}, math.nan, "\ud800", {"a": b""}])
def test_what_has_no_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical(value)

"""What fits."""

from __future__ import annotations

import pytest

from docexplain.model.devices.room import Room, room_here

B = 10**9


@pytest.mark.parametrize(
    ("dtype", "free", "fits"),
    [
        ("bfloat16", 20 * B, "whole"),
        ("bfloat16", 16 * B, "8bit"),  # whole weights would take 14, and there is more than weights
        ("bfloat16", 8 * B, "4bit"),
        ("bfloat16", 5 * B, None),
        ("float32", 20 * B, "8bit"),
    ],
)
def test_a_model_of_7_billion(dtype, free, fits):
    assert Room("cpu", dtype, free).fits(7 * B) == fits


def test_this_machine():
    room = room_here()
    assert room.device in {"cpu", "cuda"}
    assert room.dtype in {"float32", "bfloat16"}
    assert room.free > 0
    assert room.fits(1000) == "whole"

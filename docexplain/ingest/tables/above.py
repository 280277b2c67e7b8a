"""What stands about a table on its page and belongs to it: its unit above it, names beside it. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docexplain.ingest.tables.rendering import CELLS
from docexplain.ingest.tables.units import unit_in
from docexplain.ingest.text.blocks import Block, Line
from docexplain.ingest.text.lines import joined
from docexplain.records import BlockClass

_NEAR = 48.0
"""Points between a table and what tells its unit, at most; its title may stand between them."""
_BLOCKS_BETWEEN = 2


def with_units(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a page, with the unit of a table in its rows that is told above it."""
    return [_with_unit(block, blocks) for block in blocks]


def _with_unit(block: Block, blocks: Sequence[Block]) -> Block:
    if block.columns is None or block.columns.unit is not None:
        return block
    above = [other for other in blocks if other is not block and _is_above(other, block)]
    for other in sorted(above, key=lambda other: -other.rect[3])[:_BLOCKS_BETWEEN]:
        if other.block_class is BlockClass.TABLE:
            return block
        unit = unit_in(other.lines[-1])
        if unit is not None:
            head = block.columns.head
            lines = [
                line if i < head or CELLS not in line.text else _with(line, unit) for i, line in enumerate(block.lines)
            ]
            return replace(block, lines=tuple(lines), columns=replace(block.columns, unit=unit))
    return block


def _is_above(other: Block, block: Block) -> bool:
    x0, top, x1, _ = block.rect
    beside = other.rect[2] < x0 or other.rect[0] > x1
    return bool(other.lines) and not beside and -4 <= top - other.rect[3] <= _NEAR


def _with(line: Line, unit: Line) -> Line:
    return joined([line, unit], CELLS)

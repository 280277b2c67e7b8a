"""What is filled into a form: PDF fields as words on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docexplain.ingest.blocks import Rect
from docexplain.ingest.glyphs import Glyphs
from docexplain.ingest.text import clean, count

TICKED, EMPTY = "[x]", "[ ]"
_BOXES, _TEXTS = {"CheckBox", "RadioButton"}, {"Text", "ComboBox", "ListBox"}
_OFF = {"", "off", "false", "none"}


def with_fields(page: Any, words: Sequence[Glyphs]) -> list[Glyphs]:
    """The page's words with the values of its fields.

    A ticked box is drawn with a sign of a font of symbols that reads as some letter: it becomes a word of its own. The
    value of a text field is among the words already if the file brings its picture; else it is added.
    """
    result = list(words)
    block = max((word.block for word in words), default=0)
    for number, (rect, text, is_box) in enumerate(_fields(page), start=1):
        inside = [word for word in result if word.is_in(rect)]
        if is_box:
            result = [word for word in result if word not in inside]
        elif inside:
            continue
        result += _set(rect, text, block + number)
    return result


def _fields(page: Any) -> list[tuple[Rect, str, bool]]:
    """Place and value of each field, and whether it is a box to tick."""
    fields = []
    for widget in page.widgets():
        x0, y0, x1, y1 = (float(value) for value in widget.rect)
        value = widget.field_value
        if widget.field_type_string in _BOXES:
            off = str(value).lower() in _OFF
            fields.append(((x0, y0, x1, y1), EMPTY if off else TICKED, True))
        elif widget.field_type_string in _TEXTS and value:
            values = value if isinstance(value, list | tuple) else [value]
            fields.append(((x0, y0, x1, y1), " ".join(str(each) for each in values), False))
    return fields


def _set(rect: Rect, text: str, block: int) -> list[Glyphs]:
    """The words of a value, all in the place of their field: nothing tells more."""
    if text == EMPTY:
        return [Glyphs(rect, EMPTY, block, 0)]
    words = [word for part in text.split() if (word := clean(part))]
    return [Glyphs(rect, word, block, 0, characters=0 if text == TICKED else count(word)) for word in words]

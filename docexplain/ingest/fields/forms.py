"""What is filled into a form: PDF fields as words on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from docexplain.ingest.strings.cleaning import clean, count
from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.sign_tables import EMPTY, TICKED

_BOXES, _TEXTS = {"CheckBox", "RadioButton"}, {"Text", "ComboBox", "ListBox"}
_OFF = {"", "off", "false", "none"}
_NOT_SHOWN = {1, 3}
"""PyMuPDF's words for a field that is hidden, and for one that is only printed."""
NOT_SHOWN = "in a form field that is not shown"


def with_fields(page: Any, words: Sequence[Glyphs]) -> list[Glyphs]:
    """The page's words with the values of its fields.

    A ticked box is drawn with a sign of a font of symbols that reads as some letter: it becomes a word of its own. The
    value of a text field is among the words already if the file brings its picture; else it is added.
    """
    result = list(words)
    block = max((word.block for word in words), default=0)
    for number, (rect, text, is_box, hidden) in enumerate(_fields(page), start=1):
        inside = [word for word in result if word.is_in(rect) and not word.hidden]
        if is_box and not hidden:
            result = [word for word in result if word not in inside]
        elif inside and not hidden:
            continue
        result += [replace(word, hidden=hidden) for word in _set(rect, text, block + number)]
    return result


def _fields(page: Any) -> list[tuple[Rect, str, bool, str]]:
    """Place and value of each field, whether it is a box to tick, and why it is not seen, if it is not."""
    fields = []
    for widget in page.widgets():
        x0, y0, x1, y1 = (float(value) for value in widget.rect)
        value = widget.field_value
        hidden = NOT_SHOWN if widget.field_display in _NOT_SHOWN else ""
        if widget.field_type_string in _BOXES:
            off = str(value).lower() in _OFF
            fields.append(((x0, y0, x1, y1), EMPTY if off else TICKED, True, hidden))
        elif widget.field_type_string in _TEXTS and value:
            values = value if isinstance(value, list | tuple) else [value]
            fields.append(((x0, y0, x1, y1), " ".join(str(each) for each in values), False, hidden))
    return fields


def _set(rect: Rect, text: str, block: int) -> list[Glyphs]:
    """The words of a value, all in the place of their field: nothing tells more."""
    if text == EMPTY:
        return [Glyphs(rect, EMPTY, block, 0)]
    words = [word for part in text.split() if (word := clean(part))]
    return [Glyphs(rect, word, block, 0, characters=0 if text == TICKED else count(word)) for word in words]

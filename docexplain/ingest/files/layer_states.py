"""Which layers (optional content) of a PDF are on when it is opened, as ISO 32000-1, 8.11 says.

MuPDF draws and reads layers otherwise: it shows what belongs to several layers of which all have to be on though one is
off, shows whatever has an expression of visibility, and lets a layer's usage count where nobody asked for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_STATES = {"View": "ViewState", "Print": "PrintState", "Export": "ExportState"}
"""Entries of a layer's usage that can say whether it is on, and under which key they do."""
_MADE = "docexplain: off"
"""Name of a layer for what is not shown though all layers of the file are on; MuPDF reads a file's layers but once."""
_DEEPEST = 32
"""Levels of an expression of visibility; a file may make it go round."""


class LayerStates:
    """Changes an opened document so that MuPDF shows what a viewer does; on the disk it stays as it is.

    Args:
        document: a ``pymupdf.Document``, unlocked.
    """

    def __init__(self, document: Any) -> None:
        from pymupdf import mupdf

        self._functions: Any = mupdf
        self._on: dict[int, bool] = {}
        self._met: set[int] = set()
        self._made = 0
        self._document = document
        pdf = self._pdf = mupdf.pdf_document_from_fz_document(document.this) if document.is_pdf else None
        said = _at(mupdf.pdf_trailer(pdf), "Root", "OCProperties") if pdf else None
        if said is not None and said.pdf_is_dict():
            self._on = dict(_states(said))
            self._write(said)

    def settle(self, page: Any) -> None:
        """Decides what belongs to several layers on a ``pymupdf.Page``; to be called before anything is read there."""
        if not self._on:
            return
        found = self._functions.pdf_page_from_fz_page(page.this)
        if not found.m_internal:
            return
        waiting = [found.pdf_page_resources()]
        for note in _items(_at(found.obj(), "Annots")):
            self._decide(_at(note, "OC"))
            for look in _values(_at(note, "AP")):
                waiting += [look, *(() if look.pdf_is_stream() else _values(look))]
        while waiting:
            waiting += self._within(waiting.pop())

    def _within(self, place: Any) -> Iterator[Any]:
        """Decides what the resources, form, pattern or font names itself; gives what else it draws with."""
        number = place.pdf_to_num()
        if number in self._met or not place.pdf_is_dict():
            return
        if number:
            self._met.add(number)
        self._decide(_at(place, "OC"))
        for each in _values(_at(place, "Properties")):
            self._decide(each)
        yield _at(place, "Resources")
        yield _at(place, "G")
        for kind in ("XObject", "Pattern", "Font"):
            yield from _values(_at(place, kind))
        for state in _values(_at(place, "ExtGState")):
            yield _at(state, "SMask")

    def _decide(self, member: Any) -> None:
        """Makes it belong to no layer, or to one that is off."""
        if _name(_at(member, "Type")) != "OCMD":
            return
        shown = self._shows(member)
        for key in ("VE", "P", "OCGs"):
            member.pdf_dict_dels(key)
        if not shown:
            member.pdf_dict_puts("OCGs", self._functions.pdf_new_indirect(self._pdf, self._one_off(), 0))
            member.pdf_dict_puts("P", self._functions.pdf_new_name("AnyOn"))

    def _shows(self, member: Any) -> bool:
        found = self._expression(_at(member, "VE"), 0)
        if found is not None:
            return found
        groups = _at(member, "OCGs")
        each = _items(groups) if groups.pdf_is_array() else [groups]
        states = [self._on[number] for number in (group.pdf_to_num() for group in each) if number in self._on]
        if not states:
            return True
        policy = _name(_at(member, "P"))
        one = all(states) if policy in {"AllOn", "AnyOff"} else any(states)
        return not one if policy in {"AnyOff", "AllOff"} else one

    def _expression(self, expression: Any, depth: int) -> bool | None:
        """Whether an expression holds; None of what is none."""
        if not expression.pdf_is_array():
            return self._on.get(expression.pdf_to_num())
        if depth == _DEEPEST:
            return None
        operator, *rest = [*_items(expression)] or [expression]
        states = [state for part in rest if (state := self._expression(part, depth + 1)) is not None]
        if not states or _name(operator) not in {"And", "Or", "Not"}:
            return None
        if _name(operator) == "Not":
            return not states[0]
        return all(states) if _name(operator) == "And" else any(states)

    def _one_off(self) -> int:
        """The number of a layer that is off; the one that was made is, as soon as something belongs to it."""
        number = next((number for number, on in self._on.items() if not on), 0)
        if not number:
            names = [
                self._functions.pdf_layer_name(self._pdf, i) for i in range(self._functions.pdf_count_layers(self._pdf))
            ]
            self._functions.pdf_enable_layer(self._pdf, names.index(_MADE), 0)
            number = self._made
            self._on[number] = False
        return number

    def _write(self, said: Any) -> None:
        """The states, where MuPDF looks for them."""
        default = _at(said, "D")
        groups = [*_items(_at(said, "OCGs"))]
        for group in groups:
            if group.pdf_is_dict():
                group.pdf_dict_dels("Usage")
                group.pdf_dict_dels("Intent")
        if not default.pdf_is_dict():
            default = said.pdf_dict_put_dict(self._functions.pdf_new_name("D"), 1)
        for key in ("ON", "AS", "Intent", "BaseState"):
            default.pdf_dict_dels(key)
        off = self._functions.pdf_new_array(self._pdf, len(groups))
        for group in groups:
            if not self._on.get(group.pdf_to_num(), True):
                off.pdf_array_push(group)
        default.pdf_dict_puts("OFF", off)
        if self._on and all(self._on.values()):
            self._made = int(self._document.add_ocg(_MADE, on=True))


def _states(said: Any) -> Iterator[tuple[int, bool]]:
    """Whether each layer is on, by its object's number."""
    default = _at(said, "D")
    on, off = ({each.pdf_to_num() for each in _items(_at(default, key))} for key in ("ON", "OFF"))
    base = _name(_at(default, "BaseState")) != "OFF"
    intents = _names(_at(default, "Intent")) or {"View"}
    asked: dict[int, list[str]] = {}
    for usage in _items(_at(default, "AS")):
        if _name(_at(usage, "Event")) == "View":
            for group in _items(_at(usage, "OCGs")):
                asked.setdefault(group.pdf_to_num(), []).extend(sorted(_names(_at(usage, "Category"))))
    for group in _items(_at(said, "OCGs")):
        number = group.pdf_to_num()
        if not number:
            continue
        state = number not in off if base else number in on
        used = [_name(_at(group, "Usage", kind, _STATES[kind])) for kind in asked.get(number, ()) if kind in _STATES]
        if any(used):
            state = "OFF" not in used
        own = _names(_at(group, "Intent")) or {"View"}
        yield number, state or not ("All" in intents or own & intents)


def _at(place: Any, *keys: str) -> Any:
    for key in keys:
        place = place.pdf_dict_gets(key)
    return place


def _items(place: Any) -> Iterator[Any]:
    return (place.pdf_array_get(i) for i in range(place.pdf_array_len()))


def _values(place: Any) -> list[Any]:
    return [place.pdf_dict_get_val(i) for i in range(place.pdf_dict_len())]


def _name(place: Any) -> str:
    return str(place.pdf_to_name())


def _names(place: Any) -> set[str]:
    return {name for each in (place, *_items(place)) if (name := _name(each))}

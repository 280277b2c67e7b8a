"""Word files as HTML, with what nobody sees in them marked, so that it is left out and told as on any other page.

mammoth, which converts them, reads the text of hidden, white and tiny runs like any other and says nothing of it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

UNSEEN = "docexplain-unseen"
"""Class of the text in the HTML that nobody sees in the file."""

_TEXT_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_STYLES = re.compile(r"word/styles\d*\.xml")
_MAY_BE = re.compile(rb'vanish\b|dstrike\b|:color\s[^>]*"[Ff]{6}"|:sz\s[^>]*"[0-3]"')
"""Stands in the XML of every file that has such runs; of others nothing is parsed a second time."""
_SMALLEST = 4
"""Half points of a font size, from which on text can be read."""
_WHITE = re.compile(r"[fF]{6}")
_OFF = frozenset({"0", "false", "off"})
_STYLE_MAP = f"""
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
r.{UNSEEN} => span.{UNSEEN}
"""

Styles = Mapping[str, ElementTree.Element]
"""Styles of a file by their ids."""


def html_of(data: bytes) -> str:
    """The text of a Word file as HTML.

    Raises:
        Exception: whatever a broken file makes the converter or the XML parser raise.
    """
    import mammoth

    convert: Any = mammoth.convert_to_html
    file = BytesIO(_marked(data))
    return str(convert(file, style_map=_STYLE_MAP, include_embedded_style_map=False).value)


def _marked(data: bytes) -> bytes:
    """The file, its runs that nobody sees in a character style of their own."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if _TEXT_PARTS.fullmatch(name)}
        sheets = [archive.read(name) for name in archive.namelist() if _STYLES.fullmatch(name)]
        if not any(_MAY_BE.search(part) for part in (*parts.values(), *sheets)):
            return data
        styles = {_value(style, "styleId"): style for sheet in sheets for style in _all(_root(sheet), "style")}
        changed = {name: _with_marks(_root(part), styles) for name, part in parts.items()}
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for entry in archive.infolist():
                copy.writestr(entry.filename, changed.get(entry.filename) or archive.read(entry))
    return bytes(target.getvalue())


def _with_marks(root: ElementTree.Element, styles: Styles) -> bytes:
    above = {child: parent for parent in root.iter() for child in parent}
    for run in list(_all(root, "r")):
        paragraph = next((parent for parent in _parents(run, above) if _name(parent) == "p"), None)
        properties = _child(run, "rPr")
        if _is_unseen(run, paragraph, styles) or _is_white(run, paragraph, above):
            if properties is None:
                properties = ElementTree.Element(_as(run, "rPr"))
                run.insert(0, properties)
            for style in list(_all(properties, "rStyle")):
                properties.remove(style)
            properties.append(ElementTree.Element(_as(run, "rStyle"), {_as(run, "val"): UNSEEN}))
        # mammoth knows one line through text, not two.
        for twice in _all(properties, "dstrike") if properties is not None else ():
            twice.tag = _as(run, "strike")
    return bytes(ElementTree.tostring(root, "utf-8"))


def _is_unseen(run: ElementTree.Element, paragraph: ElementTree.Element | None, styles: Styles) -> bool:
    """It is set to be hidden, or too small to be read."""
    own = _child(run, "rPr")
    of_paragraph = None if paragraph is None else _child(paragraph, "pPr")
    chain = [own, *_styled(own, "rStyle", styles), *_styled(of_paragraph, "pStyle", styles)]
    hidden = next((said for said in (_child(each, "vanish") for each in chain) if said is not None), None)
    size = next((said for said in (_child(each, "sz") for each in chain) if said is not None), None)
    tiny = size is not None and _value(size, "val").isdigit() and int(_value(size, "val")) < _SMALLEST
    return tiny or (hidden is not None and _value(hidden, "val").lower() not in _OFF)


def _styled(properties: ElementTree.Element | None, tag: str, styles: Styles) -> Iterator[ElementTree.Element | None]:
    """What the style that is named there says of characters, and the styles that it is based on."""
    name = _child(properties, tag)
    met: set[str] = set()
    while name is not None and (style := styles.get(_value(name, "val"))) is not None:
        if _value(name, "val") in met:
            return
        met.add(_value(name, "val"))
        yield _child(style, "rPr")
        name = _child(style, "basedOn")


def _is_white(
    run: ElementTree.Element, paragraph: ElementTree.Element | None, above: Mapping[Any, ElementTree.Element]
) -> bool:
    """It is white on white, as far as that is sure: no shade, table or frame is behind it."""
    own = _child(run, "rPr")
    colour = _child(own, "color")
    if colour is None or not _WHITE.fullmatch(_value(colour, "val")):
        return False
    of_paragraph = None if paragraph is None else _child(paragraph, "pPr")
    if any(_child(each, shade) is not None for each in (own, of_paragraph) for shade in ("shd", "highlight", "pStyle")):
        return False
    return not any(_name(parent) in {"tbl", "txbxContent"} for parent in _parents(run, above))


def _parents(element: ElementTree.Element, above: Mapping[Any, ElementTree.Element]) -> Iterator[ElementTree.Element]:
    while (parent := above.get(element)) is not None:
        yield parent
        element = parent


def _root(part: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(part)


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _as(element: ElementTree.Element, name: str) -> str:
    """The name in the namespace of the element."""
    return "".join((*str(element.tag).rpartition("}")[:2], name))


def _all(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (each for each in element.iter() if _name(each) == name)


def _child(element: ElementTree.Element | None, name: str) -> ElementTree.Element | None:
    return next((each for each in element if _name(each) == name), None) if element is not None else None


def _value(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")

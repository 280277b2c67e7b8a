"""Word files as HTML, with what nobody sees in them marked, so that it is left out and told as on any other page.

mammoth, which converts them, reads the text of hidden, white and tiny runs like any other and says nothing of it.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

UNSEEN = "docexplain-unseen"
"""Class of the text in the HTML that nobody sees in the file."""

_TEXT_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_GROUND_PARTS = re.compile(r"word/(?:document|header|footer)\d*\.xml")
"""Where what lies behind the text of all pages stands."""
_STYLES = re.compile(r"word/styles\d*\.xml")
_SMALLEST = 4
"""Half points of a font size, from which on text can be read."""
_WHITE = re.compile(r"[fF]{6}")
_PAPER = re.compile(r"(?:[fF]{6}|auto)?")
_BEHIND = re.compile(r"z-index\s*:\s*-")
"""In the style of a shape of older files."""
_SIDE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)pt")
_PAGE = (612.0, 792.0)
_LARGE = 0.25
"""Share of a page from which on a picture may be behind all of its text."""
_EMU = 12_700
"""Of these go into a point."""
_LINE = 12.0
"""Points of a line of text."""
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
        roots = {name: root for name in archive.namelist() if (root := _root(archive, name)) is not None}
        sheets = [root for name, root in roots.items() if _STYLES.fullmatch(name)]
        styles = {_value(style, "styleId"): style for sheet in sheets for style in _all(sheet, "style")}
        paper = not any(map(_shades_all, sheets))
        paper = paper and not any(_has_ground(root) for name, root in roots.items() if _GROUND_PARTS.fullmatch(name))
        changed = {
            name: bytes(ElementTree.tostring(root, "utf-8"))
            for name, root in roots.items()
            if _TEXT_PARTS.fullmatch(name) and _mark(root, styles, white=paper)
        }
        if not changed:
            return data
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for entry in archive.infolist():
                copy.writestr(entry.filename, changed.get(entry.filename) or archive.read(entry))
    return bytes(target.getvalue())


def _mark(root: ElementTree.Element, styles: Styles, *, white: bool) -> bool:
    """Whether there was something to mark.

    Args:
        white: the pages are, so that white text is not seen.
    """
    above = {child: parent for parent in root.iter() for child in parent}
    pictured = _over_pictures(root, above) if white else set()
    changed = False
    for run in list(_all(root, "r")):
        paragraph = next((parent for parent in _parents(run, above) if _name(parent) == "p"), None)
        properties = _child(run, "rPr")
        on_paper = white and paragraph not in pictured
        if _is_unseen(run, paragraph, styles) or (on_paper and _is_white(run, paragraph, above, styles)):
            if properties is None:
                properties = ElementTree.Element(_as(run, "rPr"))
                run.insert(0, properties)
            _remove(properties, [each for each in properties if _name(each) == "rStyle"])
            properties.append(ElementTree.Element(_as(run, "rStyle"), {_as(run, "val"): UNSEEN}))
            changed = True
        twice = _child(properties, "dstrike")
        if properties is not None and twice is not None and _is_on(twice):
            # mammoth knows one line through text, not two, and Word says beside two that there is not one.
            _remove(properties, [each for each in properties if _name(each) == "strike"])
            twice.tag = _as(run, "strike")
            changed = True
    return changed


def _remove(parent: ElementTree.Element, children: Iterable[ElementTree.Element]) -> None:
    for child in children:
        parent.remove(child)


def _is_unseen(run: ElementTree.Element, paragraph: ElementTree.Element | None, styles: Styles) -> bool:
    """It is set to be hidden, or too small to be read."""
    own = _child(run, "rPr")
    of_paragraph = None if paragraph is None else _child(paragraph, "pPr")
    chain = [own, *_styled(own, "rStyle", styles), *_styled(of_paragraph, "pStyle", styles)]
    hidden = next((said for said in (_child(each, "vanish") for each in chain) if said is not None), None)
    size = next((said for said in (_child(each, "sz") for each in chain) if said is not None), None)
    tiny = size is not None and _value(size, "val").isdigit() and int(_value(size, "val")) < _SMALLEST
    return tiny or (hidden is not None and _is_on(hidden))


def _is_on(element: ElementTree.Element) -> bool:
    return _value(element, "val").lower() not in _OFF


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
    run: ElementTree.Element,
    paragraph: ElementTree.Element | None,
    above: Mapping[Any, ElementTree.Element],
    styles: Styles,
) -> bool:
    """It is white on white, as far as that is sure: no shade, table or frame is behind it."""
    own = _child(run, "rPr")
    colour = _child(own, "color")
    if colour is None or not _WHITE.fullmatch(_value(colour, "val")):
        return False
    of_paragraph = None if paragraph is None else _child(paragraph, "pPr")
    if _child(of_paragraph, "pStyle") is not None:
        return False
    if any(_is_shaded(each) for each in (own, of_paragraph, *_styled(own, "rStyle", styles))):
        return False
    return not any(_name(parent) in {"tbl", "txbxContent"} for parent in _parents(run, above))


def _is_shaded(properties: ElementTree.Element | None) -> bool:
    return any(_child(properties, shade) is not None for shade in ("shd", "highlight"))


def _shades_all(sheet: ElementTree.Element) -> bool:
    """Its defaults, or the style of paragraphs that name none, shade text."""
    styles = [each for each in _all(sheet, "style") if _value(each, "default") and _is_on_by_default(each)]
    places = [place for each in (*styles, *_all(sheet, "docDefaults")) for place in each.iter()]
    return any(_name(place) in {"pPr", "rPr"} and _is_shaded(place) for place in places)


def _is_on_by_default(style: ElementTree.Element) -> bool:
    return _value(style, "type") == "paragraph" and _value(style, "default").lower() not in _OFF


def _has_ground(root: ElementTree.Element) -> bool:
    """Something else than white paper may be behind all of its text: a colour of the page, a large picture or shape."""
    coloured = any(len(each) or not _PAPER.fullmatch(_value(each, "color")) for each in _all(root, "background"))
    return coloured or any(width * height >= _LARGE * math.prod(_PAGE) for _, width, height in _behind_text(root))


def _behind_text(root: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, float, float]]:
    """What lies behind text, with its width and height in points; endless where it does not say."""
    for each in root.iter():
        if _name(each) == "anchor" and _value(each, "behindDoc") and _value(each, "behindDoc").lower() not in _OFF:
            extent = _child(each, "extent")
            sides = [_value(extent, side) if extent is not None else "" for side in ("cx", "cy")]
            width, height = (int(side) / _EMU if side.isdigit() else math.inf for side in sides)
            yield each, width, height
        style = _value(each, "style")
        if _BEHIND.search(style) and next(_all(each, "textpath"), None) is None:
            said = dict(_SIDE.findall(style))
            yield each, float(said.get("width", "inf")), float(said.get("height", "inf"))


def _over_pictures(root: ElementTree.Element, above: Mapping[Any, ElementTree.Element]) -> set[ElementTree.Element]:
    """The paragraphs that something smaller may be behind: it is tied to one, and reaches over as many lines."""
    paragraphs = list(_all(root, "p"))
    places = {paragraph: i for i, paragraph in enumerate(paragraphs)}
    found: set[ElementTree.Element] = set()
    for each, _, height in _behind_text(root):
        at = next((places[parent] for parent in _parents(each, above) if parent in places), 0)
        lines = math.ceil(min(height / _LINE, len(paragraphs)))
        found.update(paragraphs[max(0, at - lines) : at + lines + 1])
    return found


def _parents(element: ElementTree.Element, above: Mapping[Any, ElementTree.Element]) -> Iterator[ElementTree.Element]:
    while (parent := above.get(element)) is not None:
        yield parent
        element = parent


def _root(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    """Of a part that says what is seen; None of others and of broken ones, which the converter tells if it needs it."""
    if not any(parts.fullmatch(name) for parts in (_TEXT_PARTS, _GROUND_PARTS, _STYLES)):
        return None
    try:
        return ElementTree.fromstring(archive.read(name))
    except ElementTree.ParseError:
        return None


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

"""A paragraph of a Word file → its words as they are shown, and what else stands in it: notes, boxes, pictures.

Left out is what a reader does not see: deleted and hidden words, comments, prompts of empty form fields, and the
second version of a drawing that is there for old programs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from index.files.word.package import find, w
from index.files.word.styles import Styles

Unread = Literal["图片", "图表", "图示", "公式", "嵌入对象"]

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"
_BREAKS = {w("br"): "\n", w("cr"): "\n", w("tab"): "\t", w("ptab"): "\t", w("noBreakHyphen"): "-"}
_SILENT = {w(each) for each in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "rt", "tblPr", "tblGrid", "trPr", "tcPr")}
_NOTES = {w("footnoteReference"): "footnotes", w("endnoteReference"): "endnotes"}
_PICTURES = {f"{{{_DRAWING}/picture}}pic", f"{_VML}imagedata"}
_OTHERS: dict[str, Unread] = {
    f"{{{_DRAWING}/chart}}chart": "图表",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart": "图表",
    f"{{{_DRAWING}/diagram}}relIds": "图示",
    w("object"): "嵌入对象",
}
_PICTURE_ID = ".//a:blip/@r:embed | self::v:imagedata/@r:id"


@dataclass(slots=True)
class Words:
    """What a paragraph says, and beside it: `notes` as (part, id), text `boxes` and WordArt, `pictures` by their id.

    A picture that the file only points to has an empty id.
    """

    parts: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    others: list[Unread] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The paragraph's words, with line breaks and tabs."""
        return "".join(self.parts)


def words_of(paragraph: Any, styles: Styles) -> Words:
    """What stands in a paragraph."""
    found = Words()
    _walk(paragraph, paragraph, styles, found)
    return found


def within(node: Any, *names: str) -> Iterator[Any]:
    """The shown elements of these names of Word's below a node, in order, none inside another."""
    tags = {w(name) for name in names}
    for child in _shown(node):
        if child.tag in tags:
            yield child
        else:
            yield from within(child, *names)


def _shown(node: Any) -> Iterator[Any]:
    """The elements below a node that are shown, of a drawing in several versions those of the first."""
    for child in node.iterchildren("*"):
        if child.tag in _SILENT or find(child, "self::w:sdt[w:sdtPr/w:showingPlcHdr] | self::w:tr[w:trPr/w:del]"):
            continue
        if versions := find(child, "self::mc:AlternateContent/*"):
            yield from _shown(versions[0])
        else:
            yield child


def _walk(node: Any, paragraph: Any, styles: Styles, found: Words) -> None:
    for child in _shown(node):
        tag = child.tag
        if tag in _BREAKS or tag == w("t"):
            found.parts.append(_BREAKS.get(tag) or child.text or "")
        elif tag in _NOTES:
            found.notes.append((_NOTES[tag], child.get(w("id"), "")))
        elif tag == w("txbxContent") or tag == f"{_VML}textpath":
            found.boxes.append(child)
        elif tag in _PICTURES:
            found.pictures.append(next(map(str, find(child, _PICTURE_ID)), ""))
        elif tag in _OTHERS:
            found.others.append(_OTHERS[tag])
        elif tag == f"{_MATH}oMath" and not _plain(child):
            found.others.append("公式")
        elif tag == f"{_MATH}t":
            found.parts.append(child.text or "")
        elif tag != w("r") or not styles.hidden(child, paragraph):
            _walk(child, paragraph, styles, found)


def _plain(formula: Any) -> bool:
    """Whether a formula is characters in a row: of a fraction these would make another figure."""
    return all(child.tag == f"{_MATH}r" for child in formula.iterchildren("*"))

"""The numbers that a word processor writes before list items and headings of an .odt file: 一、 （二） 1.2 ③."""

import re
from dataclasses import dataclass
from typing import Any

from index.files.word.numbering import numeral
from index.files.writers.odt_package import Styles, attribute

_FORMATS = {"一": "chineseCounting", "①": "decimalEnclosedCircle", "a": "lowerLetter", "A": "upperLetter"}
_LONGEST_LABEL = 40  # characters


@dataclass(slots=True)
class _Open:
    """A list that is being read: its style, and what its levels have counted."""

    style: str
    counts: dict[int, int]


class Numbers:
    """Counts list items and headings in document order."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._open: list[_Open] = []
        self._ended: dict[str, dict[int, int]] = {}  # what lists counted, by their id and by their style
        self._headings: dict[int, int] = {}

    def enter(self, node: Any) -> None:
        """A list begins, inside the one that is open if there is one."""
        outer = self._open[-1] if self._open else None
        style = attribute(node, "text:style-name") or (outer.style if outer else "")
        goes_on = attribute(node, "text:continue-numbering") == "true"
        told = attribute(node, "text:continue-list") or (style if goes_on else "")
        counts = outer.counts if outer else self._ended.get(told, {}) if told else {}
        if outer and not goes_on:
            counts.pop(len(self._open) + 1, None)
        self._open.append(_Open(style, counts))
        if not outer:
            self._ended[style] = self._ended[_id(node)] = counts

    def leave(self) -> None:
        """The list that is open ends."""
        self._open.pop()

    def next(self, item: Any) -> str:
        """The number before the next item of the list that is open."""
        opened = self._open[-1]
        return _label(self._styles.list_style(opened.style), len(self._open), opened.counts, _start(item))

    def heading(self, heading: Any) -> str:
        """The number before a heading that is in no list."""
        level = attribute(heading, "text:outline-level")
        if attribute(heading, "text:is-list-header") == "true" or not re.fullmatch("[1-9]|10", level):
            return ""
        return _label(self._styles.outline, int(level), self._headings, _start(heading))


def _id(node: Any) -> str:
    return str(node.get("{http://www.w3.org/XML/1998/namespace}id", ""))


def _start(node: Any) -> int | None:
    told = attribute(node, "text:start-value")
    return int(told) if re.fullmatch("[0-9]{1,4}", told) else None


def _label(style: Any, level: int, counts: dict[int, int], start: int | None) -> str:
    """Counts one more at `level`, and says how its style writes that; of a bullet, nothing."""
    levels = {} if style is None else {attribute(each, "text:level"): each for each in style.iterchildren("*")}
    counts[level] = start if start is not None else counts.get(level, _first(levels.get(str(level))) - 1) + 1
    for deeper in [each for each in counts if each > level]:
        del counts[deeper]
    told = levels.get(str(level))
    if told is None or not attribute(told, "style:num-format"):
        return ""
    numbers = {
        each: numeral(counts.get(each, _first(levels.get(str(each)))), _format(levels.get(str(each))))
        for each in range(1, level + 1)
    }
    label = attribute(told, "loext:num-list-format")
    if label:
        label = re.sub("%([0-9]{1,2})%", lambda match: numbers.get(int(match[1]), ""), label)
    else:
        shown = attribute(told, "text:display-levels")
        least = level - int(shown) + 1 if re.fullmatch("[1-9]|10", shown) else level
        inner = ".".join(number for each, number in numbers.items() if each >= least)
        label = attribute(told, "style:num-prefix") + inner + attribute(told, "style:num-suffix")
    label = label.strip()[:_LONGEST_LABEL]
    return f"{label} " if label[-1:].isalnum() and label.isascii() else label


def _first(level: Any) -> int:
    return 1 if level is None else _start(level) or 1


def _format(level: Any) -> str:
    return "" if level is None else _FORMATS.get(attribute(level, "style:num-format")[:1], "")

"""The numbers that Word writes before paragraphs by itself: 一、 （二） 1. ①."""

import re
from typing import Any

from index.files.word.package import Package, find, w
from index.files.word.styles import LEVELS, Styles

_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
}
_LONGEST_LABEL = 40  # characters of a list's label, 第%1章 or （%2）


class Numbering:
    """Counts the automatic numbers of paragraphs in document order."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self._styles = styles
        roots = list(package.related("numbering").values())
        abstract = {each.get(w("abstractNumId")): each for root in roots for each in find(root, "./w:abstractNum")}
        nums = [each for root in roots for each in find(root, "./w:num")]
        self._lists = {
            num.get(w("numId")): abstract[value[0]]
            for num in nums
            if (value := find(num, "./w:abstractNumId/@w:val")) and value[0] in abstract
        }
        self._restarts = {num.get(w("numId")) for num in nums if find(num, "./w:lvlOverride/w:startOverride")}
        self._counts: dict[Any, dict[int, int]] = {}

    def prefix(self, paragraph: Any) -> str:
        """The number that Word shows before a paragraph that has words, or nothing."""
        number = self._styles.property(paragraph, "./w:pPr/w:numPr/w:numId/@w:val") or ""
        definition = self._lists.get(number)
        if definition is None:
            return ""
        told = self._styles.property(paragraph, "./w:pPr/w:numPr/w:ilvl/@w:val") or "0"
        if told not in LEVELS:
            return ""
        level = int(told)
        if number in self._restarts:
            self._restarts.discard(number)
            self._counts.pop(definition, None)
        counts = self._counts.setdefault(definition, {})
        counts[level] = counts.get(level, _start(definition, level) - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        label = _value(definition, level, "lvlText")
        if len(label) > _LONGEST_LABEL or _value(definition, level, "numFmt") in ("bullet", "none"):
            return ""
        for each in range(level + 1):
            count = counts.get(each, _start(definition, each))
            label = label.replace(f"%{each + 1}", _numeral(count, _value(definition, each, "numFmt")))
        return f"{label} " if label[-1:].isalnum() and label.isascii() else label


def _start(definition: Any, level: int) -> int:
    start = _value(definition, level, "start")
    return int(start) if re.fullmatch(r"[0-9]{1,4}", start) else 1


def _value(definition: Any, level: int, name: str) -> str:
    levels = (each for each in definition.findall(w("lvl")) if each.get(w("ilvl")) == str(level))
    found = next((each.find(w(name)) for each in levels), None)
    return str(found.get(w("val"), "")) if found is not None else ""


def _numeral(number: int, style: str) -> str:
    if style in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        digits = "零一二三四五六七八九"
        return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")
    if style.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    if style in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr(ord("a" if style == "lowerLetter" else "A") + number - 1)
    return str(number)

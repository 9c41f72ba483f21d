"""Heading markers: what kind of numbering a line or a clause begins with, and which number it is.

Levels are told per line, never per document: real reports mix all of these families.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

_DIGITS = "零一二三四五六七八九十"
_CN = "[一二三四五六七八九十百]{1,4}"
_WORD = "(?![万亿个元%％])[\u4e00-\u9fff《“]"  # what may follow a number with points; 1.5 亿元 is an amount
_SPACE = "[ \t\u00a0\u2002-\u200d\u3000]*"


class Family(IntEnum):
    """Kinds of markers; the value is the usual order of nesting, outermost first."""

    PART = 0  # an unnumbered paragraph or line under which the numbering starts again
    CHAPTER = 1  # 第一章
    DIVISION = 2  # 第一节
    ARTICLE = 3  # 第一条
    CHINESE = 4  # 一、
    CHINESE_PAREN = 5  # （一）
    NUMBER = 6  # 1. 1、 １．
    POINT = 7  # 1.1 and a space
    SUBPOINT = 8  # 1.1.1
    NUMBER_PAREN = 9  # （1） 1）
    CIRCLED = 10  # ①
    PLAIN = 11  # a short line without number
    ITEM_LINE = 12  # 一是 首先 第一， on a line of its own that its body follows
    ITEM = 13  # 一是 首先 第一， before its body


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at `start`: its family, its number, and where the heading's own words begin."""

    family: Family
    ordinal: int
    start: int
    end: int


_PATTERNS: tuple[tuple[Family, str], ...] = (
    (Family.CHAPTER, rf"第(?P<n>{_CN}|\d{{1,2}})(?:章|编|部分|篇)(?=[\s\u3000、：:\u4e00-\u9fff])"),
    (Family.DIVISION, rf"第(?P<n>{_CN}|\d{{1,2}})节(?=[\s\u3000、：:\u4e00-\u9fff])"),
    (Family.ARTICLE, rf"第(?P<n>{_CN}|\d{{1,2}})条(?=[\s\u3000])"),
    (Family.CHINESE, rf"(?P<n>{_CN})(?:、(?![一二三四五六七八九十][、级类季等])|[.．](?!\d))"),
    (Family.CHINESE_PAREN, rf"[（(](?P<n>{_CN})[)）][、.]?"),
    (Family.NUMBER, r"(?P<n>[0-9０-９]{1,2})(?:[.．](?![0-9０-９])|[.．](?=(?:19|20)\d\d年)|、(?!\d{1,2}[、.．]))"),
    (Family.SUBPOINT, rf"\d{{1,2}}\.\d{{1,2}}\.(?P<n>\d{{1,2}})(?=[ \u3000\xa0]*{_WORD})"),
    (Family.POINT, rf"\d{{1,2}}\.(?P<n>\d{{1,2}})(?=[ \u3000\xa0]+{_WORD})"),
    (Family.NUMBER_PAREN, r"(?:[（(](?P<n>\d{1,2})[)）]|(?P<m>\d{1,2})[)）])、?"),
    (Family.CIRCLED, r"(?P<n>[①-⑳])"),
)
_LINE_START = [(family, re.compile(f"{_SPACE}(?P<mark>{pattern})")) for family, pattern in _PATTERNS]
# Inside a paragraph a marker counts only where a sentence has just ended or white space stands for a lost line break.
_AFTER_SENTENCE = r"(?:(?<=[。！？；：:;”）)])|(?<=\s))"
_INLINE = [
    (family, re.compile(_AFTER_SENTENCE + pattern))
    for family, pattern in _PATTERNS
    if family in (Family.CHINESE, Family.CHINESE_PAREN, Family.NUMBER)
]
_ITEM = re.compile(
    rf"(?:(?:^|(?<=[。！？；;：:”）)\s])){_SPACE})(?P<w>(?P<n>[一二三四五六七八九十]{{1,2}})(?:是要|是|要)"
    rf"|第(?P<m>[一二三四五六七八九十]{{1,2}})[，,、]|首先[，,]?|其次[，,]?|再次[，,]?|最后[，,])",
    re.MULTILINE,
)
_SEQUENCE_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}


def chinese_number(text: str) -> int:
    """The value of a numeral below 1,000 (`二十三` → 23, `12` → 12, `③` → 3)."""
    if text.isdecimal():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    value = 0
    for unit, size in (("百", 100), ("十", 10)):
        head, found, rest = text.partition(unit)
        if found:
            value += (_DIGITS.index(head) if head else 1) * size
            text = rest.removeprefix("零")
    return value + (_DIGITS.index(text[0]) if text else 0)


def line_marker(text: str, start: int, end: int) -> Marker | None:
    """The marker that the line `text[start:end]` begins with."""
    for family, pattern in _LINE_START:
        if match := pattern.match(text, start, end):
            group = next(name for name in ("n", "m") if match.groupdict().get(name))
            return Marker(family, chinese_number(match[group]), match.start("mark"), match.end())
    return None


def inline_markers(text: str, start: int, end: int) -> list[Marker]:
    """一、 （一） 1. after sentence ends inside `text[start:end]`: traces of lost line breaks, in text order."""
    found = []
    for family, pattern in _INLINE:
        for match in pattern.finditer(text, start, end):
            if match.start() > start:
                found.append(Marker(family, chinese_number(match["n"]), match.start(), match.end()))
    return sorted(found, key=lambda marker: marker.start)


def item_markers(text: str, start: int, end: int) -> list[Marker]:
    """一是 … 二是 …, 首先 … 其次 …, 第一， … 第二， … at sentence starts inside `text[start:end]`, in text order."""
    found = []
    for match in _ITEM.finditer(text, start, end):
        word = match["w"]
        number = match["n"] or match["m"]
        ordinal = chinese_number(number) if number else _SEQUENCE_WORDS[word[:2]]
        found.append(Marker(Family.ITEM, ordinal, match.start("w"), match.end("w")))
    return found

"""What of a page's characters is its text: each once, without watermarks and the marks of notes.

Characters are pdfplumber's: dictionaries with their positions in points from the page's top left corner.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from math import atan2, degrees, inf
from typing import Any
from unicodedata import east_asian_width

from pdfplumber.page import Page

Char = dict[str, Any]

_COLUMN = 1 << 20  # between the numbers of places side by side
_AROUND = [right * _COLUMN + down for right in (-1, 0, 1) for down in (-1, 0, 1)]
_SHIFT = 0.05  # of the size of print; how far a character is moved that is drawn again to look bold
_SKEWED = 5  # degrees; a page that was scanned askew is turned by less
_TILES = 3  # as often a watermark stands on a page, at least, that is not of another colour
_RAISED = 0.2  # of the size of print
_SMALL = 0.75
_BESIDE = 0.4
_LONGEST_MARK = 2  # characters; more digits are a figure, which may stand beside larger print
_MARK = re.compile(r"[0-9①-⑳*＊†‡\[\]〔〕［］]")
_LATIN = re.compile(r"[A-Za-z]")
_UNMAPPED = re.compile(r"\(cid:\d+\)")


def is_garbled(page: Page) -> bool:
    """Whether the fonts of the page do not tell which characters its print stands for."""
    chars = [char for char in page.chars if char["text"].strip()]
    return sum(1 for char in chars if _UNMAPPED.fullmatch(char["text"])) * 3 > len(chars)


def printed(page: Page) -> list[Char]:
    """The characters that are the page's text. Changes the text of marks that stand before a note to 〔1〕."""
    chars = [char for char in page.chars if not _UNMAPPED.fullmatch(char["text"])]
    chars = [char for char in chars if not _is_skewed(char)] or chars
    return _without_marks(_without_overlays(once(chars)))


def set_side_by_side(words: str, left: float, right: float, middle: float, size: float) -> Iterator[Char]:
    """The characters of words of one size that stand from `left` to `right`, as wide as their kind is."""
    x, unit = left, (right - left) / (width_of(words) or 1.0)
    for char in words:
        width = unit * width_of(char)
        yield {
            **{"object_type": "char", "text": char, "size": size, "x0": x, "x1": x + width, "upright": True},
            **{"top": middle - size / 2, "bottom": middle + size / 2, "doctop": middle - size / 2, "fontname": ""},
        }
        x += width


def width_of(words: str) -> float:
    """How wide words are, in Chinese characters."""
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.5 for char in words)


def _is_skewed(char: Char) -> bool:
    along, up = char["matrix"][:2]
    if not up or not along:
        return False
    angle = degrees(atan2(up, along)) % 90
    return _SKEWED < angle < 90 - _SKEWED


def once(chars: Iterable[Char]) -> list[Char]:
    """Each character once, where it is drawn several times with a small shift."""
    seen: dict[str, set[int]] = {}
    kept: list[Char] = []
    for char in chars:
        step = max(1.0, _SHIFT * char["size"])
        place = round(char["x0"] / step) * _COLUMN + round(char["top"] / step)
        places = seen.setdefault(char["text"], set())
        if places.isdisjoint([place + near for near in _AROUND]):
            kept.append(char)
        places.add(place)
    return kept


def _without_overlays(chars: Sequence[Char]) -> list[Char]:
    """Without words drawn across the print: in another colour than most of it, or the same words again and again."""
    runs = list(_runs(chars))
    words = ["".join(char["text"] for char in run).strip() for run in runs]
    often = Counter(words)
    colours = Counter(char["non_stroking_color"] for char in chars)
    usual = colours.most_common(1)[0][0] if colours else None

    def may_lie_over(at: int) -> bool:
        coloured = runs[at][0]["non_stroking_color"] != usual
        return bool(words[at]) and (coloured or (often[words[at]] >= _TILES and len(words[at]) > 1))

    suspects = [at for at in range(len(runs)) if may_lie_over(at)]
    if not suspects:
        return list(chars)
    apart = set(suspects)
    under = sorted((char for at, run in enumerate(runs) if at not in apart for char in run), key=_middle)
    heights = [_middle(char) for char in under]
    overlays = {(words[at], _look(runs[at][0])) for at in suspects if _covers(runs[at], under, heights)}
    return [char for at, run in enumerate(runs) if (words[at], _look(run[0])) not in overlays for char in run]


def _runs(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Characters drawn one after the other, of one look, along one line."""
    run: list[Char] = []
    for char in chars:
        if run and not (
            _look(char) == _look(run[-1])
            and abs(char["bottom"] - run[-1]["bottom"]) < 0.5 * char["size"]
            and -0.5 * char["size"] < char["x0"] - run[-1]["x1"] < char["size"]
        ):
            yield run
            run = []
        run.append(char)
    if run:
        yield run


def _look(char: Char) -> tuple[object, int]:
    return char["non_stroking_color"], round(char["size"])


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _covers(run: Sequence[Char], under: Sequence[Char], heights: Sequence[float]) -> bool:
    """Whether a character of the run stands on one of `under`, whose middles are at `heights`."""
    for char in run:
        reach = char["size"]
        middle = (char["x0"] + char["x1"]) / 2
        first, last = bisect_left(heights, _middle(char) - reach), bisect_right(heights, _middle(char) + reach)
        for other in under[first:last]:
            near = 0.5 * min(reach, other["size"])
            across = abs((other["x0"] + other["x1"]) / 2 - middle)
            if across < near and abs(_middle(other) - _middle(char)) < near and other["text"].strip():
                return True
    return False


def _without_marks(chars: Sequence[Char]) -> list[Char]:
    """Without the small raised numbers that stand for a note behind a word; those before a note are kept as 〔1〕."""
    groups = [list(group) for _, group in groupby(chars, _kind)]
    kept: list[Char] = []
    for group, following in pairwise([*groups, []]):
        if not _MARK.fullmatch(group[0]["text"]) or len(_bare(group)) > _LONGEST_MARK:
            kept += group
        elif kept and _is_raised(group, kept[-1]):
            kept += group if _LATIN.match(kept[-1]["text"]) else []  # a square metre
        elif following and _is_raised(group, following[0]) and not (kept and _is_raised(group, kept[-1], inf)):
            mark = _bare(group)
            group[0]["text"] = f"〔{mark}〕" if mark.isdecimal() else mark
            kept.append(group[0])
        else:
            kept += group
    return kept


def _kind(char: Char) -> tuple[bool, int, int]:
    return _MARK.fullmatch(char["text"]) is not None, round(char["size"]), round(char["bottom"])


def _is_raised(group: Sequence[Char], other: Char, reach: float = _BESIDE) -> bool:
    """Whether small characters stand above the line of another, at most so much of its size beside it."""
    size = other["size"]
    gap = max(group[0]["x0"] - other["x1"], other["x0"] - group[-1]["x1"])
    return bool(
        group[0]["size"] <= _SMALL * size
        and gap < reach * size
        and _RAISED * size <= other["bottom"] - group[0]["bottom"] < size
    )


def _bare(group: Sequence[Char]) -> str:
    return "".join(char["text"] for char in group).strip("[]〔〕［］")

"""Lines of running text that were broken at a width, joined again: a copy from a mail, a scan, an old editor."""

import re
from itertools import pairwise
from statistics import median

from index.text.markers import line_marker

_INSIDE = re.compile(r"[，、；。]|[,;](?!\d)")
_SENTENCE = re.compile("[。；]")
_ENDED = re.compile(r"[。！？；：:;!?…—]['”’」』）)】]*$")
_TABLE = re.compile(r"[\t|│┃]| {3,}|　{2,}|(?:\d、.*){3}")
_INDENTED = re.compile(r" {2,}|　|\t")
_BULLET = re.compile(r"[-*•·●▪■◆○☆★>＞#—]")
_SHORTEST = 10  # characters of a line that can be full
_BARE = 15  # characters up to which a line without any mark is a heading, a name, a date
_FEWEST, _SHARE = 3, 0.15  # lines that are broken, where any are: fewer are paragraphs without an end mark
_NEVER = 10**6
_LATIN = re.compile(r"[A-Za-z]")


def joined(text: str) -> str:
    """The text with its broken lines joined; as it is where few lines look so.

    A line is broken where running text stands in it, no sentence ends with it, and the next one is neither indented nor
    marked as a heading or an item, nor so short and bare that it could be one.
    """
    lines = text.split("\n")
    sure = [len(line) for line in lines if _breaks(line, _NEVER)]
    full = median(sure) if sure else _NEVER
    broken = [_breaks(line, full) and _goes_on(following) for line, following in pairwise(lines)]
    if sum(broken) < max(_FEWEST, _SHARE * sum(1 for line in lines if line.strip())):
        return text
    parts = [lines[0]]
    for breaks, following in zip(broken, lines[1:], strict=True):
        if breaks:
            last, first = parts[-1].rstrip(), following.lstrip()
            apart = " " if _LATIN.match(last[-1:]) and _LATIN.match(first) else ""
            parts[-1] = f"{last}{apart}{first}"
        else:
            parts.append(following)
    return "\n".join(parts)


def _breaks(line: str, full: float) -> bool:
    """Whether a line is broken; one that could be a heading only where it is as long as `full`."""
    words = line.strip()
    if len(words) < _SHORTEST or _TABLE.search(words) or _ENDED.search(words):
        return False
    heading = line_marker(words, 0, len(words)) is not None and not _SENTENCE.search(words)
    return bool(_INSIDE.search(words)) and (not heading or len(line) >= full)


def _goes_on(line: str) -> bool:
    words = line.strip()
    if not words or _INDENTED.match(line) or _TABLE.search(words) or _BULLET.match(words):
        return False
    if line_marker(words, 0, len(words)) is not None:
        return False
    return len(words) > _BARE or bool(_INSIDE.search(words) or _ENDED.search(words))

"""Bytes → characters: the encoding is the one in which most characters are common ones; lines may have their own.

Nearly any bytes are characters of GB18030 or UTF-16, but of another encoding they are rare ones.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from index.errors import ReportError
from index.files.source import MAX_LINES

_BOMS = {  # that of UTF-32 begins with that of UTF-16
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_BY_BYTES = {"utf-8": "UTF-8", "gb18030": "GBK", "cp950": "Big5"}
"""Encodings in which a byte of a line end stands for nothing else, and their names for people."""
_ENCODINGS = (*_BY_BYTES, "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_SAMPLE = 200_000  # bytes that tell the encoding
_CLEARLY = 0.3  # by how much a line must be likelier in another encoding than the file's
_DOUBTFUL = 0.5  # how likely a text must be at least
_TOLD = 5  # numbers of lines that are told
_DAMAGED = "\ufffd"


class Decoded(NamedTuple):
    """A file's characters, and what staff should know of them, a sentence each."""

    text: str
    told: tuple[str, ...]


def decoded(data: bytes) -> Decoded:
    """The characters of bytes in any of the usual encodings; what is no character is U+FFFD.

    Raises ReportError where the bytes are damaged and seem to be text in none of them.
    """
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return Decoded(*_checked(data[len(mark) :].decode(encoding, errors="replace")))
    encoding = _encoding(data)
    lines = data.split(b"\n")
    if encoding not in _BY_BYTES or len(lines) > MAX_LINES:
        return Decoded(*_checked(data.decode(encoding, errors="replace")))
    encodings = [_of_line(line, encoding) for line in lines]
    text = "\n".join(line.decode(each, errors="replace") for line, each in zip(lines, encodings, strict=True))
    return Decoded(*_checked(text, _mixed(encoding, encodings)))


def _encoding(data: bytes) -> str:
    """The encoding that makes the likeliest text of the bytes; UTF-8 where they are that to the last."""
    if _is(data, "utf-8") and data.count(0) * 10 <= len(data):
        return "utf-8"
    best, likely = likeliest(data[:_SAMPLE], _ENCODINGS)
    return "gb18030" if likely < _DOUBTFUL and _is(data, "gb18030") else best


def likeliest(data: bytes, encodings: Sequence[str]) -> tuple[str, float]:
    """The first of these encodings that makes the likeliest text of the bytes, and how likely that is, from 0 to 1."""
    likely = {each: _likelihood(data.decode(each, errors="replace")) for each in encodings}
    best = max(likely, key=likely.__getitem__)
    return best, likely[best]


def _of_line(line: bytes, encoding: str) -> str:
    """The encoding of a line of a file in `encoding`: parts of a file may have been copied from another."""
    if line.isascii() or (encoding == "utf-8" and _is(line, "utf-8")):
        return encoding
    likely = _likelihood(line.decode(encoding, errors="replace"))
    others = (each for each in ("utf-8", "gb18030") if each != encoding and _is(line, each))
    return next((each for each in others if _likelihood(line.decode(each)) > likely + _CLEARLY), encoding)


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _likelihood(text: str) -> float:
    """The share of common characters among those that are neither white space nor of ASCII's printable ones."""
    counts = Counter(text)
    told = {each: times for each, times in counts.items() if not (" " <= each <= "~" or each.isspace())}
    return sum(times for each, times in told.items() if each in _common()) / sum(told.values()) if told else 1


@cache
def _common() -> frozenset[str]:
    """The marks and the characters in common use, as GB2312 and Big5 list them: before all others."""
    marks = (bytes((lead, trail)) for lead in range(0xA1, 0xA4) for trail in range(0xA1, 0xFF))
    simplified = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    traditional = (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in range(0x40, 0xFF))
    listed = [each.decode("gb2312", errors="ignore") for each in (*marks, *simplified)]
    listed += [each.decode("big5", errors="ignore") for each in traditional]
    return frozenset(each for each in listed if len(each) == 1 and not each.isascii())


def _checked(text: str, told: Iterable[str] = ()) -> tuple[str, tuple[str, ...]]:
    """A text with what is told of it, and which of its lines hold what is no character."""
    if _DAMAGED in text and _likelihood(text[:_SAMPLE]) < _DOUBTFUL:
        raise ReportError("认不出文字编码；请用记事本打开后另存为 UTF-8")
    bad = [at for at, line in enumerate(text.split("\n"), 1) if _DAMAGED in line] if _DAMAGED in text else []
    damage = [f"{_lines(bad)}有损坏的字，显示为“{_DAMAGED}”；请对照原件改正"] if bad else []
    return text, (*told, *damage)


def _mixed(encoding: str, encodings: list[str]) -> Iterator[str]:
    for other in sorted(set(encodings) - {encoding}):
        numbers = [at for at, each in enumerate(encodings, 1) if each == other]
        names = f"{_BY_BYTES[other]}，其余各行是 {_BY_BYTES[encoding]}"
        yield f"{_lines(numbers)}的文字编码是 {names}，已分别读出；请核对这些行，并把文件另存为 UTF-8"


def _lines(numbers: list[int]) -> str:
    more = f"等{len(numbers)}行" if len(numbers) > _TOLD else "行"
    return f"第{'、'.join(map(str, numbers[:_TOLD]))}{more}"

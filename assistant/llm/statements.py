"""A language model's words, as they come, as statements with the ids that they cite."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# [k3f9], 【k3f9】, [编号 k3f9、a1b2]: what looks like an id between brackets; any other brackets are words, and so are
# those of a year (民发[2022]5号). No run of characters can be read in two ways: a model may repeat itself for ever.
_ID = "(?!(?:19|20)[0-9]{2}(?![0-9A-Za-z]))[0-9A-Za-z]{1,12}"
_BETWEEN = r"[\s,，、;；]+"
_MARK = re.compile(rf"[\[【](?:编号|依据|[\s:：])*({_ID}(?:{_BETWEEN}{_ID})*)\s*[\]】]")
_MARKS = re.compile(rf"(?P<marks>(?:{_MARK.pattern}\s*)+)(?P<end>[。！？；，,;.]?)")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_OPENING = re.compile(r"\s*(?P<bullet>[-*•·]\s+|[-•·]|[(（]?\d{1,2}[.、)）](?!\d)\s*)?(?:#+\s*)?")
_BOLD = re.compile(r"\*\*|__|`")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: its words, the ids behind it, whether it begins a line and whether that is an item of a list."""

    text: str
    ids: tuple[str, ...]
    opens: bool
    bullet: bool


def statements(pieces: Iterable[str]) -> Iterator[Said | None]:
    """Each statement as soon as it is whole: the words up to their ids, or to the line's end where there are none.

    None after each piece, so that whoever waits for a statement can stop waiting.
    """
    held, start, opens, bullet = "", 0, True, False
    for text, ended in _lines(pieces):
        held += text
        while (match := _MARKS.search(held, start)) and (ended or _is_whole(match)):
            said = _said(held[: match.start()] + match["end"], match["marks"], opens, bullet)
            held, start, opens, bullet = held[match.end() :], 0, False, said.bullet
            if said.text:
                yield said
        start = match.start() if match else _last_bracket(held)
        if ended:
            rest = _said(held, "", opens, bullet)
            if rest.text:
                yield rest
            held, start, opens, bullet = "", 0, True, False
        else:
            yield None


def _last_bracket(text: str) -> int:
    """Where marks may yet begin in a text that has none: its last bracket that opens, else its end."""
    at = max(text.rfind("["), text.rfind("【"))
    return at if at >= 0 else len(text)


def _is_whole(match: re.Match[str]) -> bool:
    """Whether what is still to come can add neither an id nor an end mark to these."""
    rest = match.string[match.end() :]
    return bool(match["end"] or (rest and (rest[0] not in "[【" or re.search("[]】]", rest))))


def without_thoughts(text: str) -> str:
    """The text without what a model thinks aloud before it answers."""
    return _THOUGHT.sub("", text)


def _lines(pieces: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """(text, whether its line ends with it), thoughts left out as they are of no line."""
    held = ""
    for piece in pieces:
        held += piece
        if held.rfind("<think>") > held.rfind("</think>"):
            yield "", False
            continue
        held = without_thoughts(held)
        *whole, rest = re.split(r"\r?\n", held)
        yield from ((line, True) for line in whole)
        at = rest.rfind("<")
        at = at if at >= 0 and "<think>".startswith(rest[at:]) else len(rest)  # perhaps the beginning of a thought
        yield rest[:at], False
        held = rest[at:]
    yield from ((line, True) for line in re.split(r"\r?\n", without_thoughts(held)))


def _said(words: str, marks: str, opens: bool, bullet: bool) -> Said:
    opening = _OPENING.match(words) if opens else None
    text = _BOLD.sub("", words[opening.end() :] if opening else words)
    text = _MARK.sub("", text).strip()  # what only looks like one without its bold
    ids = tuple(dict.fromkeys(each for mark in _MARK.finditer(marks) for each in re.split(_BETWEEN, mark[1])))
    listed = bool(opening and opening["bullet"]) or (bullet and not opens)
    return Said(text if any(map(str.isalnum, text)) else "", ids, opens, listed)

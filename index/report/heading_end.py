"""Where a heading ends: at its own full stop, at a colon, or, where its sentence is too long, at a clause of it.

A heading has at most LONGEST_HEADING characters of words and is never cut inside quotation marks or brackets.
"""

from dataclasses import dataclass, field

LONGEST_HEADING = 60  # characters; a longer first sentence is body, and a clause of it stands for it
LONGEST_LABEL = 30  # a colon ends a heading only when it stands this near
LONGEST_TITLE = 20  # what follows a colon up to the line's end belongs to the heading when it is this short
SHORTEST_CLAUSE = 4  # characters; a clause below says too little to be a heading

_STOPS = frozenset("。！？；;!?\n")
_COMMAS = frozenset("，,：:")
_WEAK = frozenset("、 \t\u3000\u00a0")
# Opening marks with what may close them; text recognised from pictures often has a straight quote there.
_BRACKETS = {"“": '”"', "‘": "’'", "《": "》", "（": "）", "(": ")", "【": "】", "「": "」", "〔": "〕"}


@dataclass(slots=True)
class _Cuts:
    """The offsets at which some words may be cut, outside of all brackets, in text order."""

    stop: int | None = None
    colon: int | None = None
    clauses: list[int] = field(default_factory=list)
    weak: list[int] = field(default_factory=list)
    unclosed: int | None = None  # a bracket that is closed only later, or never


def heading_end(text: str, start: int, end: int, preferred: int = LONGEST_HEADING, *, merged: bool = False) -> int:
    """The end of the heading whose words begin at `start`, on a line, or up to the next marker, that ends at `end`.

    A sentence of more than `preferred` characters gives way to its first clause. `merged` says that line breaks were
    lost there, so that white space ends a heading too.
    """
    cuts = _cuts(text, start, end, merged)
    whole = end if end - start <= LONGEST_HEADING and cuts.unclosed is None else None
    stop = cuts.stop or whole
    if cuts.colon and (cuts.stop or end - cuts.colon > LONGEST_TITLE):
        return cuts.colon
    if stop is not None and (stop - start <= preferred or not cuts.clauses):
        return stop
    return cuts.clauses[0] if cuts.clauses else _last_resort(cuts, start, end)


def part_end(text: str, start: int, end: int) -> int:
    """The end of the heading of a part that a paragraph introduces: as much of its sentence as a heading may hold."""
    cuts = _cuts(text, start, end, merged=False)
    if cuts.stop or end - start <= LONGEST_HEADING:
        return cuts.stop or end
    return cuts.clauses[-1] if cuts.clauses else _last_resort(cuts, start, end)


def _last_resort(cuts: _Cuts, start: int, end: int) -> int:
    if cuts.weak:
        return cuts.weak[-1]
    return cuts.unclosed if cuts.unclosed and cuts.unclosed > start else min(end, start + LONGEST_HEADING)


def _cuts(text: str, start: int, end: int, merged: bool) -> _Cuts:
    """What `text[start:end]` offers within the length of a heading, up to its first full stop or unclosed bracket."""
    cuts = _Cuts()
    last = min(end, start + LONGEST_HEADING)
    awaited: list[str] = []
    for at in range(start, last):
        character, far = text[at], at - start >= SHORTEST_CLAUSE
        if character in _BRACKETS and any(text.find(each, at, last) >= 0 for each in _BRACKETS[character]):
            awaited.append(_BRACKETS[character])
        elif awaited:
            awaited = awaited[:-1] if character in awaited[-1] else awaited
        elif character in _BRACKETS:
            cuts.unclosed = at
            break
        elif character in _STOPS or (merged and far and character.isspace() and text[at + 1 : at + 2] not in _BRACKETS):
            cuts.stop = at + 1
            break
        elif far and character in _COMMAS:
            cuts.clauses.append(at)
        elif far and character in _WEAK:
            cuts.weak.append(at)
        if character == "：" and not awaited and 2 <= at - start < LONGEST_LABEL and cuts.colon is None:
            cuts.colon = at + 1
    return cuts

"""A comparison's figures as bars, where each place gives one figure and all are of one unit."""

import re
from dataclasses import dataclass

from assistant.figures import figures

_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_ROW = re.compile(r"^\| *(?P<label>[^|]+?) *\| *(?P<said>[^|]*?) *\|$", re.MULTILINE)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_PER = re.compile(r"每[人户月年日天次]|[/／][人户月年日天次]|[人户月年日]均|增加|减少|提高了|下降")


@dataclass(frozen=True, slots=True)
class Bar:
    """A place, its figure as it was written, and its length as a share of the longest, from 0 to 1."""

    label: str
    figure: str
    share: float


def bars(answer: str) -> tuple[Bar, ...]:
    """The bars of an answer's table; () where it has none or its figures cannot be laid side by side.

    They can where each row but the heading sets one figure in bold, all of one unit and by the same measure: a sum a
    month is no longer than a sum a year, nor an increase than what was reached.
    """
    rows = [(match["label"], match["said"]) for match in _ROW.finditer(answer)][2:]
    told = [(label, _BOLD.findall(said), frozenset(_PER.findall(said))) for label, said in rows]
    if len(told) < 2 or any(len(bold) != 1 for _, bold, _ in told) or len({per for *_, per in told}) > 1:
        return ()
    read = [list(figures(bold[0])) for _, bold, _ in told]
    if any(len(one) != 1 for one in read) or len({one[0].unit for one in read}) > 1:
        return ()
    values = [_value(one[0].number, one[0].scale) for one in read]
    longest = max(values)
    if not longest:
        return ()
    return tuple(Bar(label, bold[0], value / longest) for (label, bold, _), value in zip(told, values, strict=True))


def _value(number: str, scale: str) -> float:
    value = float(number)
    for character in scale:
        value *= _SCALES[character]
    return value

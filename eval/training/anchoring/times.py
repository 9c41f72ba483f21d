"""Figures whose time and state were told by hand, as offsets into the training documents."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from eval.training.questions import DATA
from index.errors import EvaluationError
from index.model import FactState, When

TIMES = DATA / "times.jsonl"
_TOLD = re.compile(
    r"(?P<as_of>asof:)?(?P<year>\d{4})(?:-?(?P<part>H[12]|Q[1-4]|\d\d))?(?:/(?P<last>\d{4})(?:-(?P<end>\d\d))?)?"
)
_YEAR_END = "12"


@dataclass(frozen=True, slots=True)
class TimedFigure:
    """The figure at `start:end` of a document: the time that it is of, None where it is of none, and its state."""

    start: int
    end: int
    when: When | None
    state: FactState


@dataclass(frozen=True, slots=True)
class TimedDocument:
    """A training document and those of its figures that were told."""

    doc: str
    figures: tuple[TimedFigure, ...]


def load_times(path: Path = TIMES) -> tuple[TimedDocument, ...]:
    """The documents of a JSONL file. Raises EvaluationError, which names file and line, for a line that is none."""
    told = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            fields = json.loads(line)
            told.append(TimedDocument(fields["doc"], tuple(_figure(*each) for each in fields["figures"])))
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(f"{path} 第 {number} 行不是标了时间的数字：{error}") from error
    return tuple(told)


def _figure(start: int, end: int, time: str, state: str) -> TimedFigure:
    if state not in ("reached", "planned", "earlier"):
        raise ValueError(f"{state} 不是 reached、planned、earlier")
    return TimedFigure(start, end, _when(time), cast(FactState, state))


def _when(text: str) -> When | None:
    """2023, 2023H1, 2023-06, 2021/2025, asof:2023-06; months from one to another are the last; a dash is none."""
    if text == "-":
        return None
    match = _TOLD.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} 不是时间")
    if match["end"]:
        return When(int(match["last"]), None, match["end"], bool(match["as_of"]))
    return When(
        int(match["year"]), int(match["last"]) if match["last"] else None, match["part"] or "", bool(match["as_of"])
    )


def same_time(one: When | None, other: When | None) -> bool:
    """Whether two times are the same: the state at a year's end is that of the year, that in a month is the month's."""
    return _plain(one) == _plain(other)


def _plain(when: When | None) -> tuple[int, int | None, str] | None:
    return (when.year, when.last, "" if when.part == _YEAR_END else when.part) if when else None

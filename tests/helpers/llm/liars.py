"""A language model's server that copies true statements from the evidence that it is shown, and plants lies among them.

Lies are made mechanically from the reports' own sentences, so that what makes each a lie is known: no span of its
paragraph says it. True statements are sentences and clauses, to the letter or with the place and year put in front.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.model import Answer
from index.text.sentences import clauses, sentences
from tests.helpers.llm.endpoint import Request
from tests.helpers.llm.scripted import Prompted, Shown

Kind = Literal["true", "figure", "unit", "scale", "place", "year", "id"]
LIES: tuple[Kind, ...] = ("figure", "unit", "scale", "place", "year", "id")
AT_ONCE = 20  # statements of one answer: the writer takes in no more than 24

_FIGURE = re.compile(r"(\d[\d,.]*)\s?(万|亿)?([张个家户人件所对])(?![\u4e00-\u9fff]*[次均])")
_YEAR = re.compile(r"(20\d\d)年")
_OTHER_TIMES = re.compile(r"明年|去年|上年|来年|今年|当年|同比|20\d\d")
_NO_WORDS = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|.*\|")  # a marker at the beginning, a table
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Planted:
    """A statement that the model made."""

    kind: Kind
    text: str


class Liar:
    """A script for `FakeEndpoint`; `planted` is what it said of late, `said` all that it ever said.

    `places` are names that lies put in the place of others. Half of what it says is true; nothing is said twice.
    """

    def __init__(self, places: tuple[str, ...], kinds: tuple[Kind, ...]) -> None:
        self.planted: list[Planted] = []
        self._places = places
        self._counts: dict[Kind, int] = defaultdict(int, dict.fromkeys(kinds, 0))
        self._said: set[str] = set()

    def __call__(self, request: Request) -> str:
        asked = Prompted(request.body["messages"][0]["content"], request.body["messages"][1]["content"])
        self.planted = []
        lines = []
        for shown in asked.shown:
            for words in spoken(shown):
                made = self._made(shown, words)
                if made and len(self.planted) < AT_ONCE:
                    self.planted.append(made)
                    self._counts[made.kind] += 1
                    self._said.add(_bare(made.text))
                    lines.append(f"{made.text}[{'k0' if made.kind == 'id' else shown.id}]")
        return "\n".join(lines) or "没有"

    def _made(self, shown: Shown, words: str) -> Planted | None:
        """A statement of the kind that is used least of those that can be made of these words."""
        for kind in sorted(
            self._counts, key=lambda kind: self._counts[kind] / (len(self._counts) if kind == "true" else 1)
        ):
            text = self.statement(kind, shown, words)
            if text and _bare(text) not in self._said:
                return Planted(kind, text)
        return None

    def statement(self, kind: Kind, shown: Shown, words: str) -> str | None:
        """A statement of a kind from words of a paragraph; None where it would be no lie for sure."""
        if kind in ("true", "id"):
            return (
                words
                if (len(self._said) % 2 and kind == "true") or not fronted(shown, words)
                else fronted(shown, words)
            )
        if kind == "place":
            others = [place for place in self._places if place[:2] not in shown.place + shown.text]
            front = fronted(shown, words)
            return front.replace(shown.place, others[len(self._said) % len(others)]) if front and others else None
        if kind == "year":
            front, year = fronted(shown, words), _YEAR.search(shown.time)
            if not front or not year or _OTHER_TIMES.search(shown.text):
                return None
            return front.replace(year[1], str(int(year[1]) + (1 if len(self._said) % 2 else -1)), 1)
        figure = _FIGURE.search(words)
        changed = lied(kind, figure, shown.text) if figure else None
        return f"{words[: figure.start()]}{changed}{words[figure.end() :]}" if figure and changed else None


def lied(kind: Kind, figure: re.Match[str], text: str) -> str | None:
    """The figure with a digit or its unit changed, or its 万 dropped; None where the paragraph may say that too."""
    number, scale, unit = figure[1], figure[2] or "", figure[3]
    bare = re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))
    if kind == "scale":
        return f"{number}{unit}" if scale and bare.count(number.replace(",", "")) == 1 else None
    if kind == "unit":
        other = "户" if unit == "人" else "元"
        return f"{number}{scale}{other}" if bare.count(number.replace(",", "")) == 1 else None
    digits = [
        number[:at] + str((int(each) + 3) % 10) + number[at + 1 :] for at, each in enumerate(number) if each in "2468"
    ]
    return next(
        (f"{each}{scale}{unit}" for each in digits if each[0] != "0" and each.replace(",", "") not in bare), None
    )


def spoken(shown: Shown) -> Iterator[str]:
    """The sentences of a paragraph and their longer clauses."""
    for start, end in sentences(shown.text):
        parts = [shown.text[at:to].strip("，,；;。 \n") for at, to in clauses(shown.text, start, end)]
        parts = [part for part in parts if 8 <= len(part) <= 60 and not _NO_WORDS.match(part)]
        yield from parts
        whole = shown.text[start:end].strip()
        if len(parts) > 1 and len(whole) <= 120 and not _NO_WORDS.match(whole):
            yield whole


def fronted(shown: Shown, words: str) -> str | None:
    """Words with their place and year put in front; None where either is not known, or they name a time themselves."""
    if not _YEAR.fullmatch(shown.time) or _OTHER_TIMES.search(words) or "不明" in shown.place:
        return None
    return f"{shown.place}{shown.time}{'计划' if shown.planned else ''}{words}"


def stands(planted: Planted, answer: Answer) -> bool:
    """Whether a statement reached the reader; what is only cited wrongly may be part of another one that is true."""
    if planted.kind in ("true", "id"):
        return any(_bare(planted.text) == _bare(one.text) for one in answer.statements)
    return _bare(planted.text) in _bare(answer.answer)


def _bare(text: str) -> str:
    return _SPACE.sub("", text.replace("*", "")).strip("。；，")

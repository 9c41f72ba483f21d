"""A chat: what is asked with which filters, what came of it, and what of it a browser keeps over a reload."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from itertools import islice
from typing import Annotated, Any, Literal, Protocol
from uuid import uuid4

from pydantic import Field, TypeAdapter

from assistant.catalogue import Catalogue
from assistant.model import Answer, Library
from assistant.question.filters import NO_FILTERS, Filters
from assistant.question.times import planned, without_times
from assistant.question.understand import LONGEST_QUESTION
from index.errors import YoujuError
from index.model import Region
from index.places.gazetteer import gazetteer

KEPT = 20  # turns that a browser keeps, the latest
_ASKED_AGAIN = 2 * LONGEST_QUESTION  # characters of all their questions, of which most have thirty
_LEAST = 2  # characters that a question must have left without a filter
_YEAR = re.compile(r"(\d{4})年")
_JOINED = re.compile(r"[和与跟及、，,]\s*")

Half = Literal["上半年", "下半年"]


class Respondent(Protocol):
    """What a chat asks of `assistant.answer.Assistant`."""

    library: Library

    def stream(self, question: str, history: Sequence[str] = (), filters: Filters = NO_FILTERS) -> Iterator[Answer]:
        """The answer as it grows; `history` holds the chat's earlier questions, oldest first. Raises YoujuError."""
        ...

    def catalogue(self) -> Catalogue:
        """The loaded reports."""
        ...


@dataclass(frozen=True, slots=True)
class Ask(Filters):
    """A question with the filters that are set beside it.

    A question that is asked `afresh` owes nothing to those before it, nor do later ones to what lies before it.
    """

    question: Annotated[str, Field(max_length=LONGEST_QUESTION)]
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as it was understood, and the same question without it (None where its words cannot be taken out)."""

    label: str
    without: Ask | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it, an answer or an error; `liked` is what the user said of the answer."""

    ask: Ask
    answer: Answer | None = None
    error: str = ""
    chips: tuple[Chip, ...] = ()
    id: str = ""
    liked: bool | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a browser keeps of a turn: the question, which asked again makes the same turn, and what was said of it.

    `answer` is a hash of the answer's text: where the reports have changed since, nothing was said yet of the new one.
    """

    ask: Ask
    id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    liked: bool | None
    answer: str


_kept = TypeAdapter(Kept)


def take(assistant: Respondent, turns: Sequence[Turn], ask: Ask) -> Turn:
    """Asks, after these turns."""
    *_, turn = takes(assistant, turns, ask)
    return turn


def takes(assistant: Respondent, turns: Sequence[Turn], ask: Ask) -> Iterator[Turn]:
    """Asks, after these turns: the turn as its answer grows, the last one with the whole of it or an error."""
    told = () if ask.afresh else history(turns)
    covered = assistant.catalogue().places
    name = uuid4().hex
    try:
        for reply in assistant.stream(ask.question, told, ask):
            yield Turn(ask, reply, chips=tuple(chips(ask, reply, covered)), id=name)
    except YoujuError as problem:  # of a question that is too long is kept what makes it so, not a megabyte
        yield Turn(replace(ask, question=ask.question[: LONGEST_QUESTION + 1]), error=str(problem))


def history(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The questions that a next one may owe something to, oldest first."""
    start = max((at for at, turn in enumerate(turns) if turn.ask.afresh), default=0)
    return tuple(turn.ask.question for turn in turns[start:] if turn.answer)


def chips(ask: Ask, reply: Answer, covered: Collection[Region]) -> Iterator[Chip]:
    """The places, years and halves, done or planned, that a question was understood to ask for."""
    meant = reply.standalone_question
    alone = replace(ask, question=meant, afresh=True)  # asked later, a follow-up would follow another question
    for name in reply.regions:
        if ask.region:
            yield Chip(name, replace(alone, region=None))
        else:
            yield Chip(name, _afresh(alone, _without_place(meant, name, covered)))
    years = sorted({int(year) for period in reply.periods for year in _YEAR.findall(period)})
    for year in years:
        if ask.year:
            yield Chip(f"{year} 年", replace(alone, year=None))
        else:
            left = without_times(meant) if len(years) == 1 else _without(meant, re.compile(rf"{year}年?"))
            yield Chip(f"{year} 年", _afresh(alone, left))
    for half in ("上半年", "下半年"):
        if any(half in period for period in reply.periods):
            yield Chip(half, _afresh(alone, _without(meant, re.compile(half))))
    if any(period.endswith("计划") for period in reply.periods):
        yield Chip("计划", replace(alone, aspect="either"))
    elif ask.aspect == "done" or (ask.aspect is None and planned(meant) is False):
        yield Chip("已完成", replace(alone, aspect="either"))


def _afresh(alone: Ask, text: str) -> Ask | None:
    """The question in these words; None where they are all of its own still, or too few."""
    text = re.sub(r"\s+", "", text).lstrip("的，,、。？?")
    if len(text.rstrip("？?。")) < _LEAST or text == re.sub(r"\s+", "", alone.question):
        return None
    return replace(alone, question=text)


def _without_place(text: str, name: str, covered: Collection[Region]) -> str:
    mentions = gazetteer().mentions(text, covered)
    named = [mention.text for mention in mentions if any(region.name == name for region in mention.regions)]
    for words in named:
        text = _without(text, re.compile(re.escape(words)))
    return text


def _without(text: str, words: re.Pattern[str]) -> str:
    """The text without these words and what joins them to the next of a row, else to the one before."""
    after = re.compile(rf"(?:{words.pattern})(?:{_JOINED.pattern})")
    before = re.compile(rf"(?:{_JOINED.pattern})(?:{words.pattern})")
    for pattern in (after, before, words):
        text = pattern.sub("", text)
    return text


def kept(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """What a browser keeps of a chat, ready for JSON: the latest turns that have an answer."""
    return [asdict(Kept(turn.ask, turn.id, turn.liked, _hash(turn.answer))) for turn in turns[-KEPT:] if turn.answer]


def restored(stored: object) -> list[Kept]:
    """What a browser kept; what is not of `kept`'s form is left out."""
    rows = stored if isinstance(stored, list) else []
    found = list(islice((one for row in rows if (one := _restored(row))), KEPT))
    while sum(len(one.ask.question) for one in found) > _ASKED_AGAIN:
        found.pop(0)
    return found


def _restored(row: object) -> Kept | None:
    try:
        return _kept.validate_json(json.dumps(row), strict=True)
    except ValueError:
        return None


def again(assistant: Respondent, turns: Sequence[Turn], one: Kept) -> Turn:
    """Asks, after these turns, what a browser kept; the same answer keeps its id and what was said of it."""
    turn = take(assistant, turns, one.ask)
    same = turn.answer is not None and _hash(turn.answer) == one.answer
    return replace(turn, id=one.id, liked=one.liked) if same else turn


def _hash(reply: Answer) -> str:
    return sha256(reply.answer.encode("utf-8", "replace")).hexdigest()

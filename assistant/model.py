"""The nouns of the online half: Query, Hit, Found, Evidence, Group, Statement, Computed, Citation, Passage, Answer.

`Answer.to_json` is the JSON contract that outside scripts read; its keys stay.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from index.model import Chunk, Fact, Region, Report

Intent = Literal["figure", "fact", "explain", "list", "comparison", "places"]
Operation = Literal["difference", "sum", "share", "max", "min", "rank", "filter", "trend", "convert"]
Reason = Literal["region_not_covered", "period_not_covered", "not_found", "premise_mismatch", "off_topic"]


@dataclass(frozen=True, slots=True)
class Query:
    """What a question was understood to ask.

    `standalone` says it without the history; `topic` is the thing asked about, without places, years and question
    words, and `background` what a follow-up takes over of it; `named` are things put in quotation marks; `ordinal` is
    which item of a list is meant, from 1, or from the end, from -1. `regions` empty means that no place was named;
    `every_region` that all were asked for. `planned` is None where either will do; `whether` that the answer is
    yes or no.
    """

    question: str
    standalone: str
    topic: str
    background: str
    named: tuple[str, ...]
    ordinal: int | None
    regions: tuple[Region, ...]
    every_region: bool
    years: tuple[int, ...]
    half: Literal[1, 2] | None
    planned: bool | None
    intent: Intent
    whether: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found, with its fused score (higher is better).

    Where words are looked up, `meaning` has for each of its sentences, in order, by how many standard deviations the
    cosine with them lies above the mean of all sentences found together: e5's cosines lie in a narrow band. Where a
    question is asked it is empty.
    """

    chunk: Chunk
    score: float
    meaning: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the search found in one place's reports: the place's name, its hits, best first.

    `seen` is what is shown as found: `hits`, and among them those of reports whose place cannot be told. Where a place
    was asked for that any report can tell of, `place` is that place, and `own` the paths of its own reports: in any
    other report only what speaks of the place counts. `year` is the one asked of it where several are asked side by
    side.
    """

    label: str
    hits: tuple[Hit, ...]
    seen: tuple[Hit, ...] = ()
    place: Region | None = None
    own: frozenset[str] = frozenset()
    year: int | None = None

    def foreign(self, report: str) -> bool:
        """Whether a report is not known to be of the place that was asked for."""
        return self.place is not None and report not in self.own


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a chunk that helps to answer: `report.text[start:end]`, with its score (higher is better).

    `coverage` is the weight, from 0 to 1, of the words asked about that stand in the span or around it; `sure` is how
    sure it is, from 0 to 1, that the span answers, and `yes` that the answer is yes, where it is yes or no.
    `focus` is the part of the quote that is meant, where that is known, and `fact` the figure.
    """

    hit: Hit
    start: int
    end: int
    quote: str
    score: float
    coverage: float
    sure: float = 1.0
    yes: float = 0.5
    focus: str = ""
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What one place says in answer: its name where the answer must tell places apart, and the chosen evidence.

    `more` are further paragraphs of the place that were found, best first: a writer may read them as well.
    """

    label: str | None
    evidence: tuple[Evidence, ...]
    more: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """Where whole reports and their chunks are read."""

    report: Callable[[str], Report]
    chunks: Callable[[str], Sequence[Chunk]]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: the whole paragraph and the verbatim quote in it, with the quote's offsets.

    `scanned` tells that any of the quote was recognised in a picture, so that it may be misread.
    """

    number: int
    report: str
    title: str | None
    region: str | None
    year: int | None
    section: tuple[str, ...]
    paragraph: str
    quote: str
    start: int
    end: int
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure that was reckoned with: value and unit as written in the quote of a citation, by its number."""

    value: str
    unit: str
    citation: int


@dataclass(frozen=True, slots=True)
class Result:
    """What was reckoned."""

    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure that stands in no quote, and what it follows from (`assistant/verify/computed.py` says how)."""

    operation: Operation
    operands: tuple[Operand, ...]
    result: Result


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said, with the numbers of the citations that it rests on; `computed` where it has a reckoned figure."""

    text: str
    citations: tuple[int, ...]
    computed: Computed | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language model took part in an answer.

    `struck` is how many statements of it were left out as not supported; `note` says why the reports' own words stand
    in its place, None where they do not.
    """

    model: str
    struck: int
    note: str | None

    @property
    def told(self) -> str:
        """What readers are told of it."""
        written = [self.note or f"由语言模型 {self.model} 依据引文写成"]
        if self.struck:
            written.append(f"已删去{self.struck}句无依据的内容")
        return "；".join(written) + "。"


@dataclass(frozen=True, slots=True)
class Passage:
    """One of the top K chunks that the retriever found."""

    report: str
    section: tuple[str, ...]
    text: str
    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer or a refusal: at least one citation, or `refused` with its `reason`.

    In `answer`, Markdown text for people, citations stand as `[1]`. `timings_ms` has the stages understand, retrieve,
    write, verify and total. An answer that is not `whole` is still being written.
    """

    question: str
    standalone_question: str
    answer: str
    refused: bool
    reason: Reason | None
    regions: tuple[str, ...]
    periods: tuple[str, ...]
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    timings_ms: dict[str, float]
    id: str | None = None
    writing: Writing | None = None
    whole: bool = True

    def to_json(self) -> dict[str, Any]:
        """The contract's object, ready for `json.dumps`.

        `writing` is in it only where a language model took part, a statement's `computed` only where it has one.
        """
        told = asdict(self)
        for statement in told["statements"]:
            if statement["computed"] is None:
                del statement["computed"]
        del told["whole"]  # who reads JSON is given whole answers
        if self.writing is None:
            del told["writing"]
        return told

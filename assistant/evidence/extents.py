"""How much to say: the run of clauses, within or across sentences, that says what a question asks and little else."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import patterns
from assistant.evidence.promising import IN_SENTENCE, Sentence, promising
from assistant.evidence.wanted import Wanted
from assistant.evidence.whose import tells_of
from assistant.language.figures import figures
from assistant.language.patterns import INTERROGATIVE, NAME
from assistant.language.terms import Terms
from assistant.language.words import normalise
from assistant.model import Evidence, Found
from assistant.question.intent import counted
from index.model import Report
from index.text.sentences import clauses, sentences

KINDS = ("fact", "list", "explain")
FEATURES = (
    "meaning", "focus", "focus_sentence", "around", "preamble", "opening", "rank", "whole", "starts", "ends", "verb",
    "phrases", "headings", "kind", "named", "figures", "counted",
    *(f"{kind}_{power}" for kind in KINDS for power in ("length", "length_squared")),
)  # fmt: skip
_AT = {name: number for number, name in enumerate(FEATURES)}
LONGEST = 330  # characters of a run
_MOST_CLAUSES = 6  # of a run that begins or ends within a sentence
_MOST_SENTENCES = 8
_KEPT = 40  # of all runs, the best
_USUAL = 40  # characters; lengths are measured against it
_NEAR = 6.0  # characters from the interrogative over which a word's share of the focus falls to 1/e
WEIGHTS = Path(__file__).parent / "data" / "extent_weights.json"
_EDGE = "，,、；;：: \n。"

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of clauses, `chunk.text[start:end]` of its sentence's chunk, with the words found and its FEATURES."""

    sentence: Sentence
    start: int
    end: int
    coverage: float
    features: Vector


def extents(want: Wanted, found: Found, report: Callable[[str], Report]) -> list[Evidence]:
    """The runs that may answer a question for anything but an amount, best first, ties in the order of promise.

    A run begins in one of the sentences that promise most. Scores are those of a linear model over FEATURES, fitted by
    `python -m eval fit`.
    """
    told = list(runs(want, found, report))
    if not told:
        return []
    scores = np.array([run.features for run in told]) @ weights() + [run.sentence.safety for run in told]
    best = sorted(zip(scores.tolist(), told, strict=True), key=lambda scored: -scored[0])[:_KEPT]
    return [span for score, run in best if tells_of(found, span := _evidence(run, score), report)]


@cache
def weights() -> Vector:
    """The fitted weight of each of FEATURES."""
    fitted: Mapping[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return np.array([fitted.get(name, 0.0) for name in FEATURES])  # a new feature counts for nothing until fitted


def runs(want: Wanted, found: Found, report: Callable[[str], Report]) -> Iterator[Run]:
    """All runs that are scored."""
    measure = _Measure.of(want)
    for sentence in promising(want, found, report):
        yield from _runs(measure, sentence)


@dataclass(frozen=True, slots=True)
class _Measure:
    """A question as vectors over its words: their weights, their shares of its focus (both add up to 1), which is the
    verb whose object is asked for; the kind of question, and how many things it says there are.

    What stands next to the interrogative is what is asked for: 完工 in 医院扩建工程哪天完工.
    """

    terms: Terms
    weights: Vector
    focus: Vector
    verb: Vector
    kind: str
    count: int | None

    @classmethod
    def of(cls, want: Wanted) -> "_Measure":
        """The measure of a question."""
        terms, query = want.terms, want.query
        plain = normalise(query.topic or query.standalone)
        asked = INTERROGATIVE.search(plain)
        at = asked.start() if asked else len(plain)
        weights = np.array(list(terms.weights.values()))
        focus = np.array([_nearness(word, plain, at) for word in terms.weights]) * weights
        verb = np.array([float(word == terms.verb) for word in terms.weights])
        kind = query.intent if query.intent in KINDS else "fact"
        count = counted(query.topic)
        return cls(terms, weights, focus / (focus.sum() or 1.0), verb, kind, count)

    def credits(self, text: str) -> Vector:
        """For each word how much of it stands in a text."""
        return self.vector(self.terms.credits(text))

    def vector(self, credits: Mapping[str, float]) -> Vector:
        """Credits by word as a vector."""
        return np.array([credits.get(word, 0.0) for word in self.terms.weights])


def _nearness(word: str, text: str, at: int) -> float:
    places = [match.start() for match in re.finditer(re.escape(word), text)]
    gaps = [place - at if place >= at else at - place - len(word) for place in places]
    return exp(-min(gaps) / _NEAR) if gaps else 0.1


@dataclass(frozen=True, slots=True)
class _Table:
    """The clauses that runs beginning in a sentence are made of, a row each; the first `openings` are its own.

    `starts` and `ends` (without closing marks) are offsets in the chunk; `last` tells the last clause of a sentence;
    `phrases`, `preamble`, `figures` and `meaning` are what FEATURES of those names are made of; `fixed` are those that
    are the same for all runs of the sentence, and `around` the credits of what stands before and above it.
    """

    openings: int
    starts: Vector
    ends: Vector
    last: Vector
    credits: Vector
    phrases: Vector
    preamble: Vector
    figures: Vector
    meaning: Vector
    around: Vector
    fixed: Vector


def _table(measure: _Measure, sentence: Sentence) -> _Table:
    chunk = sentence.hit.chunk
    text = chunk.text
    rows: list[tuple[int, int, int, bool]] = []  # start, end, number of its sentence, whether it is the last there
    for number, (left, right) in enumerate(list(sentences(text, sentence.start, sentence.reach))[:_MOST_SENTENCES]):
        if number and left - sentence.start > LONGEST:
            break
        spans = list(clauses(text, left, right))
        rows += [(start, end, number, (start, end) == spans[-1]) for start, end in spans]
    words = [text[start:end] for start, end, _, _ in rows]
    asked = measure.terms.phrases
    fixed = np.zeros(len(FEATURES))
    fixed[_AT["opening"]] = chunk.ordinal == 0 and sentence.start == 0
    fixed[_AT["rank"]] = sentence.hit.rank
    fixed[_AT["headings"]] = measure.credits(" ".join(chunk.section)) @ measure.weights
    return _Table(
        openings=sum(number == 0 for _, _, number, _ in rows),
        starts=np.array([start for start, _, _, _ in rows]),
        ends=np.array([_trimmed(text, start, end) for start, end, _, _ in rows]),
        last=np.array([float(last) for _, _, _, last in rows]),
        credits=np.array([measure.credits(each) for each in words]),
        phrases=np.array([[float(phrase in normalise(each)) for phrase in asked or ("\0",)] for each in words]),
        preamble=np.array([float(bool(patterns.PREAMBLE.search(each))) for each in words]),
        figures=np.array([float(any(figure.unit for figure in figures(each))) for each in words]),
        meaning=np.maximum.accumulate(sentence.meaning[: rows[-1][2] + 1])[[number for _, _, number, _ in rows]],
        around=measure.vector(sentence.around),
        fixed=fixed,
    )


def _runs(measure: _Measure, sentence: Sentence) -> Iterator[Run]:
    """All runs that begin in a sentence: of a few clauses, or from its beginning to the end of a later sentence."""
    table = _table(measure, sentence)
    before = np.zeros(len(measure.weights))
    for first in range(table.openings):
        yield from _fan(measure, sentence, table, first, before)
        before = np.maximum(before, table.credits[first])


def _fan(measure: _Measure, sentence: Sentence, table: _Table, first: int, before: Vector) -> Iterator[Run]:
    """The runs that begin with one clause: `before` are the credits of those before it in its sentence."""
    start = int(table.starts[first])
    lengths = table.ends[first:] - start
    count = max(1, int(np.searchsorted(lengths, LONGEST, side="right")))
    reach = slice(first, first + count)
    lengths, last = lengths[:count], table.last[reach]
    own = np.maximum.accumulate(table.credits[reach], axis=0)
    covered = np.maximum(table.around, np.maximum(own, IN_SENTENCE * before)) @ measure.weights
    features = np.tile(table.fixed, (count, 1))
    for name, column in {
        "meaning": table.meaning[reach],
        "focus": own @ measure.focus,
        "focus_sentence": np.maximum(own, before) @ measure.focus,
        "around": covered,
        "preamble": np.maximum.accumulate(table.preamble[reach]),
        "figures": np.maximum.accumulate(table.figures[reach]),
        "whole": last if first == 0 else 0.0,
        "starts": float(first == 0),
        "ends": last,
        "verb": own @ measure.verb > 0,
        "phrases": np.maximum.accumulate(table.phrases[reach], axis=0).mean(axis=1),
        f"{measure.kind}_length": (length := np.log(np.maximum(lengths, 2) / _USUAL)),
        f"{measure.kind}_length_squared": length * length,
    }.items():
        features[:, _AT[name]] = column
    text, wanted_kind = sentence.hit.chunk.text, measure.terms.kind
    for number, end in enumerate(table.ends[reach].tolist()):
        if end <= start or (number >= _MOST_CLAUSES and not (first == 0 and last[number])):
            continue
        of_kind = wanted_kind is not None and wanted_kind.search(text, start, end) is not None
        features[number, _AT["named" if wanted_kind is NAME else "kind"]] = of_kind
        features[number, _AT["counted"]] = measure.count is not None and _has_parts(text[start:end], measure.count)
        yield Run(sentence, start, end, float(covered[number]), features[number])


def _has_parts(text: str, count: int) -> bool:
    """Whether a text names as many things as the question says there are: 三条底线，即甲、乙、丙."""
    listed = (part[0].count("、") + 1 for part in patterns.ENUMERATED.finditer(text))
    return count > 1 and (count in listed or any(len(part.findall(text)) == count for part in patterns.PARTS))


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return end


def _evidence(run: Run, score: float) -> Evidence:
    chunk = run.sentence.hit.chunk
    quote = chunk.text[run.start : run.end]
    start, end = chunk.start + run.start, chunk.start + run.end
    return Evidence(run.sentence.hit, start, end, quote, score, run.coverage)

"""`assistant/verify/` scored as a classifier: pairs of a statement and the span that it cites, true ones and lies.

A line of a set: `report` (a path below the set's folder), `anchor` (words that stand once in its text), `sentences`
(how many are cited, from the one with the anchor on), `statement`, and `kind`: true or reworded, or what is wrong.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.batch import open_lines, read_lines
from assistant.verify.faults import Fault, Span, faults, span_of
from index.errors import EvaluationError, QuestionError, ReportError
from index.model import Chunk, Report
from index.report.chunks import split
from index.report.load import load
from index.text.sentences import sentences

# True, near the span's words or freely reworded; a fact that is wrong (to `plan`); a true clause that a word turns:
# what was built is torn down, a limit, a tail, how, why, another verb, of how many, how much, a doubt, a condition.
Kind = Literal[
    "true",
    "reworded",
    "figure",
    "place",
    "year",
    "name",
    "negated",
    "subject",
    "half",
    "plan",
    "undone",
    "limit",
    "tail",
    "manner",
    "cause",
    "predicate",
    "scope",
    "degree",
    "hedge",
    "condition",
]
TRUE: tuple[Kind, ...] = ("true", "reworded")


@dataclass(frozen=True, slots=True)
class PairLine:
    """One line of a set."""

    report: str
    anchor: str
    statement: str
    kind: Kind
    sentences: int = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement, the span that it cites, and what is wrong with it."""

    statement: str
    span: Span
    kind: Kind


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a pair; nothing where the statement was taken for true."""

    pair: Pair
    faults: tuple[Fault, ...]


def load_pairs(path: Path, folder: Path) -> tuple[Pair, ...]:
    """The pairs of a JSONL file over the reports of a folder.

    Raises QuestionError for a line that is none, EvaluationError for one whose span is not in its report.
    """
    read = cache(lambda name: _read(folder, name))
    try:
        lines = [line for _, _, line in read_lines(open_lines(path), PairLine)]
    except QuestionError as error:
        raise QuestionError(f"陈述集 {path}：{error}") from error
    return tuple(Pair(line.statement, _span(line, *read(line.report)), line.kind) for line in lines)


def judge(pairs: Sequence[Pair]) -> tuple[Verdict, ...]:
    """Each statement held against its span."""
    return tuple(Verdict(pair, faults(pair.statement, (pair.span,))) for pair in pairs)


def struck_by_kind(verdicts: Sequence[Verdict]) -> Mapping[Kind, tuple[int, int]]:
    """For each kind how many statements were struck, and of how many."""
    counts: dict[Kind, list[int]] = defaultdict(lambda: [0, 0])
    for verdict in verdicts:
        counts[verdict.pair.kind][0] += bool(verdict.faults)
        counts[verdict.pair.kind][1] += 1
    return {kind: (struck, all_) for kind, (struck, all_) in sorted(counts.items())}


def support_table(verdicts: Sequence[Verdict]) -> str:
    """A row a kind, and the whole: recall of lies, precision, and how many true statements near the words stay."""
    rows = [f"{'kind':9}{'n':>5}{'struck':>8}{'share':>8}"]
    for kind, (struck, n) in struck_by_kind(verdicts).items():
        rows.append(f"{kind:9}{n:5}{struck:8}{struck / n:8.3f}")
    lies = [bool(verdict.faults) for verdict in verdicts if verdict.pair.kind not in TRUE]
    true = [bool(verdict.faults) for verdict in verdicts if verdict.pair.kind == "true"]
    struck = sum(lies) + sum(true)
    rows.append(f"错误的陈述删去 {_share(sum(lies), len(lies))}，正确的陈述保留 {_share(true.count(False), len(true))}")
    rows.append(f"删去的陈述里确有错误的 {_share(sum(lies), struck)}")
    return "\n".join(rows)


def misjudged(verdicts: Sequence[Verdict], kind: Kind) -> Iterator[str]:
    """The statements of a kind that were judged wrongly, each with what was found and the span that it cites."""
    for verdict in verdicts:
        if verdict.pair.kind == kind and bool(verdict.faults) == (kind in TRUE):
            found = "，".join(verdict.faults) or "没有发现错误"
            yield f"{verdict.pair.statement}（{found}）\n  {' '.join(verdict.pair.span.text.split())}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}（{part}/{whole}）" if whole else "–"


def _read(folder: Path, name: str) -> tuple[Report, tuple[Chunk, ...]]:
    try:
        report = load(folder / name, name)
    except ReportError as error:
        raise EvaluationError(f"陈述集所引的报告 {folder / name}：{error}") from error
    return report, split(report)


def _span(line: PairLine, report: Report, chunks: Sequence[Chunk]) -> Span:
    at = report.text.find(line.anchor)
    if at < 0 or report.text.find(line.anchor, at + 1) >= 0:
        raise EvaluationError(f"{line.report} 里“{line.anchor}”应当出现一次：请换一处文字")
    chunk = next((chunk for chunk in chunks if chunk.start <= at < chunk.end), None)
    spans = [span for span in sentences(chunk.text) if span[1] > at - chunk.start] if chunk else []
    if not chunk or not 0 < line.sentences <= len(spans):
        raise EvaluationError(f"{line.report} 里“{line.anchor}”起没有 {line.sentences} 句同段的正文：请改 sentences")
    return span_of(report, chunk, chunk.start + spans[0][0], chunk.start + spans[line.sentences - 1][1])

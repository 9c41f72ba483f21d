"""A run and a comparison as plain text for a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from eval.compare import Change, Comparison
from eval.record import Record, Run
from eval.scoring.scores import SCORES, title
from eval.scoring.summary import Scores

COLUMNS = (  # of the tables by slice
    "good",
    "correct",
    "fact_recall",
    "first_has_fact",
    "recall_at_5",
    "ndcg_at_10",
    "citation_recall",
    "wrong_place",
    "refusal_recall",
    "false_refusal",
    "length",
)
SHOWN = 120  # characters of an answer in the list of failures


def report(run: Run) -> Iterator[str]:
    """The parts of what a run shows: scores with intervals, scores by slice, times, and each answer with faults."""
    yield overall(run.scores)
    yield by_slice({"type": run.by_type, "region": run.by_region, "report": run.by_report})
    yield times(run.latency_ms)
    yield from failures(run.records)


def overall(scores: Scores) -> str:
    """A row a score: its mean, its 95% interval, and how many answers it applies to."""
    rows = [("score", "mean", "95%", "n")]
    for name, one in scores.items():
        interval = "" if one.low is None or one.high is None else f"[{_told(name, one.low)}, {_told(name, one.high)}]"
        rows.append((title(name), _told(name, one.mean), interval, str(one.n)))
    return _aligned(rows)


def by_slice(groups: Mapping[str, Mapping[str, Scores]]) -> str:
    """A row a slice; its name comes last, for Chinese names are of uneven width. – where a score does not apply."""
    rows, names = [], []
    for kind, slices in groups.items():
        rows.append(["n", *map(title, COLUMNS)])
        names.append(kind)
        for name, scores in slices.items():
            told = [_told(column, scores[column].mean) if column in scores else "–" for column in COLUMNS]
            rows.append([str(scores["good"].n), *told])
            names.append(name)
    return "\n".join(f"{line}  {name}" for line, name in zip(_aligned(rows).splitlines(), names, strict=True))


def times(latency_ms: Mapping[str, Mapping[str, float]]) -> str:
    """A row a stage: the median and the 95th percentile of its milliseconds."""
    rows = [("ms", "p50", "p95")]
    rows += [(stage, f"{one['p50']:.1f}", f"{one['p95']:.1f}") for stage, one in latency_ms.items()]
    return _aligned(rows)


def failures(records: Sequence[Record]) -> Iterator[str]:
    """What is wrong with each answer that is not good, verbatim and supported: question, answer and faults."""
    for record in records:
        if record.score.faults:
            question, answer = record.question, " ".join(record.answer["answer"].split())
            asked = " → ".join([*question.history, question.question])
            wrong = "；".join(record.score.faults)
            yield f"{question.id} [{question.type}] {asked}\n  答：{answer[:SHOWN]}\n  错：{wrong}"


def comparison(found: Comparison, run: Run) -> Iterator[str]:
    """The parts of what a comparison shows: changes by score, questions won and lost, and the verdict."""
    same = len(run.records) - len(found.won) - len(found.lost)
    yield f"与 {found.label} 相比（{len(run.records)} 问）：赢 {len(found.won)}，输 {len(found.lost)}，平 {same}"
    if found.changed is not None:
        yield f"回答逐字相同 {len(run.records) - len(found.changed)} 问，不同 {len(found.changed)} 问"
    rows = [("score", "before", "after", "change", "95%", "p"), *map(_row, found.changes)]
    yield _aligned(rows)
    questions = {one.question.id: one for one in run.records}
    for word, ids in (("赢", found.won), ("输", found.lost)):
        yield from (f"{word} {key} {questions[key].question.question}" for key in ids)
    yield verdict(found)


def verdict(found: Comparison) -> str:
    """Whether it passes, and if not why."""
    if found.passed:
        return "通过：没有一项分数变差得超出容差，必答题一个没丢"
    fallen = [" ".join(_row(change)[:3]) for change in found.changes if change.name in found.fallen]
    must = [f"必答题 {key} 答不好了" for key in found.must_lost]
    return f"未通过：{'；'.join([*fallen, *must])}"


def _row(change: Change) -> tuple[str, ...]:
    name, before, after = change.name, change.before, change.after
    difference = f"{after - before:+.3f}" if before is not None and after is not None else ""
    interval = f"[{change.low:+.3f}, {change.high:+.3f}]" if change.low is not None else ""
    chance = f"{change.p:.3f}" if change.p is not None else ""
    return (title(name), _told(name, before), _told(name, after), difference, interval, chance)


def _told(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if SCORES[name].share else f"{value:.4g}"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows)

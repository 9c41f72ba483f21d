"""Published scores: for each set the commands, what they gave and at which commit; and how far a score may fall.

`eval/baseline.json` holds them, `eval/RESULTS.md` shows them, and below them what `eval/bench.json` holds of speed and
memory. After the practice of Pyserini: a number is published only with the command that makes it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eval.benches.figures import Part, section
from eval.questions import Question
from eval.record import Run, parse, questions_digest, write
from eval.scoring.scores import SCORES, title
from eval.scoring.summary import Scores
from index.errors import EvaluationError

BASELINE = Path(__file__).parent / "baseline.json"
RESULTS = Path(__file__).parent / "RESULTS.md"
_PAGE = """# Published scores

Made from `eval/baseline.json` by `python -m eval publish`; not written by hand. In brackets the 95% bootstrap interval;
`eval/scoring/scores.py` says what each score means, – that it applies to no question of the set.

{table}

What makes them, in the environment of the README, at the commit named:

```sh
{commands}
```

A later run passes (`--baseline eval/baseline.json`) when no score is worse than published by more than this, and no
question marked `must` is lost: {tolerances}.
{bench}"""
_BENCH = """
## Speed and memory

Made from `eval/bench.json`, which `python -m eval.bench PART… --publish` writes. Times are of the machine named and of
whatever else it was doing: what is compared was measured by turns in one run.
{parts}"""


@dataclass(frozen=True, slots=True)
class Published:
    """What is known of a set: the folders that its index is built from, its file, and what its last published run gave.

    `not_good` are the ids of the questions that were not answered well.
    """

    reports: str
    questions: str
    index: str
    commit: str | None = None
    started: str | None = None
    questions_sha256: str | None = None
    scores: Scores | None = None
    not_good: tuple[str, ...] = ()

    @property
    def commands(self) -> tuple[str, str]:
        """What makes the scores again."""
        return (
            f"python -m index build {self.reports} --out {self.index} --prune",
            f"python -m eval run --questions {self.questions} --index {self.index}",
        )


@dataclass(frozen=True, slots=True)
class Baseline:
    """The published sets by the name of their file, and by how much each gated score may be worse than published."""

    tolerance: Mapping[str, float]
    sets: Mapping[str, Published]


def load_baseline(path: Path) -> Baseline:
    """The baseline of a JSON file.

    Raises EvaluationError where it cannot be read, names a score that there is not, or has a tolerance below 0.
    """
    baseline = parse(Baseline, path, "基线文件")
    named = [*baseline.tolerance, *(name for one in baseline.sets.values() for name in one.scores or ())]
    if strange := sorted(set(named) - set(SCORES)):
        raise EvaluationError(f"基线文件 {path} 有不认识的分数 {'、'.join(strange)}，可用的是 {'、'.join(SCORES)}")
    if unfit := [name for name, most in baseline.tolerance.items() if not most >= 0]:  # NaN would let anything pass
        raise EvaluationError(f"基线文件 {path} 里 {'、'.join(unfit)} 的容差应是不小于 0 的数")
    return baseline


def published(baseline: Baseline, name: str, questions: Sequence[Question]) -> Published:
    """What was published of a set. Raises EvaluationError where nothing was, or of other questions than these."""
    if name not in baseline.sets or baseline.sets[name].scores is None:
        raise EvaluationError(f"基线里没有 {name} 的分数：请先用 --out 运行一次，再用 python -m eval publish 发布")
    if baseline.sets[name].questions_sha256 != questions_digest(questions):
        raise EvaluationError(
            f"{name} 改过了，与基线里的不是同一批问题：请用 --out 重新运行，再用 python -m eval publish 发布"
        )
    return baseline.sets[name]


def publish(baseline: Baseline, run: Run) -> Baseline:
    """The baseline with the scores of a run.

    Raises EvaluationError for a set that it does not name, and for a run that no commit can make again.
    """
    if run.questions not in baseline.sets:
        known = "、".join(baseline.sets)
        raise EvaluationError(
            f"基线里没有问题集 {run.questions}（有 {known}）：请先在 sets 里写上它的 reports、questions、index"
        )
    if run.commit is None or run.commit.endswith("-dirty"):
        raise EvaluationError(f"{run.questions} 的运行记录没有干净的提交：请先提交改动，再运行一次")
    published = replace(
        baseline.sets[run.questions],
        commit=run.commit,
        started=run.started,
        questions_sha256=run.questions_sha256,
        scores=run.scores,
        not_good=tuple(one.question.id for one in run.records if not one.score.good),
    )
    return replace(baseline, sets={**baseline.sets, run.questions: published})


def save_baseline(baseline: Baseline, path: Path) -> None:
    """Writes the file. Raises EvaluationError where that cannot be."""
    write(path, json.dumps(asdict(baseline), ensure_ascii=False, indent=1) + "\n")


def results(baseline: Baseline, bench: Mapping[str, Part]) -> str:
    """The page as Markdown: published scores, a column a set, the commands that make each, then speed and memory."""
    told = {name: one.scores for name, one in baseline.sets.items() if one.scores}
    rows = [["set", *map(title, SCORES), "commit"]]
    rows += [[name, *_cells(scores), f"`{(baseline.sets[name].commit or '')[:10]}`"] for name, scores in told.items()]
    table = ["| " + " | ".join(cells) + " |" for cells in zip(*rows, strict=True)]  # a column a set: there are few
    table.insert(1, "| --- " * len(rows) + "|")
    commands = [line for name in told for line in (f"# {name}", *baseline.sets[name].commands)]
    tolerances = [f"{title(name)} {value:g}" for name, value in baseline.tolerance.items()]
    return _PAGE.format(
        table="\n".join(table),
        commands="\n".join(commands),
        tolerances=", ".join(tolerances),
        bench=_BENCH.format(parts="".join(map(section, bench.values()))) if bench else "",
    )


def _cells(scores: Scores) -> Iterator[str]:
    for name in SCORES:
        one = scores.get(name)
        if one is None:
            yield "–"
        elif SCORES[name].share and one.low is not None and one.high is not None:
            yield f"{one.mean:.3f} [{one.low:.2f}, {one.high:.2f}]"
        else:
            yield f"{one.mean:.4g}"

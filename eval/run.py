"""One evaluation: every question asked, scored, shown as a table with its failures, and held against a baseline."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from tqdm import tqdm

from assistant.batch import Asks, fault
from eval.metrics import QuestionScore, Scores, aggregate, score
from eval.questions import Question, Type
from index.errors import QuestionError

LOWER_IS_BETTER = frozenset({"wrong_report", "false_refusal", "unsupported_figures", "length", "p50_ms"})
COLUMNS = (  # heading, score, format
    ("n", "n", "d"),
    ("correct", "correct", ".3f"),
    ("good", "good", ".3f"),
    ("fact recall", "fact_recall", ".3f"),
    ("evidence recall", "evidence_recall", ".3f"),
    ("recall@5", "recall_at_k", ".3f"),
    ("wrong report", "wrong_report", ".3f"),
    ("refusal", "refusal", ".3f"),
    ("false refusal", "false_refusal", ".3f"),
    ("verbatim", "verbatim", ".3f"),
    ("unsupported figures", "unsupported_figures", "d"),
    ("first has fact", "first_has_fact", ".3f"),
    ("length", "length", ".0f"),
    ("p50 ms", "p50_ms", ".1f"),
)
SHOWN = 120  # characters of an answer in the list of failures


@dataclass(frozen=True, slots=True)
class Record:
    """A question, the Answer that it got as JSON, and the scores of that."""

    question: Question
    answer: Mapping[str, Any]
    score: QuestionScore


@dataclass(frozen=True, slots=True)
class Baseline:
    """What an overall score has to be, and how far it may fall short of it: 0 where no tolerance is given."""

    scores: Mapping[str, float]
    tolerance: Mapping[str, float] = field(default_factory=dict)


def ask_all(
    assistant: Asks, questions: Sequence[Question], report_text: Callable[[str], str | None]
) -> tuple[Record, ...]:
    """Asks and scores each question, in order. Raises QuestionError, which names it, for one that cannot be asked."""
    records = []
    for question in tqdm(questions, desc="评测", unit="问", disable=None):
        try:
            answer = assistant.ask(question.question, question.history).to_json() | {"id": question.id}
        except QuestionError as error:
            raise QuestionError(f"问题 {question.id}：{error}") from error
        records.append(Record(question, answer, score(question, answer, report_text)))
    return tuple(records)


def summarise(records: Sequence[Record]) -> dict[str, Scores]:
    """The scores of each type that there is, in the order of `Type`, and "overall" last."""
    by_type = {kind: [one.score for one in records if one.question.type == kind] for kind in get_args(Type)}
    kept = {kind: aggregate(scores) for kind, scores in by_type.items() if scores}
    return kept | {"overall": aggregate(one.score for one in records)}


def table(summary: Mapping[str, Scores]) -> str:
    """A row for each type of question, as plain text; – where a score does not apply."""
    rows = [["type", *(heading for heading, _, _ in COLUMNS)]]
    for kind, scores in summary.items():
        values = [(getattr(scores, name), form) for _, name, form in COLUMNS]
        rows.append([kind, *("–" if value is None else format(value, form) for value, form in values)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows)


def failures(records: Iterable[Record]) -> Iterator[str]:
    """What is wrong with each answer that is not good, verbatim and supported: question, answer and faults."""
    for record in records:
        if record.score.faults:
            question, answer = record.question, " ".join(record.answer["answer"].split())
            asked = " → ".join([*question.history, question.question])
            wrong = "；".join(record.score.faults)
            yield f"{question.id} [{question.type}] {asked}\n  答：{answer[:SHOWN]}\n  错：{wrong}"


def load_baseline(path: Path) -> Baseline:
    """The baseline of a JSON file. Raises QuestionError where it cannot be read or names a score that there is not."""
    try:
        baseline = TypeAdapter(Baseline).validate_json(path.read_bytes())
    except OSError as error:
        raise QuestionError(f"读不了基线文件 {path}（{error.strerror}），请检查路径") from error
    except ValidationError as error:
        raise QuestionError(f"基线文件 {path} 有误（{fault(error)}），请改正后再运行") from error
    known = {one.name for one in fields(Scores)} - {"n"}
    if strange := sorted({*baseline.scores, *baseline.tolerance} - known):
        raise QuestionError(f"基线文件 {path} 有不认识的分数 {'、'.join(strange)}，可用的是 {'、'.join(sorted(known))}")
    return baseline


def regressions(scores: Scores, baseline: Baseline) -> list[str]:
    """Each score that is worse than the baseline by more than its tolerance; one that is gone counts as worse."""
    found = []
    for name, wanted in baseline.scores.items():
        value, tolerance = getattr(scores, name), baseline.tolerance.get(name, 0.0)
        sign = -1 if name in LOWER_IS_BETTER else 1
        if value is None or sign * (wanted - value) > tolerance + 1e-9:  # what floating point adds is no regression
            found.append(
                f"{name}：{'无' if value is None else f'{value:.4g}'}，基线 {wanted:.4g}，容差 {tolerance:.4g}"
            )
    return found


def to_json(records: Iterable[Record], summary: Mapping[str, Scores]) -> dict[str, Any]:
    """The scores overall and by type, and every question with its answer and scores."""
    by_type = {kind: asdict(scores) for kind, scores in summary.items()}
    return {"scores": by_type.pop("overall"), "by_type": by_type, "records": [asdict(one) for one in records]}

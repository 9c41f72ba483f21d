"""The record of a run: one JSON file with all that is needed to repeat it, to compare it and to show it."""

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from assistant.batch import fault
from assistant.settings import Settings
from eval.questions import Question
from eval.scoring.metrics import QuestionScore
from eval.scoring.summary import Scores
from index.errors import EvaluationError
from index.store.protocol import Manifest

NAME = "run.json"
Shape = TypeVar("Shape")
_ROOT = Path(__file__).parents[1]
_LIBRARIES = ("numpy", "onnxruntime", "faiss-cpu", "tantivy", "rjieba")  # what the ranking hangs on


@dataclass(frozen=True, slots=True)
class Record:
    """A question, the Answer that it got as JSON, and the scores of that."""

    question: Question
    answer: Mapping[str, Any]
    score: QuestionScore


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation. `questions` is the file's name; the digests tell whether two runs asked, or answered, the same.

    `commit` ends in "-dirty" where the checkout had been changed; `started` is ISO 8601; the model's fingerprint is the
    manifest's; `language_model` has the name of the one that wrote, and the SHA-256 of each prompt.
    """

    questions: str
    questions_sha256: str
    answers_sha256: str
    commit: str | None
    started: str
    seconds: float
    settings: Settings
    manifest: Manifest
    machine: Mapping[str, str]
    scores: Scores
    by_type: Mapping[str, Scores]
    by_region: Mapping[str, Scores]
    by_report: Mapping[str, Scores]
    latency_ms: Mapping[str, Mapping[str, float]]
    records: tuple[Record, ...]
    language_model: Mapping[str, str] | None = None


def save(run: Run, folder: Path) -> Path:
    """Writes the record into a folder, made where it is missing. Raises EvaluationError where that cannot be."""
    path = folder / NAME
    write(path, json.dumps(asdict(run), ensure_ascii=False, indent=1) + "\n")
    return path


def load(path: Path) -> Run:
    """The run of a record, or of a folder with one. Raises EvaluationError where there is none."""
    return parse(Run, path / NAME if path.is_dir() else path, "运行记录")


def parse(shape: type[Shape], path: Path, what: str) -> Shape:
    """The dataclass that a JSON file holds. Raises EvaluationError, which calls the file `what`, where it does not."""
    try:
        return TypeAdapter(shape).validate_json(path.read_bytes())
    except OSError as error:
        raise EvaluationError(f"读不了{what} {path}（{error.strerror}），请检查路径") from error
    except ValidationError as error:
        raise EvaluationError(f"{what} {path} 有误（{fault(error)}），请换一个或重新生成") from error


def make_folder(path: Path) -> None:
    """Makes a folder where it is missing. Raises EvaluationError where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(f"建不了文件夹 {path}（{error.strerror}），请换一个") from error


def write(path: Path, text: str) -> None:
    """Writes a text file, its folder made where it is missing. Raises EvaluationError where that cannot be."""
    make_folder(path.parent)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"写不了 {path}（{error.strerror}），请换一个文件夹") from error


def timeless(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer without the times that it took: what must be the same for the same commit and index."""
    return {key: value for key, value in answer.items() if key != "timings_ms"}


def questions_digest(questions: Sequence[Question]) -> str:
    """Tells whether two sets ask the same and want the same."""
    return digest([asdict(question) for question in questions])


def digest(values: Sequence[Any]) -> str:
    """SHA-256 of what can be written as JSON, the same wherever it is made."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def commit() -> str | None:
    """The commit of the checkout, with "-dirty" where it was changed since; None where there is no git."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() or None


def machine() -> dict[str, str]:
    """What figures and times may depend on beside the commit."""
    about = {"system": platform.platform(), "processor": platform.machine(), "cores": str(os.cpu_count())}
    return about | {"python": platform.python_version()} | {library: version(library) for library in _LIBRARIES}

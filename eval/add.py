"""`python -m eval add`: a set grows by the question that a record of feedback makes."""

import json
import os
import re
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from assistant.batch import open_lines
from eval.check_set import check
from eval.feedback import Chunks, Feedback, Right, question_of
from eval.questions import Question, load_questions, parse_questions
from index.errors import EvaluationError

_NUMBERED = re.compile(r"(.*?)([0-9]+)")


def add(feedback: Feedback, right: Right, path: Path, chunks: Chunks) -> str:
    """Appends the question to the set, which is made where it is missing or empty; returns the new line.

    Raises QuestionError for a set that cannot be read, and EvaluationError where the question cannot be made, would be
    a broken one or cannot be written; nothing is written then.
    """
    old = b"\n".join(open_lines(path)) if path.exists() else b""
    questions = load_questions(path) if old.strip() else ()
    question = question_of(feedback, right, next_id([each.id for each in questions]), chunks)
    if flaws := [str(flaw) for flaw in check((*questions, question), chunks) if question.id in flaw.ids]:
        told = "；".join(flaws)
        raise EvaluationError(f"没有加入：{told}。用 --evidence、--fact 说明正确的依据和事实，或另选一条反馈")
    line = _line(question)
    _append(path, line)
    return line


def next_id(ids: Sequence[str]) -> str:
    """The id after the last one, in its style: q169 after q168; q001 where no id ends in a number."""
    numbered = [match.groups() for each in ids if (match := _NUMBERED.fullmatch(each))]
    prefix, width = (numbered[-1][0], len(numbered[-1][1])) if numbered else ("q", 3)
    number = max((int(number) for start, number in numbered if start == prefix), default=0) + 1
    while (fresh := f"{prefix}{number:0{width}d}") in ids:  # one may end in a number of other digits
        number += 1
    return fresh


def _line(question: Question) -> str:
    """The question as a line of a set, without what most questions do not tell. Raises QuestionError for a bad one."""
    told = {key: value for key, value in asdict(question).items() if key not in {"split", "reference", "must"}}
    line = json.dumps(told, ensure_ascii=False)
    parse_questions([line.encode()])
    return line


def _append(path: Path, line: str) -> None:
    """Puts the line at the end of the file in one step: whoever reads it sees the old file or the new one, whole."""
    path = path.resolve()
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        old = path.read_bytes() if path.exists() else b""
        new.write_bytes(old + (b"\n" if old and not old.endswith(b"\n") else b"") + line.encode() + b"\n")
        if old:
            shutil.copymode(path, new)
        new.replace(path)
    except OSError as error:
        raise EvaluationError(f"写不了 {path}（{error.strerror}），请检查权限") from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)

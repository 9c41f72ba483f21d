"""Files of questions, one JSON object a line: read with a clear word for each bad line, and answered in order."""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from assistant.model import Answer
from index.errors import QuestionError

Shape = TypeVar("Shape")


class Asks(Protocol):
    """Whatever answers a question as `assistant.answer.Assistant` does."""

    def ask(self, question: str, history: Sequence[str] = (), *, top_k: int = 10) -> Answer:
        """The answer. Raises QuestionError for a question that cannot be asked."""
        ...


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """What a line must hold to be asked; its other keys pass through untouched."""

    question: str
    history: tuple[str, ...] = ()
    id: str | int | None = None


def open_lines(path: Path) -> list[bytes]:
    """The lines of a file. Raises QuestionError where it cannot be read."""
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        raise QuestionError(f"读不了问题文件 {path}（{error.strerror}），请检查路径") from error


def read_lines(lines: Iterable[bytes], shape: type[Shape]) -> Iterator[tuple[int, dict[str, Any], Shape]]:
    """(line number from 1, all of its keys, the line as a `shape`) of each line that is not blank, as they come.

    `shape` is a dataclass; the types of its fields are checked strictly, keys that it does not name are ignored.
    Raises QuestionError, which names the line, at the first that is not UTF-8, not JSON or not of the shape.
    """
    adapter = TypeAdapter(shape)
    for number, line in enumerate(lines, start=1):
        if not (text := line.removeprefix(codecs.BOM_UTF8).strip()):
            continue
        try:
            yield number, from_json(text.decode("utf-8")), adapter.validate_json(text, strict=True)
        except ValueError as error:
            raise QuestionError(f"第 {number} 行有误（{fault(error)}），请改正后再运行") from error


def fault(error: ValueError) -> str:
    """The first thing that is wrong with a line, without the line itself."""
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码"
    if not isinstance(error, ValidationError):
        return f"不是 JSON：{error}"
    first = error.errors(include_url=False)[0]
    key = ".".join(map(str, first["loc"]))
    if first["type"] == "missing":
        return f"缺少 {key}"
    return f"{key}：{first['msg']}" if key else "应是一个 JSON 对象"


def answer_lines(assistant: Asks, lines: Iterable[bytes], top_k: int) -> Iterator[dict[str, Any]]:
    """The Answer of each question line as JSON, in order, as they come, with the line's own id and other keys.

    Raises QuestionError, which names the line, where one cannot be read or asked.
    """
    for number, keys, asked in read_lines(lines, QuestionLine):
        try:
            answer = assistant.ask(asked.question, asked.history, top_k=top_k)
        except QuestionError as error:
            raise QuestionError(f"第 {number} 行：{error}") from error
        others = {key: value for key, value in keys.items() if key != "history"}
        yield others | answer.to_json() | {"id": asked.id}

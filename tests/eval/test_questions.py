"""Files of questions: what a line keeps, what is wrong with one."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from eval.questions import load_questions, split_of
from index.errors import QuestionError
from tests.helpers.evaluation import LINE, REFUSABLE, write


def tupled(value: Any) -> Any:
    return tuple(map(tupled, value)) if isinstance(value, list) else value


def test_questions_keep_what_the_file_says(tmp_path: Path) -> None:
    more = {"split": "held", "reference": "5家", "must": True}
    first, second = load_questions(write(tmp_path / "q.jsonl", LINE, "", REFUSABLE | more | {"other": 1}))
    told = {key: tupled(value) for key, value in LINE.items()}
    assert asdict(first) == told | {"split": None, "reference": None, "must": False}
    assert second.history == (LINE["question"],)
    assert {key: getattr(second, key) for key in more} == more


def test_a_line_tells_its_half_or_every_second_one_is_held_back(tmp_path: Path) -> None:
    lines = [LINE | {"id": f"q{number}"} | told for number, told in enumerate(({}, {}, {"split": "held"}, {}))]
    asked = load_questions(write(tmp_path / "halves.jsonl", *lines))
    assert [one.split for one in asked] == [None, None, "held", None]
    assert [split_of(one.split, number) for number, one in enumerate(asked)] == ["tune", "held", "held", "held"]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("{", "不是 JSON"),
        ("[]", "应是一个 JSON 对象"),
        (LINE | {"question": 3}, "question"),
        (LINE | {"type": "riddle"}, "type"),
        ({key: value for key, value in LINE.items() if key != "facts"}, "缺少 facts"),
        (LINE | {"answerable": "yes"}, "answerable"),
        (LINE | {"facts": [["5家"], "6家"]}, "facts.1"),
        (LINE | {"split": "third"}, "split"),
        (LINE | {"must": "yes"}, "must"),
        (LINE | {"reference": ["5家"]}, "reference"),
        (LINE, "q1 已用过"),
        (LINE | {"id": "q3", "facts": []}, "缺 facts"),
        (LINE | {"id": "q3", "evidence": [[]]}, "缺 evidence"),
        (LINE | {"id": "q3", "sources": []}, "缺 sources"),
        (LINE | {"id": "q3", "type": "false_premise"}, "answerable: false"),
        (LINE | {"id": "q3", "type": "near_miss"}, "answerable: false"),
        (LINE | {"id": "q3", "facts": [[" "]]}, "缺 facts"),  # every answer would meet it
        (LINE | {"id": "q3", "evidence": [["养老机构5家", ""]]}, "缺 evidence"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, bad: Any, told: str) -> None:
    path = write(tmp_path / "bad.jsonl", LINE, bad)
    with pytest.raises(QuestionError) as stopped:
        load_questions(path)
    message = str(stopped.value)
    assert message.startswith(f"问题文件 {path}：第 2 行")
    assert told in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_questions_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(QuestionError, match="没有一个问题"):
        load_questions(write(tmp_path / "empty.jsonl", text))

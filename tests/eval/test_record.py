"""The record of a run: to disk and back, its digests, and what cannot be read or written."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import record
from eval.record import NAME, commit, digest, load, machine, parse, questions_digest, save, timeless, write
from eval.run import ask_all
from index.errors import EvaluationError
from tests.helpers.evaluation import ASKED, TinyAssistant, run_of, scored

RUN = run_of([scored(good=1.0, correct=1.0, verbatim=1 / 3), scored(faults=("太长 130 字",))], must=["q2"])


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    path = save(RUN, tmp_path / "new" / "folder")
    assert path == tmp_path / "new" / "folder" / NAME
    assert load(path) == RUN
    assert load(path.parent) == RUN
    assert save(load(path), tmp_path).read_bytes() == path.read_bytes()


def test_answers_come_back_as_they_were(tmp_path: Path) -> None:
    """A fresh run equals its record: else every answer would seem to have changed."""
    records = ask_all(TinyAssistant(), [ASKED], TinyAssistant.library)
    run = replace(RUN, records=records)
    assert load(save(run, tmp_path)) == run


def test_a_record_is_for_people_to_read_too(tmp_path: Path) -> None:
    text = save(RUN, tmp_path).read_text(encoding="utf-8")
    assert "太长 130 字" in text
    assert text.endswith("}\n")
    assert json.loads(text)["records"][1]["question"]["must"] is True


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "JSON"),
        ('{"questions": "q.jsonl"', "JSON"),
        ("[]", "JSON"),
        ('{"questions": "q.jsonl"}', "缺少 questions_sha256"),
        ("\udcff", "JSON"),
    ],
)
def test_a_broken_record_is_named_with_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    for place in (path, tmp_path):
        with pytest.raises(EvaluationError) as stopped:
            load(place)
        message = str(stopped.value)
        assert message.startswith(f"运行记录 {path} 有误（")
        assert told in message
        assert "\n" not in message


@pytest.mark.parametrize("change", [{"scores": {"good": {"n": "many"}}}, {"records": [{}]}, {"seconds": None}])
def test_a_record_of_another_shape_is_an_error(tmp_path: Path, change: dict[str, Any]) -> None:
    path = save(RUN, tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(EvaluationError, match=next(iter(change))):
        load(path)


def test_a_record_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):  # a folder without a record
        with pytest.raises(EvaluationError, match=r"读不了运行记录 .*\.json（"):
            load(path)
    with pytest.raises(EvaluationError, match="读不了基线文件"):
        parse(int, tmp_path, "基线文件")


def test_a_file_in_the_way_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path in (tmp_path / "file" / "run.json", tmp_path):
        with pytest.raises(EvaluationError, match="请换一个"):
            write(path, "x")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=9,
)


@given(st.dictionaries(st.text(max_size=3), json_values, max_size=4))
def test_a_digest_knows_no_order_of_keys_and_survives_json(value: dict[str, Any]) -> None:
    turned = dict(reversed(value.items()))
    assert digest([value]) == digest([turned]) == digest(json.loads(json.dumps([value])))
    assert digest([value, 1]) != digest([value, 2])
    assert digest([(1, 2)]) == digest([[1, 2]])


def test_a_digest_of_questions_tells_any_change_and_the_order() -> None:
    other = replace(ASKED, id="q2")
    told = questions_digest([ASKED, other])
    assert told == questions_digest((replace(ASKED), other))
    changes = (replace(ASKED, must=True), replace(ASKED, facts=(("6家",),)), replace(ASKED, reference="5家"))
    different = [[other, ASKED], [ASKED], *([one, other] for one in changes)]
    assert len({told, *map(questions_digest, different)}) == len(different) + 1
    assert len(told) == 64


def test_a_digest_holds_what_is_no_unicode() -> None:
    assert digest(["\udc80"]) != digest(["\udc81"])


def test_an_answer_without_its_times() -> None:
    answer = {"answer": "5家", "timings_ms": {"total": 3.0}}
    assert timeless(answer) == {"answer": "5家"}
    assert "timings_ms" in answer


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of one commit, with a tag."""
    for name, value in (("GIT_CONFIG_GLOBAL", str(tmp_path / "none")), ("GIT_CONFIG_SYSTEM", str(tmp_path / "none"))):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(record, "_ROOT", tmp_path)
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    who = ["-c", "user.name=a", "-c", "user.email=a@a.invalid"]
    for arguments in (["init", "-q"], ["add", "a.txt"], [*who, "commit", "-qm", "a"], ["tag", "v1"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    return tmp_path


def test_a_commit_is_marked_where_the_checkout_was_changed(checkout: Path) -> None:
    clean = commit()
    assert clean is not None
    assert len(clean) == 40
    (checkout / "a.txt").write_text("b", encoding="utf-8")
    assert commit() == f"{clean}-dirty"


def test_without_a_repository_or_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "_ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert commit() is None
    monkeypatch.setenv("PATH", "")
    assert commit() is None


def test_the_machine_is_told_in_words() -> None:
    told = machine()
    assert {"system", "processor", "cores", "python", "numpy", "faiss-cpu"} <= set(told)
    assert all(isinstance(value, str) and value for value in told.values())

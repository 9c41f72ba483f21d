"""Feedback in SQLite: nothing stored is lost, and the evaluation's set takes what is exported."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.model import Answer, Citation, Passage, Statement
from assistant.web.talk import feedback
from assistant.web.talk.feedback import LONGEST_REASON, Feedback, FeedbackStore, versions
from eval.__main__ import main
from eval.feedback import load_feedback
from eval.questions import load_questions
from index.errors import EvaluationError, StoreError
from tests.helpers.places import REPORTS, YUZHONG, assistant_over, build

QUOTE = "新增养老床位260张，养老机构达到31家。"
CITED = Citation(1, YUZHONG, "总结", "渝中区", 2023, ("二、养老服务",), QUOTE, QUOTE, 3, 3 + len(QUOTE))
ANSWER = Answer(
    "渝中区新增多少养老床位",
    "渝中区2023年新增多少养老床位",
    "新增养老床位**260张**[1]",
    False,
    None,
    ("渝中区",),
    ("2023年",),
    (Statement(QUOTE, (1,)),),
    (CITED,),
    (Passage(YUZHONG, ("二、养老服务",), QUOTE, 0.5, 3, 3 + len(QUOTE)),),
    {"total": 12.5},
)
REFUSAL = replace(ANSWER, answer="没有查到。", refused=True, reason="not_found", citations=(), statements=())
WHEN = datetime(2025, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=8)))
LIKED = Feedback("a1", WHEN, True, "", ANSWER.question, ("渝中区有几家养老机构",), ANSWER, {"index": "1"})
# Half a character (a lone surrogate) is no text: SQLite and JSON in UTF-8 cannot hold it.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(tmp_path / "data" / feedback.FILE)


def path_of(tmp_path: Path) -> Path:
    return tmp_path / "data" / feedback.FILE


def test_nothing_is_made_before_the_first_write(tmp_path: Path, store: FeedbackStore) -> None:
    assert list(store.records()) == []
    with pytest.raises(StoreError, match="还没有人评过"):
        store.export(tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_who_thinks_again_replaces_what_was_said_of_the_same_answer(store: FeedbackStore) -> None:
    other = replace(LIKED, id="a2", answer=REFUSAL)
    again = replace(LIKED, liked=False, reason="答的是别处")
    for record in (LIKED, other, again):
        store.add(record)
    assert list(store.records()) == [again, other]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=2).map(tuple), st.datetimes(timezones=st.just(UTC)), st.booleans())
def test_what_is_stored_is_read_and_exported_equal(
    tmp_path: Path, reason: str, quote: str, history: tuple[str, ...], time: datetime, liked: bool
) -> None:
    answer = replace(ANSWER, citations=(replace(CITED, quote=quote),))
    record = replace(LIKED, reason=reason, history=history, time=time, liked=liked, answer=answer)
    store = FeedbackStore(path_of(tmp_path))
    store.add(record)
    assert list(store.records()) == [record]
    assert store.export(tmp_path / "out.jsonl") == 1
    assert load_feedback(tmp_path / "out.jsonl", record.id) == record


def test_half_a_character_does_not_stop_a_record(store: FeedbackStore) -> None:
    store.add(replace(LIKED, reason="好\ud800"))
    assert [record.reason for record in store.records()] == ["好?"]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (replace(LIKED, reason="长" * (LONGEST_REASON + 1)), "最多 2000 字"),
        (replace(LIKED, id=""), "编号不对"),
        (replace(LIKED, id="a/1"), "编号不对"),
        (replace(LIKED, id="a" * 65), "编号不对"),
        (replace(LIKED, question=" "), "没有可以评的回答"),
        (replace(LIKED, answer=replace(ANSWER, answer=" ")), "没有可以评的回答"),
        (replace(LIKED, answer=replace(ANSWER, citations=())), "没有可以评的回答"),
        (replace(LIKED, versions={"index": 1}), "格式不对"),  # type: ignore[dict-item]
    ],
)
def test_what_is_no_use_is_refused(store: FeedbackStore, record: Feedback, said: str) -> None:
    with pytest.raises(EvaluationError, match=said):
        store.add(record)
    assert list(store.records()) == []


def test_the_longest_reason_is_kept(store: FeedbackStore) -> None:
    store.add(replace(LIKED, reason="长" * LONGEST_REASON))
    assert [len(record.reason) for record in store.records()] == [LONGEST_REASON]


def test_threads_and_stores_write_at_once(tmp_path: Path) -> None:
    stores = [FeedbackStore(path_of(tmp_path)) for _ in range(3)]
    ids = [f"a{number}" for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: stores[at % 3].add(replace(LIKED, id=ids[at])), range(len(ids))))
    assert sorted(record.id for record in stores[0].records()) == sorted(ids)


def test_a_reader_half_way_does_not_stop_a_writer(store: FeedbackStore) -> None:
    store.add(LIKED)
    store.add(replace(LIKED, id="a2"))
    reading = store.records()
    next(reading)
    store.add(replace(LIKED, id="a3"))
    assert [record.id for record in reading] == ["a2"]


def test_a_locked_file_is_told(tmp_path: Path, store: FeedbackStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(LIKED)
    monkeypatch.setattr(feedback, "_PATIENCE", 0)
    with closing(sqlite3.connect(path_of(tmp_path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="占用：请稍后再试"):
            store.add(replace(LIKED, id="a2"))
        assert list(store.records()) == [LIKED]


def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, store: FeedbackStore) -> None:
    path_of(tmp_path).parent.mkdir()
    path_of(tmp_path).write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="已损坏。请把"):
        store.add(LIKED)
    with pytest.raises(StoreError, match="已损坏。请把"):
        list(store.records())
    with pytest.raises(StoreError, match="已损坏。请把"):
        store.export(tmp_path / "out.jsonl")
    assert path_of(tmp_path).read_bytes() == b"no database" * 100
    assert not (tmp_path / "out.jsonl").exists()


def test_a_record_of_another_shape_is_told_by_its_id(tmp_path: Path, store: FeedbackStore) -> None:
    store.add(LIKED)
    with closing(sqlite3.connect(path_of(tmp_path), isolation_level=None)) as other:
        other.execute("INSERT INTO feedback VALUES ('old', '{}')")
    with pytest.raises(StoreError, match="编号 old 的记录"):
        list(store.records())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="请检查文件夹、权限和磁盘空间"):
        FeedbackStore(path_of(tmp_path)).add(LIKED)


def test_nobody_else_can_read_what_users_said(tmp_path: Path, store: FeedbackStore) -> None:
    """Nor the log and the memory beside it; what an earlier version left readable no longer is."""
    path = path_of(tmp_path)

    def readable() -> dict[str, int]:
        return {each.name: each.stat().st_mode & 0o077 for each in sorted(path.parent.iterdir())}

    store.add(LIKED)
    with closing(sqlite3.connect(path)) as other:  # while it is open, what SQLite keeps beside the file stays
        other.execute("SELECT * FROM feedback").fetchone()
        private = dict.fromkeys((path.name, f"{path.name}-shm", f"{path.name}-wal", f"{path.name}.lock"), 0)
        assert readable() == private
        for each in path.parent.glob("*sqlite*"):
            each.chmod(0o600 if each.suffix == ".lock" else 0o644)
        store.add(replace(LIKED, id="a2"))
        assert readable() == private


def test_reading_too_closes_a_file_that_others_could_read(tmp_path: Path, store: FeedbackStore) -> None:
    store.add(LIKED)
    path_of(tmp_path).chmod(0o644)
    assert list(store.records()) == [LIKED]
    assert path_of(tmp_path).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_looked_into_is_told(
    tmp_path: Path, store: FeedbackStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sealed(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", sealed)
    for read in (lambda: list(store.records()), lambda: store.export(tmp_path / "out.jsonl")):
        with pytest.raises(StoreError, match="请检查文件夹、权限和磁盘空间"):
            read()


def test_a_file_left_empty_by_a_killed_process_is_taken_up(tmp_path: Path, store: FeedbackStore) -> None:
    path_of(tmp_path).parent.mkdir()
    path_of(tmp_path).touch()
    assert list(store.records()) == []
    store.add(LIKED)
    assert list(store.records()) == [LIKED]


@pytest.mark.parametrize("name", [feedback.FILE, f"{feedback.FILE}-wal"])
def test_an_export_never_takes_the_place_of_the_store(tmp_path: Path, store: FeedbackStore, name: str) -> None:
    store.add(LIKED)
    with pytest.raises(StoreError, match="不能覆盖"):
        store.export(tmp_path / "data" / ".." / "data" / name)
    assert list(store.records()) == [LIKED]


def test_an_export_that_cannot_be_written_is_told(tmp_path: Path, store: FeedbackStore) -> None:
    store.add(LIKED)
    for out in (tmp_path / "nowhere" / "out.jsonl", tmp_path):
        with pytest.raises(StoreError, match="写不了"):
            store.export(out)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_eval_add_takes_what_is_exported(tmp_path: Path, store: FeedbackStore) -> None:
    (tmp_path / YUZHONG).write_text(REPORTS[YUZHONG], encoding="utf-8")
    store.add(LIKED)
    store.add(replace(LIKED, id="a2", question="渝中区有几所大学", history=(), answer=REFUSAL))
    out, questions = tmp_path / "out.jsonl", tmp_path / "set.jsonl"
    assert store.export(out) == 2
    for name in ("a1", "a2"):
        call = ["add", str(out), "--id", name, "--questions", str(questions), "--reports", str(tmp_path / YUZHONG)]
        assert main(call) == 0
    first, second = load_questions(questions)
    assert (first.question, first.history, first.facts) == (ANSWER.question, LIKED.history, (("260张",),))
    assert (second.type, second.answerable) == ("unanswerable", False)


def test_versions_tell_what_answered(tmp_path: Path) -> None:
    index = build(tmp_path)
    told = versions(assistant_over(index))
    assert told == {"index": index.manifest.fingerprint[:12], "model": "fake", "format": str(index.manifest.version)}
    index.close()

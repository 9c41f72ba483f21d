"""The audit log: one line of JSON for each thing done, whatever stands in it."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from assistant.audit import AuditLog


def lines(path: Path) -> list[dict[str, str | None]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_says_who_did_what_and_is_added_to_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "data" / "audit.jsonl"
    AuditLog(path).write("张三", "10.0.0.1", "upload", "甲市.docx")
    AuditLog(path).write(None, None, "sign-in failed", "李四")
    first, second = lines(path)
    assert first.pop("time", "")
    assert first == {"user": "张三", "address": "10.0.0.1", "action": "upload", "subject": "甲市.docx"}
    assert second["user"] is None
    assert path.stat().st_mode & 0o077 == 0
    assert "甲市" in path.read_text(encoding="utf-8")


@given(st.text(st.characters(categories=None)))
def test_nothing_in_a_subject_makes_another_line_or_reorders_one(subject: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "audit.jsonl"
        AuditLog(path).write(subject, "::1", "remove", subject)
        text = path.read_text(encoding="utf-8")
        assert text.endswith("}\n")
        assert text[:-1].isprintable()
        (entry,) = lines(path)
        assert entry["subject"] == entry["user"] == subject


def test_lines_from_many_threads_stay_whole(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: log.write("甲", "::1", "upload", f"{number} " + "长" * 9000), range(80)))
    numbers = sorted(int(str(entry["subject"]).split()[0]) for entry in lines(tmp_path / "audit.jsonl"))
    assert numbers == list(range(80))

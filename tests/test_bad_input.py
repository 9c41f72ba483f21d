"""Bad input through the command lines: each has its own line and exit code, and nothing stored is lost."""

import io
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

import assistant.__main__
import eval.__main__
import index.__main__
import index.build
import index.embedding.load
from index.store.local import LocalStore
from tests.helpers.fakes import FakeEmbedder, FakeReader

TEXT = "甲市民政局2023年工作总结\n一、临时救助\n全年发放临时救助金855万元。\n二、养老服务\n新增养老床位1200张。\n"
QUESTION = "临时救助金发放了多少？"
Command = Callable[[list[str]], int]


@pytest.fixture(autouse=True)
def fake_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.reader.onnx_reader.OnnxReader", FakeReader)
    for module in (index.build, index.embedding.load):
        monkeypatch.setattr(module, "load_embedder", lambda name="default": FakeEmbedder())
        monkeypatch.setattr(module, "model_fingerprint", lambda name="default": FakeEmbedder.fingerprint)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "甲.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def built(reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert index.__main__.main(["build", str(reports), "--out", str(tmp_path / "index")]) == 0
    capsys.readouterr()
    return tmp_path / "index"


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command that must exit 2, and gives its one line."""

    def run(command: Command, *arguments: object) -> str:
        assert command([str(argument) for argument in arguments]) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        return error

    return run


def ask(*arguments: object) -> int:
    return assistant.__main__.main(["ask", *map(str, arguments)])


def stored(folder: Path) -> list[str]:
    store = LocalStore.open(folder)
    try:
        return [card.path for card in store.catalogue()]
    finally:
        store.close()


def truncated_docx() -> bytes:
    document = docx.Document()
    for _ in range(100):
        document.add_paragraph("一、临时救助。全年发放临时救助金855万元。")
    whole = io.BytesIO()
    document.save(whole)
    return whole.getvalue()[: whole.tell() // 2]


def encrypted_pdf() -> bytes:
    """The least that a PDF reader needs to see that a password is wanted."""
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [] /Count 0 >>",
        f"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{'0f' * 32}> /U <{'f0' * 32}> >>",
    )
    text, at = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        at.append(len(text))
        text += f"{number} 0 obj\n{body}\nendobj\n"
    table = f"xref\n0 {len(at) + 1}\n0000000000 65535 f \n" + "".join(f"{start:010} 00000 n \n" for start in at)
    trailer = f"trailer << /Size {len(at) + 1} /Root 1 0 R /Encrypt 3 0 R /ID [<00><00>] >>"
    return f"{text}{table}{trailer}\nstartxref\n{len(text)}\n%%EOF\n".encode("ascii")


BAD_FILES = {
    "空.txt": (b"", "0 字节"),
    "空.pdf": (b"", "0 字节"),
    "空白.txt": (b" \n\n", "没有文字"),
    "加密.pdf": (encrypted_pdf(), "密码"),
    "截断.docx": (truncated_docx(), "不完整"),
    "图片.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "图片"),
    "太大.txt": (None, "太大"),  # 200 MB, sparse
}


def write(path: Path, data: bytes | None) -> None:
    path.write_bytes(data or b"")
    if data is None:
        os.truncate(path, 200 << 20)


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_alone_is_one_line_and_makes_no_index(name: str, told: Callable[..., str], tmp_path: Path) -> None:
    data, reason = BAD_FILES[name]
    write(tmp_path / name, data)
    error = told(index.__main__.main, "build", tmp_path / name, "--out", tmp_path / "index")
    assert name in error
    assert reason in error
    assert not (tmp_path / "index").exists()


def test_bad_files_are_listed_and_the_rest_goes_on(
    built: Path, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, (data, _) in BAD_FILES.items():
        write(reports / name, data)
    (reports / "乙.txt").write_text(TEXT.replace("甲", "乙"), encoding="utf-8")
    assert index.__main__.main(["build", str(reports), "--out", str(built)]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name, (_, reason) in BAD_FILES.items():
        assert [line for line in lines if line.startswith(f"失败 {name}：") and reason in line]
    assert stored(built) == ["乙.txt", "甲.txt"]


def test_a_stored_report_stays_when_its_file_goes_bad(built: Path, reports: Path) -> None:
    write(reports / "甲.txt", b"")
    assert index.__main__.main(["build", str(reports), "--out", str(built)]) == 0
    assert stored(built) == ["甲.txt"]


def test_a_path_without_reports(told: Callable[..., str], built: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "没有找到报告" in told(index.__main__.main, "build", tmp_path / "empty", "--out", built)
    assert "路径不存在" in told(index.__main__.main, "build", tmp_path / "nowhere", "--out", built, "--prune")
    assert stored(built) == ["甲.txt"]


def test_an_index_of_another_model(told: Callable[..., str], built: Path, reports: Path) -> None:
    database = sqlite3.connect(built / "index.sqlite")
    with database:
        database.execute("UPDATE meta SET value = json_set(value, '$.fingerprint', 'another') WHERE key = 'manifest'")
    database.close()
    questions = reports.parent / "questions.jsonl"
    questions.write_text(json.dumps({"question": QUESTION}), encoding="utf-8")
    for error in (
        told(index.__main__.main, "build", reports, "--out", built),
        told(assistant.__main__.main, "ask", QUESTION, "--index", built),
        told(assistant.__main__.main, "batch", questions, "--index", built),
    ):
        assert "另一个向量模型" in error
        assert "python -m index build" in error
    assert stored(built) == ["甲.txt"]


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("harm", [Path.unlink, cut_in_half])
def test_a_faiss_file_is_made_again(
    harm: Callable[[Path], None], built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vectors = built / "derived" / "vectors.faiss"
    before = vectors.read_bytes()
    assert ask(QUESTION, "--index", built) == 0
    answer = capsys.readouterr().out
    harm(vectors)
    assert ask(QUESTION, "--index", built) == 0
    assert capsys.readouterr().out == answer
    assert vectors.read_bytes() == before


def test_a_garbled_database_is_named_with_the_cure(told: Callable[..., str], built: Path, reports: Path) -> None:
    (built / "index.sqlite").write_bytes(b"garbage!" * 9999)
    for error in (
        told(assistant.__main__.main, "ask", QUESTION, "--index", built),
        told(index.__main__.main, "build", reports, "--out", built),
    ):
        assert "python -m index build" in error
    assert (built / "index.sqlite").read_bytes() == b"garbage!" * 9999  # whoever can mend it still may


@pytest.mark.parametrize(
    ("question", "reason"),
    [("", "空"), (" \u3000\n", "空"), ("\0\x1b", "空"), ("救助" * 50_000, "100000"), ("\udcff\udcfe", "空")],
    ids=["empty", "white space", "control characters", "100,000 characters", "invalid UTF-8"],
)
def test_a_question_that_cannot_be_asked(question: str, reason: str, told: Callable[..., str], built: Path) -> None:
    assert reason in told(assistant.__main__.main, "ask", question, "--index", built)


@pytest.mark.parametrize("question", ["😀👨‍👩‍👧‍👦🎉", "？？？", "临时\udcff救助"])
def test_an_odd_question_is_answered_or_refused(question: str, built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(question, "--index", built, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["question"] == question
    assert answer["refused"] or answer["citations"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not JSON", "不是 JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[1]", "第 2 行"),
        (b'{"id": "x"}', "缺少 question"),
        (b'{"id": "x", "question": 5}', "question"),
    ],
)
def test_a_bad_line_is_named_before_anything_is_asked(
    line: bytes, reason: str, told: Callable[..., str], built: Path, tmp_path: Path
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b'{"question": "x"}\n' + line)
    error = told(assistant.__main__.main, "batch", path, "--index", built)
    assert "第 2 行" in error
    assert reason in error
    assert "第 1 行" in told(eval.__main__.main, "run", "--questions", path, "--index", built)


def test_a_missing_file_of_questions(told: Callable[..., str], built: Path, tmp_path: Path) -> None:
    for error in (
        told(assistant.__main__.main, "batch", tmp_path / "none.jsonl", "--index", built),
        told(eval.__main__.main, "run", "--questions", tmp_path / "none.jsonl", "--index", built),
        told(eval.__main__.main, "run", "--questions", tmp_path, "--index", built),
    ):
        assert str(tmp_path) in error

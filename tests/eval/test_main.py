"""`python -m eval run | compare | publish` from the files to the exit code; what is wrong is one line on stderr."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from eval.baseline import Baseline, Published, load_baseline, publish, results, save_baseline
from eval.record import Run, load, save
from tests.helpers.evaluation import LINE, REFUSABLE, TinyAssistant, run_of, scored, write

TOLERANCE = {"good": 0.02}
SET = Published("reports", "questions.jsonl", "index")
EMPTY = Baseline(TOLERANCE, {"questions.jsonl": SET})


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny assistant, whatever index is named, and a short page."""
    monkeypatch.setattr("assistant.answer.open_assistant", lambda index, model=None: TinyAssistant())
    monkeypatch.setattr("eval.showing.page.page", lambda run, found: f"<html>{found and found.passed}")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write(tmp_path / "questions.jsonl", LINE, REFUSABLE)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command that must exit 2 without a word on stdout, and gives its one line."""

    def command(*arguments: object) -> str:
        capsys.readouterr()
        assert main([str(argument) for argument in arguments]) == 2
        captured = capsys.readouterr()
        assert captured.err.count("\n") == 1
        assert not captured.out
        return captured.err

    return command


def run(questions: Path, *more: object) -> int:
    return main(["run", "--questions", str(questions), "--index", "index", *map(str, more)])


def baseline_of(path: Path, done: Run, **changes: Any) -> Path:
    """A baseline that a clean run like this one was published in, before `changes`."""
    one = publish(EMPTY, replace(done, commit="c" * 40)).sets["questions.jsonl"]
    save_baseline(Baseline(TOLERANCE, {"questions.jsonl": replace(one, **changes)}), path)
    return path


@pytest.fixture
def done(tiny: None, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """What a run of the tiny assistant gives: q1 good, q2 not."""
    assert run(questions, "--out", tmp_path / "first") == 0
    capsys.readouterr()
    return load(tmp_path / "first")


def test_a_run_prints_scores_slices_and_failures(
    tiny: None, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(questions) == 0
    captured = capsys.readouterr()
    rows = {line.split()[0]: line.split() for line in captured.out.splitlines() if line}
    assert rows["good"][1] == "0.500"
    assert [line.split()[-1] for line in captured.out.splitlines() if "  1.000 " in line][-1] == "a.txt"
    asked = "q2 [unanswerable] 甲县新建养老机构几家 → 乙县呢"
    assert f"{asked}\n  答：新建养老机构**5家**[1]\n  错：该拒答而未拒" in captured.out
    assert "q1 [" not in captured.out
    assert "通过" not in captured.out
    assert not captured.err


def test_a_run_writes_its_record_and_page(
    tiny: None, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "run"
    assert run(questions, "--out", folder) == 0
    out = capsys.readouterr().out
    assert f"已写入 {folder / 'run.json'}\n已写入 {folder / 'page.html'}\n" in out
    assert (folder / "page.html").read_text(encoding="utf-8") == "<html>None"
    record = load(folder)
    assert record.questions == "questions.jsonl"
    assert [one.answer["id"] for one in record.records] == ["q1", "q2"]
    assert record.scores["good"].mean == 0.5


def test_a_run_that_is_as_published_passes(
    done: Run, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = baseline_of(tmp_path / "baseline.json", done)
    assert run(questions, "--baseline", path, "--out", tmp_path / "second") == 0
    out = capsys.readouterr().out
    assert "与 基线 cccccccccc 相比（2 问）：赢 0，输 0，平 2" in out
    assert out.splitlines()[-1].startswith("通过")
    assert (tmp_path / "second" / "page.html").read_text(encoding="utf-8") == "<html>True"
    assert load(tmp_path / "second").answers_sha256 == done.answers_sha256


def test_a_fall_below_what_was_published_exits_1(
    done: Run, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    better = {**done.scores, "good": replace(done.scores["good"], mean=1.0)}
    path = baseline_of(tmp_path / "baseline.json", done, scores=better, not_good=())
    assert run(questions, "--baseline", path, "--out", tmp_path / "second") == 1
    captured = capsys.readouterr()
    assert "输 q2 乙县呢" in captured.out
    assert captured.out.splitlines()[-1] == "未通过：good 1.000 0.500"
    assert not captured.err
    assert load(tmp_path / "second").answers_sha256 == done.answers_sha256  # the record is kept all the same


def test_a_must_that_is_lost_exits_1(tiny: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = write(tmp_path / "questions.jsonl", LINE, REFUSABLE | {"must": True})
    assert run(questions, "--out", tmp_path / "first") == 0
    path = baseline_of(tmp_path / "baseline.json", load(tmp_path / "first"), not_good=("q1",))
    assert run(questions, "--baseline", path) == 1
    assert "必答题 q2" in capsys.readouterr().out.splitlines()[-1]


def test_compare_exits_by_its_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str], tiny: None) -> None:
    save_baseline(EMPTY, tmp_path / "baseline.json")
    before = save(run_of([scored(good=1.0), scored(good=1.0)]), tmp_path / "a")
    after = save(run_of([scored(good=1.0), scored()]), tmp_path / "b")

    def compare(one: Path, other: Path, *more: object) -> int:
        options = [one, other, "--baseline", tmp_path / "baseline.json", *more]
        return main(["compare", *map(str, options)])

    assert compare(before, before) == compare(after, before) == 0
    assert capsys.readouterr().out.count("\n通过") == 2
    assert compare(before.parent, after.parent, "--out", tmp_path / "page") == 1  # folders will do
    out = capsys.readouterr().out
    assert "输 q2" in out
    assert "未通过：good 1.000 0.500" in out
    assert (tmp_path / "page" / "page.html").read_text(encoding="utf-8") == "<html>False"


def test_what_cannot_be_compared_is_one_line(told: Callable[..., str], tmp_path: Path) -> None:
    save_baseline(EMPTY, tmp_path / "baseline.json")
    options = ["--baseline", tmp_path / "baseline.json"]
    one = save(run_of([scored()]), tmp_path / "one")
    two = save(run_of([scored(), scored()]), tmp_path / "two")
    broken = write(tmp_path / "broken.json", "{")
    assert "不是同一批问题" in told("compare", one, two, *options)
    assert f"读不了运行记录 {tmp_path / 'none.json'}" in told("compare", one, tmp_path / "none.json", *options)
    assert f"读不了运行记录 {tmp_path / 'run.json'}" in told("compare", tmp_path, one, *options)
    assert f"运行记录 {broken} 有误" in told("compare", broken, one, *options)
    assert "读不了基线文件" in told("compare", one, one, "--baseline", tmp_path / "none.json")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Where the published scores are kept here: a baseline without scores, and no page."""
    paths = tmp_path / "baseline.json", tmp_path / "RESULTS.md"
    for name, path in zip(("BASELINE", "RESULTS"), paths, strict=True):
        monkeypatch.setattr(f"eval.baseline.{name}", path)
    monkeypatch.setattr("eval.benches.figures.BENCH", tmp_path / "bench.json")
    save_baseline(EMPTY, paths[0])
    return paths


def test_publish_writes_both_files(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run_of([scored(good=1.0), scored()])
    assert main(["publish", str(save(told, tmp_path / "run"))]) == 0
    assert load_baseline(files[0]) == publish(EMPTY, told)
    assert files[1].read_text(encoding="utf-8") == results(publish(EMPTY, told), {})
    assert capsys.readouterr().out == f"已写入 {files[0]} 和 {files[1]}\n"
    before = [path.read_bytes() for path in files]
    files[1].unlink()
    assert main(["publish"]) == 0  # the page alone is made again
    assert [path.read_bytes() for path in files] == before


def test_what_cannot_be_published_is_one_line_and_changes_nothing(
    files: tuple[Path, Path], told: Callable[..., str], tmp_path: Path
) -> None:
    before, good = files[0].read_bytes(), save(run_of([scored()]), tmp_path / "good")
    for change, reason in (({"commit": "c-dirty"}, "没有干净的提交"), ({"questions": "other.jsonl"}, "other.jsonl")):
        bad = save(run_of([scored()], **change), tmp_path / "bad")
        assert reason in told("publish", good, bad)
    assert "读不了运行记录" in told("publish", good, tmp_path / "none.json")
    assert files[0].read_bytes() == before
    assert not files[1].exists()


def test_what_cannot_be_run_is_one_line(done: Run, questions: Path, told: Callable[..., str], tmp_path: Path) -> None:
    def error(file: Path, *more: object) -> str:
        return told("run", "--questions", file, "--index", "index", *more)

    path = baseline_of(tmp_path / "baseline.json", done)
    assert "没有 new.jsonl 的分数" in error(write(tmp_path / "new.jsonl", LINE), "--baseline", path)
    assert "读不了基线文件" in error(questions, "--baseline", tmp_path / "none.json")
    strange = write(tmp_path / "strange.json", {"tolerance": {"beauty": 1}, "sets": {}})
    assert "beauty" in error(questions, "--baseline", strange)
    assert "第 2 行" in error(write(tmp_path / "bad.jsonl", LINE, LINE | {"type": "riddle"}))
    assert "none.jsonl" in error(tmp_path / "none.jsonl")
    assert "q1：问题里没有字" in error(write(tmp_path / "odd.jsonl", LINE | {"question": "？？"}))
    assert "none.txt" in error(write(tmp_path / "far.jsonl", LINE | {"sources": ["none.txt"]}))
    write(questions, LINE)
    assert "questions.jsonl 改过了" in error(questions, "--baseline", path)


def test_a_folder_that_cannot_be_made_is_one_line(
    tiny: None, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(questions, "--out", questions) == 2
    error = capsys.readouterr().err
    assert error.startswith("建不了文件夹")
    assert error.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["run"], ["run", "--questions"], ["compare", "a"], ["walk"], ["publish", "-x"]])
def test_bad_usage_is_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1

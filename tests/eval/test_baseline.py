"""Published scores: read, looked up, published and shown; and the published files themselves."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.baseline import (
    BASELINE,
    RESULTS,
    Baseline,
    Published,
    load_baseline,
    publish,
    published,
    results,
    save_baseline,
)
from eval.benches.figures import BENCH, load_bench
from eval.questions import load_questions
from eval.record import questions_digest
from eval.scoring.scores import SCORES, title
from index.errors import EvaluationError
from tests.helpers.evaluation import run_of, scored, write
from tests.helpers.paths import ROOT

NAME = "questions.jsonl"
RUN = run_of([scored(good=1.0, verbatim=1.0), scored(), scored(good=1.0, length=20.0)])
ASKED = [one.question for one in RUN.records]
EMPTY = Baseline({"good": 0.02, "wrong_place": 0.0}, {NAME: Published("reports", f"eval/{NAME}", ".index")})
TOLD = publish(EMPTY, RUN)
UNPUBLISHED = not RESULTS.is_file()


def read(tmp_path: Path, value: Any) -> Baseline:
    return load_baseline(write(tmp_path / "baseline.json", value))


def test_what_is_published_of_a_run() -> None:
    told = TOLD.sets[NAME]
    assert (told.reports, told.questions, told.index) == ("reports", f"eval/{NAME}", ".index")
    assert (told.commit, told.started) == (RUN.commit, RUN.started)
    assert told.questions_sha256 == RUN.questions_sha256
    assert told.scores == RUN.scores
    assert told.not_good == ("q2",)
    assert TOLD.tolerance == EMPTY.tolerance
    assert EMPTY.sets[NAME].scores is None  # left as it was


def test_publishing_leaves_other_sets() -> None:
    other = Published("elsewhere", "other.jsonl", ".other")
    both = publish(replace(EMPTY, sets={"other.jsonl": other, **EMPTY.sets}), RUN)
    assert list(both.sets) == ["other.jsonl", NAME]
    assert both.sets["other.jsonl"] == other
    later = run_of([scored(), scored(good=1.0), scored(good=1.0)], commit="d" * 40)
    assert publish(both, later).sets[NAME].not_good == ("q1",)
    assert publish(both, later).sets[NAME].commit == "d" * 40


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"questions": "other.jsonl"}, r"问题集 other\.jsonl（有 questions\.jsonl）.*reports、questions、index"),
        ({"commit": None}, "没有干净的提交"),
        ({"commit": f"{'c' * 40}-dirty"}, "没有干净的提交"),
    ],
)
def test_what_cannot_be_made_again_is_not_published(change: dict[str, Any], told: str) -> None:
    with pytest.raises(EvaluationError, match=told):
        publish(EMPTY, replace(RUN, **change))


def test_a_baseline_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new" / "baseline.json"
    for baseline in (EMPTY, TOLD):
        save_baseline(baseline, path)
        assert load_baseline(path) == baseline
    assert path.read_text(encoding="utf-8").endswith("}\n")


def test_a_baseline_needs_no_scores_yet(tmp_path: Path) -> None:
    least = {"tolerance": {}, "sets": {NAME: {"reports": "reports", "questions": f"eval/{NAME}", "index": ".index"}}}
    assert read(tmp_path, least) == replace(EMPTY, tolerance={})


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("{", "JSON"),
        ({"sets": {}}, "缺少 tolerance"),
        ({"tolerance": {"good": "much"}, "sets": {}}, "tolerance.good"),
        ({"tolerance": {}, "sets": {NAME: {"reports": "reports"}}}, f"缺少 sets.{NAME}.questions"),
        ({"tolerance": {"beauty": 0.1}, "sets": {}}, "不认识的分数 beauty"),
    ],
)
def test_a_broken_baseline_is_named_with_what_is_wrong(tmp_path: Path, value: Any, told: str) -> None:
    with pytest.raises(EvaluationError) as stopped:
        read(tmp_path, value)
    message = str(stopped.value)
    assert message.startswith(f"基线文件 {tmp_path / 'baseline.json'} 有")
    assert told in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["NaN", "-0.1"])
def test_a_tolerance_that_would_let_anything_or_nothing_pass_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvaluationError, match="good"):
        read(tmp_path, f'{{"tolerance": {{"good": {text}}}, "sets": {{}}}}')


def test_a_published_score_that_is_unknown_is_an_error(tmp_path: Path) -> None:
    save_baseline(TOLD, tmp_path / "b.json")
    value = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    value["sets"][NAME]["scores"]["beauty"] = value["sets"][NAME]["scores"]["good"]
    with pytest.raises(EvaluationError, match="不认识的分数 beauty，可用的是 good、correct"):
        read(tmp_path, value)


def test_a_missing_baseline_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(EvaluationError, match=f"读不了基线文件 {path}（"):
            load_baseline(path)


def test_a_set_is_looked_up_by_the_name_of_its_file() -> None:
    assert published(TOLD, NAME, ASKED) == TOLD.sets[NAME]
    for baseline, name in ((TOLD, "other.jsonl"), (EMPTY, NAME)):
        with pytest.raises(EvaluationError, match=f"基线里没有 {name} 的分数.*eval publish"):
            published(baseline, name, ASKED)


def test_questions_that_changed_are_another_set() -> None:
    for changed in (ASKED[:2], [*ASKED[:2], replace(ASKED[2], facts=(("6家",),))]):
        with pytest.raises(EvaluationError, match=f"{NAME} 改过了.*重新运行"):
            published(TOLD, NAME, changed)


def test_the_page_has_a_row_a_score_and_a_column_a_set() -> None:
    other = replace(TOLD.sets[NAME], questions="other.jsonl", index=".other", commit="e" * 40)
    page = results(replace(TOLD, sets={**TOLD.sets, "other.jsonl": other, "none.jsonl": Published("r", "n", "i")}), {})
    table = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("|")]
    assert table[0] == ["set", NAME, "other.jsonl"]
    assert table[1] == ["---"] * 3
    assert [row[0] for row in table[2:]] == [*map(title, SCORES), "commit"]
    rows = {row[0]: row[1] for row in table}
    good = RUN.scores["good"]
    assert rows["good"] == f"0.667 [{good.low:.2f}, {good.high:.2f}]"
    assert (rows["verbatim"], rows["length"], rows["rouge l"]) == ("1", "20", "–")  # one answer has no interval
    assert table[-1] == ["commit", "`cccccccccc`", "`eeeeeeeeee`"]
    assert "none.jsonl" not in page
    assert "good 0.02, wrong place 0." in page
    for line in ("python -m index build reports --out .other --prune", "--questions other.jsonl --index .other"):
        assert line in page


def test_the_page_of_nothing_published_is_a_page() -> None:
    assert "| set |" in results(EMPTY, {})


@pytest.mark.skipif(UNPUBLISHED, reason="nothing is published yet")
def test_the_published_page_is_made_of_the_published_scores() -> None:
    assert RESULTS.read_text(encoding="utf-8") == results(load_baseline(BASELINE), load_bench(BENCH))


@pytest.mark.skipif(UNPUBLISHED, reason="nothing is published yet")
def test_the_published_scores_are_of_the_questions_as_they_stand() -> None:
    told = load_baseline(BASELINE).sets
    assert told[NAME].scores
    for name, one in told.items():
        if one.scores and (ROOT / one.questions).is_file():
            asked = load_questions(ROOT / one.questions)
            assert one.questions_sha256 == questions_digest(asked), f"{name} has changed: publish a run of it again"
            assert set(one.not_good) <= {question.id for question in asked}


def test_the_baseline_can_be_read() -> None:
    told = load_baseline(BASELINE)
    assert told.tolerance["good"] > 0
    assert all(Path(one.questions).name == name for name, one in told.sets.items())

"""What a terminal shows of a run and of a comparison."""

from dataclasses import replace

from eval.compare import Change, compare, of_run
from eval.record import Record
from eval.scoring.scores import SCORES, title
from eval.scoring.summary import Estimate
from eval.showing.console import SHOWN, by_slice, comparison, failures, overall, report, times, verdict
from tests.helpers.evaluation import ASKED, run_of, scored

RUN = run_of(
    [scored(good=1.0, length=12.0), scored(good=1.0, length=14.0), scored(faults=("太长 130 字", "缺事实 5家"))]
)
WORSE = run_of([scored(good=1.0), scored(), scored(good=1.0)])


def cells(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_a_row_a_score_with_its_interval() -> None:
    head, good, length = cells(
        overall({"good": Estimate(3, 2 / 3, 0.0, 1.0), "length": Estimate(1, 123.456, None, None)})
    )
    assert head == ["score", "mean", "95%", "n"]
    assert good == ["good", "0.667", "[0.000,", "1.000]", "3"]
    assert length == ["length", "123.5", "1"]


def test_columns_are_even() -> None:
    for text in (overall(RUN.scores), times(RUN.latency_ms)):
        assert len({len(line) for line in text.splitlines()}) == 1


def test_a_row_a_slice_with_its_name_last() -> None:
    rows = cells(by_slice({"type": RUN.by_type, "region": {"甲县": {"good": Estimate(2, 0.5, 0.0, 1.0)}}}))
    assert [row[-1] for row in rows] == ["type", "number", "region", "甲县"]
    assert rows[1][:2] == ["3", "0.667"]
    assert rows[1][-2] == "13"  # characters
    assert rows[3][:3] == ["2", "0.500", "–"]
    assert by_slice({"region": {}}).split()[-1] == "region"


def test_a_row_a_stage() -> None:
    assert cells(times({"retrieve": {"p50": 1.25, "p95": 30.0}})) == [["ms", "p50", "p95"], ["retrieve", "1.2", "30.0"]]
    assert cells(times({})) == [["ms", "p50", "p95"]]


def test_failures_tell_question_answer_and_faults() -> None:
    asked = replace(ASKED, history=("甲县呢",), question="乙县呢")
    long = Record(asked, {"answer": "第一行\n\n第二行" + "啊" * SHOWN}, scored(faults=("太长 130 字", "缺事实 5家")))
    fine = Record(ASKED, {"answer": "5家"}, scored(good=1.0))
    (told,) = failures([fine, long])
    assert told.startswith("q1 [number] 甲县呢 → 乙县呢\n  答：第一行 第二行啊")
    assert told.endswith("\n  错：太长 130 字；缺事实 5家")
    assert len(told.splitlines()[1]) == SHOWN + len("  答：")


def test_a_report_has_all_parts() -> None:
    parts = list(report(RUN))
    assert len(parts) == 4
    assert parts[0] == overall(RUN.scores)
    assert parts[3].startswith("q3 [number]")


def test_a_comparison_tells_won_lost_and_the_verdict() -> None:
    found = compare(of_run(RUN, "old.json"), WORSE, {"good": 0.02})
    head, answers, table, *questions, last = comparison(found, WORSE)
    assert head == "与 old.json 相比（3 问）：赢 1，输 1，平 1"
    assert answers == "回答逐字相同 1 问，不同 2 问"
    assert questions == [f"赢 q3 {ASKED.question}", f"输 q2 {ASKED.question}"]
    rows = {row[0]: row for row in cells(table)}
    assert rows["good"][1:4] == ["0.667", "0.667", "+0.000"]
    assert rows["length"][1:] == ["13", "–"]  # it applies no more
    assert last == verdict(found)


def test_answers_that_are_not_known_are_not_told() -> None:
    found = replace(compare(of_run(RUN, "old"), WORSE, {}), changed=None)
    assert not any(part.startswith("回答逐字") for part in comparison(found, WORSE))


def test_the_verdict_says_what_fell_and_what_must_not_be_lost() -> None:
    found = compare(of_run(RUN, "old"), RUN, {})
    assert verdict(found).startswith("通过：")
    changes = (Change("good", 0.9, 0.8, -0.2, 0.0, 0.04), Change("length", 10.0, 30.0), Change("verbatim", 1.0, None))
    told = verdict(replace(found, changes=changes, fallen=("length", "verbatim"), must_lost=("q7",)))
    assert told == "未通过：length 10 30；verbatim 1.000 –；必答题 q7 答不好了"


def test_names_are_shown_as_people_write_them() -> None:
    assert title("recall_at_5") == "recall@5"
    assert title("first_has_fact") == "first has fact"
    assert len({title(name) for name in SCORES}) == len({one.label for one in SCORES.values()}) == len(SCORES)

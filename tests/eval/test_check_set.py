"""Each way in which a set can be broken is found, named and nothing else is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.check_set import FEW, MANY, Flaw, check, read_chunks
from eval.questions import Question, load_questions
from index.errors import EvaluationError, ReportError
from index.model import Chunk
from tests.helpers.paths import ROOT


def chunks(reports: Mapping[str, Sequence[str]]) -> dict[str, tuple[Chunk, ...]]:
    return {
        path: tuple(
            Chunk(path, at, 0, 0, text, (), None, f"{path}的标题", frozenset()) for at, text in enumerate(texts)
        )
        for path, texts in reports.items()
    }


REPORTS = chunks(
    {
        "甲.txt": ["全年新建养老机构5家，床位120张。", "救助流浪人员36人次，", "发放补贴8.5万元。"],
        "乙.txt": ["全年新建养老机构9家。", "训练分七种进行。"],
    }
)
GOOD = Question(
    id="q1",
    question="东湖区新建了几家养老机构",
    history=(),
    type="number",
    answerable=True,
    sources=("甲.txt",),
    evidence=(("养老机构5家",),),
    facts=(("5家",),),
    forbidden=("9家",),
)
REFUSED = replace(GOOD, type="unanswerable", answerable=False, sources=(), evidence=(), facts=(), forbidden=())


def found(*questions: Question) -> list[str]:
    return [str(flaw) for flaw in check(questions, REPORTS)]


def test_a_sound_set_has_no_flaw() -> None:
    tolerated = replace(GOOD, id="q2", question="哪里新建了养老机构", sources=("甲.txt", "乙.txt"))
    assert found(GOOD, tolerated, replace(REFUSED, id="q3", question="东湖区有几所大学")) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sources": ("甲.txt", "丙.txt")}, "来源 丙.txt 不在报告里"),
        ({"evidence": (("养老机构5所",),)}, "不在任何报告里"),
        ({"evidence": (("养老机构9家",),)}, "而见于 乙.txt"),
        ({"evidence": (("36人次，发放补贴",),)}, "跨了两段"),
        ({"evidence": (("养老机构5家", "养老机枸5家"),)}, "依据「养老机枸5家」不在来源里"),
        ({"evidence": ((" ",),)}, "依据有空白"),
        ({"facts": (("6家",),)}, "事实「6家」不在来源里"),
        ({"facts": (("养老机构",),)}, "事实「养老机构」问题里已有"),
        ({"facts": (("5家",),), "history": ("不是5家吗",)}, "问题里已有"),
        ({"facts": (("",),), "forbidden": ()}, "问题里已有"),
        ({"forbidden": ("15家",)}, "forbidden「15家」里含有事实"),
        ({"type": "followup"}, "没有上文"),
    ],
)
def test_a_flaw_is_named_with_the_question(changed: dict[str, Any], said: str) -> None:
    (line,) = found(replace(GOOD, **changed))
    assert line.startswith("q1：")
    assert said in line


@pytest.mark.parametrize(
    "changed",
    [
        {"evidence": (("  养老机构\n**5**家",),)},  # compared as the scores do
        {"sources": ("乙.txt",), "evidence": (("分七种",),), "facts": (("七种", "7种"),), "forbidden": ()},
        {"facts": (("甲.txt的标题",),)},  # a place may stand in the title alone
        {"history": ("东湖区有多少张床位",)},
    ],
)
def test_what_is_right_is_let_pass(changed: dict[str, Any]) -> None:
    assert found(replace(GOOD, **changed)) == []


def test_all_flaws_are_told_together() -> None:
    bad = replace(GOOD, sources=("丙.txt",), forbidden=("5家",))
    assert len(found(bad)) == 4
    assert {flaw.ids for flaw in check([bad, replace(bad, id="q2")], REPORTS)} == {("q1",), ("q2",), ("q1", "q2")}


@pytest.mark.parametrize(
    "again",
    [
        "东湖区新建了几家养老机构？",
        "请问东湖区新建了几家 养老机构吗",
        "东湖区新建几家养老机构",
        "东湖区一共新建了几家养老机构",
    ],
)
def test_a_question_asked_twice_is_found(again: str) -> None:
    (line,) = found(GOOD, replace(GOOD, id="q2", question=again))
    assert line.startswith("q1、q2：问的")


@pytest.mark.parametrize(
    "other",
    [
        {"question": "番禺区新建了几家养老机构"},
        {"question": "东湖区2023年新建了几家养老机构"},
        {"question": "东湖区去年新建了几家养老机构"},
        {"question": "东湖区新建了几家养老机构", "history": ("先说说托育", "再说别的")},
        {"question": "东湖区新建了几张养老床位", "evidence": (("床位120张",),), "facts": (("120张",),)},
        {"question": "东湖区新建了几家养老机关", "facts": (("全年",),)},  # alike in words, but wants another thing
    ],
)
def test_another_place_year_chat_or_thing_is_another_question(other: dict[str, Any]) -> None:
    assert found(GOOD, replace(GOOD, id="q2", **other)) == []


def test_types_asked_too_seldom_are_told_of_large_sets_only() -> None:
    many = [replace(REFUSED, id=f"r{number}", question=f"第{number}件") for number in range(MANY - 2)]
    assert found(GOOD, *many) == []
    (line,) = found(GOOD, *many, replace(REFUSED, id="r", question="还有吗"))
    assert line.startswith(f"整个问题集：类型 number 只有 1 问，少于 {FEW} 问")


@pytest.mark.parametrize("name", ["gate.jsonl", "questions.jsonl", "provincial.jsonl", "calibration.jsonl"])
def test_the_sets_of_the_repo_repeat_no_question(name: str) -> None:
    questions = load_questions(ROOT / "eval" / name)
    assert [flaw for flaw in check(questions, {}) if len(flaw.ids) > 1] == []


@pytest.mark.parametrize(
    ("name", "reports"), [("gate.jsonl", ["reports", "eval/series"]), ("questions.jsonl", ["reports"])]
)
def test_the_sets_of_the_repo_are_sound(name: str, reports: list[str]) -> None:
    chunks = read_chunks([ROOT / folder for folder in reports])
    assert check(load_questions(ROOT / "eval" / name), chunks) == ()


def test_reports_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "好.txt").write_text("东湖区民政局2022年工作总结\n新建养老机构5家。\n", encoding="utf-8")
    (tmp_path / "坏.docx").write_bytes(b"not a zip file")
    assert list(read_chunks([tmp_path])) == ["好.txt"]
    (tmp_path / "好.txt").unlink()
    with pytest.raises(EvaluationError, match="没有能读的报告"):
        read_chunks([tmp_path])
    with pytest.raises(ReportError, match="不存在"):
        read_chunks([tmp_path / "nowhere"])


texts = st.text(max_size=12) | st.sampled_from(["养老机构5家", "5家", "东湖区2022年", "请问", "，\n", "9家"])
groups = st.lists(st.lists(texts, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple)
questions = st.lists(
    st.builds(
        Question,
        id=st.uuids().map(str),
        question=texts,
        history=st.lists(texts, max_size=2).map(tuple),
        type=st.sampled_from(["number", "followup", "unanswerable"]),
        answerable=st.booleans(),
        sources=st.lists(st.sampled_from(["甲.txt", "乙.txt"]) | texts, max_size=2).map(tuple),
        evidence=groups,
        facts=groups,
        forbidden=st.lists(texts, max_size=2).map(tuple),
    ),
    max_size=6,
    unique_by=lambda question: question.id,
)


@given(questions, st.dictionaries(texts, st.lists(texts, max_size=3), max_size=2), st.randoms())
def test_no_text_breaks_the_check_and_no_order_changes_it(
    asked: list[Question], reports: dict[str, list[str]], random: Random
) -> None:
    shuffled = list(asked)
    random.shuffle(shuffled)
    flaws = check(asked, REPORTS | chunks(reports))
    assert all(isinstance(flaw, Flaw) and str(flaw) for flaw in flaws)
    assert sorted(map(str, flaws)) == sorted(map(str, check(shuffled, REPORTS | chunks(reports))))

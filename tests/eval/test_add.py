"""From a user's thumb to a line of a set: what is made, what is refused, and what stays untouched."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.model import Answer, Citation, Statement
from eval.add import add, next_id
from eval.check_set import check
from eval.feedback import Feedback, Right, load_feedback, question_of
from eval.questions import load_questions
from eval.scoring.text import met, normalise
from index.errors import EvaluationError, QuestionError
from index.model import Chunk

PARAGRAPH = (
    "一是扩大供给，全年新建养老机构5家，床位共120张，另有助餐点若干，"
    "覆盖城乡各处老年人群，群众反映良好。截至6月底已全部开业。"
)
OTHER = "全年新建养老机构9家。另办托育12处。"


def chunk(report: str, text: str) -> Chunk:
    return Chunk(report, 0, 0, len(text), text, (), None, f"{report}的标题", frozenset())


CHUNKS = {"甲.txt": [chunk("甲.txt", PARAGRAPH)], "乙.txt": [chunk("乙.txt", OTHER)]}


def answer(text: str, *quotes: tuple[str, str], refused: bool = False, **other: Any) -> Answer:
    """An answer that says `text` and quotes from (report, quote)."""
    cited = [
        Citation(number, report, None, None, None, (), "", quote, 0, len(quote))
        for number, (report, quote) in enumerate(quotes, 1)
    ]
    statements = tuple(Statement(one.quote, (one.number,)) for one in cited)
    made = Answer("", "", text, refused, None, (), (), statements, tuple(cited), (), {"total": 1.0})
    return replace(made, **other)


FIVE = answer("全年新建养老机构**5家**[1]", ("甲.txt", PARAGRAPH))
NOTHING = answer("报告里没有查到。", refused=True, reason="not_found")
LIKED = Feedback("f1", datetime.now(UTC), True, "", "东湖区建了几家养老机构", (), FIVE, {"index": "1"})
DISLIKED = replace(LIKED, liked=False, reason="答的是别处", answer=answer("**9家**[1]", ("乙.txt", OTHER)))


def made(feedback: Feedback, **right: Any) -> dict[str, Any]:
    return asdict(question_of(feedback, Right(**right), "q1", CHUNKS))


def records(path: Path, *feedback: Feedback) -> Path:
    lines = [json.dumps(asdict(each) | {"more": 1}, ensure_ascii=False, default=str) for each in feedback]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_liked_answer_tells_what_is_right() -> None:
    question = made(LIKED)
    assert question["question"] == LIKED.question
    assert (question["type"], question["answerable"], question["sources"]) == ("number", True, ("甲.txt",))
    assert question["evidence"] == (("全年新建养老机构5家",),)  # the clause with what is bold
    assert question["facts"] == (("5家",),)


@pytest.mark.parametrize(
    ("said", "quotes", "evidence", "facts", "kind"),
    [
        ("办托育12处[1]", ["另办托育12处。"], ["另办托育12处"], ["12处"], "number"),
        (
            "截至6月底已全部开业。[1]",
            ["截至6月底已全部开业。"],
            ["截至6月底已全部开业"],
            ["截至6月底已全部开业"],
            "fact",
        ),
        (
            "**5家**[1]、**120张**[1]、**若干**[1]",
            [PARAGRAPH],
            ["全年新建养老机构5家"],
            ["5家", "120张", "若干"],
            "list",
        ),
        ("扩大[1]", [PARAGRAPH.replace("一是", "")], ["扩大供给，全年新建养老机构5家"], ["5家", "120张"], "number"),
    ],
)
def test_evidence_and_facts_are_short(
    said: str, quotes: Sequence[str], evidence: list[str], facts: list[str], kind: str
) -> None:
    question = made(replace(LIKED, question="怎样", answer=answer(said, *(("甲.txt", quote) for quote in quotes))))
    assert [list(group) for group in question["evidence"]] == [[text] for text in evidence]
    assert [list(group) for group in question["facts"]] == [[text] for text in facts]
    assert question["type"] == kind


def test_what_the_question_says_is_no_fact() -> None:
    assert made(replace(LIKED, question="建了5家养老机构，床位多少张"))["facts"] == (("120张",),)
    with pytest.raises(EvaluationError, match="--fact"):
        made(replace(LIKED, question="办托育12处", answer=answer("**12处**", ("乙.txt", "办托育12处"))))


def test_the_type_is_guessed() -> None:
    both = answer("**5家**[1]；**9家**[2]", ("甲.txt", PARAGRAPH), ("乙.txt", OTHER))
    assert made(replace(LIKED, answer=both))["type"] == "compare"
    assert made(replace(LIKED, history=("托育呢",)))["type"] == "followup"
    assert made(LIKED, type="paraphrase")["type"] == "paraphrase"


@pytest.mark.parametrize(
    ("feedback", "right", "kind"),
    [
        (replace(LIKED, answer=NOTHING), {}, "unanswerable"),
        (replace(LIKED, answer=replace(NOTHING, reason="premise_mismatch")), {}, "false_premise"),
        (DISLIKED, {"refuse": True}, "unanswerable"),
        (DISLIKED, {"refuse": True, "type": "false_premise"}, "false_premise"),
        (DISLIKED, {"refuse": True, "type": "near_miss"}, "near_miss"),
    ],
)
def test_where_a_refusal_is_right_nothing_is_wanted(feedback: Feedback, right: dict[str, Any], kind: str) -> None:
    question = made(feedback, **right)
    assert (question["type"], question["answerable"]) == (kind, False)
    assert question["sources"] == question["evidence"] == question["facts"] == ()


def test_of_a_disliked_answer_the_editor_tells_what_is_right() -> None:
    question = made(DISLIKED, evidence=("养老机构5家，床位共120张",))
    assert (question["sources"], question["facts"]) == (("甲.txt",), (("5家",), ("120张",)))
    assert made(DISLIKED, evidence=("养老机构5家",), facts=("五家",))["facts"] == (("五家",),)
    assert made(DISLIKED, evidence=("全年新建养老机构",), facts=("5家",))["sources"] == ("甲.txt", "乙.txt")
    assert made(LIKED, evidence=("全年新建养老机构",))["sources"] == ("甲.txt",)  # the one that the answer cites


@pytest.mark.parametrize(
    ("feedback", "right", "said"),
    [
        (DISLIKED, {}, "请用 --evidence"),
        (DISLIKED, {"facts": ("5家",)}, "请用 --evidence"),
        (replace(LIKED, answer=NOTHING), {"facts": ("5家",)}, "请用 --evidence"),
        (DISLIKED, {"evidence": ("养老机构7家",)}, "不在任何报告的同一段里"),
        (DISLIKED, {"evidence": (" ",)}, "不在任何报告的同一段里"),
        (LIKED, {"refuse": True, "facts": ("5家",)}, "不能与"),
        (LIKED, {"type": "unanswerable"}, "请换一个类型"),
        (DISLIKED, {"refuse": True, "type": "number"}, "请换一个类型"),
    ],
)
def test_what_tells_nothing_or_too_much_is_an_error(feedback: Feedback, right: dict[str, Any], said: str) -> None:
    with pytest.raises(EvaluationError, match=said):
        made(feedback, **right)


def test_the_line_is_appended_and_passes_the_check(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    first = add(LIKED, Right(), path, CHUNKS)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))  # an editor may have left off the last line's end
    second = add(replace(LIKED, question="东湖区有几所大学", answer=NOTHING), Right(), path, CHUNKS)
    assert path.read_text(encoding="utf-8") == f"{first}\n{second}\n"
    assert [question.id for question in load_questions(path)] == ["q001", "q002"]
    assert list(json.loads(first))[-3:] == ["evidence", "facts", "forbidden"]
    assert check(load_questions(path), CHUNKS) == ()
    assert list(tmp_path.iterdir()) == [path]


def test_a_broken_question_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    add(LIKED, Right(), path, CHUNKS)
    before = path.read_bytes()
    with pytest.raises(EvaluationError, match="没有加入：q001、q002：问的相同"):
        add(LIKED, Right(), path, CHUNKS)
    with pytest.raises(EvaluationError, match="没有加入：q002：事实「7家」不在来源里"):
        add(replace(LIKED, question="几家"), Right(facts=("7家",)), path, CHUNKS)
    assert path.read_bytes() == before
    with pytest.raises(EvaluationError, match="写不了"):
        add(LIKED, Right(), tmp_path / "nowhere" / "set.jsonl", CHUNKS)
    with pytest.raises(QuestionError, match="读不了"):
        add(LIKED, Right(), tmp_path, CHUNKS)


def test_flaws_that_were_there_do_not_stand_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    old = asdict(question_of(LIKED, Right(), "x9", CHUNKS)) | {"question": "另一问", "sources": ["丙.txt"]}
    path.write_text(json.dumps(old), encoding="utf-8")
    assert json.loads(add(LIKED, Right(), path, CHUNKS))["id"] == "x10"


@pytest.mark.parametrize(
    ("ids", "fresh"),
    [([], "q001"), (["a", "b"], "q001"), (["q168"], "q169"), (["d9", "p007"], "p008"), (["7", "12"], "13")],
)
def test_ids_go_on_in_the_style_of_the_set(ids: list[str], fresh: str) -> None:
    assert next_id(ids) == fresh


@given(st.lists(st.from_regex(r"[a-z]{0,2}[0-9]{0,4}", fullmatch=True), unique=True))
def test_an_id_is_never_used_twice(ids: list[str]) -> None:
    assert next_id(ids) not in ids


def test_a_record_is_found_by_its_id(tmp_path: Path) -> None:
    path = records(tmp_path / "feedback.jsonl", LIKED, DISLIKED, replace(LIKED, id="f2"))
    assert load_feedback(path, "f1") == DISLIKED  # the later one: the user thought again
    assert load_feedback(path, "f2") == replace(LIKED, id="f2")
    with pytest.raises(EvaluationError, match="没有 id 为 f3"):
        load_feedback(path, "f3")
    with pytest.raises(EvaluationError, match="读不了"):
        load_feedback(tmp_path / "nowhere", "f1")
    path.write_text('{"id": "f1"}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match="第 1 行有误（缺少 time）"):
        load_feedback(path, "f1")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    asked=st.text(max_size=20),
    history=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    said=st.sampled_from([FIVE, NOTHING, DISLIKED.answer])
    | st.text(max_size=20).map(lambda text: answer(text, ("甲.txt", text))),
    liked=st.booleans(),
    right=st.builds(
        Right,
        evidence=st.lists(st.sampled_from(["养老机构5家", "托育12处"]) | st.text(max_size=5), max_size=1).map(tuple),
        facts=st.lists(st.sampled_from(["5家", "12处"]) | st.text(max_size=5), max_size=2).map(tuple),
        refuse=st.booleans(),
    ),
    end=st.sampled_from(["", "\n", "\r\n", "\n\n"]),
)
def test_whatever_is_added_loads_passes_and_keeps_what_was_there(
    tmp_path: Path, asked: str, history: tuple[str, ...], said: Answer, liked: bool, right: Right, end: str
) -> None:
    path = tmp_path / "set.jsonl"
    old = json.dumps(asdict(question_of(LIKED, Right(), "k07", CHUNKS)), ensure_ascii=False) + end
    path.write_bytes(old.encode())
    feedback = replace(LIKED, question=asked, history=history, answer=said, liked=liked)
    try:
        add(feedback, right, path, CHUNKS)
    except EvaluationError:
        assert path.read_bytes() == old.encode()
        return
    first, new = load_questions(path)
    assert path.read_bytes().startswith(old.encode())
    assert (first.id, new.id, new.question, new.history) == ("k07", "k08", asked, history)
    assert check((first, new), CHUNKS) == ()
    if liked and not right.facts and not right.evidence and not said.refused:
        assert not new.answerable or all(
            met(group, normalise(said.answer + "".join(one.text for one in said.statements))) for group in new.facts
        )

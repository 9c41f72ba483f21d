"""How much is said: runs of clauses that are verbatim, short, trusted and of the time asked for, best first."""

from itertools import pairwise
from math import isfinite

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.evidence import extents as extent
from assistant.evidence.extents import FEATURES, KINDS, LONGEST, Run, extents, runs
from assistant.model import Evidence
from index.model import Report, overlaps
from index.report.periods import YEAR, clause_planned
from index.text.sentences import clauses, sentences
from tests.helpers.places import ADVERT, found, place, report, want

SUZHOU = place("苏州市")
QUESTIONS = (
    "苏州养老服务有什么做法",
    "苏州2024年养老服务有什么做法",
    "苏州2023年推行了什么模式",
    "苏州下一步计划做什么",
    "苏州完成了哪些行动",
    "怎么做好养老服务",
    "苏州2024年计划建设什么",
    "什么",
)
WORDS = """
苏州市 昆山市 养老服务 助餐点 先照后核 推行 建设 新增 模式 救助 2023年 2024年 2019年 计划 将 力争 完成 了 126个 1,200张
一、 （一） 1. 一是 为贯彻落实精神 ， ， 。 。 ； ： “ ” （ ）
"""
pieces = st.sampled_from([*WORDS.split(), "\n", ADVERT, "统筹推进城乡社区养老服务" * 9])
texts = st.lists(pieces, min_size=1, max_size=70).map("".join)
plenty = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])


def read(text: str, question: str) -> tuple[Report, list[Evidence]]:
    told = report(text, SUZHOU, 2023)
    own = frozenset({told.path})
    return told, extents(want(question), found(told, question, SUZHOU, own), lambda path: told)


def all_runs(text: str, question: str) -> list[Run]:
    told = report(text, SUZHOU, 2023)
    return list(runs(want(question), found(told, question), lambda path: told))


def words(run: Run) -> str:
    return run.sentence.hit.chunk.text[run.start : run.end]


def touched(span: Evidence) -> list[str]:
    """The sentences of its chunk that a span has a part of."""
    chunk = span.hit.chunk
    start, end = span.start - chunk.start, span.end - chunk.start
    return [chunk.text[left:right] for left, right in sentences(chunk.text) if left < end and start < right]


@plenty
@given(texts.filter(str.strip), st.sampled_from(QUESTIONS))
def test_every_extent_is_verbatim_within_a_chunk_short_and_trusted(text: str, question: str) -> None:
    told, spans = read(text, question)
    for span in spans:
        chunk = span.hit.chunk
        assert span.quote.strip()
        assert told.text[span.start : span.end] == span.quote
        assert chunk.start <= span.start < span.end <= chunk.end
        parts = [
            (chunk.start + left, chunk.start + right)
            for sentence in sentences(chunk.text)
            for left, right in clauses(chunk.text, *sentence)
        ]
        assert span.start in [left for left, _ in parts]
        assert len(span.quote) <= LONGEST or any(left <= span.start and span.end <= right for left, right in parts)
        assert not overlaps(told.distrusted, span.start, span.end)
        assert 0 <= span.coverage <= 1.000001


@plenty
@given(texts.filter(str.strip), st.sampled_from(QUESTIONS))
def test_no_extent_has_a_sentence_of_another_year_or_no_plan_where_one_is_asked(text: str, question: str) -> None:
    _, spans = read(text, question)
    query = want(question).query
    for span in spans:
        period = span.hit.chunk.period
        for sentence in touched(span):
            years = {int(year) for year in YEAR.findall(sentence)} | {year for year in [period and period.year] if year}
            assert not query.years or not years or not years.isdisjoint(query.years)
            assert not query.planned or clause_planned(sentence, period)


@plenty
@given(texts.filter(str.strip), st.sampled_from(QUESTIONS))
def test_what_was_done_and_what_is_planned_are_never_one_extent(text: str, question: str) -> None:
    _, spans = read(text, question)
    for span in spans:
        assert len({clause_planned(sentence, span.hit.chunk.period) for sentence in touched(span)}) == 1


@plenty
@given(texts.filter(str.strip), st.sampled_from(QUESTIONS))
def test_the_best_comes_first_and_always_the_same(text: str, question: str) -> None:
    _, spans = read(text, question)
    assert all(one.score >= other.score for one, other in pairwise(spans))
    assert spans == read(text, question)[1]


@plenty
@given(texts.filter(str.strip), st.sampled_from(QUESTIONS))
def test_features_are_finite_shares_and_flags(text: str, question: str) -> None:
    for run in all_runs(text, question):
        seen = dict(zip(FEATURES, run.features.tolist(), strict=True))
        assert all(map(isfinite, seen.values()))
        for name in ("focus", "focus_sentence", "around", "rank", "headings", "phrases"):
            assert 0 <= seen[name] <= 1.000001, name
        assert seen["focus"] <= seen["focus_sentence"] + 1e-9
        assert {seen[name] for name in ("preamble", "opening", "whole", "starts", "ends", "verb", "counted")} <= {
            0.0,
            1.0,
        }
        assert seen["whole"] == seen["starts"] * seen["ends"]
        assert sum(seen[f"{kind}_length_squared"] > 0 for kind in KINDS) <= 1


def test_a_run_goes_on_over_the_following_sentences_or_stops_at_a_clause() -> None:
    told = {words(run) for run in all_runs("推行先照后核模式，先核对，再公示。建成助餐点126个。完成验收。", "什么模式")}
    assert told >= {
        "推行先照后核模式",
        "推行先照后核模式，先核对",
        "先核对，再公示",
        "再公示",
        "推行先照后核模式，先核对，再公示",
        "推行先照后核模式，先核对，再公示。建成助餐点126个。完成验收",
        "建成助餐点126个。完成验收",
        "完成验收",
    }


def test_no_run_goes_over_what_may_not_be_quoted() -> None:
    told = {words(run) for run in all_runs(f"推行先照后核。欢迎来{ADVERT}，祝好运。建成助餐点。", "推行什么")}
    assert told == {"推行先照后核", "建成助餐点"}


def test_no_run_goes_on_over_a_heading_line() -> None:
    told = {words(run) for run in all_runs("推行先照后核。\n（二）养老服务\n建成助餐点。", "推行什么")}
    assert not any("先照后核" in run and "养老服务" in run for run in told)
    assert "（二）养老服务\n建成助餐点" in told


def test_a_clause_longer_than_the_longest_run_stands_alone() -> None:
    long = "统筹推进城乡社区养老服务" * 30
    assert len(long) > LONGEST
    told = [words(run) for run in all_runs(f"{long}，先核对，再公示。", "怎么推进养老服务")]
    assert long in told
    assert not any(len(run) > LONGEST and run != long for run in told)


def feature(name: str, question: str, text: str) -> dict[str, float]:
    return {words(run): run.features[FEATURES.index(name)] for run in all_runs(text, question)}


def test_a_word_weighs_more_the_nearer_it_stands_to_the_interrogative() -> None:
    text = "验收完工。"
    near = feature("focus", "敬老院扩建工程哪天完工", text)["验收完工"]
    far = feature("focus", "已经完工的敬老院扩建工程在哪里", text)["验收完工"]
    assert near > far > 0


def test_preambles_are_marked_and_so_is_what_holds_them() -> None:
    seen = feature("preamble", "推行什么模式", "为贯彻落实会议精神，推行先照后核模式。")
    assert seen["推行先照后核模式"] == 0
    assert seen["为贯彻落实会议精神，推行先照后核模式"] == 1


def test_whole_sentences_are_marked() -> None:
    text = "推行模式，先核对，再公示。建成助餐点。"
    marks = {name: feature(name, "什么模式", text) for name in ("starts", "ends", "whole")}
    shown = {run: tuple(int(marks[name][run]) for name in marks) for run in marks["whole"]}
    assert shown["推行模式"] == (1, 0, 0)
    assert shown["再公示"] == (0, 1, 0)
    assert shown["先核对"] == (0, 0, 0)
    assert shown["推行模式，先核对，再公示"] == (1, 1, 1)
    assert shown["推行模式，先核对，再公示。建成助餐点"] == (1, 1, 1)


@pytest.mark.parametrize(
    ("question", "text", "marked"),
    [
        ("守住哪三条底线", "守住底线，即安全、稳定、廉洁。完成验收。", "即安全、稳定、廉洁"),
        ("守住哪两条底线", "守住底线，“安全”先行，“稳定”在后。", "“安全”先行，“稳定”在后"),
        ("守住哪两条底线", "守住底线，一是安全，二是稳定。", "一是安全，二是稳定"),
        ("守住哪两条底线", "守住底线，（一）安全，（二）稳定。", "（一）安全，（二）稳定"),
        ("守住哪四条底线", "守住底线，即安全、稳定、廉洁。", None),
        ("守住哪些底线", "守住底线，即安全、稳定、廉洁。", None),
        ("守住哪一条底线", "守住底线，一是安全。", None),
    ],
)
def test_what_names_as_many_things_as_asked_for_is_marked(question: str, text: str, marked: str | None) -> None:
    seen = {run for run, mark in feature("counted", question, text).items() if mark}
    assert (min(seen, key=len) if seen else None) == marked


@pytest.mark.parametrize(("planted", "best"), [("starts", "推行模式"), ("ends", "再公示"), ("focus", "先照后核")])
def test_the_weights_decide(planted: str, best: str, monkeypatch: pytest.MonkeyPatch) -> None:
    vector = np.array([float(name == planted) - 1e-3 * (name == "fact_length") for name in FEATURES])
    monkeypatch.setattr(extent, "weights", lambda: vector)
    _, spans = read("推行模式，先照后核，再公示。", "什么是先照后核")
    assert best in spans[0].quote
    assert spans[0].score == pytest.approx(max(span.score for span in spans))


def test_without_hits_there_is_nothing() -> None:
    told = report("推行先照后核。")
    asked = found(told, "什么", SUZHOU)  # the report names no place, so that it cannot speak of this one
    assert extents(want("什么"), asked, lambda path: told) == []


def test_the_file_of_weights_has_each_feature() -> None:
    assert len(set(FEATURES)) == len(FEATURES)
    assert extent.weights().shape == (len(FEATURES),)
    assert np.isfinite(extent.weights()).all()

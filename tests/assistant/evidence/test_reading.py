"""Readings → spans, whatever a reader says: verbatim, whole clauses, trusted, of the year asked for, best first."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from math import isfinite

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.evidence.confidence import SIGNS
from assistant.evidence.judged import Judged
from assistant.evidence.portions import portions
from assistant.evidence.reading import LOOKED_AT, judged, untimely
from assistant.evidence.stretches import LONGEST, stretches, widened
from assistant.model import Evidence, Hit, Library
from assistant.reader.reader import Reading
from index.figures.extract import with_facts
from index.model import Chunk, Period, Report, overlaps
from index.report.chunks import split
from index.report.periods import YEAR
from index.text.sentences import clauses, sentences
from tests.helpers.fakes import ErraticReader
from tests.helpers.places import ADVERT, found, place, report, spans, want

SUZHOU = place("苏州市")
QUESTIONS = (
    "苏州养老服务有什么做法",
    "苏州2024年养老服务有什么做法",
    "苏州2023年推行了什么模式",
    "苏州下一步计划做什么",
    "苏州完成了哪些行动",
    "怎么做好养老服务",
    "苏州2024年计划新增多少个助餐点",
    "什么",
)
WORDS = """
苏州市 昆山市 养老服务 助餐点 先照后核 推行 建设 新增 模式 救助 2023年 2024年 2019年 计划 将 力争 完成 了 126个 1,200张
一、 （一） 1. 一是 为贯彻落实精神 ， ， 。 。 ； ： “ ” （ ）
"""
MARKS = "，。；、\n "
pieces = st.sampled_from([*WORDS.split(), "\n", ADVERT, "统筹推进城乡社区养老服务" * 9])
texts = st.lists(pieces, min_size=1, max_size=70).map("".join).filter(str.strip)
plenty = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
whatever = st.tuples(texts, st.sampled_from(QUESTIONS), st.integers(0, 9))


def read(text: str, question: str, seed: int) -> tuple[Report, list[Evidence]]:
    told = report(text, SUZHOU, 2023)
    asked = found(told, question, SUZHOU, frozenset({told.path}))
    return told, spans(want(question), asked, told, ErraticReader(seed))


def looked_at(text: str, question: str, seed: int) -> list[Judged]:
    told, wish = report(text, SUZHOU, 2023), want(question)
    (portion,) = portions(wish.query, [found(told, question, SUZHOU, frozenset({told.path}))])
    return judged(wish, portion, Library(lambda _: told, lambda _: split(told)), ErraticReader(seed))


@plenty
@given(whatever)
def test_every_span_is_verbatim_within_a_chunk_of_whole_clauses_and_trusted(case: tuple[str, str, int]) -> None:
    told, read_spans = read(*case)
    for span in read_spans:
        chunk = span.hit.chunk
        assert span.quote.strip()
        assert told.text[span.start : span.end] == span.quote
        assert chunk.start <= span.start < span.end <= chunk.end
        parts = [part for sentence in sentences(chunk.text) for part in clauses(chunk.text, *sentence)]
        assert span.start in [chunk.start + left for left, _ in parts]
        rest = chunk.text[span.end - chunk.start : min(right for _, right in parts if chunk.start + right >= span.end)]
        assert not rest.strip("，,、；;：: \n。") or len(span.quote) == LONGEST
        assert len(span.quote) <= LONGEST
        assert not overlaps(told.distrusted, span.start, span.end)
        assert 0 <= span.coverage <= 1.000001
        assert 0 < span.sure < 1


@plenty
@given(whatever)
def test_no_span_tells_of_other_years_alone(case: tuple[str, str, int]) -> None:
    years = set(want(case[1]).query.years)
    for span in read(*case)[1]:
        period = span.hit.chunk.period
        told = {int(year) for year in YEAR.findall(span.quote)} | {year for year in [period and period.year] if year}
        assert not years or not told or told & years


@plenty
@given(whatever)
def test_the_best_comes_first_none_twice_and_always_the_same(case: tuple[str, str, int]) -> None:
    _, told = read(*case)
    assert all(one.score >= other.score for one, other in pairwise(told))
    assert len({(span.start, span.end) for span in told}) == len(told) <= LOOKED_AT
    assert told == read(*case)[1]


@plenty
@given(whatever)
def test_signs_are_whole_finite_shares_and_flags(case: tuple[str, str, int]) -> None:
    for one in looked_at(*case):
        assert set(one.signs) == set(SIGNS)
        assert all(map(isfinite, one.signs.values()))
        for name in ("said", "around", "missing"):
            assert 0 <= one.signs[name] <= 1.000001, name
        assert one.signs["said"] <= one.signs["around"] + 1e-9
        assert one.signs["share"] <= 1e-6
        assert one.signs["unfit"] in (0.0, 1.0)
        assert one.signs["untimely"] in (0.0, 0.1, 1.0)
        assert one.signs["behind"] >= 0
        assert one.loss >= 0


@plenty
@given(whatever)
def test_what_is_looked_at_closer_are_the_whole_sentences_of_a_span(case: tuple[str, str, int]) -> None:
    for one in looked_at(*case):
        text = one.hit.chunk.text
        assert one.text(one.start, one.end) in one.alone
        first = text.index(one.alone)
        edges = {edge for sentence in sentences(text) for edge in sentence}
        assert {first, first + len(one.alone)} <= edges or text.count(one.alone) > 1


def test_a_report_without_hits_has_no_spans() -> None:
    told = report("推行先照后核。")
    asked = found(told, "什么", SUZHOU)  # the report names no place, so that it cannot speak of this one
    assert spans(want("什么"), asked, told) == []


@given(st.integers(0, 60), st.integers(0, 10**6))
def test_stretches_come_best_first_and_none_lies_in_another(count: int, seed: int) -> None:
    logits = np.random.default_rng(seed).normal(scale=3, size=(3, count)).astype(np.float32)
    offsets = np.stack([np.arange(count), np.arange(count) + 1], 1)
    told = list(stretches(Reading(0.5, 0.5, offsets, *logits)))
    assert bool(told) is bool(count)
    assert sum(share for _, _, share in told) <= 1.0001
    for number, (start, end, _) in enumerate(told):
        assert 0 <= start < end <= count
        assert not any(start < right and left < end for left, right, _ in told[:number])


@given(st.text("甲乙丙，。；、\n1 ", min_size=1, max_size=400), st.integers(0, 399), st.integers(1, 80), st.booleans())
def test_a_stretch_is_widened_to_clauses(text: str, start: int, length: int, whole: bool) -> None:
    start %= len(text)
    end = min(len(text), start + length)
    first, last = widened(text, start, end, whole=whole)
    assert 0 <= first <= last <= len(text)
    assert last - first <= max(LONGEST, end - start)
    if text[start:end].strip(MARKS) and last - first < LONGEST:
        assert text[start:end].strip(MARKS)[:1] in text[first:last]


@pytest.mark.parametrize(
    ("stretch", "told"),
    [
        ("核对", "先核对"),
        ("先核对", "先核对"),
        ("核对，再公", "先核对，再公示"),
        ("公示。建成", "再公示。建成助餐点126个"),
        ("126", "建成助餐点126个"),
    ],
)
def test_whole_clauses_stand_around_a_stretch(stretch: str, told: str) -> None:
    text = "推行先照后核模式，先核对，再公示。建成助餐点126个。完成验收。"
    start = text.index(stretch)
    first, last = widened(text, start, start + len(stretch), whole=False)
    assert text[first:last] == told


def test_short_sentences_are_said_whole() -> None:
    text = "推行先照后核模式，先核对，再公示。建成助餐点126个。" + "完成验收，" * 30 + "通过。"
    start = text.index("核对")
    first, last = widened(text, start, start + 2, whole=True)
    assert text[first:last] == "推行先照后核模式，先核对，再公示"
    start = text.index("通过")
    first, last = widened(text, start, start + 2, whole=True)
    assert text[first:last] == "通过"


@pytest.mark.parametrize(
    ("question", "period", "sentence", "sign"),
    [
        ("苏州新增了多少张床位", Period(2023), "新增床位30张", 0.0),
        ("苏州新增了多少张床位", Period(2024, None, True), "新增床位30张", 1.0),
        ("苏州计划新增多少张床位", Period(2024, None, True), "新增床位30张", 0.0),
        ("苏州计划新增多少张床位", Period(2023), "新增床位30张", 1.0),
        ("苏州的床位", Period(2023), "新增床位30张", 0.0),
        ("苏州的床位", Period(2024, None, True), "新增床位30张", 0.1),
        ("苏州2024年的床位", Period(2023), "新增床位30张", None),
        ("苏州2024年的床位", Period(2023), "2024年新增床位30张", 0.0),
        ("苏州2023年的床位", Period(2023), "比2022年新增床位30张", 0.0),
        ("苏州2024年的床位", None, "新增床位30张", 0.0),
        ("苏州2024年的床位", None, "2022年新增床位30张", None),
    ],
)
def test_plans_and_other_years_are_told_apart(
    question: str, period: Period | None, sentence: str, sign: float | None
) -> None:
    chunk = Chunk("a.txt", 0, 0, len(sentence), sentence, (), period, "", frozenset())
    assert untimely(want(question).query, Hit(chunk, 0.0), sentence) == sign


HALVES = "2023年上半年办理结婚登记1296对。\n2023年全年办理结婚登记2547对。\n"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("苏州2023年全年办理结婚登记多少对", {2547}),
        ("苏州2023年上半年办理结婚登记多少对", {1296}),
        ("苏州2023年办理结婚登记多少对", {1296, 2547}),
    ],
)
def test_a_figure_of_a_part_of_a_year_is_none_of_the_whole(question: str, told: set[int]) -> None:
    every = [one for seed in range(20) for one in _of_figures(question, seed)]
    assert {one.fact.value for one in every if one.fact} == told


def test_a_figure_of_a_part_of_a_year_is_less_an_answer_for_the_year() -> None:
    every = [one for seed in range(20) for one in _of_figures("苏州2023年结婚登记多少对", seed)]
    losses = {one.fact.value: one.loss for one in every if one.fact}
    assert losses[Decimal(1296)] > losses[Decimal(2547)]


def _of_figures(question: str, seed: int) -> list[Judged]:
    told, wish = report(HALVES, SUZHOU, 2023), want(question)
    asked = found(told, question, SUZHOU, frozenset({told.path}))
    chunks = with_facts(told, split(told))
    hits = tuple(replace(hit, chunk=chunk) for hit, chunk in zip(asked.hits, chunks, strict=True))
    (portion,) = portions(wish.query, [replace(asked, hits=hits)])
    return judged(wish, portion, Library(lambda _: told, lambda _: chunks), ErraticReader(seed))

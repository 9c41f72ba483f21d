"""How sure it is that a span answers: a probability, lower where a heavy word is missing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from math import isfinite

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Assistant
from assistant.evidence.choose import ranked_spans
from assistant.evidence.confidence import SIGNS, WEIGHTS, confidence, signs
from assistant.model import Evidence, Hit
from index.errors import QuestionError
from index.report.chunks import split
from tests.helpers.places import assistant_over, build, report, want

QUESTION = "社工站的烟感报警器安装在哪里"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    store = build(tmp_path_factory.mktemp("places"))
    yield assistant_over(store)
    store.close()


def span(text: str, coverage: float = 0.6, meaning: tuple[float, ...] = (1.5,)) -> Evidence:
    (chunk,) = split(report(text))
    return Evidence(Hit(chunk, 0.0, meaning), 0, len(text), text, 1.0, coverage)


def sure(told: Evidence, question: str = QUESTION) -> float:
    return confidence(want(question), told)


words = st.sampled_from(
    ["苏州", "渝中区", "2024年", "多少", "是什么", "怎么", "哪些", "养老床位", "低保标准", "红烧肉"]
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(words | st.text(max_size=4), min_size=1, max_size=6).map("".join))
def test_it_lies_between_none_and_certain(assistant: Assistant, question: str) -> None:
    try:
        asked, found = assistant.read(question)
    except QuestionError:
        return
    for place in found:
        for told in ranked_spans(asked, place, assistant.library)[:5]:
            seen = signs(asked, told)
            assert tuple(seen) == SIGNS
            assert all(map(isfinite, seen.values()))
            assert 0 <= seen["missing"] <= 1
            assert 0 < confidence(asked, told) < 1


@given(st.sampled_from(sorted(want(QUESTION).terms.weights)), st.floats(0, 1))
def test_a_missing_word_makes_it_less_sure(word: str, coverage: float) -> None:
    every = "，".join(want(QUESTION).terms.weights)
    assert sure(span(every.replace(word, "某"), coverage)) < sure(span(every, coverage))


def test_the_heaviest_missing_word_is_what_counts() -> None:
    weights = want(QUESTION).terms.weights
    heaviest, lightest = max(weights, key=weights.__getitem__), min(weights, key=weights.__getitem__)
    every = "，".join(weights)
    assert weights[heaviest] > weights[lightest]
    assert sure(span(every.replace(heaviest, "某"))) < sure(span(every.replace(lightest, "某")))
    seen = signs(want(QUESTION), span("无关"))
    assert seen["missing"] == pytest.approx(weights[heaviest])


def test_what_stands_anywhere_in_the_paragraph_or_above_it_is_not_missing() -> None:
    every = "，".join(want(QUESTION).terms.weights)
    (first, *_) = split(report(f"一、{every}\n安装完毕。"))
    told = Evidence(Hit(first, 0.0, (1.0, 1.0)), 0, 4, first.text[:4], 1.0, 0.5)
    assert signs(want(QUESTION), told)["missing"] == 0
    (titled,) = split(report("安装完毕。", title=every))
    told = Evidence(Hit(titled, 0.0, (1.0,)), 0, 4, "安装完毕", 1.0, 0.5)
    assert signs(want(QUESTION), told)["missing"] == 0


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_coverage_makes_it_no_less_sure(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert sure(span("社工站", low)) <= sure(span("社工站", high))


def test_a_sentence_that_stands_out_makes_it_surer() -> None:
    plain = span("社工站")
    outstanding = replace(plain, hit=replace(plain.hit, meaning=(3.5,)))
    assert signs(want(QUESTION), outstanding)["standout"] == 3.5
    assert sure(plain) < sure(outstanding)


@pytest.mark.parametrize(("start", "end", "standout"), [(0, 4, 0.5), (4, 8, 2.0), (0, 8, 2.0), (8, 12, -1.0)])
def test_only_the_sentences_that_a_span_is_of_stand_out(start: int, end: int, standout: float) -> None:
    (chunk,) = split(report("一二三。四五六。七八九。"))
    told = Evidence(Hit(chunk, 0.0, (0.5, 2.0, -1.0)), start, end, chunk.text[start:end], 1.0, 0.5)
    assert signs(want(QUESTION), told)["standout"] == standout


def test_an_amount_asked_for_is_a_sign() -> None:
    told = span("社工站")
    assert signs(want("社工站有多少个"), told)["figure"] == 1
    assert signs(want("社工站在哪里"), told)["figure"] == 0


def test_the_file_of_weights_has_each_sign_and_a_bias() -> None:
    fitted = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert set(fitted) == {*SIGNS, "bias"}
    assert all(isfinite(weight) for weight in fitted.values())

"""Which reports can tell of a place, and which spans of a report that is not the place's own do."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.evidence.whose import speaks_of
from assistant.model import Evidence, Found, Hit
from index.model import Chunk
from index.report.chunks import split
from index.store.local import LocalStore
from tests.helpers.fakes import ErraticReader
from tests.helpers.places import assistant_over, build, found, place, report, spans, want

QUESTION = "新增养老床位情况"
CITIES = {name: place(name) for name in ("苏州市", "无锡市", "成都市")}


def span_of(chunk: Chunk, quote: str) -> Evidence:
    start = chunk.start + chunk.text.index(quote)
    return Evidence(Hit(chunk, 0.0), start, start + len(quote), quote, 0.0, 0.0)


CITY = "苏州市推进养老服务。昆山市新增床位30张，太仓市新增20张。全市新增200张。"


@pytest.mark.parametrize(
    ("quote", "speaks"),
    [
        ("昆山市新增床位30张", True),
        ("昆山市新增床位30张，太仓市新增20张", False),
        ("太仓市新增20张", False),
        ("全市新增200张", False),
        ("苏州市推进养老服务。昆山市新增床位30张", True),
    ],
)
def test_in_a_report_of_a_larger_place_the_span_must_name_the_place(quote: str, speaks: bool) -> None:
    (chunk,) = split(report(CITY, place("苏州市"), 2023))
    assert speaks_of(place("昆山市"), span_of(chunk, quote), around=True) is speaks


def test_a_heading_may_name_the_place() -> None:
    body = "养老服务持续推进，新增床位30张。" * 20
    chunks = split(report(f"一、昆山市\n{body}\n二、太仓市\n{body}\n", place("苏州市"), 2023))
    told = {chunk.section: speaks_of(place("昆山市"), span_of(chunk, "新增床位30张"), around=True) for chunk in chunks}
    assert told == {("一、昆山市",): True, ("二、太仓市",): False}


@pytest.mark.parametrize(
    ("name", "quote", "speaks"),
    [
        ("苏州市", "新增床位200张", True),
        ("昆山市", "新增床位200张", True),
        ("江苏省", "新增床位200张", True),
        ("成都市", "新增床位200张", False),
        ("成都市", "改造80张", True),
        ("昆山市", "改造80张", False),
        ("昆山市", "民政工作有序推进", False),
    ],
)
def test_where_the_place_is_unknown_the_last_one_named_counts(name: str, quote: str, speaks: bool) -> None:
    text = "民政工作有序推进。昆山市推进养老服务，新增床位200张。成都市改造80张。"
    (chunk,) = split(report(text, None, 2023, "工作动态"))
    assert speaks_of(place(name), span_of(chunk, quote), around=False) is speaks


def test_what_stands_above_names_a_place_too() -> None:
    (chunk,) = split(report("新增床位200张。", None, 2023, "无锡市工作动态"))
    assert speaks_of(place("无锡市"), span_of(chunk, "新增床位200张"), around=False)
    assert not speaks_of(place("成都市"), span_of(chunk, "新增床位200张"), around=False)


pieces = st.sampled_from([*CITIES, "新增", "养老床位", "30张", "情况", "，", "。", "；", "\n"])
texts = st.lists(pieces, min_size=1, max_size=30).map("".join).filter(str.strip)


@settings(max_examples=150)
@given(texts, st.sampled_from([None, *CITIES]), st.sampled_from(list(CITIES)), st.integers(0, 9))
def test_no_span_answers_for_another_place_than_the_last_named(
    text: str, title: str | None, asked: str, seed: int
) -> None:
    told = report(text, None, 2023, title)
    for span in spans(want(QUESTION), found(told, QUESTION, CITIES[asked]), told, ErraticReader(seed)):
        chunk = span.hit.chunk
        before = f"{chunk.context}\n{chunk.text[: span.end - chunk.start]}"
        assert re.findall("|".join(CITIES), before)[-1:] == [asked]


@given(texts, st.integers(0, 9))
def test_what_a_report_that_is_the_places_own_says_always_counts(text: str, seed: int) -> None:
    told = report(text, None, 2023)
    own = found(told, QUESTION, CITIES["苏州市"], frozenset({told.path}))
    anyone = Found("", own.hits)
    assert spans(want(QUESTION), own, told, ErraticReader(seed)) == spans(
        want(QUESTION), anyone, told, ErraticReader(seed)
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    folder: Path = tmp_path_factory.mktemp("news")
    store = build(
        folder,
        {
            "简讯.txt": "各地动态\n\n昆山市推进养老服务，新增家庭养老床位230张。成都市推进殡葬改革，建成骨灰楼12座。\n"
            "渝中区开展社区食堂建设。宿迁市建成助餐点37个。",
            "通知.txt": "关于做好年度检查工作的提示\n\n检查范围包括登记、年检、收费三项，材料于月底前报送。",
        },
    )
    yield store
    store.close()


def test_the_catalogue_tells_what_a_report_without_a_place_names(store: LocalStore) -> None:
    news, notice = sorted(store.catalogue(), key=lambda each: -len(each.named))
    assert news.region is None
    assert {region.short for region in news.named} >= {"昆山", "成都", "渝中", "宿迁"}
    assert news.leads == ()  # four places are a mere list
    assert notice.named == frozenset()
    assert notice.opening == notice.title or notice.opening.startswith("关于做好年度检查工作")


def test_such_a_report_answers_for_a_place_that_it_names(store: LocalStore) -> None:
    assistant = assistant_over(store)
    answer = assistant.ask("昆山市新增了多少张家庭养老床位")
    assert "230张" in answer.answer
    assert not answer.refused
    for question in ("成都市新增了多少张家庭养老床位", "太仓市新增了多少张家庭养老床位"):
        refusal = assistant.ask(question)
        assert refusal.refused
        assert "230张" not in refusal.answer


def test_a_place_that_none_names_is_not_covered(store: LocalStore) -> None:
    assert assistant_over(store).ask("苏州市吴江区建成了几座骨灰楼").reason == "region_not_covered"

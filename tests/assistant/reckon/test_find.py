"""Finding the figures that a plan asks for: whose record tells against it is never one of them."""

from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.build
from assistant.evidence.decide import Decider
from assistant.evidence.meant import covers
from assistant.reckon.find import Asked, Finder
from assistant.retrieval.retrieve import Retriever
from index.store.local import LocalStore
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.places import assistant_over, place, query

OLD, NEW, OTHER = "旧.txt", "新.txt", "邻.txt"
TEXTS: Mapping[str, str] = {
    OLD: """沁源县民政局2021年工作总结
一、社会救助
2021年，全县农村低保对象3012人，月标准500元。建成食堂9个。
二、财政
2021年上半年，全县发放临时救助金80万元。
""",
    NEW: """沁源县民政局2022年工作总结
一、社会救助
2022年，全县农村低保对象2930人，月标准530元。建成食堂12个。
特困供养标准由每月700元提高到每月760元。
二、2023年工作计划
2023年计划建成食堂15个。
""",
    OTHER: """安泽县民政局2022年工作总结
一、社会救助
2022年，全县农村低保对象1764人，月标准550元。建成食堂7个，其中府城镇2个。
""",
}
QINYUAN, ANZE = place("沁源县"), place("安泽县")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    folder = tmp_path_factory.mktemp("find")
    reports = folder / "reports"
    reports.mkdir()
    for name, text in TEXTS.items():
        (reports / name).write_text(text, encoding="utf-8")
    index.build.build([reports], folder / "index", model=FakeEmbedder())
    opened = LocalStore.open(folder / "index")
    yield opened
    opened.close()


@cache
def finder(store: LocalStore) -> Finder:
    assistant = assistant_over(store)
    decider = Decider(store, assistant.catalogue(), assistant.library, assistant.reader)
    return Finder(Retriever(store, FakeEmbedder(), None), assistant.catalogue(), assistant.library, decider)


def values(store: LocalStore, asked: Asked, question: str = "") -> list[tuple[str, int]]:
    """The likeliest figure's report and value, and those of what is as likely."""
    held, _ = finder(store).figures(asked, query(question or asked.thing, store.catalogue()))
    return [(one.evidence.hit.chunk.report, int(one.fact.value)) for one in held if one.odds >= held[0].odds / 2]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked("农村低保对象", QINYUAN, 2021, False), [(OLD, 3012)]),
        (Asked("农村低保对象", QINYUAN, 2022, False), [(NEW, 2930)]),
        (Asked("农村低保对象", ANZE, 2022, False), [(OTHER, 1764)]),
        (Asked("特困供养标准", QINYUAN, 2022, False), [(NEW, 760)]),
        (Asked("特困供养标准", QINYUAN, None, False), [(NEW, 760)]),
        (Asked("农村低保对象", ANZE, 2021, False), []),
        (Asked("食堂", QINYUAN, 2023, True, measure="个"), [(NEW, 15)]),
        (Asked("食堂", QINYUAN, 2023, False, measure="个"), []),
        (Asked("食堂", QINYUAN, 2021, True, measure="个"), []),
        (Asked("食堂", QINYUAN, 2022, False, measure="元"), []),
        (Asked("床位", QINYUAN, 2022, False, measure="张"), []),
        (Asked("临时救助金", QINYUAN, 2021, False, 1, measure="元"), [(OLD, 800000)]),
        (Asked("临时救助金", QINYUAN, 2021, False, measure="元"), []),
    ],
)
def test_the_figure_of_a_thing_a_place_and_a_time(store: LocalStore, asked: Asked, told: list[tuple[str, int]]) -> None:
    assert values(store, asked) == told


def test_of_several_years_the_newest_comes_first(store: LocalStore) -> None:
    assert values(store, Asked("建成食堂", QINYUAN, None, False, measure="个")) == [(NEW, 12), (OLD, 9)]


def test_where_no_place_is_named_it_may_be_narrowed(store: LocalStore) -> None:
    anywhere = Asked("农村低保对象", None, 2022, False)
    assert {report for report, _ in values(store, anywhere)} == {NEW, OTHER}
    of = Asked("农村低保对象", None, 2022, False, of="山西省安泽县")
    assert values(store, of) == [(OTHER, 1764)]


def test_a_figure_is_asked_for_alone() -> None:
    whole = query("苏州和沁源县上半年计划建成食堂多少个、床位多少张，分别呢", ())
    one = Asked("食堂", QINYUAN, 2023, True, 1, measure="个").query(whole)
    assert one.standalone == "沁源县2023年上半年计划食堂多少个"
    assert (one.topic, one.background, one.regions, one.years) == ("食堂多少个", "", (QINYUAN,), (2023,))
    assert (one.intent, one.whether, one.every_region, one.planned) == ("figure", False, False, True)
    bare = Asked("食堂", None, None, False).query(whole)
    assert (bare.standalone, bare.regions, bare.years) == ("食堂是多少", (), ())


asked_for = st.builds(
    Asked,
    st.sampled_from(["农村低保对象", "低保标准", "特困供养标准", "食堂", "临时救助金", "床位"]),
    st.sampled_from([QINYUAN, ANZE, None]),
    st.sampled_from([2021, 2022, 2023, None]),
    st.booleans(),
    st.sampled_from([None, 1, 2]),
    st.sampled_from(["", "个", "人", "元"]),
    st.sampled_from([None, "山西省安泽县"]),
)


@settings(max_examples=60)
@given(asked=asked_for)
def test_no_record_tells_against_what_was_asked(store: LocalStore, asked: Asked) -> None:
    held, found = finder(store).figures(asked, query(asked.thing, store.catalogue()))
    seen = {hit.chunk for one in found for hit in one.hits}
    for one in held:
        fact, span = one.fact, one.evidence
        assert span.hit.chunk in seen
        assert fact in span.hit.chunk.facts
        assert span.start <= fact.start < fact.end <= span.end
        assert fact.state == ("planned" if asked.planned else "reached")
        assert asked.year is None or covers(fact, asked.year, asked.half)
        assert asked.place is None or (asked.place == ANZE) == (span.hit.chunk.report == OTHER)
        assert asked.of is None or fact.place in (asked.of, None)

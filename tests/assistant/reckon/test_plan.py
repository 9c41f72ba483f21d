"""Questions → plans: limits, units, measures, all years, whose thing is whose."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reckon.operation import Operation
from assistant.reckon.plan import PLANNED, Plan, limit_in, plan_of, text_of
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.places import HEPING, SUZHOU, YUZHONG, query

THINGS = ("低保标准", "低保人数", "低保", "特困人数", "特困", "结婚登记", "离婚登记", "床位", "投资")
NAMES = {SUZHOU: "苏州市", YUZHONG: "渝中区", HEPING: "和平县"}


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The things are those of THINGS, longest first, as a text has them."""

    def told(text: str) -> tuple[str, ...]:
        found: list[tuple[int, str]] = []
        for thing in THINGS:
            at = text.find(thing)
            if at >= 0 and not any(other <= at < other + len(one) for other, one in found):
                found.append((at, thing))
        return tuple(thing for _, thing in sorted(found))

    monkeypatch.setattr("assistant.reckon.plan.things_in", told)


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> "Planner":
    return Planner(monkeypatch)


class Planner:
    """Plans of questions, whose operation is said beforehand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def maybe(self, question: str, operation: Operation | None = "multi", *history: str) -> Plan | None:
        self._monkeypatch.setattr("assistant.reckon.plan.operation_of", lambda query, vector, limit: operation)
        return plan_of(query(question, (), *history), FakeEmbedder().embed_query)

    def __call__(self, question: str, operation: Operation = "multi", *history: str) -> Plan:
        told = self.maybe(question, operation, *history)
        assert told is not None
        return told


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound", "written"),
    [
        ("低保超过1300万的", "13000000", "", "over", "1300万"),
        ("低保标准高于700元的", "700", "元", "over", "700元"),
        ("床位不低于20张", "20", "张", "least", "20张"),
        ("床位达到 20 张的", "20", "张", "least", "20 张"),
        ("床位不超过20张的", "20", "张", "most", "20张"),
        ("床位不到20张的", "20", "张", "under", "20张"),
        ("覆盖率70%以上的", "70", "%", "least", "70%"),
        ("床位20张及以下的", "20", "张", "most", "20张"),
        ("床位比20张还少", "20", "张", "under", "20张"),
        ("床位比20张多", "20", "张", "over", "20张"),
        ("床位没超过20张", "20", "张", "most", "20张"),
        ("床位未达到20张", "20", "张", "under", "20张"),
        ("床位上20张的", "20", "张", "least", "20张"),
        ("床位破了20张的", "20", "张", "least", "20张"),
        ("低保是28.45万人吗", "284500", "人", "equal", "28.45万人"),
        ("投资1.2亿元吗", "120000000", "元", "equal", "1.2亿元"),
    ],
)
def test_the_amount_that_a_question_names(text: str, value: str, unit: str, bound: str, written: str) -> None:
    told = limit_in(text)
    assert told is not None
    assert (told.value, told.unit, told.bound, told.written) == (Decimal(value), unit, bound, written)


def test_a_year_is_no_limit() -> None:
    assert limit_in("2023年低保标准") is None


@given(st.integers(1, 9999), st.sampled_from(["", "万", "亿"]), st.sampled_from(["元", "人", "张", "%"]))
def test_a_limit_is_in_the_base_of_its_unit(number: int, scale: str, unit: str) -> None:
    told = limit_in(f"超过{number}{scale}{unit}的")
    assert told is not None
    assert told.value == number * {"": 1, "万": 10**4, "亿": 10**8}[scale]
    assert (told.unit, told.bound) == (unit, "over")


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("苏州投资换算成亿元是多少", "亿元"),
        ("苏州投资换成万是多少", "万元"),
        ("苏州投资是多少万元", "万元"),
        ("苏州投资多少亿", "亿元"),
        ("苏州低保标准一年多少钱", "元/年"),
        ("苏州低保标准折到每月多少", "元/月"),
        ("苏州低保标准多少", ""),
    ],
)
def test_the_unit_that_is_asked_for(plan: Planner, question: str, unit: str) -> None:
    assert plan(question, "convert").unit == unit


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("苏州2022年和2023年结婚登记多少对", "对"),
        ("苏州2022年和2023年结婚登记几对", "对"),
        ("苏州2022年和2023年投资多少万元", "万元"),
        ("苏州2022年和2023年床位有多少", ""),
        ("苏州近几年床位一共多少张", "张"),
        ("苏州哪几年床位最多", ""),
        ("苏州近三年哪几家床位最多", ""),
        ("苏州2022年和2023年低保高几个点", ""),
    ],
)
def test_the_measure_that_is_asked_with(plan: Planner, question: str, measure: str) -> None:
    assert plan(question).measure == measure


def names(plan: Plan) -> list[tuple[str, str | None]]:
    return [(thing, place.name if place else None) for thing, place in plan.pairs]


def test_each_thing_of_each_place(plan: Planner) -> None:
    assert names(plan("苏州和渝中区低保标准和低保人数")) == [
        ("低保标准", "苏州市"),
        ("低保标准", "渝中区"),
        ("低保人数", "苏州市"),
        ("低保人数", "渝中区"),
    ]
    assert names(plan("低保标准和低保人数")) == [("低保标准", None), ("低保人数", None)]


@pytest.mark.parametrize(
    "question",
    ["苏州低保多少人、渝中区特困多少人", "低保在苏州、特困在渝中区多少人"],
)
def test_where_places_and_things_take_turns_each_has_its_own(plan: Planner, question: str) -> None:
    assert names(plan(question)) == [("低保", "苏州市"), ("特困", "渝中区")]


@pytest.mark.parametrize(
    ("question", "every", "last"),
    [
        ("苏州历年床位", True, 0),
        ("苏州哪一年床位最多", True, 0),
        ("苏州哪几年床位最多", True, 0),
        ("苏州近三年床位", True, 3),
        ("苏州最近两年床位", True, 2),
        ("苏州近5年床位", True, 5),
        ("苏州这几年床位", True, 3),
    ],
)
def test_all_years_or_the_last_so_many(plan: Planner, question: str, every: bool, last: int) -> None:
    told = plan(question)
    assert (told.every_year, told.last, told.years) == (every, last, ())


def test_a_course_is_over_all_years_unless_they_are_named(plan: Planner) -> None:
    assert plan("苏州床位变化", "trend").every_year
    named = plan("苏州2021年到2023年床位变化", "trend")
    assert not named.every_year
    assert set(named.years) >= {2021, 2023}


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("苏州PM2.5是否降到36以下", "36"),
        ("苏州“99公益日”筹款超过20万吗", "20万"),
        ("苏州2022年失业率5.5%，2023年也低于5.2%吗", "5.2%"),
        ("苏州粮食上了800亿斤吗", "800亿斤"),
    ],
)
def test_a_limit_is_no_part_of_a_name_and_the_one_that_is_told_with_its_side(
    plan: Planner, question: str, limit: str
) -> None:
    found = limit_in(question)
    assert found is not None
    assert found.written == limit


def test_of_a_target_the_last_year_is_asked(plan: Planner) -> None:
    assert plan("苏州2022年定的2023年床位目标完成了吗", "target").years == (2023,)


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("苏州床位合多少亿斤", "亿斤"),
        ("苏州床位换成亿吨", "亿吨"),
        ("苏州投资是多少亿", "亿元"),
        ("苏州哪一年床位最多", ""),
    ],
)
def test_the_unit_of_a_result(plan: Planner, question: str, unit: str) -> None:
    assert plan(question, "convert").unit == unit


@pytest.mark.parametrize(
    ("question", "high"), [("各县低保哪个最低", True), ("各县床位从多到少排", False), ("各县床位", None)]
)
def test_what_is_high_and_what_is_much(plan: Planner, question: str, high: bool | None) -> None:
    assert plan(question, "max").high is high


@pytest.mark.parametrize(
    ("question", "more"),
    [("苏州床位比渝中区多吗", True), ("苏州床位比渝中区少吗", False), ("苏州和渝中区床位一样吗", None)],
)
def test_which_is_said_to_be_more(plan: Planner, question: str, more: bool | None) -> None:
    assert plan(question, "yesno").more is more


def test_the_order_that_is_asked_for(plan: Planner) -> None:
    assert plan("各县床位从多到少排", "rank").downwards
    assert not plan("各县床位从少到多排", "rank").downwards
    assert not plan("各县床位倒序排", "rank").downwards


def test_one_figure_is_no_plan_but_to_be_held_against_another_or_turned(plan: Planner) -> None:
    assert plan.maybe("苏州床位多少张", "sum") is None
    assert plan.maybe("苏州床位多少张", None) is None
    assert plan.maybe("苏州和渝中区一共多少张", "sum") is None  # no thing
    assert plan.maybe("苏州床位多吗", "yesno") is None
    assert plan("苏州床位是300张吗", "yesno").limit
    assert plan("苏州床位达到目标没有", "target")
    assert plan("苏州投资换算成亿元", "convert")
    assert plan("苏州投资一共多少亿", "sum").operation == "convert"
    assert plan("各县床位", "max").every_place


def test_a_follow_up_takes_over_its_thing(plan: Planner) -> None:
    told = plan("渝中区和苏州呢", "multi", "和平县床位多少张")
    assert told.things == {"床位"}
    asked = query("渝中区呢", (), "和平县床位多少张")
    assert asked.background in text_of(asked)
    assert {place.name for place in told.places if place} == {"苏州市", "渝中区"}


@given(st.lists(st.sampled_from(THINGS), min_size=1, max_size=3, unique=True), st.sampled_from(list(NAMES.values())))
def test_every_thing_and_place_that_is_named_is_asked_for(things: list[str], place: str) -> None:
    from assistant.reckon import plan as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "operation_of", lambda query, vector, limit: "multi")
        told = plan_of(query(f"{place}2022年和2023年{'、'.join(things)}各多少", ()), FakeEmbedder().embed_query)
    assert told is not None
    assert {name for _, name in names(told)} == {place}
    assert all(any(thing in other for other in things) for thing in told.things)


@pytest.mark.parametrize(
    ("question", "years", "back"),
    [
        ("沁源县、安泽县去年低保人数谁多", (), (0,)),
        ("沁源县、安泽县去年低保人数比前年多多少", (), (0, 1)),
        ("沁源县低保人数今年比去年多多少", (), (0, 1)),
        ("沁源县、安泽县今年打算新增床位合计多少", (), (PLANNED,)),
        ("沁源县2023年低保人数比上年多多少", (2023, 2022), ()),
        ("沁源县、安泽县2023年低保人数差多少", (2023,), ()),
        ("沁源县近三年低保人数变化", (), ()),
    ],
)
def test_years_told_from_now_are_counted_back(
    plan: Planner, question: str, years: tuple[int, ...], back: tuple[int, ...]
) -> None:
    told = plan(question, "difference")
    assert (told.years, told.back) == (years, back)

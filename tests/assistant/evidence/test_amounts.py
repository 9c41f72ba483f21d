"""How well clauses tell an amount: what the figure counts, its siblings, totals, changes and amounts by head."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.amounts import ASKED_VERB, amount_score, nearness
from assistant.evidence.promising import UNDER_TOPIC
from assistant.language.terms import Terms
from tests.helpers.places import best_clauses, want

PAID = Terms({"发放": 0.25, "高龄津贴": 0.75}, (), "发放", None)
NO_VERB = Terms(PAID.weights, (), None, None)
ASKED = "苏州发放高龄津贴多少万元"
ALLOWANCES = "高龄津贴城市发放166万元，高龄津贴农村发放1151万元"


def score(
    question: str = ASKED, held: Sequence[str] = ("元",), near: Sequence[float] = (0.5,), text: str = ""
) -> float:
    return amount_score(want(question), held, near, text)


@given(st.dictionaries(st.sampled_from(sorted(PAID.weights)), st.floats(0.01, 1)))
def test_nearness_is_least_where_nothing_is_said_and_most_where_all_is(credits: dict[str, float]) -> None:
    everything = nearness(PAID, dict.fromkeys(PAID.weights, 1.0), {})
    assert 0 == nearness(PAID, {}, {}) <= nearness(PAID, credits, {}) <= everything + 1e-9


def test_the_verb_counts_as_far_as_the_things_are_said() -> None:
    def bonus(things: float) -> float:
        credits = {"发放": 1.0, "高龄津贴": things}
        return nearness(PAID, credits, {}) - nearness(NO_VERB, credits, {})

    assert [bonus(things) for things in (0.0, 0.5, 1.0)] == pytest.approx([0, ASKED_VERB / 2, ASKED_VERB])


def test_a_verb_counts_wholly_where_no_things_are_asked_for() -> None:
    verb_only = Terms({"发放": 1.0}, (), "发放", None)
    without = nearness(Terms({"发放": 1.0}, (), None, None), {"发放": 1.0}, {})
    assert nearness(verb_only, {"发放": 1.0}, {}) == pytest.approx(without + ASKED_VERB)


def test_what_heads_the_clause_says_what_it_counts_and_what_stands_farther_does_not() -> None:
    alone, above = nearness(PAID, {"发放": 1.0}, {}), {"高龄津贴": UNDER_TOPIC}
    assert nearness(PAID, {"发放": 1.0}, above) > alone
    assert nearness(PAID, {"发放": 1.0}, {"高龄津贴": UNDER_TOPIC - 0.01}) == alone
    # A verb that only stands above is not in the clause.
    assert nearness(PAID, {}, {**above, "发放": 1.0}) == nearness(NO_VERB, {}, {**above, "发放": 1.0})


def test_more_figures_of_the_same_thing_are_better_and_those_of_others_are_not() -> None:
    one, two, three = score(near=[0.5]), score(near=[0.5, 0.48]), score(near=[0.5, 0.48, 0.47])
    assert two - one == pytest.approx(three - two)
    assert two > one
    assert score(near=[0.5, 0.3]) == score(near=[0.3, 0.5]) == one


def test_no_figure_costs_and_one_of_another_unit_earns_little() -> None:
    assert score(held=[], near=[]) < 0 < score(held=["家"], near=[]) < score(held=["家", "元"], near=[])


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("全市发放88万元", "发放88万元"),
        ("发放高龄津贴共88万元", "发放高龄津贴88万元"),
        ("发放88万元", "增加88万元"),
        ("提高到88万元", "提高88万元"),
        ("发放88万元", "人均发放88元"),
    ],
)
def test_totals_are_better_and_changes_and_amounts_by_head_worse(better: str, worse: str) -> None:
    assert score(text=better) > score(text=worse)


def test_a_change_and_an_amount_by_head_cost_nothing_where_they_are_asked_for() -> None:
    assert score("苏州高龄津贴增加多少万元", text="增加88万元") == score("苏州高龄津贴增加多少万元", text="发放88万元")
    assert score("苏州人均发放多少元", text="人均发放88元") == score("苏州人均发放多少元", text="发放88元")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{ALLOWANCES}，另建成助餐点12个。", ALLOWANCES),
        ("发放高龄津贴，其中城市166万元，农村1151万元。", "发放高龄津贴，其中城市166万元，农村1151万元。"),
        ("高龄津贴发放88万元，另投入助餐经费300万元。", "高龄津贴发放88万元"),
    ],
)
def test_the_best_run_has_all_figures_of_the_thing_and_no_other(text: str, told: str) -> None:
    assert best_clauses(ASKED, text) == told


def test_the_verb_alone_leads_to_no_other_things_figure() -> None:
    text = "高龄津贴提标扩面，发放各类补助88万元。落实老年福利，高龄津贴支出1151万元。"
    assert "1151万元" in best_clauses(ASKED, text)

"""Whole lists and runs: each item with its own span, nothing longer than it may be, nothing of another place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Assistant
from assistant.evidence.lists import LONGEST_LIST, heads_others, of_the_time, section_item, topic_run
from assistant.language.terms import Terms
from assistant.model import Evidence, Hit
from index.model import Chunk, Period
from index.text.sentences import clauses, sentences
from tests.helpers.places import ADVERT, assistant_over, build, query

START = 100  # where the chunks of these tests begin in their report
REPORT = f"""苏州市民政局2023年工作总结
一、儿童福利三大行动
1.护苗行动。为困境儿童配备儿童主任1300名。
2.暖心行动。看望孤儿540人。
3.扬帆行动。资助孤儿上大学21人。
二、养老服务
开展敬老五项服务。一是助餐，送餐上门。二是助浴，上门洗澡。三是助医，签约医生。四是助洁，打扫房间。五是助急，安装按钮。
三、社会救助
救助改革。下放审批权到街道。压缩办理时限10天。公示救助结果。
四、社会组织两大工程
1.培育工程。孵化社会组织17家，{ADVERT}，资助36家。
2.清源工程。清理社会组织9家。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    store = build(tmp_path_factory.mktemp("lists"), {"苏州.txt": REPORT})
    yield assistant_over(store)
    store.close()


def quotes(assistant: Assistant, question: str) -> list[str]:
    return [citation.quote for citation in assistant.ask(question).citations]


def test_the_headings_under_a_heading_are_the_list(assistant: Assistant) -> None:
    told = quotes(assistant, "苏州儿童福利三大行动是什么")
    assert [quote.split("。")[0] for quote in told] == ["1.护苗行动", "2.暖心行动", "3.扬帆行动"]
    answer = assistant.ask("苏州儿童福利三大行动是什么").answer
    assert [line[:2] for line in answer.splitlines()] == ["- "] * 3


def test_items_inside_a_paragraph_are_the_list(assistant: Assistant) -> None:
    told = "".join(quotes(assistant, "苏州敬老五项服务包括哪些"))
    assert all(item in told for item in ("助餐", "助浴", "助医", "助洁", "助急"))


def test_the_sentences_under_a_topic_sentence_are_the_list(assistant: Assistant) -> None:
    told = quotes(assistant, "苏州救助改革有哪些措施")
    assert [quote.rstrip("。") for quote in told] == ["下放审批权到街道", "压缩办理时限10天", "公示救助结果"]


@pytest.mark.parametrize(
    ("question", "history", "told"),
    [
        pytest.param("第二个行动具体做什么", ["苏州儿童福利三大行动是什么"], "2.暖心行动。看望孤儿540人。"),
        pytest.param("最后一个行动呢", ["苏州儿童福利三大行动是什么"], "3.扬帆行动。资助孤儿上大学21人。"),
        ("苏州儿童福利三大行动的第一个行动是什么", [], "1.护苗行动。为困境儿童配备儿童主任1300名。"),
    ],
)
def test_an_item_counted_to_is_what_stands_under_its_heading(
    assistant: Assistant, question: str, history: list[str], told: str
) -> None:
    assert "".join(citation.quote for citation in assistant.ask(question, history).citations) == told


def test_an_item_beyond_the_last_is_none(assistant: Assistant) -> None:
    want, (found,) = assistant.read("苏州儿童福利三大行动的第二个行动是什么")
    assert section_item(want, found.hits, assistant.library)
    for beyond in (4, -4):
        asked = replace(want, query=replace(want.query, ordinal=beyond))
        assert section_item(asked, found.hits, assistant.library) == ()


def test_another_number_of_things_is_no_list_of_headings(assistant: Assistant) -> None:
    assert "2.暖心行动" not in quotes(assistant, "苏州儿童福利六大行动是什么")


@pytest.mark.parametrize(
    "question",
    ["苏州儿童福利三大行动是什么", "苏州敬老五项服务包括哪些", "苏州社会组织两大工程是什么", "苏州养老服务做了什么"],
)
def test_items_stand_apart_in_text_order_and_are_short_together(assistant: Assistant, question: str) -> None:
    spans = [(citation.start, citation.end) for citation in assistant.ask(question).citations]
    assert spans
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert sum(end - start for start, end in spans) <= LONGEST_LIST


def test_a_list_never_shows_advertising(tmp_path: Path) -> None:
    text = f"苏州市民政局2023年工作总结\n一、两大工程\n1.培育工程，{ADVERT}\n孵化17家。\n2.清源工程\n清理9家。\n"
    store = build(tmp_path, {"苏州.txt": text})
    told = quotes(assistant_over(store), "苏州两大工程是什么")
    store.close()
    assert not any(ADVERT in quote for quote in told)


def evidence(text: str, start: int, end: int) -> Evidence:
    chunk = Chunk("a.txt", 0, START, START + len(text), text, (), None, "", frozenset())
    return Evidence(Hit(chunk, 0.0, ()), START + start, START + end, text[start:end], 1.0, 0.5)


def verbatim(spans: Sequence[Evidence]) -> bool:
    return all(span.hit.chunk.text[span.start - START : span.end - START] == span.quote for span in spans)


@st.composite
def spans_of_text(draw: st.DrawFn) -> Evidence:
    """A clause of some text without its end mark, as spans that answer are."""
    text = draw(st.text(alphabet="救助养老了1，。；：！\n（）", min_size=1, max_size=80).map("救".__add__))
    start, end = draw(st.sampled_from([span for span in clauses(text) if re.search(r"\w", text[slice(*span)])]))
    return evidence(text, start, start + len(text[start:end].rstrip("，。；：！\n")))


ASKED = Terms({"救助": 0.5, "养老": 0.5}, (), None)


@given(spans_of_text(), st.integers(1, 60))
def test_a_run_is_of_whole_sentences_and_stays_short(best: Evidence, longest: int) -> None:
    run = topic_run(best, ASKED, longest)
    assert verbatim(run)
    assert all(span.quote for span in run)
    text = best.hit.chunk.text
    whole = [text[slice(*span)].rstrip("；;") for span in sentences(text)]
    assert all(span.quote in whole for span in run)
    assert len(run) <= 1 or sum(len(span.quote) for span in run) <= longest
    assert [span.start for span in run] == sorted({span.start for span in run})


def test_a_run_is_what_stands_under_its_topic_sentence() -> None:
    items = ["审批权下放到街道办事处和社区，方便群众。", "办理时限压缩10天", "救助结果在村和社区公开，接受监督。"]
    text = "救助改革。" + items[0] + items[1] + "；\n\u3000；" + items[2]
    at = text.index("压缩")
    assert [span.quote for span in topic_run(evidence(text, at, at + 2), ASKED, 99)] == items
    assert [span.quote for span in topic_run(evidence(text, at, at + 2), ASKED, 30)] == items[:2]


def test_a_run_is_what_stands_under_the_last_telling_heading_inside_its_span() -> None:
    items = ["审批权下放到街道办事处和社区，方便群众。", "救助结果在村和社区公开，接受监督，及时更新。"]
    text = "救助改革。" + items[0] + "养老改革。" + items[1]
    assert [span.quote for span in topic_run(evidence(text, 0, len(text)), ASKED, 99)] == items[1:]
    assert [span.quote for span in topic_run(evidence(text, 0, 9), ASKED, 99)] == items[:1]


def test_there_is_no_run_under_another_topic_or_none() -> None:
    for text in ("殡葬改革。下放审批权。压缩时限。", "下放审批权到街道办事处和社区，方便群众。压缩时限的办法有3个。"):
        at = text.index("压缩")
        assert topic_run(evidence(text, at, at + 4), ASKED, 99) == ()


def test_a_plan_is_no_list_of_what_was_done(assistant: Assistant) -> None:
    done, planned = Period(2023), Period(2024, None, True)
    asked = query("苏州完成了哪些行动", assistant.catalogue())
    assert asked.planned is False
    assert of_the_time(asked, done)
    assert not of_the_time(asked, planned)
    assert of_the_time(query("苏州下一步打算有哪些行动", assistant.catalogue()), planned)


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("1.护苗行动。", True),
        ("养老服务。", True),
        ("（二）养老服务", True),
        ("新增床位3200张。", False),
        ("办好20件民生实事。", True),
        ("实施8大惠民行动。", True),
        ("办好民生实事20件。", False),
        ("办好20件民生实事，", False),
        ("办好20件民生实事，为独居老人送餐送药，为困境儿童修缮房屋。", False),
        ("志愿者为老年人理发，深入社区为独居老人送餐送药。", False),
        ("养老服务，", False),
    ],
)
def test_short_sentences_without_a_figure_head_others(text: str, heads: bool) -> None:
    assert heads_others(text, 0, len(text)) is heads

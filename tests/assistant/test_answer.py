"""Assistant.ask, end to end over three small reports: what is said, of which place and year, and what is refused."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.answer import Assistant
from assistant.evidence import choose
from assistant.evidence.portions import Portion
from assistant.evidence.reading import read_spans
from assistant.evidence.wanted import Wanted
from assistant.model import Answer, Computed, Evidence, Group, Library, Operand, Query, Result, Statement, Writing
from assistant.question.filters import Filters
from assistant.reader.reader import Logits, Pair, Reader, Reading
from assistant.web.talk.render import answer as html
from assistant.writing.writers import Draft, ExtractiveWriter
from index.errors import QuestionError, YoujuError
from index.model import Report
from tests.helpers.fakes import FakeEmbedder, FakeReader
from tests.helpers.places import ADVERT, HEPING, SUZHOU, YUZHONG, assistant_over, build


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    store = build(tmp_path_factory.mktemp("places"))
    yield assistant_over(store)
    store.close()


class WholeReader(FakeReader):
    """To whom the whole of a passage is the answer."""

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        return [replace(one, start=_peak(one, 0), end=_peak(one, -1)) for one in super().read(pairs)]


def _peak(reading: Reading, at: int) -> Logits:
    logits = np.full(len(reading.offsets), -8, np.float32)
    logits[at] = 8
    return logits


@pytest.fixture
def whole(assistant: Assistant) -> Assistant:
    """The same, answering in whole paragraphs."""
    return Assistant(assistant.store, FakeEmbedder(), WholeReader())


def cited(answer: Answer) -> list[str]:
    return [citation.report for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "told", "report"),
    [
        ("渝中区的低保标准是多少", "**735元**", YUZHONG),
        ("和平的农村低保标准是多少", "**8076元**", HEPING),
        ("苏州2023年新增养老床位多少张", "**3200张**", SUZHOU),
        ("渝中区养老机构有多少家", "**31家**", YUZHONG),
        ("苏州发放低保金多少万元", "**2,850.46 万元**", SUZHOU),
        ("苏州的“先照后核”怎么照料、核对、公示", "先照料、后核对、再公示", SUZHOU),
        ("苏州的临时救助模式是什么", "“先照后核”模式", SUZHOU),
    ],
)
def test_one_place_one_thing(assistant: Assistant, question: str, told: str, report: str) -> None:
    answer = assistant.ask(question)
    assert told in answer.answer
    assert answer.answer.endswith("[1]")
    assert cited(answer) == [report]


@pytest.mark.parametrize(
    ("question", "figure", "year"),
    [
        ("苏州2024年低保标准提高到多少", "**1135元**", 2024),
        ("苏州计划新增多少张养老床位", "**1500张**", 2024),
        ("苏州新增了多少张养老床位", "**3200张**", 2023),
        ("苏州2023年城乡低保标准是多少", "**1095元**", 2023),
    ],
)
def test_planned_and_done_are_told_apart(assistant: Assistant, question: str, figure: str, year: int) -> None:
    answer = assistant.ask(question)
    assert figure in answer.answer.splitlines()[0]
    assert answer.citations[0].year == year


@pytest.mark.parametrize("question", ["渝中区2023年计划新增多少张养老床位", "渝中区下一步计划新增多少张养老床位"])
def test_what_was_done_is_no_plan(assistant: Assistant, question: str) -> None:
    assert "**260张**" not in assistant.ask(question).answer


def test_the_amount_of_a_sum_is_money(assistant: Assistant) -> None:
    assert "**5120.8万元**" in assistant.ask("渝中区发放了多少低保金").answer


@pytest.mark.parametrize(
    ("question", "reason", "reports"),
    [
        ("成都市的低保标准是多少", "region_not_covered", []),
        ("苏州2019年的低保标准是多少", "period_not_covered", []),
        ("和平县2023年的低保标准是多少", "period_not_covered", []),
        ("苏州的“不存在的做法”是什么", "not_found", []),
        ("渝中区的“先照后核”是什么", "premise_mismatch", [SUZHOU]),
        ("苏州的“一碗汤距离”是什么", "premise_mismatch", [HEPING]),
        ("苏州的九宫巡访机制是什么", "premise_mismatch", [YUZHONG]),
        ("怎么做红烧肉", "off_topic", []),
        ("昆山市的低保标准是多少", "not_found", []),
        ("昆山市社工站人员的养老补贴标准是多少", "not_found", [SUZHOU]),
        ("昆山市新增养老床位多少张", "not_found", []),
        ("重庆市新增养老床位多少张", "region_not_covered", [YUZHONG]),
    ],
)
def test_refusals(assistant: Assistant, question: str, reason: str, reports: list[str]) -> None:
    answer = assistant.ask(question)
    assert (answer.refused, answer.reason) == (True, reason)
    assert cited(answer) == reports
    assert answer.statements == ()
    for covered in ("苏州市", "渝中区", "和平县"):
        assert covered in answer.answer
    assert ("[1]" in answer.answer) == bool(reports)
    assert ("不是答案" in answer.answer) == (reason != "premise_mismatch" and bool(reports))


@pytest.mark.parametrize(
    ("question", "sure", "reason"),
    [
        ("苏州的九宫巡访机制是什么", {SUZHOU: 0.1}, "premise_mismatch"),
        ("苏州的九宫巡访机制是什么", {SUZHOU: 0.5}, None),
        ("比较苏州和和平的九宫巡访机制", {SUZHOU: 0.1, HEPING: 0.1}, "premise_mismatch"),
        ("比较苏州和和平的九宫巡访机制", {SUZHOU: 0.1, HEPING: 0.5}, None),
    ],
)
def test_where_nothing_answers_the_place_that_has_the_very_thing_is_shown(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, question: str, sure: dict[str, float], reason: str | None
) -> None:
    def told(want: Wanted, portion: Portion, library: Library, reader: Reader) -> list[Evidence]:
        spans = read_spans(want, portion, library, reader)
        return [replace(span, sure=sure[span.hit.chunk.report]) for span in spans]

    monkeypatch.setattr(choose, "read_spans", told)
    answer = assistant.ask(question)
    assert (answer.refused, answer.reason) == (reason is not None, reason)
    assert cited(answer) == [YUZHONG] if reason else set(cited(answer)) <= set(sure)


def test_what_a_part_of_a_place_does_is_told_as_that_parts(assistant: Assistant) -> None:
    assert assistant.ask("重庆的九宫巡访机制是怎么做的").answer.startswith("- **渝中区**：")


def test_in_a_table_a_part_is_no_figure_of_the_whole(assistant: Assistant) -> None:
    rows = assistant.ask("苏州和重庆各新增多少张养老床位").answer.splitlines()
    assert "**3200张**" in rows[2]
    assert rows[3] == "| 重庆市 | 报告未提及 |"
    assert assistant.ask("苏州和重庆怎么走访低保家庭").answer.splitlines()[3].startswith("| 重庆市（渝中区） |")


def test_a_county_inside_a_covered_city(assistant: Assistant) -> None:
    answer = assistant.ask("昆山市建成了多少个社工站")
    assert "**10个**" in answer.answer
    assert all("昆山" in citation.quote for citation in answer.citations)


def test_a_county_is_not_answered_with_its_neighbour(assistant: Assistant) -> None:
    assert "**88.6万元**" not in assistant.ask("昆山市发放了多少临时救助金").answer


def test_places_compared_stand_in_a_table(assistant: Assistant) -> None:
    answer = assistant.ask("比较苏州、渝中区、和平县新增养老床位")
    rows = answer.answer.splitlines()
    assert [row.split("|")[1].strip() for row in rows[2:]] == ["苏州市", "渝中区", "和平县"]
    assert "**3200张**" in rows[2]
    assert "[1]" in rows[2]
    assert "**260张**" in rows[3]
    assert "[2]" in rows[3]
    assert rows[4] == "| 和平县 | 报告未提及 |"
    assert cited(answer) == [SUZHOU, YUZHONG]


def test_no_place_named_gives_a_line_a_place(assistant: Assistant) -> None:
    lines = assistant.ask("新增养老床位多少张").answer.splitlines()
    assert sorted(line.partition("：")[0] for line in lines) == sorted(["- **渝中区**", "- **苏州市**"])
    assert all("张**" in line and "[" in line for line in lines)


def test_every_place_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("各地的低保标准")
    assert {citation.region for citation in answer.citations} == {"苏州市", "渝中区", "和平县"}


@pytest.mark.parametrize(
    ("history", "question", "told"),
    [
        (["苏州的低保标准是多少"], "那渝中区呢？", "**735元**"),
        (["苏州2023年低保标准提高到多少"], "2024年呢", "**1135元**"),
        (["渝中区的低保标准是多少"], "养老机构有多少家", "**31家**"),
    ],
)
def test_follow_ups(assistant: Assistant, history: list[str], question: str, told: str) -> None:
    answer = assistant.ask(question, history)
    assert told in answer.answer
    assert answer.standalone_question != question


def test_region_and_year_stand_in_for_the_questions_own(assistant: Assistant) -> None:
    assert cited(assistant.ask("低保标准是多少", filters=Filters(region="和平县"))) == [HEPING]
    assert cited(assistant.ask("苏州的低保标准是多少", filters=Filters(region="渝中"))) == [YUZHONG]
    later = assistant.ask("苏州2023年低保标准是多少", filters=Filters(year=2024))
    assert "**1135元**" in later.answer
    assert later.periods == ("2024年",)
    assert assistant.ask("低保标准是多少", filters=Filters(region="成都市")).reason == "region_not_covered"
    with pytest.raises(QuestionError, match="不认识的地名：火星市"):
        assistant.ask("低保标准是多少", filters=Filters(region="火星市"))


def test_done_or_planned_stands_in_for_the_question_s_own(assistant: Assistant) -> None:
    plan = assistant.ask("苏州新增养老床位多少张", filters=Filters(aspect="planned"))
    assert "**1500张**" in plan.answer
    assert plan.periods == ("计划",)
    assert "**3200张**" in assistant.ask("苏州计划新增养老床位多少张", filters=Filters(aspect="done")).answer
    assert plan.statements != assistant.ask("苏州新增养老床位多少张", filters=Filters(aspect="either")).statements


@pytest.mark.parametrize(
    "question",
    [
        "苏州福彩公益金资助养老项目多少个",
        "苏州支出福彩公益金多少万元",
        "苏州的福彩公益金",
        "苏州官网注册送多少",
        "苏州怎么为独居老人安装烟感报警器",
        "苏州养老服务做了什么",
        "渝中区的福彩公益金资助多少个项目",
        f"渝中区的“{ADVERT[:5]}”是什么",
    ],
)
def test_advertising_is_never_quoted(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    quoted = [citation.quote for citation in answer.citations] + [statement.text for statement in answer.statements]
    assert not any(ADVERT in text for text in quoted)


@pytest.mark.parametrize(
    ("question", "figure"), [("苏州发放多少万元低保金", "2,850.46 万元"), ("婚姻登记多少对", "4,310对")]
)
def test_no_figure_is_cut_at_its_thousands(assistant: Assistant, question: str, figure: str) -> None:
    assert f"**{figure}**" in assistant.ask(question).answer


@pytest.mark.parametrize("question", ["比较渝中区和苏州的婚姻登记颁证", "渝中区婚姻登记颁证率怎么样"])
def test_markdown_and_html_of_a_report_stay_data(whole: Assistant, question: str) -> None:
    answer = whole.ask(question)
    assert "<img src=x onerror=alert(1)>" in answer.answer  # to the letter; the page escapes
    page = html(answer, 1)
    assert "&lt;img" in page
    assert "<img" not in page
    assert "javascript:" not in "".join(part.partition('"')[0] for part in page.split('href="')[1:])


def test_what_a_report_writes_adds_no_cell_to_a_table(whole: Assistant) -> None:
    answer = whole.ask("比较渝中区和苏州的婚姻登记颁证").answer
    assert [row.count("|") for row in answer.splitlines()] == [3, 3, 3, 3]


def test_a_link_of_a_report_is_shown_to_the_letter(whole: Assistant) -> None:
    answer = whole.ask("渝中区婚姻登记颁证率怎么样")
    assert "[率](javascript:alert) 98%" in answer.answer
    assert "javascript:alert" in html(answer, 1)


@pytest.mark.parametrize("by_model", [False, True])
@pytest.mark.parametrize("result", ["50", "40"])
def test_a_reckoned_figure_is_reckoned_again_at_the_last_gate(
    assistant: Assistant, result: str, by_model: bool
) -> None:
    class Reckoner(ExtractiveWriter):
        def write(self, query: Query, groups: Sequence[Group], report: Callable[[str], Report]) -> Iterator[Draft]:
            record = Computed("difference", (Operand("1095", "元", 1), Operand("1045", "元", 1)), Result(result, "元"))
            said = (Statement(f"1095 − 1045 = {result}元", (1,), record),)
            yield Draft(said[0].text, said, groups[0].evidence[:1], Writing("模型", 0, None) if by_model else None)

    reckoner = Assistant(assistant.store, FakeEmbedder(), WholeReader(), Reckoner())
    question = "苏州2023年城乡低保标准是多少"
    if result == "50":
        assert reckoner.ask(question).statements[0].computed
    else:
        with pytest.raises(YoujuError, match="40元 在引文中没有依据"):
            reckoner.ask(question)

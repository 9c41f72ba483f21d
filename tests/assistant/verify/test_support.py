"""Which words of the cited paragraphs support a statement (`assistant/verify/support.py`), over made-up reports."""

from collections.abc import Mapping

import pytest

from assistant.model import Evidence
from assistant.verify.support import support
from index.model import Chunk, Report
from index.report.chunks import split
from index.report.load import load
from index.text.sentences import clauses, sentences
from tests.helpers.places import ADVERT, HEPING, REPORTS, SUZHOU, YUZHONG

Shelf = Mapping[str, Report]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("quotes")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name: load(folder / name, name) for name in REPORTS}


def chunks_of(shelf: Shelf, *words: str) -> list[Chunk]:
    """The first paragraph with each of these words."""
    every = [chunk for report in shelf.values() for chunk in split(report)]
    return [next(chunk for chunk in every if each in chunk.text) for each in words]


def quoted(shelf: Shelf, statement: str, *words: str) -> list[str]:
    """The quotes that support a statement in the paragraphs with these words."""
    return [quote.quote.strip() for quote in support(statement, chunks_of(shelf, *words), shelf.__getitem__)]


def verbatim(shelf: Shelf, quote: Evidence) -> bool:
    chunk = quote.hit.chunk
    inside = chunk.start <= quote.start < quote.end <= chunk.end
    return inside and shelf[chunk.report].text[quote.start : quote.end] == quote.quote


@pytest.mark.parametrize("name", REPORTS)
def test_what_a_report_says_is_supported_by_a_quote_with_those_words(name: str, shelf: Shelf) -> None:
    count = 0
    for chunk in split(shelf[name]):
        for start, end in sentences(chunk.text):
            sentence = chunk.text[start:end].strip()
            spans = [sentence, *(chunk.text[at:to] for at, to in clauses(chunk.text, start, end))]
            for words in () if ADVERT in sentence else spans:
                (quote,) = support(words, [chunk], shelf.__getitem__)
                assert verbatim(shelf, quote)
                assert words.strip() in quote.quote
                count += 1
    assert count > 8


def test_the_shortest_quote_is_chosen(shelf: Shelf) -> None:
    assert quoted(shelf, "苏州市2023年建成助餐点126个。", "助餐点126个") == [
        "全市新增养老床位3200张，建成助餐点126个。"
    ]
    both = quoted(shelf, "新增养老床位3200张，上门巡访4.2万户次。", "助餐点126个")
    assert both == ["全市新增养老床位3200张，建成助餐点126个。为独居老人安装烟感报警器，上门巡访4.2万户次。"]


def test_one_paragraph_that_supports_it_alone_goes_before_several(shelf: Shelf) -> None:
    told = quoted(shelf, "养老机构达到31家。", "登记社会组织402家", "养老机构达到31家")
    assert told == ["新增养老床位260张，养老机构达到31家。"]


def test_several_paragraphs_together(shelf: Shelf) -> None:
    statement = "苏州市低保标准提高到每人每月1095元，渝中区为每人每月735元。"
    quotes = support(statement, chunks_of(shelf, "1095元", "735元"), shelf.__getitem__)
    assert [quote.hit.chunk.report for quote in quotes] == [SUZHOU, YUZHONG]
    assert all(verbatim(shelf, quote) for quote in quotes)
    assert [len(list(sentences(quote.quote))) for quote in quotes] == [1, 1]


LIES = {
    "figure": "新增养老床位3300张。",
    "unit": "新增养老床位3200家。",
    "scale": "上门巡访4.2户次。",
    "year": "苏州市2022年新增养老床位3200张。",
    "place": "渝中区新增养老床位3200张。",
    "other's figure": "新增养老床位126张。",
    "negated": "没有为独居老人安装烟感报警器。",
    "plan": "2024年计划新增养老床位3200张。",
    "name": "实施“金色晚年”工程。",
    "not said": "开办老年大学，组织老人旅游。",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_nothing_supports_a_lie(lie: str, shelf: Shelf) -> None:
    assert quoted(shelf, lie, "助餐点126个") == []
    assert quoted(shelf, lie, "助餐点126个", "助餐点126个") == []


def test_another_places_paragraph_supports_nothing_of_this_one(shelf: Shelf) -> None:
    assert quoted(shelf, "苏州市低保标准为每人每月735元。", "735元") == []
    assert quoted(shelf, "和平县2023年发放低保金3310.5万元。", "3310.5万元") == []
    assert quoted(shelf, "和平县2022年发放低保金3310.5万元。", "3310.5万元") != []
    assert HEPING in {chunk.report for chunk in chunks_of(shelf, "3310.5万元")}


def test_no_paragraph_supports_nothing(shelf: Shelf) -> None:
    assert support("新增养老床位3200张。", (), shelf.__getitem__) == ()


def test_what_no_answer_may_quote_supports_nothing(shelf: Shelf) -> None:
    assert shelf[SUZHOU].distrusted
    assert quoted(shelf, f"福彩公益金资助养老项目36个，{ADVERT}。", "助餐点126个") == []
    assert quoted(shelf, "支出公益金920万元。", "助餐点126个") == []  # of the same sentence
    assert quoted(shelf, "志愿者为老年人理发2600人次。", "助餐点126个") == ["志愿者为老年人理发2600人次。"]


class Judge:
    """An `Entails` of one opinion, which notes what it is asked."""

    def __init__(self, opinion: bool) -> None:
        self.opinion = opinion
        self.asked: list[tuple[str, str]] = []

    def __call__(self, premise: str, statement: str) -> bool:
        self.asked.append((premise, statement))
        return self.opinion


@pytest.mark.parametrize("opinion", [True, False])
def test_the_second_opinion_is_asked_last_and_may_veto(opinion: bool, shelf: Shelf) -> None:
    judge, chunks = Judge(opinion), chunks_of(shelf, "助餐点126个")
    found = support("建成助餐点126个。", chunks, shelf.__getitem__, judge)
    assert bool(found) == opinion
    assert judge.asked == [("全市新增养老床位3200张，建成助餐点126个。", "建成助餐点126个。")]
    assert support("建成助餐点127个。", chunks, shelf.__getitem__, judge) == ()
    assert len(judge.asked) == 1

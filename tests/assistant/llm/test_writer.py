"""The writer with a language model, over three made-up reports: what is said, what is struck, what stands in."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest

from assistant.answer import Assistant
from assistant.llm.client import ContextOverflowError
from assistant.llm.writer import LlmWriter
from assistant.model import Answer
from index.errors import LanguageModelError
from index.store.local import LocalStore
from tests.helpers.fakes import FakeEmbedder, FakeReader
from tests.helpers.llm.scripted import Prompted, ScriptedModel, silent
from tests.helpers.places import ADVERT, build

DID = "苏州市2023年怎样新增养老床位？"
HOW_MUCH = "苏州市2023年发放低保金多少万元？"
BOTH = "苏州市和渝中区2023年城乡低保标准每人每月多少？"
BEDS, PATROL, HAIR = "全市新增养老床位3200张", "上门巡访4.2万户次", "志愿者为老年人理发2600人次"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return build(tmp_path_factory.mktemp("writer"))


def over(store: LocalStore, model: ScriptedModel | None = None) -> Assistant:
    return Assistant(store, FakeEmbedder(), FakeReader(), LlmWriter(model) if model else None)


UNSAID = "语言模型在依据里没有找到可写的内容"
UNFOUNDED = "语言模型写的内容都没有依据"


def drafts(store: LocalStore, question: str, model: ScriptedModel) -> list[Answer]:
    """The answer as it grows; what only says that the model is still at it is left out."""
    grown = list(over(store, model).stream(question))
    return [
        now
        for now, then in pairwise([*grown, None])
        if now and (then is None or now.answer != then.answer or then.whole)
    ]


def told(store: LocalStore, question: str, model: ScriptedModel) -> Answer:
    return drafts(store, question, model)[-1]


def saying(*clauses: str) -> ScriptedModel:
    """A model that copies these clauses, each with its id."""
    return ScriptedModel(lambda asked: asked.cited(*clauses))


def writing_of(answer: Answer) -> tuple[int, str | None]:
    assert answer.writing
    return answer.writing.struck, answer.writing.note


def test_statements_come_one_by_one_and_the_last_answer_is_whole(store: LocalStore) -> None:
    grown = drafts(store, DID, saying(BEDS, PATROL, HAIR))
    assert [answer.whole for answer in grown] == [False, False, False, True]
    assert [len(answer.statements) for answer in grown] == [1, 2, 3, 3]
    assert all(after.answer.startswith(before.answer) for before, after in pairwise(grown))
    assert grown[-1].answer == f"{BEDS}。[1]\n\n{PATROL}。[2]\n\n{HAIR}。[3]"
    assert writing_of(grown[-1]) == (0, None)
    assert grown[-1].to_json()["writing"] == {"model": "脚本模型", "struck": 0, "note": None}


def test_a_list_keeps_its_items_and_a_quote_its_number(store: LocalStore) -> None:
    model = ScriptedModel(lambda asked: ["- ", "- ".join(asked.cited(BEDS, "建成助餐点126个", HAIR))])
    answer = told(store, DID, model)
    assert answer.answer == f"- {BEDS}。[1]\n- 建成助餐点126个。[1]\n- {HAIR}。[2]"
    assert [one.citations for one in answer.statements] == [(1,), (1,), (2,)]


def test_ids_that_were_not_given_are_struck_out(store: LocalStore) -> None:
    def write(asked: Prompted) -> Iterator[str]:
        yield f"{BEDS}[{asked.id_of(BEDS)}][k00000][1]。\n{PATROL}[k00000]。\n{HAIR}[1]。\n"

    answer = told(store, DID, ScriptedModel(write))
    assert answer.answer == f"{BEDS}。[1]"
    assert writing_of(answer) == (2, None)
    assert answer.writing
    assert answer.writing.told == "由语言模型 脚本模型 依据引文写成；已删去2句无依据的内容。"


@pytest.mark.parametrize(
    "lie",
    ["全市新增养老床位3201张", "全市新增养老床位3200家", "渝中区新增养老床位3200张", "2022年全市新增养老床位3200张"],
)
def test_what_is_not_supported_or_not_cited_is_struck(store: LocalStore, lie: str) -> None:
    write = ScriptedModel(lambda asked: [f"{lie}[{asked.id_of(BEDS)}]。\n{PATROL}。\n", *asked.cited(HAIR)])
    answer = told(store, DID, write)
    assert answer.answer == f"{HAIR}。[1]"
    assert writing_of(answer) == (2, None)


@pytest.mark.parametrize("reckoned", ["每人每月提高50元", "1095 − 1045 = 50元", "比上年多50元（约4.8%）"])
def test_what_a_model_reckons_itself_is_struck(store: LocalStore, reckoned: str) -> None:
    write = ScriptedModel(
        lambda asked: [f"{reckoned}[{asked.id_of('1045元')}]。\n", *asked.cited("由每人每月1045元提高到1095元")]
    )
    answer = told(store, "苏州市2023年城乡低保标准每人每月多少？", write)
    assert "50元" not in answer.answer
    assert answer.writing
    assert answer.writing.struck == 1


def test_advertising_is_neither_shown_to_the_model_nor_said(store: LocalStore) -> None:
    advert = f"福彩公益金资助养老项目36个，{ADVERT}"
    model = ScriptedModel(lambda asked: [f"{advert}[{asked.id_of(BEDS)}]。\n", *asked.cited(HAIR)])
    answer = told(store, DID, model)
    assert ADVERT not in model.asked[0].request
    assert "支出公益金920万元" not in model.asked[0].request  # of the same sentence, of which nothing may be quoted
    assert ADVERT not in answer.answer
    assert writing_of(answer) == (1, None)


# Places side by side


def test_a_row_a_place_and_a_place_that_got_none_speaks_for_itself(store: LocalStore) -> None:
    model = ScriptedModel(lambda asked: [f"苏州市｜每人每月1095元[{asked.id_of('1095元')}]\n"])
    answer = told(store, BOTH, model)
    assert answer.answer.splitlines()[2:] == [
        "| 苏州市 | 每人每月**1095元**[1] |",
        "| 渝中区 | 城乡低保标准为每人每月**735元**，全年发放低保金5120.8万元[2] |",
    ]
    assert [cited.region for cited in answer.citations] == ["苏州市", "渝中区"]


@pytest.mark.parametrize(
    "row",
    ["苏州市｜每人每月735元", "苏州市：每人每月735元", "| 苏州市 | 每人每月735元", "苏州市低保标准为每人每月735元"],
)
def test_a_statement_of_one_place_that_cites_another_is_struck(store: LocalStore, row: str) -> None:
    write = ScriptedModel(
        lambda asked: [f"{row}[{asked.id_of('735元')}]\n渝中区｜每人每月735元[{asked.id_of('735元')}]"]
    )
    answer = told(store, BOTH, write)
    assert writing_of(answer) == (1, None)
    suzhou, yuzhong = answer.answer.splitlines()[2:]
    assert "1095元" in suzhou
    assert "735元" not in suzhou
    assert "每人每月**735元**" in yuzhong


def test_a_row_without_its_name_stands_with_the_place_that_it_cites(store: LocalStore) -> None:
    model = ScriptedModel(lambda asked: [f"每人每月735元[{asked.id_of('735元')}]。"])
    assert "| 渝中区 | 每人每月**735元**。[" in told(store, BOTH, model).answer


# What stands in


def test_where_nothing_is_left_the_reports_own_words_stand_in(store: LocalStore) -> None:
    plain = over(store).ask(HOW_MUCH)
    for said, struck in (("没有。", 0), ("发放低保金9万元。\n惠及9人。", 2), ("", 0), ("<think>发放低保金", 0)):
        answer = told(store, HOW_MUCH, ScriptedModel(lambda asked, said=said: [said]))  # type: ignore[misc]
        assert (answer.answer, answer.statements, answer.citations) == (plain.answer, plain.statements, plain.citations)
        assert writing_of(answer) == (struck, f"{UNFOUNDED if struck else UNSAID}，以上为报告原文")


def test_an_error_in_mid_answer_leaves_nothing_of_it(store: LocalStore) -> None:
    def write(asked: Prompted) -> Iterator[str]:
        yield from asked.cited(BEDS, PATROL)
        raise LanguageModelError("连接中断")

    grown = drafts(store, DID, ScriptedModel(write))
    plain = over(store).ask(DID)
    assert [answer.whole for answer in grown] == [False, False, True]
    assert (grown[-1].answer, grown[-1].citations) == (plain.answer, plain.citations)
    assert writing_of(grown[-1]) == (0, "连接中断。以上为报告原文")


@pytest.mark.parametrize("after", [0, 1])
def test_an_overflow_asks_again_with_half_the_paragraphs(store: LocalStore, after: int) -> None:
    def write(asked: Prompted) -> Iterator[str]:
        if len(asked.shown) > 1:
            yield from asked.cited(BEDS)[:after]
            raise ContextOverflowError("太长")
        yield from asked.cited(BEDS)

    model = ScriptedModel(write)
    answer = told(store, DID, model)
    assert [len(asked.shown) for asked in model.asked] == [3, 1]
    assert answer.answer == f"{BEDS}。[1]"


def test_an_overflow_with_one_paragraph_is_told(store: LocalStore) -> None:
    def write(asked: Prompted) -> Iterable[str]:
        raise ContextOverflowError("太长：请改上下文")

    model = ScriptedModel(write)
    assert writing_of(told(store, DID, model)) == (0, "太长：请改上下文。以上为报告原文")
    assert [len(asked.shown) for asked in model.asked] == [3, 1]


@pytest.mark.parametrize(("context", "count"), [(8192, 3), (1024 + 900, 2), (1100, 1)])
def test_paragraphs_that_do_not_fit_are_left_out_but_one(store: LocalStore, context: int, count: int) -> None:
    model = ScriptedModel(lambda asked: asked.cited(BEDS), context)
    assert told(store, DID, model).statements
    assert len(model.asked[0].shown) == count


def test_an_answer_has_an_end(store: LocalStore) -> None:
    def write(asked: Prompted) -> Iterator[str]:
        for number in range(1000):
            yield from asked.cited(BEDS)
            yield f"没有依据的第{number}句。\n"

    model = ScriptedModel(write)
    answer = told(store, DID, model)
    assert (len(answer.statements), writing_of(answer)) == (
        1,
        (12, None),
    )  # what is said again is neither said nor struck
    assert model.closed == 1


def test_who_stops_listening_closes_the_models_stream(store: LocalStore) -> None:
    model = saying(BEDS, PATROL, HAIR)
    growing = over(store, model).stream(DID)
    assert not next(growing).whole
    growing.close()  # type: ignore[attr-defined]
    assert model.closed == 1


# What a model is asked


def test_what_was_answered_is_not_asked_again_but_what_failed_is(store: LocalStore) -> None:
    failing = iter([True, False])

    def write(asked: Prompted) -> Iterator[str]:
        yield from asked.cited(BEDS)
        if next(failing):
            raise LanguageModelError("连接中断")

    model = ScriptedModel(write)
    assistant = over(store, model)
    told = [assistant.ask(DID) for _ in range(3)]
    assert len(model.asked) == 2
    assert [bool(writing_of(answer)[1]) for answer in told] == [True, False, False]
    assert told[1].answer == told[2].answer == f"{BEDS}。[1]"


def test_a_refusal_asks_no_model(store: LocalStore) -> None:
    answer = told(store, "深圳市低保标准是多少？", ScriptedModel(silent))
    assert answer.refused
    assert "writing" not in answer.to_json()
    assert answer.answer == over(store).ask("深圳市低保标准是多少？").answer


def test_a_figure_is_asked_of_the_paragraph_that_was_chosen(store: LocalStore) -> None:
    model = saying("全年发放低保金2,850.46 万元")
    answer = told(store, HOW_MUCH, model)
    (shown,) = model.asked[0].shown
    assert (shown.place, shown.time, shown.planned) == ("苏州市", "2023年", False)
    assert "2,850.46 万元" in shown.text
    assert answer.answer == "全年发放低保金**2,850.46 万元**。[1]"


def test_an_answer_without_a_model_says_nothing_of_one(store: LocalStore) -> None:
    (answer,) = over(store).stream(DID)
    assert answer.whole
    assert answer.writing is None
    assert not {"writing", "whole"} & answer.to_json().keys()


def test_what_leaves_out_the_figure_asked_for_does_not_stand(store: LocalStore) -> None:
    plain = over(store).ask(HOW_MUCH)
    answer = told(store, HOW_MUCH, saying("城乡低保标准由每人每月1045元提高到1095元"))
    assert answer.answer == plain.answer
    assert writing_of(answer) == (0, "语言模型没有答到所问，以上为报告原文")


def test_the_question_said_again_is_no_answer(store: LocalStore) -> None:
    model = ScriptedModel(lambda asked: [f"问题：{DID}[{asked.id_of(BEDS)}]\n", *asked.cited(BEDS)])
    answer = told(store, DID, model)
    assert (answer.answer, writing_of(answer)) == (f"{BEDS}。[1]", (1, None))

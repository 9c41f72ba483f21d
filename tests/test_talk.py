"""The chat of the tab 问答 and each step of it, over three made-up reports. No browser, no network, no model."""

import asyncio
import json
import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import gradio as gr
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from assistant import actions
from assistant.answer import Assistant
from assistant.chart import bars
from assistant.chat import KEPT, Ask, Turn, history, kept, restored, take
from assistant.feedback import FeedbackStore
from assistant.source import source
from assistant.web.steps import Shown, Talk, Turns
from assistant.web.talk import talk_tab
from tests.places import SUZHOU, YUZHONG, assistant_over, build
from tests.test_render import HOSTILE, Page

FIGURE = "苏州市2023年发放低保金多少万元？"
BOTH = "苏州市和渝中区2023年低保标准是多少？"
NOWHERE = "深圳市低保标准是多少？"


class Holder:
    """An assistant that stays the same."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def get(self) -> Assistant:
        return self.assistant


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(build(tmp_path_factory.mktemp("talk")))


@pytest.fixture
def talk(assistant: Assistant, tmp_path: Path) -> Talk:
    return Talk(Holder(assistant), FeedbackStore(tmp_path / "feedback.sqlite"))


def asked(talk: Talk, *questions: str, user: str = "") -> Shown:
    """The page after these questions."""
    turns: Turns = ()
    for question in questions:
        shown = list(talk.ask(turns, Ask(question), user, typed=True))[-1]
        turns = shown[2]
    return shown


def labels(turn: Turn) -> list[str]:
    return [chip.label for chip in turn.chips]


def dropped(turn: Turn, label: str) -> Ask:
    (ask,) = (chip.without for chip in turn.chips if chip.label == label)
    assert ask is not None
    return ask


def test_the_question_shows_at_once_and_the_answer_with_its_evidence_after(talk: Talk) -> None:
    first, last = talk.ask((), Ask(FIGURE), "", typed=True)
    assert "y-waiting" in first[1][1]["content"]
    assert first[2] == ()
    assert first[0]["stop_btn"] == "停止"
    assert "value" not in first[0]  # what was typed stays, for a stop or an error
    assert [message["role"] for message in last[1]] == ["user", "assistant"]
    assert (last[0]["value"], last[0]["stop_btn"], last[0]["submit_btn"]) == ("", False, "提问")
    assert "2,850.46" in last[1][1]["content"]
    assert "<mark" in last[3]


def test_an_empty_question_changes_nothing(talk: Talk) -> None:
    (shown,) = talk.ask((), Ask("  "), "")
    assert shown[1:3] == ([], ())


def test_an_error_is_a_sentence_that_leaves_the_question_where_it_was_typed(talk: Talk) -> None:
    before = asked(talk, FIGURE)[2]
    *_, failed = talk.ask(before, Ask("长" * 3000), "", typed=True)
    assert "y-error" in failed[1][-1]["content"]
    assert "value" not in failed[0]
    assert history(failed[2]) == (FIGURE,)
    *_, again = talk.act(failed[2], "again:", "", "")
    assert len(again[2]) == 2


def test_a_follow_up_knows_what_was_asked_before(talk: Talk) -> None:
    turns = asked(talk, FIGURE, "渝中区呢？")[2]
    assert turns[1].answer
    assert turns[1].answer.regions == ("渝中区",)
    assert 'href="#y2-1"' in asked(talk, FIGURE, "渝中区呢？")[1][-1]["content"]


def test_the_place_and_the_year_that_are_set_stand_in_for_the_question_s(assistant: Assistant) -> None:
    code = next(card.region.code for card in assistant.catalogue() if card.path == YUZHONG and card.region)
    turn = take(assistant, (), Ask("低保标准是多少？", code, 2023))
    assert turn.answer
    assert {cited.report for cited in turn.answer.citations} == {YUZHONG}
    assert labels(turn) == ["渝中区", "2023 年"]
    assert dropped(turn, "渝中区") == Ask("低保标准是多少？", None, 2023, afresh=True)
    assert dropped(turn, "2023 年") == Ask("低保标准是多少？", code, None, afresh=True)


def test_a_chip_drops_one_place_of_two_and_the_year(assistant: Assistant) -> None:
    turn = take(assistant, (), Ask(BOTH))
    assert labels(turn) == ["苏州市", "渝中区", "2023 年"]
    assert dropped(turn, "苏州市").question == "渝中区2023年低保标准是多少？"
    assert dropped(turn, "渝中区").question == "苏州市2023年低保标准是多少？"
    assert dropped(turn, "2023 年").question == "苏州市和渝中区低保标准是多少？"
    assert all(chip.without and chip.without.afresh for chip in turn.chips)


def test_a_plan_is_dropped_without_a_change_of_words(assistant: Assistant) -> None:
    turn = take(assistant, (), Ask("苏州市计划新增多少张养老床位？"))
    assert labels(turn) == ["苏州市", "计划"]
    either = take(assistant, (), dropped(turn, "计划"))
    assert either.answer
    assert labels(either) == ["苏州市"]
    assert labels(take(assistant, (), Ask("苏州市新增了多少张养老床位？"))) == ["苏州市", "已完成"]


def test_a_follow_up_without_its_filter_is_asked_as_it_was_understood(talk: Talk) -> None:
    turns = asked(talk, "苏州市新增养老床位多少张？", "那计划呢？", "渝中区婚姻登记多少对？")[2]
    which = labels(turns[1]).index("计划")
    *_, shown = talk.act(turns, f"drop:2:{which}", "", "")
    last = shown[2][-1].answer
    assert last
    assert last.regions == ("苏州市",)
    assert "养老床位" in last.standalone_question


def test_after_a_drop_the_chat_owes_nothing_to_what_was_asked_before(talk: Talk) -> None:
    turns = asked(talk, "渝中区婚姻登记多少对？", BOTH)[2]
    *_, shown = talk.act(turns, "drop:2:0", "", "")
    assert shown[2][-1].answer
    assert shown[2][-1].answer.regions == ("渝中区",)
    assert history(shown[2]) == ("渝中区2023年低保标准是多少？",)
    assert talk.filters_after("drop:2:0", shown[2]) == (gr.update(value=""), gr.update(value=""))
    assert talk.filters_after("good:1:0", shown[2]) == (gr.skip(), gr.skip())


def test_a_place_taken_over_from_the_question_before_can_be_dropped(talk: Talk) -> None:
    own = "志愿者为老年人理发多少人次"
    turn = asked(talk, FIGURE, own)[2][1]
    assert dropped(turn, "苏州市") == Ask(own, afresh=True)


def test_a_place_that_is_the_whole_question_cannot_be_dropped(assistant: Assistant) -> None:
    turn = take(assistant, (), Ask("苏州市？"))
    assert all(chip.without is None for chip in turn.chips if chip.label == "苏州市")


def test_a_refusal_looks_different_and_offers_questions_that_have_answers(talk: Talk) -> None:
    shown = asked(talk, NOWHERE)
    content = shown[1][-1]["content"]
    assert "y-refusal" in content
    offers = re.findall(r'value="try:(.*?)"', content)
    assert offers
    *_, tried = talk.act(shown[2], f"try:{offers[0]}", "", "")
    assert tried[2][-1].answer
    assert not tried[2][-1].answer.refused


def test_retry_asks_the_last_question_anew(talk: Talk) -> None:
    turns = asked(talk, FIGURE, NOWHERE)[2]
    *_, shown = talk.act(turns, "again:", "", "")
    assert [turn.ask.question for turn in shown[2]] == [FIGURE, NOWHERE]
    assert shown[2][-1].id != turns[-1].id


@pytest.mark.parametrize(
    "value", ["", "x", "drop:9:0", "drop:1:9", "drop:0:0", "good:-1:0", "bad:²:0", "again", "良:1:0"]
)
def test_a_button_that_means_nothing_does_nothing(talk: Talk, value: str) -> None:
    turns = asked(talk, NOWHERE)[2] if value != "again" else ()
    assert list(talk.act(turns, value, "", "")) == []


@given(st.text(max_size=30) | st.from_regex(r"(drop|good|bad|try|again):[0-9:]{0,6}", fullmatch=True))
def test_any_value_of_a_button_is_read_or_refused(value: str) -> None:
    action = actions.read(value)
    assert action is None or action.kind in ("drop", "try", "again", "good", "bad")


def test_a_verdict_is_kept_with_its_reason_question_and_answer(talk: Talk, tmp_path: Path) -> None:
    turns = asked(talk, FIGURE, "渝中区呢？")[2]
    *_, shown = talk.act(turns, "bad:2:1", " 差一年 ", "")
    *_, shown = talk.act(shown[2], "good:1:0", "", "")
    bad, good = FeedbackStore(tmp_path / "feedback.sqlite").records()
    assert (bad.liked, bad.reason, bad.question, bad.history) == (
        False,
        "地区或年份不对：差一年",
        "渝中区呢？",
        (FIGURE,),
    )
    assert (good.liked, good.reason, good.answer) == (True, "", turns[0].answer)
    assert bad.versions
    assert "已记下" in shown[1][1]["content"]


def test_a_verdict_that_cannot_be_kept_is_told(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    talk = Talk(Holder(assistant), FeedbackStore(tmp_path / "file" / "feedback.sqlite"))
    turns = asked(talk, FIGURE)[2]
    with pytest.raises(gr.Error):
        list(talk.act(turns, "good:1:0", "", ""))


def test_without_a_store_no_verdict_is_asked_for(assistant: Assistant) -> None:
    talk = Talk(Holder(assistant), None)
    shown = asked(talk, FIGURE)
    assert "没用" not in shown[1][-1]["content"]
    *_, after = talk.act(shown[2], "good:1:0", "", "")
    assert after[2] == shown[2]


def test_a_reload_brings_the_same_chat_back_to_its_own_user(talk: Talk) -> None:
    *_, turns, _, stored = asked(talk, FIGURE, "渝中区呢？", user="甲")
    stored = json.loads(json.dumps(stored))
    *first, last = talk.resume(stored, (), "甲")
    told = [(turn.ask, turn.answer and turn.answer.answer) for turn in turns]
    assert [(turn.ask, turn.answer and turn.answer.answer) for turn in last[2]] == told
    assert all(shown[4] == stored for shown in first)  # a page closed half-way loses nothing
    (other,) = talk.resume(stored, (), "乙")
    assert other[2] == ()
    assert other[4] == {"user": "乙", "asks": []}


@pytest.mark.parametrize("stored", [None, "x", {}, {"user": ""}, {"user": "", "asks": [1, {}, {"question": "x"}]}])
def test_what_a_browser_sends_that_is_no_chat_is_none(talk: Talk, stored: object) -> None:
    (shown,) = talk.resume(stored, (), "")
    assert shown[2] in ((), gr.skip())


def test_a_chat_that_has_begun_is_not_put_aside_for_an_earlier_one(talk: Talk) -> None:
    *_, turns, _, stored = asked(talk, FIGURE, user="甲")
    assert list(talk.resume(stored, turns, "甲")) == [(gr.skip(),) * 5]
    assert list(talk.resume(None, (), "甲")) == [(gr.skip(),) * 5]


def test_only_the_latest_questions_are_kept(assistant: Assistant) -> None:
    turn = take(assistant, (), Ask(NOWHERE))
    assert len(kept([turn] * 30)) == KEPT
    assert restored(kept([turn])) == [turn.ask]
    assert restored([{**kept([turn])[0], "question": "长" * 3000}]) == []


def test_a_citation_leads_to_its_section_and_its_paragraph(assistant: Assistant) -> None:
    reply = assistant.ask(FIGURE)
    cited = reply.citations[0]
    found = source(assistant.library, cited)
    assert found
    assert found.text[found.start : found.end] == cited.quote
    assert found.whole
    assert found.text.startswith("一、2023年工作总结")  # its own section is the paragraph already
    assert "二、2024年工作计划" not in found.text
    assert cited.quote in assistant.library.chunks(SUZHOU)[found.ordinal].text


def test_a_report_that_was_replaced_since_leads_nowhere(assistant: Assistant) -> None:
    cited = assistant.ask(FIGURE).citations[0]
    assert source(assistant.library, replace(cited, quote="别的话")) is None
    assert source(assistant.library, replace(cited, report="没有.txt")) is None


def test_the_panel_holds_the_section_the_way_to_the_reader_and_the_text_to_copy(talk: Talk) -> None:
    page = Page(asked(talk, FIGURE)[3])
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links
    assert re.fullmatch(r"\?report=%E8%8B%8F%E5%B7%9E\.txt&p=\d+", links[0] or "")
    assert any(attributes.get("id") == "y-copy-1" and "hidden" in attributes for _, attributes in page.tags)
    assert "查看整节" in page.text


TABLE = "| 地区 | 报告内容 |\n| --- | --- |\n"


@pytest.mark.parametrize(
    ("rows", "shares"),
    [
        ("| 甲 | 建成**50张**[1] |\n| 乙 | 共**1万张**[2] |", [0.005, 1]),
        ("| 甲 | **1,200元**[1] |\n| 乙 | **600元**[2] |", [1, 0.5]),
        ("| 甲 | **50张**[1] |\n| 乙 | **50家**[2] |", []),
        ("| 甲 | **50张**[1] |\n| 乙 | 报告未提及 |", []),
        ("| 甲 | 每人每月**500元**[1] |\n| 乙 | 每人每年**8000元**[2] |", []),
        ("| 甲 | **50张**；**60张**[1] |\n| 乙 | **50张**[2] |", []),
        ("| 甲 | **0张**[1] |\n| 乙 | **0张**[2] |", []),
        ("| 甲 | **50张**[1] |", []),
    ],
)
def test_bars_stand_only_for_figures_that_can_be_laid_side_by_side(rows: str, shares: list[float]) -> None:
    assert [bar.share for bar in bars(TABLE + rows)] == pytest.approx(shares)


@given(st.text(max_size=80))
def test_any_text_has_bars_or_none(text: str) -> None:
    assert all(0 <= bar.share <= 1 for bar in bars(text) + bars(TABLE + text))


def test_hostile_text_stays_text_in_the_chat(talk: Talk) -> None:
    shown = asked(talk, HOSTILE[:1500], FIGURE)
    for html in (*(message["content"] for message in shown[1]), shown[3]):
        page = Page(html)
        assert not {"script", "img"} & {tag for tag, _ in page.tags}
        assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
        assert "\n\n" not in html or html == shown[3]


def test_a_chat_is_exported_to_word_with_its_sources(talk: Talk) -> None:
    document = Document(BytesIO(b64decode(talk.export(asked(talk, FIGURE)[2]))))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "2,850.46" in text
    assert SUZHOU in text
    assert talk.export(()) == ""


def test_the_filters_are_the_loaded_places_and_years(talk: Talk) -> None:
    place, year, chat = talk.loaded()
    assert ("苏州市", "320500") in place.choices
    assert ("2024 年", "2024") in year.choices
    assert chat.examples


def test_the_tab_opens_no_interface_and_names_no_host(assistant: Assistant) -> None:
    blocks = gr.Blocks()

    async def build_tab() -> None:  # inside an event loop: outside one Gradio opens its own and never closes it
        with blocks, gr.Tab("问答"):
            talk_tab(Holder(assistant), None)  # type: ignore[arg-type]

    asyncio.run(build_tab())
    assert {step.api_visibility for step in blocks.fns.values()} == {"private"}
    static = Path(actions.__file__).parent / "static"
    for name in ("talk.js", "talk.css"):
        assert not re.search(r"https?://|@import", (static / name).read_text(encoding="utf-8"))

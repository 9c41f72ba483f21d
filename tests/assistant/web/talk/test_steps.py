"""The tab 问答: each step of a chat, over three made-up reports. No browser, no network, no model."""

import asyncio
import re
from base64 import b64decode
from collections.abc import Generator
from io import BytesIO
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from docx import Document

from assistant.answer import Assistant
from assistant.web.talk import actions
from assistant.web.talk.chat import Ask, history
from assistant.web.talk.feedback import FeedbackStore
from assistant.web.talk.steps import UNCHANGED, Talk
from assistant.web.talk.tab import Steps, talk_tab
from tests.helpers.pages import HOSTILE, Page
from tests.helpers.places import SUZHOU, assistant_over, build
from tests.helpers.talks import BOTH, FIGURE, NOWHERE, Holder, asked, dropped, labels


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(build(tmp_path_factory.mktemp("talk")))


@pytest.fixture
def talk(assistant: Assistant, tmp_path: Path) -> Talk:
    return Talk(Holder(assistant), FeedbackStore(tmp_path / "feedback.sqlite"))


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
    assert talk.filters_after("drop:2:0", shown[2]) == (gr.update(value=""),) * 3
    assert talk.filters_after("good:1:0", shown[2]) == (gr.skip(),) * 3


def test_a_place_taken_over_from_the_question_before_can_be_dropped(talk: Talk) -> None:
    own = "志愿者为老年人理发多少人次"
    turn = asked(talk, FIGURE, own)[2][1]
    assert dropped(turn, "苏州市") == Ask(own, afresh=True)


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


def test_the_panel_holds_the_section_the_way_to_the_reader_and_the_text_to_copy(talk: Talk) -> None:
    page = Page(asked(talk, FIGURE)[3])
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links
    assert re.fullmatch(r"\?report=%E8%8B%8F%E5%B7%9E\.txt&p=\d+", links[0] or "")
    assert any(attributes.get("id") == "y-copy-1" and "hidden" in attributes for _, attributes in page.tags)
    assert "查看整节" in page.text


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
    static = Path(actions.__file__).parents[1] / "static"
    for name in ("talk.js", "talk.css"):
        assert not re.search(r"https?://|@import", (static / name).read_text(encoding="utf-8"))


def test_one_user_cannot_fill_all_places_with_questions_to_a_silent_model(talk: Talk) -> None:
    steps = Steps(talk)

    def waits(user: str, page: str) -> Generator[Any, None, None]:
        request = gr.Request(username=user, session_hash=page)
        yield from steps._until_stopped(iter([UNCHANGED, UNCHANGED]), request)

    waiting = [waits("李四", f"p{number}") for number in range(3)]
    for one in waiting:
        next(one)
    with pytest.raises(gr.Error, match="3 个问题"):
        next(waits("李四", "p4"))
    next(waits("王五", "q"))
    waiting.pop().close()  # the page was closed
    assert list(waits("李四", "p5")) == [UNCHANGED, UNCHANGED]
    assert list(waits("李四", "p5")) == [UNCHANGED, UNCHANGED]
    many = [waits("", "p") for _ in range(9)]  # without users there is one person, in many tabs
    for one in many:
        next(one)


def test_a_chat_is_not_asked_again_beside_too_many_questions(talk: Talk) -> None:
    steps = Steps(talk)
    request = gr.Request(username="李四", session_hash="p")
    with steps._one_of_few("李四"), steps._one_of_few("李四"), steps._one_of_few("李四"):
        assert list(steps.resume(None, (), request)) == [UNCHANGED]
    assert steps._asking == {}

"""The tab 问答 over an assistant with a language model: an answer that grows, what is told of it and taken away."""

from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

import pytest
from docx import Document

from assistant.answer import Assistant
from assistant.llm.writer import LlmWriter
from assistant.web.talk.chat import Ask
from assistant.web.talk.export import as_text
from assistant.web.talk.steps import UNCHANGED, Shown, Talk
from index.errors import LanguageModelError
from index.store.local import LocalStore
from tests.helpers.fakes import FakeEmbedder, FakeReader
from tests.helpers.llm.scripted import Prompted, ScriptedModel
from tests.helpers.places import build
from tests.helpers.talks import Holder

DID = "苏州市2023年怎样新增养老床位？"
BEDS, PATROL = "全市新增养老床位3200张", "上门巡访4.2万户次"
BY_MODEL = "由语言模型 脚本模型 依据引文写成"
STRUCK = "已删去1句无依据的内容"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return build(tmp_path_factory.mktemp("talk"))


def good(asked: Prompted) -> Iterator[str]:
    first, second = asked.cited(BEDS, PATROL)
    yield from (first, "新增养老床位9999张。\n", second)


def dying(asked: Prompted) -> Iterator[str]:
    yield from asked.cited(BEDS)
    raise LanguageModelError("连不上 http://a<b>/v1：请检查地址")


def talk(store: LocalStore, write: Callable[[Prompted], Iterable[str]]) -> tuple[Talk, ScriptedModel]:
    model = ScriptedModel(write)
    return Talk(Holder(Assistant(store, FakeEmbedder(), FakeReader(), LlmWriter(model))), None), model


def said(shown: Shown) -> str:
    return shown[1][-1]["content"]


def test_the_answer_grows_by_what_is_verified(store: LocalStore) -> None:
    pages = [shown for shown in talk(store, good)[0].ask((), Ask(DID), "", typed=True) if shown is not UNCHANGED]
    asked, first, second, last = pages
    assert "y-waiting" in said(asked)
    assert [shown[0]["stop_btn"] for shown in pages] == ["停止", "停止", "停止", False]
    assert [len(shown[2]) for shown in pages] == [0, 0, 0, 1]  # a stop leaves nothing
    assert ["value" in shown[0] for shown in pages] == [False, False, False, True]
    assert (BEDS in said(first), PATROL in said(first), "y-waiting" in said(first)) == (True, False, True)
    assert PATROL in said(second)
    assert all("9999" not in said(shown) and BY_MODEL not in said(shown) for shown in (first, second))
    assert "y-waiting" not in said(last)
    assert f'<p class="y-written">{BY_MODEL}；{STRUCK}。</p>' in said(last)
    assert "9999" not in said(last)


def test_a_stop_closes_the_models_stream(store: LocalStore) -> None:
    chat, model = talk(store, good)
    pages = chat.ask((), Ask(DID), "", typed=True)
    next(pages)
    next(pages)
    pages.close()  # type: ignore[attr-defined]
    assert model.closed == 1


def test_what_went_wrong_with_the_model_is_told_as_text(store: LocalStore) -> None:
    *_, last = talk(store, dying)[0].ask((), Ask(DID), "", typed=True)
    assert "连不上 http://a&lt;b&gt;/v1：请检查地址。以上为报告原文。" in said(last)
    assert BY_MODEL not in said(last)
    assert BEDS in said(last)


@pytest.mark.parametrize(("write", "told"), [(good, f"（{BY_MODEL}；{STRUCK}。）"), (dying, "以上为报告原文。）")])
def test_what_is_taken_away_says_so_too(
    store: LocalStore, write: Callable[[Prompted], Iterable[str]], told: str
) -> None:
    chat, _ = talk(store, write)
    *_, last = chat.ask((), Ask(DID), "", typed=True)
    document = Document(BytesIO(b64decode(chat.export(last[2]))))
    assert any(paragraph.text.endswith(told) for paragraph in document.paragraphs)
    answer = last[2][-1].answer
    assert answer
    assert told in as_text(answer)
    assert told in last[3]  # the text to copy


def test_without_a_model_nothing_is_told_of_one(store: LocalStore) -> None:
    chat = Talk(Holder(Assistant(store, FakeEmbedder(), FakeReader())), None)
    *_, last = chat.ask((), Ask(DID), "", typed=True)
    assert not any("语言模型" in text or "y-written" in text for text in (said(last), last[3]))


def test_a_chat_that_is_opened_again_asks_the_model_for_nothing(store: LocalStore) -> None:
    chat, model = talk(store, good)
    *_, last = chat.ask((), Ask(DID), "", typed=True)
    *_, again = chat.resume(last[4], (), "")
    assert said(again).split("y-under")[0].count(PATROL) == 1
    assert len(model.asked) == 1

"""The client for language models as its tests ask it: the key, what it hears, and how it fails without the key."""

import traceback
from collections.abc import Callable

import pytest

from assistant.llm.client import OpenAIModel
from index.errors import LanguageModelError
from tests.helpers.llm.endpoint import FakeEndpoint, Script, refused

Play = Callable[[Script], FakeEndpoint]
KEY = "sk-5e3c0ffee5e3c0ffee"
WORDS = "全年发放补贴30万元，😀惠及8个县。[a1]"


def heard(model: OpenAIModel) -> str:
    """The whole answer to a question."""
    return "".join(model.stream("写作规则", "问题"))


def failure(model: OpenAIModel, kind: type[LanguageModelError] = LanguageModelError) -> str:
    """What the error says, which tells what to do; neither it nor what it comes from holds the key."""
    with pytest.raises(LanguageModelError) as caught:
        heard(model)
    assert type(caught.value) is kind
    problem: BaseException | None = caught.value
    while problem:
        assert KEY not in f"{problem} {problem!r} {vars(problem)}"
        problem = problem.__cause__ or problem.__context__
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert "请" in str(caught.value)
    return str(caught.value)


def quoting(status: int) -> Script:
    """An error that quotes the key, as servers do."""
    return lambda request: refused(status, f"Incorrect API key provided: {request.headers['authorization']}")

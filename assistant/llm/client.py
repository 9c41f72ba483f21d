"""One language model behind any OpenAI-compatible endpoint: a stream of its words, and what went wrong."""

import re
from collections.abc import Callable, Generator, Iterator
from threading import local
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, cast

from assistant.llm.endpoint import Endpoint
from index.errors import LanguageModelError

if TYPE_CHECKING:
    import httpx2
    from openai import APIError, OpenAI

ANSWER_TOKENS = 1024  # tokens left for an answer, reasoning included
_CONNECT, _SILENCE, _WHOLE = 5.0, 60.0, 180.0  # seconds: to connect, between two words, for a whole answer
_RETRIES = 2  # after 0.5 and 1 s, or what the server asks for
_PATIENCE = 10.0  # seconds; a server that asks for a longer wait is not asked again
_LONGEST = 20_000  # characters of one answer; a server that does not end is left
_MOST_BYTES = 16 * 2**20  # of one response: 800 for each of those characters
# How OpenAI, DeepSeek, llama.cpp, vLLM (old and new) and Qwen say that a prompt is too long.
_OVERFLOW = re.compile(r"context|too long|maximum model length|range of input length")
_CUT = 0.9  # share of ANSWER_TOKENS below which an answer that was cut short was cut by the context
_TOO_LONG = "给 {} 的内容超过了它的上下文：请把 YOUJU_LLM_CONTEXT 设为它的实际长度"
_NO_PROTOCOL = "不是 OpenAI 兼容的格式：请检查接口地址"


class ContextOverflowError(LanguageModelError):
    """The prompt is longer than the model can read."""


class LanguageModel(Protocol):
    """What writes: a model with a name, which streams text."""

    @property
    def name(self) -> str:
        """The model's name, for records."""
        ...

    @property
    def context(self) -> int:
        """How many tokens prompt and answer may have together."""
        ...

    def stream(self, instructions: str, request: str) -> Generator[str, None, None]:
        """The answer in pieces; closing the iterator breaks it off. Raises LanguageModelError."""
        ...


class OpenAIModel:
    """A model behind an endpoint that speaks OpenAI's protocol. Safe to use from several threads."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Asks nothing yet. Raises LanguageModelError for a URL or a key that cannot be one."""
        self._endpoint = endpoint
        self._asking = local()  # since when this thread asks
        self._client = _client(endpoint, self._in_time)

    @property
    def name(self) -> str:
        """The model's name."""
        return self._endpoint.model

    @property
    def context(self) -> int:
        """How many tokens prompt and answer may have together."""
        return self._endpoint.context

    def stream(self, instructions: str, request: str) -> Generator[str, None, None]:
        """The answer in pieces, at most `ANSWER_TOKENS` long; closing the iterator closes the connection.

        A server that is busy or fails is asked again. Raises ContextOverflowError for a prompt that is too long, and
        LanguageModelError with what to do for all else that goes wrong, before the first piece or later.
        """
        import httpx2
        from openai import APIError

        url = self._endpoint.url
        try:
            yield from self._pieces(instructions, request)
            return
        except APIError as problem:
            failure = _explained(problem, self._endpoint)
        except httpx2.HTTPError:  # the body of an error broke off, which the client does not catch
            failure = LanguageModelError(f"连不上 {url}，或连接中断：请检查地址、网络和服务是否在运行")
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as problem:  # no JSON, another form
            failure = LanguageModelError(f"{url} 的回答{_NO_PROTOCOL}（{type(problem).__name__}）")
        raise failure  # here, so that it does not hold what it comes from: a request has the key, an error may quote it

    def _pieces(self, instructions: str, request: str) -> Iterator[str]:
        self._asking.since = monotonic()
        response = self._client.chat.completions.create(
            model=self.name,
            messages=[{"role": "system", "content": instructions}, {"role": "user", "content": request}],
            stream=True,
            temperature=0,
            max_tokens=ANSWER_TOKENS,
        )
        length, tokens, reason = 0, 0, None
        with response:
            for chunk in response:
                tokens += 1  # about one an event
                reason = _reason(chunk) or reason
                if piece := _content(chunk):
                    length += len(piece)
                    if length > _LONGEST:
                        return
                    yield piece
        if not reason:  # without one, a connection that is cut looks like an answer's end
            told = "的回答中途断了：请再问一次" if length else f"的回答{_NO_PROTOCOL}"
            raise LanguageModelError(f"{self._endpoint.url} {told}")
        if reason == "length":
            if tokens < _CUT * ANSWER_TOKENS:
                raise ContextOverflowError(_TOO_LONG.format(self.name))
            raise LanguageModelError(f"{self.name} 写了 {ANSWER_TOKENS} 个词元还没有写完：请再问一次，或换一个模型")

    def _in_time(self, _: "httpx2.Request") -> None:
        """Before each try: a server that was silent for long is not asked again."""
        if monotonic() - self._asking.since > _SILENCE:
            raise LanguageModelError(f"{self._endpoint.url} 太久没有回答：请检查服务是否过载")


def configured_model() -> OpenAIModel | None:
    """The model that is set up, None where none is. Raises LanguageModelError where its settings cannot be used."""
    endpoint = Endpoint.configured()
    return OpenAIModel(endpoint) if endpoint else None


def required_model() -> OpenAIModel:
    """The model that is set up. Raises LanguageModelError where none is, or its settings cannot be used."""
    model = configured_model()
    if model is None:
        raise LanguageModelError("还没有配置语言模型：请设置 YOUJU_LLM_URL 和 YOUJU_LLM_MODEL")
    return model


def _content(chunk: Any) -> str:
    """The words of one event; "" for those that carry none."""
    return str(chunk.choices[0].delta.content or "") if chunk.choices else ""


def _reason(chunk: Any) -> str | None:
    """Why the answer ends with this event; None where it goes on."""
    return chunk.choices[0].finish_reason if chunk.choices else None


def _client(endpoint: Endpoint, before: "Callable[[httpx2.Request], None]") -> "OpenAI":
    import httpx2
    from openai import DefaultHttpxClient, OpenAI

    try:
        url = httpx2.URL(endpoint.url)
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo:  # told without it: it may hold a password
        raise LanguageModelError("接口地址应以 http:// 或 https:// 开头，不带用户名和密码：请检查 YOUJU_LLM_URL")
    if not all("!" <= character <= "~" for character in endpoint.key):  # else the error of the HTTP library quotes it
        raise LanguageModelError("密钥里有空格、换行、中文等不能用的字符：请检查 YOUJU_LLM_KEY")
    return OpenAI(
        base_url=endpoint.url,
        api_key=endpoint.key or "none",  # local servers want none, the client does
        max_retries=_RETRIES,
        timeout=httpx2.Timeout(_SILENCE, connect=_CONNECT),
        http_client=DefaultHttpxClient(
            follow_redirects=False,  # the prompt goes to the address that was set up and to no other
            event_hooks={"request": [before], "response": [_without_long_waits, _bounded]},
        ),
    )


def _without_long_waits(response: "httpx2.Response") -> None:
    """Tells the client not to ask again where the server wants a longer wait than a reader has patience for."""
    for name, longest in (("retry-after", _PATIENCE), ("retry-after-ms", _PATIENCE * 1000)):
        try:
            long = float(response.headers.get(name, "0")) > longest
        except ValueError:  # a date
            long = True
        if long:
            response.headers["x-should-retry"] = "false"


def _bounded(response: "httpx2.Response") -> None:
    """Ends a response that does not end: words, comments that keep it alive, one line of any length."""
    from httpx2 import SyncByteStream

    inner, deadline = response.stream, monotonic() + _WHOLE

    class Bounded(SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for piece in cast(SyncByteStream, inner):
                size += len(piece)
                if monotonic() > deadline:
                    raise LanguageModelError(f"语言模型超过 {_WHOLE:.0f} 秒还没有答完：请稍后再试，或换一个更快的模型")
                if size > _MOST_BYTES:
                    raise LanguageModelError(f"语言模型的回答{_NO_PROTOCOL}（没有结尾）")
                yield piece

        def close(self) -> None:
            cast(SyncByteStream, inner).close()

    response.stream = Bounded()


def _explained(problem: "APIError", endpoint: Endpoint) -> LanguageModelError:
    """The error for people: what was wrong and what to do."""
    import openai

    name, url = endpoint.model, endpoint.url
    told = str(problem.body or problem.message).lower()
    in_stream = type(problem) is openai.APIError
    if (in_stream or isinstance(problem, openai.BadRequestError)) and _OVERFLOW.search(told):
        return ContextOverflowError(_TOO_LONG.format(name))
    explanations: tuple[tuple[type[openai.APIError], str], ...] = (
        (openai.AuthenticationError, f"{url} 不接受这个密钥：请检查 YOUJU_LLM_KEY"),
        (openai.PermissionDeniedError, f"{url} 不允许这个密钥使用 {name}：请检查账户的权限"),
        (openai.NotFoundError, f"{url} 没有模型 {name}，或地址不对：请检查 YOUJU_LLM_MODEL 和 YOUJU_LLM_URL"),
        (openai.RateLimitError, f"{url} 说请求太多或额度已用完：请稍后再试"),
        (openai.InternalServerError, f"{url} 内部出错：请稍后再试"),
        (openai.APITimeoutError, f"{url} 太久没有回答：请检查服务是否过载"),
        (openai.APIConnectionError, f"连不上 {url}，或连接中断：请检查地址、网络和服务是否在运行"),
    )
    known = next((text for kind, text in explanations if isinstance(problem, kind)), None)
    other = f"{url} 没有接受请求：请检查接口地址和模型名 {name}"
    if in_stream:
        other = f"{url} 在回答中途出错：请稍后再试"
    elif isinstance(problem, openai.APIStatusError) and problem.status_code == 402:  # DeepSeek's
        other = f"{url} 说账户余额不足：请充值"
    elif isinstance(problem, openai.APIStatusError) and problem.status_code in range(300, 400):
        other = f"{url} 要把请求转到别的地址，没有照办：请把 YOUJU_LLM_URL 改为服务的最终地址"
    return LanguageModelError(known or other)

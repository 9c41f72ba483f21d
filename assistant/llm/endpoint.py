"""Where a language model answers, as it is set up: in the environment, or in a file that git ignores."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.settings import Settings
from index.errors import LanguageModelError

FILE = "llm.toml"  # in the folder of what users make, which git ignores
_KEYS = ("url", "model", "key", "context")
_CONTEXT = 8192  # tokens, where nothing is set: what Ollama and llama.cpp give small models
_LEAST_CONTEXT = 2048


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model answers: the base URL (ending in /v1 mostly), its name, the key, its context in tokens."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    context: int = _CONTEXT

    @classmethod
    def configured(cls) -> "Endpoint | None":
        """What YOUJU_LLM_URL, _MODEL, _KEY and _CONTEXT set, else `llm.toml` in the data folder; None where nothing is.

        Raises LanguageModelError for a file or values that cannot be used.
        """
        path = Path(Settings.from_environment().data) / FILE
        stored = _read(path)
        told = {key: os.environ.get(f"YOUJU_LLM_{key.upper()}") or stored.get(key) for key in _KEYS}
        if os.environ.get("YOUJU_LLM_URL"):
            told["key"] = os.environ.get("YOUJU_LLM_KEY")  # a stored key goes to no other address than its own
        url, model, key = (str(told[name] or "").strip() for name in ("url", "model", "key"))
        if not url and not model:
            return None
        if not url or not model:
            missing = "YOUJU_LLM_MODEL（模型名）" if url else "YOUJU_LLM_URL（接口地址）"
            raise LanguageModelError(f"语言模型还缺 {missing}：请在环境变量或 {path} 里补上")
        return cls(url, model, key, _tokens(told["context"] or _CONTEXT))


def _read(path: Path) -> Mapping[str, object]:
    try:
        stored = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as problem:
        raise LanguageModelError(f"读不了 {path}（{problem.strerror}）：请检查文件夹和权限") from problem
    except ValueError as problem:  # not its text: it may hold the key
        raise LanguageModelError(f"读不了 {path}：应是 UTF-8 的 TOML 文件，键为 {'、'.join(_KEYS)}") from problem
    if unknown := sorted(stored.keys() - set(_KEYS)):
        raise LanguageModelError(f"{path} 里有不认识的键 {'、'.join(unknown)}：可用的是 {'、'.join(_KEYS)}")
    return stored


def _tokens(told: object) -> int:
    if not str(told).isdecimal() or int(str(told)) < _LEAST_CONTEXT:
        raise LanguageModelError(f"语言模型的上下文长度应是不小于 {_LEAST_CONTEXT} 的整数，不能是 {told}")
    return int(str(told))

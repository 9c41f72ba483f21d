"""The prompts: Markdown files whose variables are declared at their top.

    ---
    variables: question, evidence
    ---
    … $question … $evidence …

A file is checked when it is read: each variable declared is used, and none is used that is not declared.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from index.errors import LanguageModelError

FOLDER = Path(__file__).parents[2] / "prompts"
NAMES = ("answer", "comparison", "rewrite")
_RULE = "---"
_REQUEST = "\n## 请求\n"  # what stands above is the model's instructions, what stands below the user's request


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt with its variables; `digest` is the SHA-256 of its file, for the records of runs."""

    name: str
    instructions: str
    request: str
    variables: frozenset[str]
    digest: str

    def filled(self, **values: str) -> tuple[str, str]:
        """(instructions, request) with the values put in, once: what looks like a variable in a value stays text.

        Raises LanguageModelError where the values are not those that the prompt declares.
        """
        if values.keys() != self.variables:
            raise LanguageModelError(f"提示词 {self.name} 的变量是 {_listed(self.variables)}，不能填 {_listed(values)}")
        return Template(self.instructions).substitute(values), Template(self.request).substitute(values)


@cache
def prompt(name: str) -> Prompt:
    """A prompt by its name. Raises LanguageModelError for a file that is missing or not of the form."""
    return parsed(name, FOLDER / f"{name}.md")


def digests() -> Mapping[str, str]:
    """The SHA-256 of each prompt's file, by its name."""
    return {name: prompt(name).digest for name in NAMES}


def parsed(name: str, path: Path) -> Prompt:
    """The prompt of a file. Raises LanguageModelError for a file that is missing or not of the form."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise LanguageModelError(f"读不了提示词 {path}：请恢复这个文件") from problem
    opening, _, rest = text.partition(f"\n{_RULE}\n")
    declared, _, names = opening.removeprefix(f"{_RULE}\n").partition(":")
    if not text.startswith(f"{_RULE}\n") or declared != "variables" or _REQUEST not in rest:
        raise LanguageModelError(f"提示词 {path} 应以 --- 之间的 variables 开头，并有一节“## 请求”")
    instructions, _, request = rest.partition(_REQUEST)
    variables = frozenset(names.replace(",", " ").split())
    used = {each for part in (instructions, request) for each in Template(part).get_identifiers()}
    valid = all(Template(part).is_valid() for part in (instructions, request))
    if used != variables or not valid:
        raise LanguageModelError(f"提示词 {path} 声明的变量是 {_listed(variables)}，用到的是 {_listed(used)}")
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Prompt(name, instructions.strip(), request.strip(), variables, digest)


def _listed(names: "frozenset[str] | set[str] | Mapping[str, str]") -> str:
    return "、".join(sorted(names)) or "（无）"

"""Small files of every shape, and what people asked of them: the whole product with the real models, figure by figure.

What is wrong now is marked, with why: once it is right, its mark must go.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import index.build
from assistant.answer import Assistant, open_assistant
from assistant.model import Answer
from assistant.reader.reader import Reader
from index.embedding.embedder import Embedder
from tests.helpers.paths import SHARED

CASES = SHARED / "cases"
KINDS = "pdf|table|arithmetic|aggregate|trend|year|yesno|multi|numbers|highlight|period|negation|docx|txt-wrap|metadata"
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not (CASES / "cases.jsonl").exists(), reason="the cases are not here"),
]

# What must stand in the answer, as patterns, and what must not (after a ≠).
RIGHT: dict[str, tuple[str, ...]] = {
    "tab-stats-page": (r"农村最低生活保障.*\*\*1,752人\*\*",),
    "tab-vmerge": (r"府城镇特困供养.*\*\*61人\*\*",),
    "tab-html-rowspan": (r"府城镇特困供养.*\*\*61人\*\*",),
    "tab-stats-period": ("236",),
    "ask-exclude": (r"安泽县.*\*\*289人\*\*", r"古县.*\*\*317人\*\*", "≠431人|446人|458人"),
    "ask-half-year": (r"≠\*\*431人\*\*",),
    "tab-docx-plain": (r"\*\*1764人\*\*",),
    "tab-md-plain": (r"\*\*1764人\*\*",),
    "tab-pdf-threeline": (r"\*\*530元",),
    "num-chinese": (r"\*\*一千七百六十四人\*\*",),
    "num-fullwidth": (r"\*\*３．５％\*\*",),
    "num-space": (r"\*\*1 764 人\*\*",),
    "ask-bold-wrong": (r"\*\*355对\*\*",),
    "ask-old-year": ("2023年", "560元", "≠500元"),
    "ask-which-year": (r"最多的是\*\*2021年\*\*，1180对",),
    "ask-trend": ("2021年.*3012人", "2022年.*2930人", "2023年.*2845人", r"减少\*\*167人\*\*"),
    "ask-diff-years": ("560 − 530", r"\*\*30元/月\*\*"),
    "ask-max": (r"最高的是\*\*沁源县\*\*，560元", "安泽县550元", "古县540元"),
    "ask-not-closed": (r"\*\*186家\*\*",),
    "ask-two-places-two-things": (r"安泽县.*\*\*1764人\*\*", r"古县.*\*\*317人\*\*", "≠2106"),
    "ask-unit-convert": (r"0\.12亿元 = \*\*1200万元\*\*",),
    "ask-yesno": (r"^不是：.*\*\*2845人\*\*",),
    "ask-month-rate": (r"4740元/年 = \*\*395元/月\*\*",),
    "ask-year-mix-compare": (r"\*\*沁源县\*\*，412张", "260张"),
    "ask-filter": (r"沁源县\**2845人", r"古县\**2106人"),
    "docx-textbox": (r"\*\*23个\*\*",),
    "docx-header-agency": (r"\*\*1764人\*\*",),
    "txt-wrapped": (r"\*\*312\.1万元\*\*",),
    "txt-wrapped-2": (r"\*\*1165万元\*\*",),
    "txt-spaced-title": (r"\*\*550元",),
    "tab-pdf-pages": (r"\*\*397人\*\*",),
    "pdf-watermark-tiled": (r"\*\*1260名\*\*",),
    "pdf-fake-bold": (r"\*\*2845人\*\*",),
    "pdf-two-columns": (r"农村低保对象\**2845人",),
    "pdf-letterhead": (r"\*\*1902\.6万元\*\*",),
}
WRONG: dict[str, tuple[str, tuple[str, ...]]] = {
    "ask-long-list": ("and the amount that 人次和金额 asks for is left out", ("268人次", "362对", r"61\.2万元")),
    "pdf-two-columns-2": (
        "a newsletter names no place of its own, and its bare list is no answer",
        (r"\*\*412张\*\*",),
    ),
    "ask-project-sum": ("several figures of one thing are not added up", ("8000万元",)),
}


def _cases() -> Iterator[Any]:
    path = CASES / "cases.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        case = json.loads(line)
        if case["question"] and re.match(KINDS, case["kind"]):
            why = WRONG.get(case["id"])
            marks = [pytest.mark.xfail(strict=True, reason=why[0])] if why else []
            yield pytest.param(case, id=case["id"], marks=marks)


@pytest.fixture(scope="session")
def ask(
    tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder, real_reader: Reader
) -> Iterator[Callable[[dict[str, Any]], Answer]]:
    """Asks a case of an index of its files, which is built once."""
    opened: list[Assistant] = []

    @cache
    def over(files: tuple[str, ...]) -> Assistant:
        folder = tmp_path_factory.mktemp("cases")
        for name in files:
            _copy(CASES / name, folder / "reports" / name)
        index.build.build([folder / "reports"], folder / "index", model=real_embedder)
        opened.append(open_assistant(folder / "index", real_embedder))
        return opened[-1]

    yield lambda case: over(tuple(case["files"])).ask(case["question"], case["history"])
    for assistant in opened:
        assistant.store.close()


def _copy(path: Path, to: Path) -> None:
    to.parent.mkdir(exist_ok=True)
    shutil.copyfile(path, to)


@pytest.mark.parametrize("case", list(_cases()))
def test_what_was_asked_is_told(ask: Callable[[dict[str, Any]], Answer], case: dict[str, Any]) -> None:
    answer = ask(case)
    wanted = RIGHT.get(case["id"]) or WRONG[case["id"]][1]
    for pattern in wanted:
        kept = not pattern.startswith("≠")
        assert bool(re.search(pattern.removeprefix("≠"), answer.answer)) == kept, (pattern, answer.answer)
    assert kept_out(wanted) or not answer.refused, answer.answer


def kept_out(wanted: tuple[str, ...]) -> bool:
    """Whether nothing but what must not be said is wanted: then a refusal is right as well."""
    return all(pattern.startswith("≠") for pattern in wanted)

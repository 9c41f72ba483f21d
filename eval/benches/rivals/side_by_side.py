"""Side by side with LangChain and LlamaIndex: the same chunks, the same model, the same questions, in the same run."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from eval.benches.bed import QUESTIONS, Bed
from eval.benches.figures import Figure
from eval.benches.processes import python
from eval.benches.rivals.cargo import Cargo
from eval.questions import load_questions

SIZES = (1_000, 10_000, 100_000)
_EMBEDDED = 1_000  # the one size at which each embeds too: the model takes most of it
_ASKED = 100  # questions
_NAMES = {"youju": "有据", "langchain": "LangChain", "llamaindex": "LlamaIndex"}
_PACKAGES = ("langchain_community", "langchain_classic", "rank_bm25", "llama_index")
Told = Mapping[str, Mapping[str, Any]]  # by system


def rival_figures(bed: Bed, sizes: Sequence[int] = SIZES) -> Iterator[Figure]:
    """Indexing, opening, asking, memory and disk of each, at each size; how many times ours the others take."""
    if any(find_spec(package) is None for package in _PACKAGES):
        yield Figure("未安装", "运行 make rivals 后再测")
        return
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            cargo = Path(place, "cargo")
            cargo.mkdir()
            Cargo(cargo).write(bed.reports(size))
            questions = [question.question for question in load_questions(QUESTIONS)[:_ASKED]]
            (cargo / "questions.json").write_text(json.dumps(questions, ensure_ascii=False), encoding="utf-8")
            yield from _size_figures(f"{size:,} 段", cargo, Path(place), embedded=size == _EMBEDDED)


def _size_figures(name: str, cargo: Path, place: Path, *, embedded: bool) -> Iterator[Figure]:
    if embedded:
        made = _each(cargo, place, "embed")
        yield compared(f"{name} 建索引（含向量化）", {key: one["seconds"] for key, one in made.items()}, "秒")
    made = _each(cargo, place, "index")
    yield compared(f"{name} 建索引（给定向量）", {key: one["seconds"] for key, one in made.items()}, "秒")
    yield compared(f"{name} 建索引内存峰值", {key: one["memory"] for key, one in made.items()}, "MiB")
    yield compared(f"{name} 磁盘", {key: _disk(place / key) for key in made}, "MiB")
    asked = _each(cargo, place, "ask")
    yield compared(f"{name} 打开", {key: one["seconds"] for key, one in asked.items()}, "秒")
    yield compared(f"{name} 检索 p50", {key: median(one["asks"]) for key, one in asked.items()}, "毫秒")
    yield compared(f"{name} 提问内存峰值", {key: one["memory"] for key, one in asked.items()}, "MiB")


def _each(cargo: Path, place: Path, task: str) -> Told:
    """What each system's process says of a task; an index that is there is made anew."""
    told = {}
    for system in _NAMES:
        if task != "ask":
            shutil.rmtree(place / system, ignore_errors=True)
            (place / system).mkdir()
        said = python("-m", "eval.benches.rivals.process", system, str(cargo), str(place / system), task).output
        told[system] = json.loads(said.splitlines()[-1])
    return told


def compared(name: str, values: Mapping[str, float], unit: str) -> Figure:
    """Ours and the others' with how many times ours they are; the bar is that ours is the least."""
    ours = values["youju"]
    others = [f"{_NAMES[key]} {value:.3g}（{value / ours:.2g} 倍）" for key, value in values.items() if key != "youju"]
    told = f"有据 {ours:.3g} {unit}；{'，'.join(others)}"
    return Figure(name, told, "最小", ours <= min(values.values()))


def _disk(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20

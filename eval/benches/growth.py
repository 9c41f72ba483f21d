"""Asking, opening, memory and disk as an index grows from a thousand chunks to a million."""

import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle, islice, pairwise
from pathlib import Path

import numpy as np

from eval.benches.bed import QUESTIONS, Bed, Loaded
from eval.benches.child import STAGES, Asked, ask
from eval.benches.figures import Figure
from eval.questions import load_questions
from index.model import Card
from index.store.local import LocalStore
from index.store.protocol import Store

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_EACH = 100  # questions of the set, and questions made for the index
_WORDS = {
    "understand": "理解",
    "retrieve": "检索",
    "embed": "　其中问题向量",
    "dense": "　其中按意思",
    "lexical": "　其中按字词",
    "fetch": "　其中取段落",
    "write": "作答",
    "verify": "核对",
    "total": "合计",
}
_MARKER = re.compile(r"^(?:第.{1,3}[章节条]|[（(]?[一二三四五六七八九十\d]+[）)、.．])\s*")
_LONGEST = 30  # characters of a heading in a question


def growth_figures(bed: Bed, sizes: Sequence[int] = SIZES) -> Iterator[Figure]:
    """Each stage's p50 and p95, opening, memory and disk, from size to size, and how many times each grows."""
    asked: list[Asked] = []
    disks: list[dict[str, float]] = []
    loads: list[Loaded] = []
    for size in sizes:
        index, loaded = bed.index(size)
        loads.append(loaded)
        asked.append(_asked(index))
        disks.append(_disk(index))
    full = sizes[-1] == 1_000_000
    yield Figure("段落", " → ".join(f"{size:,}" for size in sizes))
    yield grown("写入（不含向量化）", [load.add_s for load in loads], "秒")
    yield grown("生成检索文件", [load.refresh_s for load in loads], "秒")
    yield grown("打开", [one.open_s for one in asked], "秒", 10 if full else None)
    for stage in STAGES:
        for share in (50, 95):
            times = [float(np.percentile(one.stages[stage], share)) for one in asked]
            most = 60 if full and (stage, share) == ("retrieve", 50) else None
            yield grown(f"{_WORDS[stage]} p{share}", times, "毫秒", most)
    yield grown("内存：模型", [one.model for one in asked], "MiB")
    yield grown("内存：提问后", [one.resident for one in asked], "MiB")
    yield grown("内存峰值（含映射的文件）", [one.peak for one in asked], "MiB", 3 * 1024 if full else None)
    for name in dict.fromkeys(name for disk in disks for name in disk):
        yield grown(f"磁盘：{name}", [disk.get(name, 0.0) for disk in disks], "MiB")
    yield grown("磁盘：合计", [sum(disk.values()) for disk in disks], "MiB", 4 * 1024 if full else None)


def grown(name: str, values: Sequence[float], unit: str, most: float | None = None) -> Figure:
    """The values from size to size and their ratios; `most` is what the last may be."""
    ratios = [after / before for before, after in pairwise(values) if before]
    told = " → ".join(f"{value:.3g}" if value < 100 else f"{value:,.0f}" for value in values) + f" {unit}"
    if ratios:
        told += "（" + "，".join(f"×{ratio:.2g}" for ratio in ratios) + "）"
    return Figure(name, told, None if most is None else f"≤ {most:,g} {unit}", most is None or values[-1] <= most)


def questions_for(store: Store, count: int, seed: int = 7) -> list[str]:
    """Questions by headings of the store's own reports: a fourth each of a county, a city, a province, of no place."""
    draw = random.Random(seed)
    cards: dict[str | None, list[Card]] = {}
    for card in store.catalogue():
        cards.setdefault(card.region.level if card.region else None, []).append(card)
    every = [card for group in cards.values() for card in group]
    made: list[str] = []
    for level in islice(cycle(("county", "city", "province", None)), count):
        card = draw.choice(cards.get(level) or every)
        headings = [heading for _, chunk in store.report_chunks(card.path) for heading in chunk.section[-1:]]
        about = _MARKER.sub("", draw.choice(headings or [card.opening]))[:_LONGEST]
        place = card.region.name if card.region and level else ""
        year = f"{card.year}年" if card.year and draw.random() < 0.5 else ""
        made.append(f"{place}{year}{about}有哪些内容？")
    return made


def _asked(index: Path) -> Asked:
    store = LocalStore.open(index)
    try:
        made = questions_for(store, _EACH)
    finally:
        store.close()
    kept = [question.question for question in load_questions(QUESTIONS)[:_EACH]]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "questions.json")
        file.write_text(json.dumps(kept + made, ensure_ascii=False), encoding="utf-8")
        return ask(index, file)


def _disk(index: Path) -> dict[str, float]:
    """MiB by file, those of Tantivy's folder together."""
    sizes: dict[str, float] = {}
    for path in sorted(index.rglob("*")):
        if path.is_file() and path.name != Bed.LOADED:
            name = "/".join(path.relative_to(index).parts[:2])
            sizes[name] = sizes.get(name, 0.0) + path.stat().st_size / 2**20
    return {name: size for name, size in sizes.items() if size >= 0.05}

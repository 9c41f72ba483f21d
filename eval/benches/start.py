"""Starting: `python -m assistant ask` from nothing to its answer, what its imports cost, and its memory."""

import re
from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from eval.benches.bed import Bed
from eval.benches.figures import Figure
from eval.benches.processes import python

_ROUNDS = 5
_SHOWN = 8  # packages
_QUESTION = "居家养老上门服务累计多少人次？"
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+([\w.]+)")


def start_figures(bed: Bed) -> Iterator[Figure]:
    """A cold ask against starting Python with numpy alone, by turns; its imports, and the dearest packages."""
    ask = ("-m", "assistant", "ask", _QUESTION, "--index", str(bed.samples), "--json")
    bare = ("-c", "import numpy")
    turns = [(python(*ask), python(*bare)) for _ in range(_ROUNDS + 1)][1:]  # the first one reads the disk
    asked, least = (median(run.seconds for run in runs) for runs in zip(*turns, strict=True))
    yield Figure("从启动到回答", f"{asked:.2f} 秒（只导入 numpy 的 Python {least:.2f} 秒，{asked / least:.1f} 倍）")
    used, little = (median(run.memory for run in runs) for runs in zip(*turns, strict=True))
    yield Figure("内存峰值", f"{used:.0f} MiB（只导入 numpy 的 Python {little:.0f} MiB）")
    run = python("-X", "importtime", *ask)
    spent = import_seconds(run.errors)
    imports = sum(spent.values())
    yield Figure("其中导入", f"{imports:.2f} 秒（{imports / run.seconds:.0%}）")
    dearest = sorted(spent, key=lambda package: -spent[package])[:_SHOWN]
    yield Figure("最久的导入", "、".join(f"{package} {spent[package]:.2f} 秒" for package in dearest))


def import_seconds(report: str) -> dict[str, float]:
    """Seconds that each top-level package's own modules took, of what `-X importtime` writes."""
    spent: dict[str, float] = defaultdict(float)
    for microseconds, module in _IMPORT.findall(report):
        spent[module.partition(".")[0]] += int(microseconds) / 1e6
    return spent

"""What a bench gives: figures with their bars, the machine that they hold for, and the file that keeps them."""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from eval import record

BENCH = Path(__file__).parents[1] / "bench.json"
_FLAGS = ("avx2", "avx512f", "avx512_vnni", "amx_int8", "asimddp")  # of a processor: what int8 products hang on


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table; `bar` says in words what is wanted, None where nothing is."""

    name: str
    value: str
    bar: str | None = None
    met: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one part of the bench: what it is about, when, at which commit and on what they were measured."""

    title: str
    command: str
    figures: tuple[Figure, ...]
    commit: str | None
    started: str
    machine: Mapping[str, str]


def measured(name: str, title: str, figures: Sequence[Figure], commit: str | None) -> Part:
    """A part of just now, measured at a commit."""
    started = datetime.now(UTC).isoformat(timespec="seconds")
    return Part(title, f"python -m eval.bench {name}", tuple(figures), commit, started, machine())


def load_bench(path: Path) -> dict[str, Part]:
    """The parts that were measured, by name; {} where none was. Raises EvaluationError where the file is damaged."""
    return record.parse(dict[str, Part], path, "性能记录") if path.is_file() else {}


def keep(name: str, part: Part, path: Path) -> None:
    """Puts a part in the place of what was measured of it before. Raises EvaluationError where that cannot be."""
    bench = {key: asdict(one) for key, one in (load_bench(path) | {name: part}).items()}
    record.write(path, json.dumps(bench, ensure_ascii=False, indent=1) + "\n")


def told(figure: Figure) -> str:
    """A figure in a line, with its bar and whether it is met."""
    return f"{figure.name}：{figure.value}" + (f"  要求 {_bar(figure)}" if figure.bar else "")


def section(part: Part) -> str:
    """A part as Markdown: what makes it, at which commit and on what, and its figures."""
    machine = " · ".join(f"{key} {value}" for key, value in part.machine.items())
    rows = [(figure.name.strip(), figure.value, _bar(figure)) for figure in part.figures]
    lines = ("| " + " | ".join(cells) + " |" for cells in (("", "", "要求"), ("---",) * 3, *rows))
    made = f"`{part.command}` at `{(part.commit or '')[:10]}`, {part.started}: {machine}."
    return f"\n### {part.title}\n\n{made}\n\n" + "\n".join(lines) + "\n"


def _bar(figure: Figure) -> str:
    return f"{figure.bar} {'✓' if figure.met else '✗'}" if figure.bar else ""


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine() -> dict[str, str]:
    """What figures hang on beside the commit: system, processor and its fast instructions, cores, memory, versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return record.machine() | _processor() | {"cores": str(cores()), "memory": f"{memory:.0f} GiB"}


def _processor() -> dict[str, str]:
    """The processor's name and which of _FLAGS it has, as Linux tells them; {} elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    fields = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    flags = fields.get("flags", fields.get("Features", "")).split()
    return {"cpu": fields.get("model name", "?"), "flags": " ".join(flag for flag in _FLAGS if flag in flags)}

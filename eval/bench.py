"""`python -m eval.bench [PART…]`: what speed and memory are, as ratios within one run; `all` for every part.

Times alone say more of the machine than of the program: so what is compared is measured by turns in the same run.
`--publish` keeps the figures in `eval/bench.json` and in `eval/RESULTS.md`, beside those of parts that were not run.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from eval.baseline import BASELINE, RESULTS, load_baseline, results
from eval.benches.asking import asking_figures
from eval.benches.bed import Bed
from eval.benches.figures import BENCH, Figure, keep, load_bench, measured, told
from eval.benches.growth import growth_figures
from eval.benches.indexing import indexing_figures
from eval.benches.likeness import likeness_figures
from eval.benches.recall import recall_figures
from eval.benches.rivals.side_by_side import rival_figures
from eval.benches.start import start_figures
from eval.record import commit, write
from index.cli import Parser, run
from index.errors import EvaluationError


class _Part(NamedTuple):
    title: str
    figures: Callable[[Bed], Iterator[Figure]]


PARTS: Mapping[str, _Part] = {
    "indexing": _Part("建索引", indexing_figures),
    "start": _Part("启动", start_figures),
    "asking": _Part("提问", asking_figures),
    "small": _Part("规模：一百段到一千段", partial(growth_figures, sizes=(100, 1_000))),
    "growth": _Part("规模：一千段到一百万段", growth_figures),
    "likeness": _Part("生成的报告与真实的报告", likeness_figures),
    "recall": _Part("近似检索的召回", recall_figures),
    "rivals": _Part("与 LangChain、LlamaIndex 并排", rival_figures),
}
_USUAL = ("indexing", "start", "asking", "small")  # minutes


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; 0 whatever the speed, 2 where the model or the reports are missing, 130 for Ctrl-C."""
    return run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    names = (*PARTS, "all")
    parser = Parser(prog="python -m eval.bench", description="测量速度和内存")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{'、'.join(names)}；默认 {'、'.join(_USUAL)}")
    parser.add_argument("--publish", action="store_true", help="写进 eval/bench.json，并重写 RESULTS.md")
    parser.set_defaults(run=_run)
    return parser


def _run(options: argparse.Namespace) -> int:
    every = tuple(name for name in PARTS if name != "small")  # `growth` holds it
    wanted = every if "all" in options.parts else tuple(dict.fromkeys(options.parts)) or _USUAL
    if unknown := [name for name in wanted if name not in PARTS]:
        raise EvaluationError(f"没有 {unknown[0]} 这一部分，有的是 {'、'.join((*PARTS, 'all'))}")
    bed, at = Bed(), commit()  # now: to publish a part changes the checkout
    for name in wanted:
        part = PARTS[name]
        print(f"\n{part.title}（python -m eval.bench {name}）", flush=True)
        figures = []
        for figure in part.figures(bed):
            figures.append(figure)
            print(told(figure), flush=True)
        if options.publish:
            keep(name, measured(name, part.title, figures, at), BENCH)
            write(RESULTS, results(load_baseline(BASELINE), load_bench(BENCH)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

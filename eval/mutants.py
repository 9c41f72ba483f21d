"""`python -m eval.mutants`: does the gate see? The system is broken on purpose, and each time the gate must go red.

After mutation testing (DeMillo, Lipton & Sayward, 1978). Every mutant answers the gate's questions and is
held against the baseline as CI does it; what changes nothing for a user must stay green.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from tqdm import tqdm

from assistant.answer import Assistant
from assistant.catalogue import Catalogue
from assistant.reader.onnx_reader import OnnxReader
from assistant.reader.reader import Pair, Reader, Reading
from assistant.reckon.items import Item
from assistant.writing.writers import Writer
from eval.baseline import BASELINE, Baseline, load_baseline, published
from eval.broken import (
    AlwaysAnswers,
    AlwaysRefuses,
    Careless,
    EverySecond,
    NextParagraph,
    PlansReached,
    Shuffling,
    Unlearned,
    WithoutWords,
    all_done,
    without_headings,
)
from eval.compare import Comparison, compare, of_published
from eval.questions import Question, load_questions
from eval.run import evaluate
from eval.showing.console import verdict
from index.build import build
from index.embedding.embedder import Embedder
from index.embedding.load import load_embedder
from index.errors import YoujuError
from index.model import Chunk, Report
from index.report.chunks import split
from index.report.load import discover
from index.store.local import LocalStore

_ROOT = Path(__file__).parents[1]
_REPORTS = (_ROOT / "reports", _ROOT / "eval" / "series")
_QUESTIONS = _ROOT / "eval" / "gate.jsonl"

Splitter = Callable[[Report], Sequence[Chunk]]
Order = Callable[[Iterable[Path]], list[Path]]


class Remembering:
    """A reader that reads no pair twice: most mutants find the same passages."""

    def __init__(self, reader: Reader) -> None:
        self.fingerprint = reader.fingerprint
        self._reader = reader
        self._known: dict[Pair, Reading] = {}

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """As `Reader`."""
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        self._known.update(zip(new, self._reader.read(new), strict=True))
        return [self._known[pair] for pair in pairs]


@dataclass(frozen=True, slots=True)
class Workshop:
    """Makes assistants over the gate's reports: sound ones, and such as have one part broken.

    `folder` takes the indexes; what is opened or patched ends with the `stack`.
    """

    folder: Path
    embedder: Embedder
    reader: Reader
    stack: ExitStack

    def assistant(
        self,
        kind: type[Assistant] = Assistant,
        store: type[LocalStore] = LocalStore,
        index: Path | None = None,
        writer: Writer | None = None,
        reader: Reader | None = None,
    ) -> Assistant:
        """One whose parts are as they should be but for those that are given."""
        opened = store.open(index or self.index("sound"))
        self.stack.callback(opened.close)
        return kind(opened, self.embedder, reader or self.reader, writer)

    def index(
        self, name: str, splitter: Splitter = split, embedder: Embedder | None = None, order: Order = sorted
    ) -> Path:
        """An index of the gate's reports, taken in this order, with its chunks or vectors made so; made once a name."""
        out, model = self.folder / name, embedder or self.embedder
        with (
            patch("index.build.split", splitter),
            patch("index.build.load_embedder", lambda _: model),
            patch("index.build.model_fingerprint", lambda _: model.fingerprint),
        ):
            build(order(path for path, _ in discover(_REPORTS)), out, progress=False)
        return out


def _without_places(shop: Workshop) -> Assistant:
    """Every report counts as one of the place that was asked for."""
    for paths in ("telling", "own"):
        shop.stack.enter_context(patch.object(Catalogue, paths, lambda cards, place: frozenset(cards.by_path)))
    return shop.assistant()


def _without_verifier(shop: Workshop) -> Assistant:
    """Only a writer that errs shows whether anybody checks: the extractive one by itself never does."""
    shop.stack.enter_context(patch("assistant.answer.unfounded", lambda statement, cited: ()))
    return shop.assistant(writer=Careless())


def _without_years(shop: Workshop) -> Assistant:
    """Figures of any years are reckoned with together."""
    shop.stack.enter_context(patch.object(Item, "time", None))
    return shop.assistant()


def _sure_from(shop: Workshop, least: float) -> Assistant:
    """Answers from another confidence on."""
    shop.stack.enter_context(patch("assistant.evidence.choose.SURE", least))
    return shop.assistant()


def _reversed(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, reverse=True)


Make = Callable[[Workshop], Assistant]
MUTANTS: Mapping[str, Make] = {
    "不按词语检索": lambda shop: shop.assistant(store=WithoutWords),
    "不按地区筛选": _without_places,
    "段落不带章节标题": lambda shop: shop.assistant(index=shop.index("bare", without_headings)),
    "不核对数字": _without_verifier,
    "向量错位": lambda shop: shop.assistant(index=shop.index("shuffled", embedder=Shuffling(shop.embedder))),
    "引文错到下一段": lambda shop: shop.assistant(NextParagraph),
    "阅读模型什么也没学": lambda shop: shop.assistant(reader=Unlearned()),
    "多没把握都答": lambda shop: _sure_from(shop, 0.0),
    "十足把握才答": lambda shop: _sure_from(shop, 1.0),
    "从不拒答": lambda shop: shop.assistant(AlwaysAnswers),
    "一律拒答": lambda shop: shop.assistant(AlwaysRefuses),
    "计划当作已办": lambda shop: shop.assistant(index=shop.index("done", all_done)),
    "不同年份混着算": _without_years,
    "计划数当作完成数": lambda shop: shop.assistant(store=PlansReached),
    "丢了一半段落": lambda shop: shop.assistant(store=EverySecond),
}
HARMLESS: Mapping[str, Make] = {
    "没有改动": lambda shop: shop.assistant(),
    "报告倒着读入": lambda shop: shop.assistant(index=shop.index("reversed", order=_reversed)),
}


def main() -> int:
    """Prints a line a mutant; 0 where the gate tells all of them rightly, 1 where it does not, 2 for bad input."""
    try:
        baseline, questions = load_baseline(BASELINE), load_questions(_QUESTIONS)
        embedder, reader, seen = load_embedder(), Remembering(OnnxReader()), True
        with tempfile.TemporaryDirectory() as folder:
            for name, make in tqdm({**HARMLESS, **MUTANTS}.items(), desc="变异", disable=None):
                found = judge(make, (Path(folder), embedder, reader), baseline, questions)
                right = found.passed == (name in HARMLESS)
                seen = seen and right
                tqdm.write(f"{'✓' if right else '✗'} {name}：{verdict(found)}")
    except YoujuError as error:
        print(error, file=sys.stderr)
        return 2
    return 0 if seen else 1


def judge(
    make: Make, tools: tuple[Path, Embedder, Reader], baseline: Baseline, questions: Sequence[Question]
) -> Comparison:
    """The gate's view of one assistant; the folder of the `tools` keeps the indexes."""
    name = _QUESTIONS.name
    with ExitStack() as stack:
        run = evaluate(make(Workshop(*tools, stack)), name, questions)
    return compare(of_published(published(baseline, name, questions), run), run, baseline.tolerance)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m eval.bench`: how much the whole costs beyond its embedding model, as ratios within one run.

Times alone say more of the machine than of the program, and a busy machine changes from second to second: so both
sides of a ratio are timed by turns, and the median of the turns counts. Loading the model is in none of them.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from unittest.mock import patch

from assistant.answer import Assistant
from eval.questions import Question, load_questions
from index.build import build
from index.chunks import split
from index.default_model import default_model_dir
from index.embed import Embedder, load_embedder
from index.errors import YoujuError
from index.reports import discover, load
from index.store import LocalStore

_ROOT = Path(__file__).parents[1]
_REPORTS = _ROOT / "reports"
_LARGER = _ROOT.parent / "shared" / "corpora" / "shandong_policies"
_LARGER_CHUNKS = 300
_QUESTIONS = _ROOT / "eval" / "questions.jsonl"
_ROUNDS = 5
_ASKS = 200
_STAGES = {"understand": "理解", "retrieve": "检索", "write": "作答", "verify": "核对"}

Bare = Callable[[Sequence[str]], Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `bar` says in words what is wanted, None where nothing is."""

    name: str
    value: str
    bar: str | None = None
    met: bool = True


def main() -> int:
    """Measures and prints the table; 0 whatever the speed, 2 where the model or the reports are missing."""
    try:
        embedder = load_embedder()
        samples = {"reports": [_REPORTS]}
        if _LARGER.is_dir():
            samples["shandong_policies"] = _first_files(_LARGER, _LARGER_CHUNKS)
        with tempfile.TemporaryDirectory() as folder:
            figures: list[Figure] = []
            for name, paths in samples.items():
                figures += build_figures(name, paths, Path(folder, name), embedder, bare_model())
            figures += ask_figures(Path(folder, "reports"), load_questions(_QUESTIONS), embedder)
    except YoujuError as error:
        print(error, file=sys.stderr)
        return 2
    print(table(figures))
    return 0


def bare_model() -> Bare:
    """The default model as the fastest plain loop: given texts, what embeds them once tokenised, a core a worker."""
    from index.onnx_module import OnnxEncoder

    encoder = OnnxEncoder(default_model_dir())
    output = encoder.session.get_outputs()[0].name

    def prepare(texts: Sequence[str]) -> Callable[[], object]:
        inputs = [{"input_ids": ids} for ids in encoder.preprocess(texts, prompt="passage: ")["input_ids"]]
        return lambda: list(encoder.workers.map(lambda feed: encoder.session.run([output], feed), inputs))

    return prepare


def build_figures(name: str, paths: Sequence[Path], out: Path, embedder: Embedder, bare: Bare) -> Iterator[Figure]:
    """Throughput of a build over that of the model alone, and a second build over the first; leaves the index."""
    texts = [chunk.indexed_text for path, file in discover(paths) for chunk in split(load(path, file))]
    alone = bare(texts)
    with (
        patch("index.build.load_embedder", lambda _: embedder),
        patch("index.build.model_fingerprint", lambda _: embedder.fingerprint),
    ):
        build(paths, out, progress=False)  # imports, place names: once a process
        model_s, first_s, second_s = [], [], []
        for _ in range(_ROUNDS):
            model_s.append(_seconds(alone))
            shutil.rmtree(out)
            first_s.append(_seconds(lambda: build(paths, out, progress=False)))
            second_s.append(_seconds(lambda: build(paths, out, progress=False)))
    share = median(model / first for model, first in zip(model_s, first_s, strict=True))
    again = median(second / first for second, first in zip(second_s, first_s, strict=True))
    rates = f"{len(texts) / median(first_s):.1f} / {len(texts) / median(model_s):.1f} 段/秒"
    yield Figure(f"{name}（{len(texts)} 段）建索引 / 纯模型", f"{share:.2f}（{rates}）", "≥ 0.85", share >= 0.85)
    time_again = f"{median(second_s) * 1000:.0f} 毫秒"
    yield Figure(f"{name} 再建一次 / 首次", f"{again:.4f}（{time_again}）", "≤ 0.03", again <= 0.03)


def ask_figures(index: Path, questions: Sequence[Question], embedder: Embedder) -> Iterator[Figure]:
    """A warm ask over embedding its question alone, and the median of each of its stages."""
    store = LocalStore.open(index)
    try:
        assistant = Assistant(store, embedder)
        for question in questions:
            assistant.ask(question.question, question.history)
        ask_s, embed_s = [], []
        stages: dict[str, list[float]] = {stage: [] for stage in _STAGES}
        for question in islice(cycle(questions), _ASKS):
            started = time.perf_counter()
            answer = assistant.ask(question.question, question.history)
            ask_s.append(time.perf_counter() - started)
            embed_s.append(_seconds(partial(embedder.embed_query, answer.standalone_question)))
            for stage, milliseconds in stages.items():
                milliseconds.append(answer.timings_ms[stage])
    finally:
        store.close()
    ratio = median(ask_s) / median(embed_s)
    times = f"{median(ask_s) * 1000:.1f} / {median(embed_s) * 1000:.1f} 毫秒"
    yield Figure(f"提问（{_ASKS} 次）/ 仅向量化问题", f"{ratio:.2f}（{times}）", "≤ 2", ratio <= 2)
    for stage, word in _STAGES.items():
        yield Figure(f"  其中 {word} {stage}", f"{median(stages[stage]):.1f} 毫秒")


def table(figures: Sequence[Figure]) -> str:
    """A line a figure, with its bar and whether it is met."""
    return "\n".join(
        f"{figure.name}：{figure.value}" + (f"  要求 {figure.bar} {'✓' if figure.met else '✗'}" if figure.bar else "")
        for figure in figures
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _first_files(folder: Path, chunks: int) -> list[Path]:
    """The first files of a folder, by name, that have this many chunks together, or all."""
    taken: list[Path] = []
    count = 0
    for path, name in discover([folder]):
        if count >= chunks:
            break
        taken.append(path)
        count += len(split(load(path, name)))
    return taken


if __name__ == "__main__":
    sys.exit(main())

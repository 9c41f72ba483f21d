"""Indexing against its embedding model alone, how much of the machine it uses, and a second build against the first."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from eval.benches.bed import CORPORA, SAMPLES, Bed
from eval.benches.figures import Figure, cores, seconds
from eval.benches.processes import python
from index.build import build
from index.embedding.default_folder import default_model_dir
from index.embedding.embedder import Embedder
from index.report.chunks import split
from index.report.load import discover, load

_LARGER = CORPORA / "shandong_policies"
_LARGER_CHUNKS = 300
_ROUNDS = 5

Bare = Callable[[Sequence[str]], Callable[[], object]]


def indexing_figures(bed: Bed) -> Iterator[Figure]:
    """For the sample reports and for some longer ones."""
    folders = {"reports": [SAMPLES]}
    if _LARGER.is_dir():
        folders["shandong_policies"] = _first_files(_LARGER, _LARGER_CHUNKS)
    with tempfile.TemporaryDirectory() as place:
        for name, paths in folders.items():
            yield from build_figures(name, paths, Path(place, name), bed.embedder.model, bare_model())
            alone = python("-m", "index", "build", *map(str, paths), "--out", str(Path(place, name + "-alone")))
            yield Figure(f"{name} 建索引的进程：内存峰值", f"{alone.memory:.0f} MiB（{alone.seconds:.1f} 秒，含启动）")


def bare_model() -> Bare:
    """The default model as the fastest plain loop: given texts, what embeds them once tokenised, a core a worker."""
    from index.embedding.onnx_embedder import OnnxModel

    bare = OnnxModel(default_model_dir())
    output = bare.session.get_outputs()[0].name

    def prepare(texts: Sequence[str]) -> Callable[[], object]:
        inputs = [{"input_ids": tokens.ids[None]} for tokens in bare.tokens(texts, prompt="passage: ")]
        return lambda: list(bare.workers.map(lambda feed: bare.session.run([output], feed), inputs))

    return prepare


def build_figures(name: str, paths: Sequence[Path], out: Path, embedder: Embedder, bare: Bare) -> Iterator[Figure]:
    """Throughput of a build over that of the model alone, its use of the cores, a second build over the first.

    Both sides are timed by turns, and the median of the turns counts: a busy machine changes from second to second.
    """
    texts = [chunk.indexed_text for path, file in discover(paths) for chunk in split(load(path, file))]
    alone = bare(texts)

    def built() -> None:
        build(paths, out, model=embedder, progress=False)

    built()  # imports, place names: once a process
    model_s, first_s, again_s, cpu_s = [], [], [], []
    for _ in range(_ROUNDS):
        model_s.append(seconds(alone))
        shutil.rmtree(out)
        before = time.process_time()
        first_s.append(seconds(built))
        cpu_s.append(time.process_time() - before)
        again_s.append(seconds(built))
    share, again, busy = (
        median(one / other for one, other in zip(*pair, strict=True))
        for pair in ((model_s, first_s), (again_s, first_s), (cpu_s, first_s))
    )
    rates = f"{len(texts) / median(first_s):.1f} / {len(texts) / median(model_s):.1f} 段/秒"
    yield Figure(f"{name}（{len(texts)} 段）建索引 / 纯模型", f"{share:.2f}（{rates}）", "≥ 0.9", share >= 0.9)
    yield Figure(f"{name} 建索引时各核在用", f"{busy / cores():.0%}（{cores()} 核）")
    time_again = f"{median(again_s) * 1000:.0f} 毫秒"
    yield Figure(f"{name} 再建一次 / 首次", f"{again:.4f}（{time_again}）", "≤ 0.03", again <= 0.03)


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

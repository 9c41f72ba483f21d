"""How like real reports the generated ones are: lengths, how near vectors lie to each other, how often words occur."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from eval.benches.bed import Bed
from eval.benches.figures import Figure
from eval.benches.generated import Generator, Made
from index.store.lexical import terms

_SHARES = (5, 50, 95)
_RANKS = (1, 10, 100, 1000, 10_000)
_SAMPLE = 2000  # vectors whose neighbours are looked for

Measure = Callable[[Sequence[Made]], Sequence[float]]


def likeness_figures(bed: Bed) -> Iterator[Figure]:
    """The real reports against as many generated chunks; beside each other what a bench of them hangs on."""
    real = bed.real
    made = tuple(Generator(real).reports(sum(len(one.chunks) for one in real)))
    measures: dict[str, Measure] = {
        "每份报告的段落（p5、p50、p95）": lambda reports: _spread([len(one.chunks) for one in reports]),
        "每段的字数": lambda reports: _spread([len(chunk.text) for one in reports for chunk in one.chunks]),
        "每段的句子": lambda reports: _spread([len(part) for one in reports for part in one.parts]),
        "与最近一段的余弦": lambda reports: _spread(_cosines(reports, 1)),
        "与第 10 近一段的余弦": lambda reports: _spread(_cosines(reports, 10)),
        f"第 {'、'.join(map(str, _RANKS))} 常见的词见于多少段": _frequencies,
    }
    for name, measure in measures.items():
        told = [" ".join(f"{value:.3g}" for value in measure(reports)) for reports in (real, made)]
        yield Figure(name, f"真实 {told[0]}；生成 {told[1]}")


def _spread(values: Sequence[float]) -> list[float]:
    return [float(value) for value in np.percentile(values, _SHARES)]


def _cosines(reports: Sequence[Made], rank: int) -> list[float]:
    """Of some chunks that with their nearest other one, or the next at a rank."""
    import faiss

    vectors = np.concatenate([one.vectors for one in reports])
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    chosen = np.random.default_rng(7).permutation(len(vectors))[:_SAMPLE]
    found, _ = index.search(vectors[chosen], min(rank + 1, len(vectors)))
    return [float(value) for value in found[:, -1]]


def _frequencies(reports: Sequence[Made]) -> list[float]:
    """Shares of the chunks that hold the terms at some ranks of how common they are."""
    chunks = [chunk for one in reports for chunk in one.chunks]
    counts = Counter(term for chunk in chunks for term in set(terms(chunk.indexed_text)))
    ordered = [count / len(chunks) for _, count in counts.most_common(max(_RANKS))]
    return [ordered[rank - 1] for rank in _RANKS if rank <= len(ordered)]

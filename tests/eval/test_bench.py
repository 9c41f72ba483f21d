"""The bench measures what it says, on a model that costs nothing; how fast anything is, is not asserted."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from eval import bench
from eval.baseline import Baseline, results
from eval.benches import asking, figures, growth, indexing, likeness, recall, start
from eval.benches.bed import QUESTIONS, Bed
from eval.benches.figures import Figure, keep, load_bench, measured, section, told
from eval.benches.generated import Generator, Made
from eval.benches.processes import python
from eval.benches.remembered import RememberedEmbedder
from eval.benches.rivals import side_by_side
from eval.questions import load_questions
from index.embedding.embedder import Embedder, Matrix, Spans
from index.errors import EvaluationError
from index.model import Section
from index.report.chunks import split
from index.report.load import discover, load
from index.store.local import LocalStore
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.paths import ROOT

REPORTS = ROOT / "reports"
FIGURES = (Figure("甲", "1 秒", "≤ 2 秒"), Figure("乙", "3 秒", "≤ 2 秒", met=False), Figure("丙", "4 MiB"))


class Counting(FakeEmbedder):
    """Counts the texts that it is asked for."""

    def __init__(self) -> None:
        self.texts = 0

    def embed_parts(self, texts: Sequence[str], parts: Sequence[Spans]) -> tuple[Matrix, list[Matrix]]:
        self.texts += len(texts)
        return super().embed_parts(texts, parts)


@pytest.fixture
def bed(tmp_path: Path) -> Bed:
    """Over the sample reports, with a model that costs nothing."""
    made = Bed(tmp_path, [REPORTS])
    made.__dict__["embedder"] = RememberedEmbedder(tmp_path / "vectors.npz", FakeEmbedder.fingerprint, FakeEmbedder)
    return made


@cache
def real() -> tuple[Made, ...]:
    """The sample reports."""
    made = []
    for path, name in discover([REPORTS]):
        report = load(path, name)
        chunks = split(report)
        texts, spans = [c.indexed_text for c in chunks], [c.indexed_sentences for c in chunks]
        made.append(Made(report, chunks, *FakeEmbedder().embed_parts(texts, spans)))
    return tuple(made)


def test_each_ratio_has_its_bar(fake_embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_ROUNDS", 1)
    monkeypatch.setattr(asking, "_ASKS", 20)
    alone: list[Sequence[str]] = []

    def bare(texts: Sequence[str]) -> Callable[[], object]:
        return lambda: alone.append(texts)

    index = tmp_path / "index"
    found = [*indexing.build_figures("样本", [REPORTS], index, fake_embedder, bare)]
    store = LocalStore.open(index)
    texts = [chunk.indexed_text for card in store.catalogue() for _, chunk in store.report_chunks(card.path)]
    store.close()
    assert alone
    assert all(given == texts for given in alone)  # both sides embed the same
    assert [figure.bar for figure in found] == ["≥ 0.9", None, "≤ 0.03"]
    found = [*asking.ask_figures(index, load_questions(QUESTIONS), fake_embedder)]
    assert [figure.bar for figure in found] == ["≤ 2", *[None] * 4]


def test_what_a_figure_tells() -> None:
    assert [told(figure) for figure in FIGURES] == ["甲：1 秒  要求 ≤ 2 秒 ✓", "乙：3 秒  要求 ≤ 2 秒 ✗", "丙：4 MiB"]
    assert growth.grown("内存", [1.0, 10.0, 150.0], "MiB", 100) == Figure(
        "内存", "1 → 10 → 150 MiB（×10，×15）", "≤ 100 MiB", met=False
    )
    assert growth.grown("内存", [1.5], "MiB") == Figure("内存", "1.5 MiB")
    assert side_by_side.compared("打开", {"youju": 1.0, "langchain": 2.0, "llamaindex": 0.5}, "秒") == Figure(
        "打开", "有据 1 秒；LangChain 2（2 倍），LlamaIndex 0.5（0.5 倍）", "最小", met=False
    )


def test_what_is_published_stays_beside_what_is_measured_later(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    assert load_bench(path) == {}
    first, second = measured("start", "启动", FIGURES, "c" * 40), measured("asking", "提问", FIGURES[:1], None)
    keep("start", first, path)
    keep("asking", second, path)
    assert load_bench(path) == {"start": first, "asking": second}
    page = results(Baseline({}, {}), load_bench(path))
    assert "## Speed and memory" in page
    assert section(first) in page
    assert "| 乙 | 3 秒 | ≤ 2 秒 ✗ |" in page
    assert "python -m eval.bench start" in page
    assert "## Speed" not in results(Baseline({}, {}), {})
    path.write_text("{", encoding="utf-8")
    with pytest.raises(EvaluationError, match="性能记录"):
        load_bench(path)


def test_the_command_measures_prints_and_publishes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def part(bed: Bed) -> Iterator[Figure]:
        assert isinstance(bed, Bed)
        yield from FIGURES

    monkeypatch.setattr(
        bench, "PARTS", {name: replaced._replace(figures=part) for name, replaced in bench.PARTS.items()}
    )
    monkeypatch.setattr(bench, "BENCH", tmp_path / "bench.json")
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "RESULTS.md")
    assert bench.main([]) == 0
    assert capsys.readouterr().out.count("甲：1 秒") == 4
    assert not (tmp_path / "bench.json").exists()
    assert bench.main(["start", "recall", "--publish"]) == 0
    assert list(load_bench(tmp_path / "bench.json")) == ["start", "recall"]
    assert "乙" in (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert bench.main(["none"]) == 2
    assert "没有 none 这一部分" in capsys.readouterr().err


def test_a_missing_model_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJU_MODEL_DIR", str(tmp_path))
    assert bench.main(["asking"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "make setup" in error


def test_a_process_is_timed_and_its_failure_told() -> None:
    ended = python("-c", "print('好')")
    assert ended.output == "好\n"
    assert ended.seconds > 0
    assert ended.memory > 1
    with pytest.raises(EvaluationError, match="失败"):
        python("-c", "import sys; sys.exit('坏')")


def test_imports_are_counted_by_package() -> None:
    report = "import time: self [us] | cumulative | imported package\n"
    report += "import time:       300 |        300 |   numpy.core\nimport time:       700 |       1000 | numpy\n"
    report += "import time:       500 |        500 | json\n"
    assert start.import_seconds(report) == pytest.approx({"numpy": 0.001, "json": 0.0005})


def test_a_text_is_embedded_once(tmp_path: Path) -> None:
    file, model = tmp_path / "vectors.npz", Counting()

    def remembering() -> RememberedEmbedder:
        return RememberedEmbedder(file, model.fingerprint, lambda: model)

    embedder = remembering()
    texts, spans = ["一二。三四。", "五六。", ""], [[(0, 3), (3, 6)], [(0, 3)], []]
    first, parts = embedder.embed_parts(texts, spans)
    embedder.keep()
    again = remembering()
    second, others = again.embed_parts([*texts, "七八。"], [*spans, [(0, 3)]])
    assert model.texts == 4
    np.testing.assert_array_equal(first, second[:3])
    for one, other in zip(parts, others, strict=False):
        np.testing.assert_allclose(one, other, atol=1e-3)
    assert again.dimension == model.dimension
    assert RememberedEmbedder(file, "another model", lambda: model).embed_parts(texts[:1], spans[:1])
    assert model.texts == 5


@pytest.mark.parametrize("count", [1, 37, 700])
def test_generated_reports_are_like_read_ones(count: int) -> None:
    made = list(Generator(real()).reports(count))
    assert sum(len(one.chunks) for one in made) == count
    assert len({one.report.path for one in made}) == len(made)
    for report, chunks, vectors, parts in made:
        assert "".join(chunk.text for chunk in chunks) == report.text[report.body_start :]
        for chunk, vector, matrix in zip(chunks, vectors, parts, strict=True):
            assert report.text[chunk.start : chunk.end] == chunk.text
            assert len(matrix) == len(chunk.indexed_sentences)
            np.testing.assert_allclose([np.linalg.norm(row) for row in (vector, *matrix)], 1, atol=1e-5)
        _nested(report.sections, report.body_start, len(report.text))


def _nested(sections: Sequence[Section], start: int, end: int) -> None:
    for one in sections:
        assert start <= one.start <= one.heading_end <= one.end <= end
        _nested(one.children, one.start, one.end)
        start = one.end


def test_the_same_seed_generates_the_same() -> None:
    one, two = (list(Generator(real(), 1).reports(300)) for _ in range(2))
    assert [made.report for made in one] == [made.report for made in two]
    for made, again in zip(one, two, strict=True):
        np.testing.assert_array_equal(made.vectors, again.vectors)


def test_a_bed_has_real_reports_while_there_are_enough(bed: Bed) -> None:
    known = {path.name for path, _ in discover([REPORTS])}
    assert {made.report.path for made in bed.reports(50)} <= known
    assert sum(len(made.chunks) for made in bed.reports(50)) == 50
    assert not {made.report.path for made in bed.reports(300)} & known


def test_an_index_is_made_once_and_recall_of_it_is_measured(bed: Bed) -> None:
    index, loaded = bed.index(300)
    before = (index / "index.sqlite").stat().st_ino
    assert bed.index(300) == (index, loaded)
    assert (index / "index.sqlite").stat().st_ino == before
    found = [*recall.recall_figures(bed, [300])]
    assert [figure.value[:5] for figure in found] == ["1.000"] * 4  # so few are compared one by one
    store = LocalStore.open(index)
    asked = growth.questions_for(store, 20)
    assert len(set(asked)) > 10
    assert asked == growth.questions_for(store, 20)
    assert any(card.region and card.region.name in question for card in store.catalogue() for question in asked)
    store.close()


def test_how_like_generated_reports_are_is_told(bed: Bed) -> None:
    found = [*likeness.likeness_figures(bed)]
    assert all(figure.value.startswith("真实 ") and "；生成 " in figure.value for figure in found)


def test_without_the_others_the_comparison_says_so(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "find_spec", lambda _: None)
    (figure,) = side_by_side.rival_figures(bed)
    assert "make rivals" in figure.value


def test_a_machine_is_told() -> None:
    assert {"cores", "memory", "python", "onnxruntime"} <= figures.machine().keys()
    assert json.dumps(figures.machine())

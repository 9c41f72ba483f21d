"""The bench measures what it says, on a model that costs nothing; how fast anything is, is not asserted."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from eval import bench
from eval.questions import load_questions
from index.embed import Embedder
from index.store import LocalStore

REPORTS = Path(__file__).parents[1] / "reports"


def test_the_table_has_each_ratio_with_its_bar(fake_embedder: Embedder, tmp_path: Path) -> None:
    alone: list[Sequence[str]] = []

    def bare(texts: Sequence[str]) -> Callable[[], object]:
        return lambda: alone.append(texts)

    index = tmp_path / "index"
    figures = [*bench.build_figures("样本", [REPORTS], index, fake_embedder, bare)]
    store = LocalStore.open(index)
    texts = [chunk.indexed_text for card in store.catalogue() for _, chunk in store.report_chunks(card.path)]
    store.close()
    assert alone
    assert all(given == texts for given in alone)  # both sides embed the same
    figures += bench.ask_figures(
        index, load_questions(Path(bench.__file__).with_name("questions.jsonl")), fake_embedder
    )
    assert [figure.bar for figure in figures[:3]] == ["≥ 0.85", "≤ 0.03", "≤ 2"]
    assert [figure.bar for figure in figures[3:]] == [None] * 4
    lines = bench.table(figures).splitlines()
    assert len(lines) == len(figures)
    assert all("要求" in line and line[-1] in "✓✗" for line in lines[:3])


def test_a_missing_model_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJU_MODEL_DIR", str(tmp_path))
    assert bench.main() == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "make setup" in error

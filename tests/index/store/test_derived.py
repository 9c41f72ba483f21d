"""The derived files: extended by what was added, made again after a removal, and cells once the vectors are many."""

import shutil
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import numpy as np
import pytest

from index.build import build
from index.model import Scope
from index.store import derived, vectors
from index.store.local import LocalStore
from index.verify import verify
from tests.helpers.fakes import FakeEmbedder, passages

EMBEDDER = FakeEmbedder()
SCOPES = 4
WORDS = "救助养老儿童殡葬社工残疾低保床位补贴慈善婚姻登记社区服务机构标准提高发放资金建设改造培训监管排查"
QUESTIONS = ("养老机构床位改造", "儿童福利标准提高", "慈善资金发放监管", "社区社工服务培训", "婚姻登记改革")


def write(folder: Path, names: range) -> Path:
    """Reports of a dozen paragraphs of random words, each of its number's own."""
    folder.mkdir(exist_ok=True)
    for number in names:
        random = Random(number)
        lines = [f"{number}号市{2020 + number % 4}年民政工作总结"]
        lines += [
            f"{at}、" + "".join(random.choices(WORDS, k=60)) + f"{random.randrange(10000)}万元。" for at in range(1, 13)
        ]
        (folder / f"{number:03}.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def built(reports: Path, index: Path) -> Path:
    build([reports], index, model=EMBEDDER, prune=True, progress=False)
    return index


def found(index: Path) -> list[Any]:
    """What each search finds, to the last digit, with and without limits."""
    store = LocalStore.open(index)
    paths = frozenset(card.path for card in store.catalogue()[::3])
    scopes = (Scope(), Scope(paths), Scope(years=frozenset({2021})), Scope(paths, frozenset({2022})))
    answers = [
        (store.search_dense(EMBEDDER.embed_query(question), 9, scope), store.search_lexical(question, 9, scope))
        for question in QUESTIONS
        for scope in scopes
    ]
    store.close()
    return answers


def segments(index: Path) -> set[str]:
    return {path.name for path in (index / "derived/lexical").glob("*.term")}


def test_additions_extend_the_files_and_removals_make_them_again(tmp_path: Path) -> None:
    reports, index = write(tmp_path / "reports", range(20)), tmp_path / "index"
    first = segments(built(reports, index))
    write(reports, range(20, 24))
    grown = segments(built(reports, index))
    assert first < grown
    answers = found(index)
    shutil.rmtree(index / "derived")
    assert found(index) == answers
    (reports / "003.txt").unlink()
    again = segments(built(reports, index))
    assert not again & grown
    write(reports, range(24, 25))
    (reports / "004.txt").write_text("五、养老服务。新增床位300张。", encoding="utf-8")
    assert not segments(built(reports, index)) & again
    assert verify(index) == ()


def test_the_old_files_stay_whole_while_they_are_extended(tmp_path: Path) -> None:
    reports, index = write(tmp_path / "reports", range(8)), tmp_path / "index"
    built(reports, index)
    reader = LocalStore.open(index)
    before = reader.search_lexical(QUESTIONS[0], 9, Scope())
    copy = {path.name: path.read_bytes() for path in (index / "derived/lexical").iterdir()}
    shutil.copytree(
        index / "derived", tmp_path / "kept", copy_function=lambda source, target: Path(target).hardlink_to(source)
    )
    write(reports, range(8, 12))
    built(reports, index)
    assert {path.name: path.read_bytes() for path in (tmp_path / "kept/lexical").iterdir()} == copy
    assert reader.search_lexical(QUESTIONS[0], 9, Scope()) == before
    reader.close()


def test_a_reader_beside_a_build_extends_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reports, index = write(tmp_path / "reports", range(8)), tmp_path / "index"
    built(reports, index)
    (tmp_path / "passing").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "passing"))
    with monkeypatch.context() as killed:
        killed.setattr(LocalStore, "refresh", lambda _: None)
        built(write(reports, range(12)), index)
    writer = LocalStore.open(index, writable=True)
    seal = (index / "derived/seal.json").read_bytes()
    beside = found(index)
    assert (index / "derived/seal.json").read_bytes() == seal
    assert not list((tmp_path / "passing").iterdir())
    writer.close()
    assert not writer_is_behind(built(reports, index))  # nothing to do but that
    assert found(index) == beside


def writer_is_behind(index: Path) -> bool:
    store = LocalStore.open(index)
    settled = store.settled
    store.close()
    return not settled


@pytest.mark.parametrize("narrow", [10_000, 0])
def test_cells_find_what_an_exact_search_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, narrow: int) -> None:
    reports = write(tmp_path / "reports", range(60))
    exact = found(built(reports, tmp_path / "exact"))
    few_to_a_cell(monkeypatch)
    monkeypatch.setattr(vectors, "_NARROW", narrow)
    index = built(reports, tmp_path / "index")
    assert verify(index) == ()
    shares = []
    for (dense, lexical), (wanted, same) in zip(found(index), exact, strict=True):
        assert lexical == same
        cosines = dict(wanted)
        assert all(cosine == pytest.approx(cosines[number], abs=1e-6) for number, cosine in dense if number in cosines)
        shares.append(len(dict(dense).keys() & cosines.keys()) / len(cosines))
    scoped = [share for number, share in enumerate(shares) if number % SCOPES]
    # Words at random: their vectors lie nowhere near each other, the worst that cells can be given.
    assert np.mean(scoped) > (0.95 if narrow else 0.5)
    assert np.mean(shares[::SCOPES]) > 0.4


def test_cells_are_learnt_once_and_again_when_outgrown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few_to_a_cell(monkeypatch)
    reports, index = write(tmp_path / "reports", range(30)), tmp_path / "index"
    learnt = [training(built(reports, index))]
    for stop in (40, 100):
        write(reports, range(stop))
        learnt.append(training(built(reports, index)))
        answers = found(index)
        shutil.rmtree(index / "derived")
        assert found(index) == answers  # the cells are SQLite's, so that the files can be made again the same
    assert learnt[0] == learnt[1] != learnt[2]


def few_to_a_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "FLAT_LIMIT", 100)
    monkeypatch.setattr(vectors, "_PROBED", 0.2)
    monkeypatch.setattr(derived, "_CELLS", 0.8)  # FAISS wants 39 vectors a cell


def training(index: Path) -> str:
    store = LocalStore.open(index)
    learnt = store.database.training
    store.close()
    assert learnt
    return learnt.name


def test_where_nothing_can_be_written_memory_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = built(write(tmp_path / "reports", range(4)), tmp_path / "index")
    answers = found(index)
    shutil.rmtree(index / "derived")

    def full(*_: Any, **__: Any) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    monkeypatch.setattr(derived, "TemporaryDirectory", full)
    assert found(index) == answers
    assert not (index / "derived").exists()


def test_vectors_come_back_in_the_order_asked_for(tmp_path: Path) -> None:
    index = built(write(tmp_path / "reports", range(2)), tmp_path / "index")
    store = LocalStore.open(index)
    ids = [number for number, _ in store.report_chunks("001.txt")]
    rows = store.vectors(ids[::-1])
    texts = [chunk.indexed_text for chunk in store.chunks(ids[::-1])]
    assert np.allclose(rows, passages(EMBEDDER, texts), atol=1e-3)
    store.close()

"""Bits flipped and rows changed or deleted, by the hundred, in SQLite's file: told, refused and mended."""

import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from index.store.local import LocalStore
from index.store.vectors import learn
from tests.helpers.damaging import (
    Damaging,
    columns,
    delete_a_row,
    everything,
    flip_a_bit,
    flip_a_bit_of_the_file,
    put_another_value,
)
from tests.helpers.generated import write_report
from tests.helpers.mended import CURE, built, mended, refused, told

_TIMES = 200
_SEED = 14


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of six reports."""
    folder = tmp_path_factory.mktemp("reports")
    for number in range(6):
        write_report(folder / f"{number}.txt", number)
    return folder


@pytest.fixture(scope="module")
def fresh(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of these reports, with a row in each table."""
    index = tmp_path_factory.mktemp("fresh") / "index"
    built(index, reports)
    with closing(LocalStore.open(index, writable=True)) as store:
        ids = store.database.chunk_ids().tolist()
        store.database.learn(len(ids), learn(store.vectors(ids), 1))
        store.refresh()
    return index


@pytest.mark.parametrize("derived", [True, False], ids=["derived", "alone"])
@pytest.mark.parametrize("damages", [(flip_a_bit,), (put_another_value, delete_a_row)], ids=["bits", "rows"])
def test_damage_is_told_refused_and_mended(
    reports: Path, fresh: Path, tmp_path: Path, damages: tuple[Damaging, ...], derived: bool
) -> None:
    """All columns in turn, a hundred times with the derived files and a hundred without; printed with `-s`."""
    random, done, anew = Random(_SEED + derived), Counter[str](), Counter[str]()
    for number in range(_TIMES // 2):
        table, column = columns(fresh)[number % len(columns(fresh))]
        place = f"{table}.{column}"
        index = tmp_path / str(number)
        shutil.copytree(fresh, index)
        if not derived:
            shutil.rmtree(index / "derived")
        random.choice(damages)(index, table, column, random)
        assert CURE in told(index), place
        assert CURE in refused(index), place
        done[place] += 1
        anew[place] += mended(index, reports, fresh) is None
        shutil.rmtree(index)
    print(f"\n{sum(done.values())} of {_TIMES // 2} told, refused and mended, by making the index anew: {+anew}")
    print("\n".join(f"{place} {count}" for place, count in sorted(done.items())))


def test_a_bit_of_the_file_is_told_or_is_of_nothing_stored(reports: Path, fresh: Path, tmp_path: Path) -> None:
    """Where nothing is told, each row of each table reads as before, and SQLite finds its indexes to fit the tables.

    Such bits lie in cells that were freed, in pages that are free, and in fields that SQLite does not go by, such as
    the number of the version that wrote last.
    """
    random, before, count = Random(_SEED), everything(fresh), Counter[str]()
    for number in range(_TIMES):
        index = tmp_path / str(number)
        shutil.copytree(fresh, index)
        flip_a_bit_of_the_file(index, random)
        if problems := told(index):
            assert CURE in problems
            assert CURE in refused(index)
            mended(index, reports, fresh)
            count["told"] += 1
        else:
            assert everything(index) == before
            count["of nothing stored"] += 1
        shutil.rmtree(index)
    print(f"\n{dict(count)}")
    assert count["told"] > _TIMES / 4

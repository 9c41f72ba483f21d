"""What a power cut, a bad disk or another program may leave: what was committed, or a plain error."""

import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from index.build import build
from index.errors import YoujuError
from index.store.protocol import FORMAT_VERSION
from index.verify import verify
from tests.faults.helpers.held import assert_equal, child, files, killed_build, states_of, stored
from tests.helpers.fakes import FakeEmbedder

_TIMES = 25


@pytest.fixture(scope="module")
def cut(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, str]]:
    """An index whose build was killed, its last commits in the log, and what the build had told as stored."""
    index = tmp_path_factory.mktemp("cut") / "index"
    held = killed_build(index, reports, commits=18)
    assert (index / "index.sqlite-wal").stat().st_size
    return index, held


def copied(index: Path, target: Path) -> Path:
    shutil.copytree(index, target)
    return target


def test_a_log_that_is_cut_keeps_whole_commits(
    cut: tuple[Path, Mapping[str, str]], reports: Path, fresh: Path, tmp_path: Path
) -> None:
    index, told = cut
    random, states = Random(3), states_of({}, files(reports))
    size = (index / "index.sqlite-wal").stat().st_size
    lengths = (0, 1, 31, 32, 33, size - 1, size, *(random.randrange(size) for _ in range(_TIMES)))
    for number, length in enumerate(lengths):
        broken = copied(index, tmp_path / str(number))
        with (broken / "index.sqlite-wal").open("r+b") as log:
            log.truncate(length)
        if random.random() < 0.5:
            (broken / "index.sqlite-shm").unlink()
        assert verify(broken) == ()
        assert stored(broken) in states
        if length >= size:
            assert stored(broken).items() >= told.items()
    build([reports], broken, model=FakeEmbedder())
    assert_equal(broken, fresh)


@pytest.mark.parametrize("damage", [None, b"", b"\xffgarbage" * 4096])
def test_shared_memory_is_made_again(cut: tuple[Path, Mapping[str, str]], tmp_path: Path, damage: bytes | None) -> None:
    index, told = cut
    broken = copied(index, tmp_path / "broken")
    memory = broken / "index.sqlite-shm"
    if damage is None:
        memory.unlink()
    else:
        memory.write_bytes(damage)
    assert verify(broken) == ()
    assert stored(broken).items() >= told.items()


def test_a_log_without_its_database_is_not_taken_for_a_new_one(
    cut: tuple[Path, Mapping[str, str]], reports: Path, fresh: Path, tmp_path: Path
) -> None:
    """A user who deletes the database alone, and builds again."""
    broken = copied(cut[0], tmp_path / "broken")
    (broken / "index.sqlite").unlink()
    done = child("build", reports, "--out", broken)
    assert done.returncode == 0, done.stderr
    assert verify(broken) == ()
    assert_equal(broken, fresh)


@pytest.mark.parametrize("part", ["index.sqlite", "index.sqlite-wal"])
@pytest.mark.parametrize("damage", ["bits", "block", "zeros", "cut"])
def test_damage_anywhere_is_told_or_harms_nothing(
    cut: tuple[Path, Mapping[str, str]], fresh: Path, tmp_path: Path, part: str, damage: str
) -> None:
    """Never a traceback: `verify` finds something, says why it cannot look, or the damage hit nothing that is used."""
    random = Random(f"{part} {damage}")
    for number in range(_TIMES):
        broken = copied(cut[0] if part.endswith("wal") else fresh, tmp_path / str(number))
        content = bytearray((broken / part).read_bytes())
        at = random.randrange(len(content))
        if damage == "bits":
            content[at] ^= 1 << random.randrange(8)
        elif damage == "block":
            content[at : at + 4096] = random.randbytes(4096)
        elif damage == "zeros":
            content[at : at + 4096] = bytes(4096)
        else:
            del content[at:]
        (broken / part).write_bytes(content)
        shutil.rmtree(broken / "derived", ignore_errors=True)
        with suppress(YoujuError):
            verify(broken)
        with suppress(YoujuError):
            stored(broken)


@pytest.mark.parametrize("version", [0, 1, FORMAT_VERSION + 1, "x", None, [2], {}])
def test_an_unknown_format_is_a_plain_error(fresh: Path, reports: Path, tmp_path: Path, version: object) -> None:
    index = copied(fresh, tmp_path / "index")
    database = sqlite3.connect(index / "index.sqlite")
    with database:
        ((manifest,),) = database.execute("SELECT value FROM meta WHERE key = 'manifest'")
        manifest = json.dumps({**json.loads(manifest), "version": version})
        database.execute("UPDATE meta SET value = ? WHERE key = 'manifest'", (manifest,))
    database.close()
    before = (index / "index.sqlite").read_bytes()
    for command in (("ask", index), ("build", reports, "--out", index)):
        done = child(*command)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "格式" in done.stderr
        assert "python -m index build" in done.stderr
    assert (index / "index.sqlite").read_bytes() == before

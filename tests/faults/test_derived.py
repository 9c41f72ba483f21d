"""The FAISS and Tantivy files, each broken in each way: answers stay the same, and a build goes on from there."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build
from index.verify import verify
from tests.faults.helpers.disks import without_permission
from tests.faults.helpers.held import answers_of, assert_equal
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.generated import write_report

Damage = Callable[[Path], None]
_SEALS = ("", "[", "null", "[]", "{}", '{"revision": 1}', '{"revision": [], "training": {}, "files": 3}', "\x00" * 500)


def delete(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 4
    path.write_bytes(content)


def garble(path: Path) -> None:
    path.write_bytes(b"\xffgarbage" * 1000)


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + bytes(4096))


def put_a_folder(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


def lose_in_a_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def derived_files(index: Path) -> list[Path]:
    return sorted(path for path in (index / "derived").rglob("*") if path.is_file())


def kinds(index: Path) -> dict[str, Path]:
    """One file of each kind: Tantivy has segments of several files, of random names."""
    return {
        path.suffix if path.parent.name == "lexical" else path.name: path
        for path in derived_files(index)
        if path.stat().st_size
    }


@pytest.fixture
def index(fresh: Path, tmp_path: Path) -> Path:
    shutil.copytree(fresh, tmp_path / "index")
    return tmp_path / "index"


@pytest.mark.parametrize(
    "damage",
    [delete, empty, halve, flip, garble, lengthen, put_a_folder, lose_in_a_loop],
    ids=lambda each: each.__name__,
)
def test_a_broken_file_is_made_again(fresh: Path, index: Path, damage: Damage) -> None:
    expected = answers_of(fresh)
    for kind in kinds(fresh):
        damage(kinds(index)[kind])
        assert verify(index) == ()
        assert answers_of(index) == expected
        assert kinds(index).keys() == kinds(fresh).keys()


@pytest.mark.parametrize("damage", [delete, halve, flip, garble], ids=lambda each: each.__name__)
def test_a_build_does_not_extend_a_broken_file(
    fresh: Path, index: Path, reports: Path, tmp_path: Path, damage: Damage
) -> None:
    more = tmp_path / "more"
    write_report(more / "new.txt", 777)
    expected = tmp_path / "expected"
    build([reports, more], expected, model=FakeEmbedder())
    for number, kind in enumerate(kinds(fresh)):
        broken = tmp_path / str(number)
        shutil.copytree(index, broken)
        damage(kinds(broken)[kind])
        build([reports, more], broken, model=FakeEmbedder())
        assert verify(broken) == ()
        assert_equal(broken, expected)


@pytest.mark.parametrize("seal", _SEALS)
def test_a_garbled_seal_is_made_again(fresh: Path, index: Path, seal: str) -> None:
    (index / "derived/seal.json").write_text(seal, encoding="utf-8")
    assert verify(index) == ()
    assert answers_of(index) == answers_of(fresh)
    assert "revision" in json.loads((index / "derived/seal.json").read_text(encoding="utf-8"))


def test_files_of_another_index_or_an_older_state_are_not_used(
    fresh: Path, older: Path, index: Path, reports: Path, tmp_path: Path
) -> None:
    shutil.rmtree(index / "derived")
    shutil.copytree(older / "derived", index / "derived")
    expected = answers_of(fresh)
    assert answers_of(index) == expected
    for name in (path.relative_to(older) for path in kinds(older).values()):
        target = index / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(older / name, target)
        assert answers_of(index) == expected
    grown = tmp_path / "grown"
    shutil.copytree(older, grown)
    build([reports], grown, model=FakeEmbedder(), prune=True)
    shutil.rmtree(grown / "derived")
    shutil.copytree(older / "derived", grown / "derived")  # since then reports were replaced and taken away
    assert verify(grown) == ()
    assert_equal(grown, fresh)


@pytest.mark.parametrize("name", ["derived", "derived.tmp"])
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_stands_in_the_way_harms_nothing(fresh: Path, index: Path, name: str, kind: str) -> None:
    shutil.rmtree(index / name, ignore_errors=True)
    if kind == "file":
        (index / name).write_text("in the way", encoding="utf-8")
    else:
        (index / name / "lexical/deep").mkdir(parents=True)
        (index / name / "seal.json").write_text("{}", encoding="utf-8")
    assert verify(index) == ()
    assert answers_of(index) == answers_of(fresh)


def test_files_that_must_not_be_read_are_done_without(index: Path) -> None:
    for path in derived_files(index):
        path.chmod(0)
    done = without_permission("ask", index)
    assert (done.returncode, done.stdout, done.stderr) == (0, "24\n", "")
    (index / "derived").chmod(0)
    done = without_permission("ask", index)
    assert (done.returncode, done.stdout, done.stderr) == (0, "24\n", "")
    (index / "derived").chmod(0o755)


def test_a_database_that_must_not_be_read_says_so(index: Path) -> None:
    (index / "index.sqlite").chmod(0)
    done = without_permission("ask", index)
    assert done.returncode == 2
    assert "权限" in done.stderr
    assert done.stderr.count("\n") == 1

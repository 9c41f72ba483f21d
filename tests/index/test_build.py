"""The pipeline: what is done again, what is kept, and what is told."""

import json
import shutil
from pathlib import Path

import pytest

import index.build
from index.build import build
from index.errors import ReportError, StoreError
from index.model import Scope
from index.store.local import LocalStore
from index.verify import verify
from tests.faults.helpers.packed import zipped
from tests.helpers.fakes import FakeEmbedder, half_scanned
from tests.index.built import ALL, names, stored, write

pytestmark = pytest.mark.usefixtures("fake_model")


def test_only_what_changed_is_done_again(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "index"
    first = build([reports], out)
    assert names(first) == {"added": ALL}
    assert first.chunks > 0
    second = build([reports], out)
    assert names(second) == {"unchanged": ALL}
    assert second.chunks == 0
    write(reports / "甲.txt", 7)
    write(reports / "戊.txt", 8)
    (reports / "丁.md").unlink()
    assert names(build([reports], out)) == {"added": ("戊.txt",), "refreshed": ("甲.txt",), "unchanged": ("乙/丙.txt",)}
    assert stored(out) == ["丁.md", "乙/丙.txt", "戊.txt", "甲.txt"]
    assert names(build([reports], out, prune=True))["removed"] == ("丁.md",)
    assert stored(out) == ["乙/丙.txt", "戊.txt", "甲.txt"]
    assert verify(out) == ()


def test_unchanged_reports_keep_their_chunk_ids(reports: Path, tmp_path: Path) -> None:
    def numbered() -> object:
        store = LocalStore.open(tmp_path / "index")
        found = store.report_chunks("乙/丙.txt")
        store.close()
        return found

    build([reports], tmp_path / "index")
    before = numbered()
    write(reports / "甲.txt", 9)
    build([reports], tmp_path / "index")
    assert numbered() == before


def test_the_same_input_gives_the_same_answers(reports: Path, tmp_path: Path) -> None:
    found = []
    for out in (tmp_path / "one", tmp_path / "two"):
        build([reports], out)
        store = LocalStore.open(out)
        vector = FakeEmbedder().embed_query("救助人次")
        found.append((store.search_dense(vector, 9, Scope()), store.search_lexical("救助人次", 9, Scope())))
        store.close()
    assert found[0] == found[1]


def test_nothing_to_do_loads_no_model(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build([reports], tmp_path / "index")
    monkeypatch.setattr(index.build, "load_embedder", lambda name: pytest.fail("the model was loaded"))
    monkeypatch.setattr(LocalStore, "refresh", lambda store: pytest.fail("the derived indexes were loaded"))
    build([reports], tmp_path / "index")


def test_unreadable_files_are_listed_and_the_rest_goes_on(reports: Path, tmp_path: Path) -> None:
    (reports / "空.txt").write_bytes(b"")
    (reports / "坏.docx").write_bytes(b"PK\x03\x04 cut short")
    summary = build([reports], tmp_path / "index")
    assert summary.added == ALL
    assert [name for name, _ in summary.failed] == ["坏.docx", "空.txt"]
    assert all(reason for _, reason in summary.failed)
    assert verify(tmp_path / "index") == ()


def test_of_a_zip_file_only_what_changed_is_done_again_and_what_is_gone_is_dropped(tmp_path: Path) -> None:
    out, path = tmp_path / "index", tmp_path / "包.zip"
    texts = {name: f"2023年民政工作总结{name}\n一、救助\n救助100人次。\n".encode() for name in "甲乙丙"}
    path.write_bytes(zipped({"县/甲.txt": texts["甲"], "县/乙.txt": texts["乙"], "图.png": b"\x89PNG"}))
    first = build([path], out, prune=True)
    assert names(first) == {"added": ("包.zip/县/乙.txt", "包.zip/县/甲.txt")}
    assert [name for name, _ in first.failed] == ["包.zip/图.png"]
    path.write_bytes(zipped({"县/甲.txt": texts["甲"], "县/丙.txt": texts["丙"]}))
    assert names(build([path], out, prune=True)) == {
        "added": ("包.zip/县/丙.txt",),
        "unchanged": ("包.zip/县/甲.txt",),
        "removed": ("包.zip/县/乙.txt",),
    }
    path.write_bytes(b"PK\x03\x04 cut short")
    cut = build([path], out, prune=True)
    assert ([name for name, _ in cut.failed], cut.removed, cut.reports) == (["包.zip"], (), 2)


def test_a_report_that_became_unreadable_keeps_its_stored_version(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "index"
    build([reports], out)
    (reports / "甲.txt").write_bytes(b"")
    summary = build([reports], out, prune=True)
    assert [name for name, _ in summary.failed] == ["甲.txt"]
    assert summary.reports == 3
    assert stored(out) == sorted(ALL)


def test_only_unreadable_files_make_no_index(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    assert build([tmp_path / "空.txt"], tmp_path / "index").reports == 0
    assert not (tmp_path / "index").exists()


def test_no_reports_at_all_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ReportError, match="没有找到报告"):
        build([tmp_path / "folder"], tmp_path / "index")
    with pytest.raises(ReportError, match="不存在"):
        build([tmp_path / "nowhere"], tmp_path / "index")
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("prune", [False, True])
def test_an_empty_folder_never_empties_an_index(reports: Path, tmp_path: Path, prune: bool) -> None:
    build([reports], tmp_path / "index")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ReportError, match="没有找到报告"):
        build([tmp_path / "folder"], tmp_path / "index", prune=prune)
    assert stored(tmp_path / "index") == sorted(ALL)


def test_an_index_that_may_be_empty_is_and_is_filled_again(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "index"
    build([reports], out)
    (tmp_path / "folder").mkdir()
    assert names(build([tmp_path / "folder"], out, prune=True, empty=True)) == {"removed": ALL}
    assert stored(out) == []
    assert verify(out) == ()
    assert names(build([reports], out)) == {"added": ALL}
    assert verify(out) == ()


def test_a_loaded_model_is_not_loaded_again(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("load_embedder", "model_fingerprint"):
        monkeypatch.setattr(index.build, name, lambda name: pytest.fail("the model was loaded"))
    assert names(build([reports], tmp_path / "index", model=FakeEmbedder())) == {"added": ALL}
    assert names(build([reports], tmp_path / "index", model=FakeEmbedder())) == {"unchanged": ALL}


def test_files_of_one_name_never_replace_each_other(reports: Path, tmp_path: Path) -> None:
    shutil.copytree(reports, tmp_path / "copy")
    assert build([reports, tmp_path / "copy"], tmp_path / "index").reports == 6
    shutil.copytree(reports, tmp_path / "elsewhere" / "reports")
    with pytest.raises(ReportError, match="同名"):
        build([reports, tmp_path / "elsewhere" / "reports"], tmp_path / "index")


def test_another_model_is_an_error(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build([reports], tmp_path / "index")
    monkeypatch.setattr(index.build, "model_fingerprint", lambda name: "another")
    with pytest.raises(StoreError, match="python -m index build"):
        build([reports], tmp_path / "index")


def test_other_chunking_is_an_error(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build([reports], tmp_path / "index")
    monkeypatch.setattr(index.build, "PARAMETERS", {"longest": 1})
    with pytest.raises(StoreError, match="分段参数"):
        build([reports], tmp_path / "index")


def test_two_builds_at_once_are_an_error(reports: Path, tmp_path: Path) -> None:
    build([reports], tmp_path / "index")
    other = LocalStore.open(tmp_path / "index", writable=True)
    with pytest.raises(StoreError, match="另一个构建"):
        build([reports], tmp_path / "index")
    other.close()


def test_the_summary_as_json(reports: Path, tmp_path: Path) -> None:
    (reports / "空.txt").write_bytes(b"")
    told = json.loads(json.dumps(build([reports], tmp_path / "index").to_json()))
    assert told["added"] == list(ALL)
    assert told["failed"][0]["report"] == "空.txt"
    assert told.keys() == {
        *("added", "refreshed", "unchanged", "removed", "failed", "warnings", "unread", "chunks", "reports", "seconds")
    }


def test_what_was_not_read_is_told_with_each_build_of_the_file(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.report.load.parse", half_scanned)
    with (reports / "甲.txt").open("a", encoding="utf-8") as file:
        file.write("!第2页是图片，没有读出文字；请换清楚一些的扫描件\n!第5页被裁去；请重新扫描\n")
    write(reports / "另.txt", 3)
    told = [("甲.txt", "第2页是图片，没有读出文字；请换清楚一些的扫描件"), ("甲.txt", "第5页被裁去；请重新扫描")]
    for summary in (build([reports], tmp_path / "index"), build([reports], tmp_path / "index")):
        assert list(summary.unread) == told
        assert summary.to_json()["unread"] == [{"report": name, "what": what} for name, what in told]
        assert [line for line in summary.describe().splitlines() if line.startswith("未读")] == [
            f"未读 {name}：{what}" for name, what in told
        ]
    assert summary.unchanged
    assert build([reports / "另.txt"], tmp_path / "index").unread == ()  # of another file than those given

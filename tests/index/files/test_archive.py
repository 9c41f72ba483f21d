"""Zip files: which files they hold, under which names, and what is not unpacked."""

import io
import stat
import struct
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import ReportError
from index.files.packed import archive
from index.files.packed.archive import member, members
from index.files.read import content, within
from index.report.load import discover
from tests.faults.helpers.hostile import mutated
from tests.faults.helpers.packed import zipped

TEXT = "甲市民政局2023年工作总结\n一、救助\n全年救助855人次。\n".encode()


def refused(data: bytes, name: str) -> str:
    with pytest.raises(ReportError) as caught:
        member(data, name)
    return str(caught.value)


def entry(info: zipfile.ZipInfo, data: bytes = TEXT) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(info, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "flagged"), [("utf-8", True), ("utf-8", False), ("gbk", False)], ids=["told", "macOS", "Windows"]
)
def test_names_are_read_as_they_were_meant(encoding: str, flagged: bool) -> None:
    names = ["县区/甲县总结.txt", "县区/联通.txt", "a.txt"]
    packed = zipped(dict.fromkeys(names, TEXT), encoding, flagged)
    assert members(packed) == sorted(names)
    assert all(member(packed, name) == TEXT for name in names)
    for alone in ("联通.txt", "炸.txt"):  # whose bytes in GBK are UTF-8, too
        assert members(zipped({alone: TEXT}, encoding, flagged)) == [alone]


def test_folders_are_no_files_and_backslashes_part_names() -> None:
    packed = zipped({"县区/": b"", "县区\\甲.txt": TEXT, "./乙.txt": TEXT})
    assert members(packed) == ["乙.txt", "县区/甲.txt"]
    assert member(packed, "乙.txt") == TEXT


@pytest.mark.parametrize(
    "name", ["../外.txt", "夹/../../外.txt", "/etc/外.txt", "C:\\外.txt", "..", "长" * 300, "\x1b外.txt"]
)
def test_a_name_that_is_no_path_inside_leads_nowhere(name: str) -> None:
    (shown,) = members(zipped({name: TEXT}))
    assert "/" not in shown
    assert shown not in (".", "..")
    assert "名字" in refused(zipped({name: TEXT}), shown)


def test_links_secrets_and_odd_packings_are_told() -> None:
    link = zipfile.ZipInfo("链接.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert "链接" in refused(entry(link), "链接.txt")
    secret = bytearray(zipped({"密.txt": TEXT}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        secret[secret.index(mark) + at] |= 1
    assert "密码" in refused(bytes(secret), "密.txt")
    odd = zipfile.ZipInfo("怪.txt")
    odd.compress_type = zipfile.ZIP_LZMA
    assert "压缩方法" in refused(entry(odd), "怪.txt")


def test_bombs_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "不合常理" in refused(zipped({"炸.txt": b"0" * 2**25}), "炸.txt")
    lying = bytearray(zipped({"谎.txt": b"0" * 2**25}))
    struct.pack_into("<I", lying, lying.index(b"PK\x01\x02") + 24, 99)  # how long the file is said to be
    assert "损坏" in refused(bytes(lying), "谎.txt")
    monkeypatch.setattr(archive, "MAX_MEMBER", len(TEXT) - 1)
    assert "太大" in refused(zipped({"大.txt": TEXT}), "大.txt")
    monkeypatch.setattr(archive, "MAX_UNPACKED", 2 * len(TEXT))
    with pytest.raises(ReportError, match="太大"):
        members(zipped(dict.fromkeys(("甲.txt", "乙.txt", "丙.txt"), TEXT)))


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = zipped({f"{at}.txt": b"" for at in range(5)})
    monkeypatch.setattr(archive, "MOST_FILES", 4)
    with pytest.raises(ReportError, match="5 个文件"):
        members(packed)
    monkeypatch.setattr(archive, "_MOST_ENTRIES", 4)
    with pytest.raises(ReportError, match="太多"):
        members(packed)


def test_a_zip_file_is_opened_in_its_folder_and_one_inside_it_once(tmp_path: Path) -> None:
    deepest = zipped({"深.txt": TEXT})
    inner = zipped({"内.txt": TEXT, "再.zip": deepest, "坏.zip": b"PK\x03\x04 cut short"})
    litter = dict.fromkeys(("__MACOSX/._甲.txt", "夹/.DS_Store", "夹/~$甲.docx", "Thumbs.db"), b"x")
    (tmp_path / "报.zip").write_bytes(zipped({"夹/甲.txt": TEXT, "里.zip": inner, "图.png": b"\x89PNG"} | litter))
    (tmp_path / "空.zip").write_bytes(zipped({}))
    (tmp_path / "坏.zip").write_bytes(b"PK\x03\x04 cut short")
    found = {name: path for path, name in discover([tmp_path])}
    inside = [
        "报.zip/图.png",
        "报.zip/夹/甲.txt",
        "报.zip/里.zip/内.txt",
        "报.zip/里.zip/再.zip",
        "报.zip/里.zip/坏.zip",
    ]
    assert sorted(found) == sorted([*inside, "坏.zip", "空.zip"])
    assert content(found["报.zip/里.zip/内.txt"]) == content(found["报.zip/夹/甲.txt"]) == TEXT
    assert [name for _, name in discover([tmp_path / "报.zip"])] == [
        name for _, name in discover([tmp_path]) if name.startswith("报.zip/")
    ]


def test_a_document_that_is_called_a_zip_file_is_not_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "报告.zip"
    path.write_bytes(zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}))
    assert within(path) == [path]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(random=st.randoms(use_true_random=False))
def test_a_damaged_zip_file_is_unpacked_or_refused(random: Random) -> None:
    packed = mutated(random, zipped({"夹/甲.txt": TEXT, "里.zip": zipped({"内.txt": TEXT})}, "gbk", flagged=False))
    try:
        names = members(packed)
    except ReportError:
        return
    for name in names:
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        name.encode("utf-8")
        try:
            member(packed, name)
        except ReportError:
            continue

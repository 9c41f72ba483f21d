"""Files of other word processors: a document that LibreOffice wrote in three formats, and what is refused of each."""

from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import ReportError
from index.files import sandbox
from index.files.formats import parse_here
from index.files.read import parse
from index.files.source import Source

DATA = Path(__file__).parents[1] / "data"
FILES = {".doc": "report.doc", ".wps": "report.doc", ".rtf": "report.rtf", ".odt": "report.odt"}
FIB = b"\xec\xa5"  # how the stream of a Word file begins


def data_of(suffix: str) -> bytes:
    return (DATA / FILES[suffix]).read_bytes()


def headed(source: Source) -> list[tuple[str, int]]:
    return [(source.text[each.start : each.end], each.depth) for each in source.headings]


def reason(data: bytes, suffix: str) -> str:
    with pytest.raises(ReportError) as caught:
        parse_here(data, suffix)
    return str(caught.value)


@pytest.mark.parametrize("suffix", FILES)
def test_one_document_reads_the_same_in_each_format(suffix: str) -> None:
    source = parse(data_of(suffix), suffix)
    assert [line for line in source.text.split("\n") if line] == [
        *("丁县民政局2022年工作总结", "一、社会救助", "（一）临时救助855人次。", "（二）发放救助金37.5万元。"),
        "新增床位320张。",  # without the 999 that was deleted, and what is hidden
        *("乡镇 | 类别 | 低保 | 低保", "乡镇 | 类别 | 户 | 人", "东乡 | 城市 | 31 | 60", "东乡 | 农村 | 78 | 145"),
        "见下图。",
    ]
    assert headed(source) == [("丁县民政局2022年工作总结", 1), ("一、社会救助", 2)]
    assert source.unread == ("文中有1张图片未读（在「见下图。」之后）；其中要查的内容请打成文字",)


@pytest.mark.parametrize("suffix", FILES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(random=st.randoms(use_true_random=False))
def test_a_damaged_file_is_read_or_refused(suffix: str, random: Random) -> None:
    damaged = bytearray(data_of(suffix))
    for _ in range(random.randint(1, 30)):
        at = random.randrange(len(damaged))
        damaged[at : at + random.randint(0, 40)] = random.randbytes(random.randint(0, 8))
    with suppress(ReportError):
        parse_here(bytes(damaged), suffix)


# --- Word 97 and WPS ------------------------------------------------------------------------------------------------


def test_a_class_in_the_header_as_wps_writes_it_is_no_damage() -> None:
    data = data_of(".doc")
    assert parse_here(data[:8] + b"\x06\x09\x02" + data[11:], ".wps").text == parse_here(data, ".doc").text


def test_old_files_that_are_not_read_are_told_by_what_they_are() -> None:
    data = data_of(".doc")
    at = data.index(FIB, 512)
    locked = data[: at + 11] + bytes([data[at + 11] | 1]) + data[at + 12 :]
    assert "密码" in reason(locked, ".doc")
    assert "更早" in reason(data[:at] + b"\xdc\xa5" + data[at + 2 :], ".doc")
    other = data.replace("WordDocument".encode("utf-16-le"), "MatOST_Works".encode("utf-16-le"))
    assert "其他软件" in reason(other, ".wps")
    assert "不是旧版 Word" in reason(data_of(".odt"), ".doc")


def test_nothing_is_left_of_a_file_that_was_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    parse_here(data_of(".doc"), ".doc")
    assert "更早" in reason(data_of(".doc")[:9000], ".doc")
    assert list(tmp_path.iterdir()) == []


def test_what_the_reading_process_left_behind_goes_with_it() -> None:
    reader = sandbox._Reader()
    assert isinstance(reader.read(data_of(".doc"), ".doc"), Source)
    assert reader._scratch is not None
    folder = Path(reader._scratch.name)
    (folder / "left").write_bytes(b"of a file that was too much")
    reader.close()
    assert not folder.exists()

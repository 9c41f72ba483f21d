"""Text files in whatever encoding they are: told by their common characters, line by line where they are mixed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ReportError
from index.files.encoding import decoded
from index.files.formats import parse_here

PLAIN = "东山县民政局2023年工作总结\n一、社会救助\n全县低保对象1264人，月标准540元。\n二、养老服务\n新增床位36张。\n"
OLD = "南山縣民政處2023年工作總結\n一、社會救助\n全縣低收入戶1264戶，發放補助540萬元。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_a_text_is_read_in_each_encoding(encoding: str) -> None:
    assert decoded(PLAIN.encode(encoding)) == (PLAIN, ())


@pytest.mark.parametrize("encoding", ["big5", "gb18030"])
@given(start=st.integers(0, len(OLD) - 10), length=st.integers(10, len(OLD)))
def test_traditional_characters_are_read_in_big5_and_in_gb18030(encoding: str, start: int, length: int) -> None:
    text = OLD[start : start + length]
    assert decoded(text.encode(encoding)).text == text


@pytest.mark.parametrize("text", ["±0.1×10", "①②③", "东山", "垚镇 34\n㙍上 9\n"])
def test_few_and_rare_characters_are_read(text: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        assert decoded(text.encode(encoding)) == (text, ())


@pytest.mark.parametrize(("encoding", "other", "name"), [("utf-8", "gbk", "GBK"), ("gbk", "utf-8", "UTF-8")])
def test_lines_of_another_encoding_are_read_and_told(encoding: str, other: str, name: str) -> None:
    lines = PLAIN.split("\n")
    data = b"\n".join(line.encode(other if at == 2 else encoding) for at, line in enumerate(lines))
    source = parse_here(data, ".txt")
    assert source.text == PLAIN
    (told,) = source.unread
    assert told.startswith(f"第3行的文字编码是 {name}，其余各行是")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_damaged_byte_leaves_the_other_lines_whole_and_is_told(encoding: str) -> None:
    lines = [line.encode(encoding) for line in PLAIN.split("\n")]
    lines[2] = b"\xff" + lines[2][1:]
    source = parse_here(b"\n".join(lines), ".md")
    kept = [line for at, line in enumerate(PLAIN.split("\n")) if at != 2]
    assert [line for at, line in enumerate(source.text.split("\n")) if at != 2] == kept
    assert "月标准540元" in source.text
    assert source.unread == ("第3行有损坏的字，显示为“\ufffd”；请对照原件改正",)


def test_of_many_lines_the_first_are_told_by_number() -> None:
    data = b"\n".join([PLAIN.encode(), *["新增床位。".encode()[:-1]] * 7])
    assert decoded(data).told[0].startswith("第7、8、9、10、11等7行有损坏的字")


def test_damaged_bytes_that_are_text_in_no_encoding_are_refused() -> None:
    with pytest.raises(ReportError, match="认不出文字编码"):
        decoded(bytes(range(128, 256)) * 9)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decoded(data).text
    except ReportError:
        return
    assert isinstance(text, str)

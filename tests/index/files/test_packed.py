"""OFD documents and saved pages: their lines by where they stand, and what of them is told as unread."""

import zipfile
from io import BytesIO

import pytest

from index.errors import ReportError
from index.files.formats import parse_here
from index.files.read import parse
from tests.faults.helpers.packed import Placed, ofd, page, picture, saved_page

FULL = "二〇二三年全县各级民政部门坚持以人民为中心切实做好兜底保障"  # 28 characters of 5 mm fill the line
PAGE: list[Placed] = [
    ("甲县民政局2023年工作总结", 70, 30),
    (FULL[:26], 40, 50),
    (FULL, 30, 60),
    ("工作，成效明显。", 30, 70),
    ("一、兜底保障", 40, 80),
    ("全年救助320人。", 40, 90),
    ("- 1 -", 100, 285),
]


def refused(data: bytes, suffix: str) -> str:
    with pytest.raises(ReportError) as caught:
        parse(data, suffix)
    return str(caught.value)


# --- OFD ------------------------------------------------------------------------------------------------------------


def test_lines_are_read_by_where_they_stand_and_joined_to_paragraphs() -> None:
    source = parse(ofd([[*PAGE, ("页外", 300, 50)]]), ".ofd")
    assert source.text.split("\n") == [
        "甲县民政局2023年工作总结",
        f"{FULL[:26]}{FULL}工作，成效明显。",
        "一、兜底保障",
        "全年救助320人。",
    ]
    assert source.title == "题名"
    assert source.unread == ()


def test_a_paragraph_goes_on_over_a_page_past_what_all_pages_carry() -> None:
    head: Placed = ("甲县民政局", 90, 15)
    source = parse(ofd([[head, *PAGE[:3], PAGE[-1]], [head, *PAGE[3:]]]), ".ofd")
    assert f"{FULL[:26]}{FULL}工作，成效明显。" in source.text.split("\n")
    assert head[0] + "\n" not in source.text


def test_a_title_that_later_pages_carry_as_their_header_is_kept() -> None:
    large = page(PAGE[:1]).replace(b'Size="5.0"', b'Size="8.0"')
    source = parse(ofd([[], [PAGE[0], *PAGE[3:]], [PAGE[0], *PAGE[4:]]], more={"Doc_0/Pages/0.xml": large}), ".ofd")
    assert source.text.split("\n").count(PAGE[0][0]) == 1


def test_words_in_columns_are_rows_of_a_table_and_words_printed_twice_are_read_once() -> None:
    cells = (("乡镇", "低保人数", "床位"), ("东镇", "1203", "88"), ("西镇", "987", "60"), ("南镇", "1544", "120"))
    table: list[Placed] = [
        (words, 40 + 50 * column, 120 + 8 * row) for row, line in enumerate(cells) for column, words in enumerate(line)
    ]
    source = parse(ofd([[*PAGE, (PAGE[0][0], 70.2, 30), *table]]), ".ofd")
    assert [line for line in source.text.split("\n") if "|" in line] == [" | ".join(line) for line in cells]
    assert source.text.count(PAGE[0][0]) == 1


def test_pictures_and_pages_that_cannot_be_read_are_told() -> None:
    pages: list[list[Placed]] = [PAGE, [], PAGE]
    read = parse(ofd(pages, {0: "30 150 150 80", 1: "0 0 210 297", 2: "30 30 20 20"}), ".ofd")
    assert [told.split("，")[0] for told in read.unread] == ["第1页有1张图片", "第2页是图片"]
    damaged = ofd(pages, more={"Doc_0/Pages/1.xml": b"<ofd:Page"})
    assert [told.split("，")[0] for told in parse(damaged, ".ofd").unread] == ["第2页已损坏"]
    assert "扫描件" in refused(ofd([[]], {0: "0 0 210 297"}), ".ofd")


def test_an_ofd_that_is_encrypted_damaged_or_hostile_is_refused() -> None:
    assert "加密" in refused(ofd([PAGE], more={"Encryptions.xml": b"<a/>"}), ".ofd")
    assert "损坏" in refused(ofd([PAGE])[:-300], ".ofd")
    laughs = b'<!DOCTYPE a [<!ENTITY b "c">]><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016">&b;</ofd:OFD>'
    assert "损坏" in refused(ofd([PAGE], more={"OFD.xml": laughs}), ".ofd")
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", b"<OFD/>")
    assert "损坏" in refused(out.getvalue(), ".ofd")


def test_an_ofd_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.files.packed.ofd.MAX_PAGES", 1)
    with pytest.raises(ReportError, match="2 页"):
        parse_here(ofd([PAGE, PAGE]), ".ofd")


# --- saved pages ----------------------------------------------------------------------------------------------------

HTML = "<html><head><title>乙县民政局2022年工作总结_乙县政府网</title></head><body><p>全年救助320人。</p></body></html>"


@pytest.mark.parametrize(("charset", "encoding"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("unknown-8", "gbk")])
def test_the_page_of_a_saved_file_is_read_in_its_encoding(charset: str, encoding: str) -> None:
    source = parse(saved_page(HTML.encode(encoding), charset), ".mht")
    assert source.text == "全年救助320人。"
    assert source.title == "乙县民政局2022年工作总结"
    assert source.unread == ()


def test_pictures_of_a_saved_page_that_may_hold_text_are_told() -> None:
    pictures = [picture(400, 300), picture(16, 16), b"no picture"]
    source = parse(saved_page(HTML.encode(), "utf-8", pictures), ".mhtml")
    assert source.unread == ("网页里有1张图片，没有读出其中的文字；如有要查的内容，请补成文字",)


def test_the_subject_is_the_title_of_a_page_without_one() -> None:
    page = "<html><body><p>全年救助320人。</p></body></html>".encode()
    assert (
        parse(saved_page(page, "utf-8", subject="乙县民政局2021年工作总结"), ".mht").title == "乙县民政局2021年工作总结"
    )


def test_a_saved_file_without_a_page_is_refused() -> None:
    assert "没有网页" in refused(b"MIME-Version: 1.0\nContent-Type: text/plain\n\nabc", ".mht")

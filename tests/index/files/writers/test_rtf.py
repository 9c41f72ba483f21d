"""Rich text: encodings, what is not shown, tables, and what stands beside the text."""

import pytest

from index.errors import ReportError
from index.files.formats import parse_here
from index.files.source import Source

FONTS = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fnil\fcharset134 SimSun;}{\f2\fcharset136 MingLiU;}}"


def escaped(text: str, encoding: str = "gbk") -> str:
    return "".join(
        each if ord(each) < 128 else "".join(f"\\'{byte:02x}" for byte in each.encode(encoding)) for each in text
    )


def rtf(body: str, head: str = r"\ansi\ansicpg936\deff0") -> Source:
    return parse_here(f"{{\\rtf1{head}{FONTS}{body}}}".encode("latin-1"), ".rtf")


def row(*cells: str, defined: str = "") -> str:
    edges = defined or "".join(f"\\cellx{at * 2000}" for at in range(1, len(cells) + 1))
    return rf"\trowd{edges}" + "".join(rf"\pard\intbl {escaped(cell)}\cell" for cell in cells) + "\\row\n"


def test_escaped_bytes_are_decoded_by_the_code_page_or_the_font() -> None:
    assert rtf(escaped("救助855人")).text == "救助855人"
    assert rtf(rf"{{\f1 {escaped('救助')}}}{{\f2 {escaped('縣', 'big5')}}}", r"\ansi\ansicpg1252").text == "救助縣"
    assert rtf("\\'81@\\'c8\r\n\\'cb").text == "丂人"  # a second byte that is a letter, and bytes on two lines
    assert parse_here("{\\rtf1\\ansicpg936 全县}".encode("gbk"), ".rtf").text == "全县"


def test_unicode_escapes_skip_what_stands_for_them() -> None:
    assert rtf(r"\u20840\'c8\'ab\u-3??x", r"\ansi\uc2").text == "全\ufffdx"
    assert rtf(r"\uc1\u20840?{\uc0\u21439}\u21306?").text == "全县区"
    assert rtf(r"\uc0\u-10174\u-8265").text == "𠮷"  # of two halves


def test_deleted_and_hidden_words_fields_and_settings_are_not_text() -> None:
    body = rf"{{\info{{\title {escaped('丁县2022年总结')}}}{{\author x}}}}\pard 1{{\deleted 2}}{{\v 3}}\v 4\plain 5"
    source = rtf(body + r"{\field{\*\fldinst PAGE }{\fldrslt 6}}{\*\unknown 7}{\footer 8}\par")
    assert (source.text, source.title) == ("156", "丁县2022年总结")


def test_headings_are_told_by_outline_level_or_style_and_contents_left_out() -> None:
    sheet = r"{\stylesheet{Normal;}{\s1\b heading 1;}{\s2\outlinelevel1 My;}{\s3 toc 1;}}"
    source = rtf(sheet + r"\pard\s3 a 1\par\pard\s1 a\par\pard\s2 b\par\pard\outlinelevel2 c\par\pard d\par")
    assert source.text == "a\nb\nc\nd"
    assert [each.depth for each in source.headings] == [1, 2, 3]


def test_numbers_written_by_the_program_stay_and_bullets_go() -> None:
    labels = (r"\listtext " + escaped("一、"), r"\pntext 1.", r"\listtext 2", r"\listtext\'a1\'a4")
    body = "".join(rf"{{{label}\tab}}{words}\par" for label, words in zip(labels, "abcd", strict=True))
    assert rtf(body).text == "一、a\n1.b\n2 c\nd"


def test_tables_keep_rows_and_cells_and_merged_cells_their_words() -> None:
    down = r"\clvmgf\cellx2000\cellx4000\cellx6000", r"\clvmrg\cellx2010\cellx4000\cellx6000"
    wide = r"\cellx2000\clmgf\cellx4000\clmrg\cellx6000"
    table = row("乡", "人数", "", defined=wide) + row("乡", "户", "人") + row("东乡", "低保", "7", defined=down[0])
    table += row("", "特困", "8", defined=down[1]) + row("合计", "15", defined=r"\cellx2000\cellx6000")
    assert rtf(table + r"\pard z\par").text.split("\n") == [
        *("乡 | 人数", "乡 | 户 | 人", "东乡 | 低保 | 7", "东乡 | 特困 | 8", "合计 | 15", "z"),
    ]


def test_a_cell_of_lines_and_a_table_in_it_is_one_cell_and_one_cell_alone_is_a_frame() -> None:
    inner = r"\itap2 c\nestcell d\nestcell{\nonesttables e}{\*\nesttableprops\nestrow}"
    cell = rf"\trowd\cellx1\cellx2\pard\intbl a\par b\cell{inner}\cell\row"
    assert rtf(cell).text == "a b | c d"
    assert rtf(row("a\\par b")).text == "a\nb"


def test_notes_boxes_and_headers_stand_beside_and_pictures_are_told() -> None:
    body = (
        r"{\header H\par}a{\footnote\chftn n}{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt t\par}}}b"
        r"{\*\shppict{\pict\pngblip 89504e}}{\nonshppict{\pict 0101}}{\object{\*\objdata 0105}{\result{\pict 01}}}\par"
        " c{\\pict\\bin7 }}}}}}}}d"
    )
    source = rtf(body)
    assert (source.text, source.letterhead) == ("ab\n注：n\nt\ncd", ("H",))
    assert source.unread == (
        "文中有2张图片未读（在「ab」、「c」之后）；其中要查的内容请打成文字",
        "文中有1个嵌入对象未读（在「ab」之后）；其中要查的内容请打成文字",
    )


@pytest.mark.parametrize(("data", "told"), [(b"PK\x03\x04", "不是 .rtf"), (b"{\\rtf1" + b"{" * 9000, "嵌套")])
def test_what_is_no_rich_text_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(ReportError, match=told):
        parse_here(data, ".rtf")

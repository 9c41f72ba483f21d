"""Reading files of every format, and refusing what cannot be read with a line that says why."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ReportError
from index.files import formats
from index.files.formats import parse_here
from index.files.read import parse, read
from index.files.source import Source
from tests.helpers.pdfs import pdf

PROSE = "全市新增养老床位320张，完成年度任务。\n二、下一步打算\n（一）继续办好老年食堂。"


def word(document: "docx.document.Document") -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def headed(source: Source) -> list[tuple[str, int]]:
    return [(source.text[each.start : each.end], each.depth) for each in source.headings]


def reason(data: bytes, suffix: str) -> str:
    with pytest.raises(ReportError) as caught:
        parse(data, suffix)
    return str(caught.value)


# --- text -----------------------------------------------------------------------------------------------------------

# With the prose at its end no other encoding than the right one fits.
printable = st.text(st.characters(codec="gb18030", exclude_categories=["C", "Z"])).map(lambda text: text + PROSE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@settings(max_examples=50)
@given(text=printable)
def test_a_text_is_kept_to_the_letter_in_each_encoding(encoding: str, text: str) -> None:
    assert parse(text.encode(encoding), ".txt").text == text


@pytest.mark.parametrize("encoding", ["gbk", "utf-16-le", "utf-16-be"])
def test_encodings_without_a_mark_are_told_by_their_bytes(encoding: str) -> None:
    assert parse(PROSE.encode(encoding), ".txt").text == PROSE


def test_line_ends_are_made_one_and_what_no_database_takes_is_gone() -> None:
    assert parse("一、总结\r\n二、计划\r三\0、其他".encode(), ".txt").text == "一、总结\n二、计划\n三、其他"
    lone = b"\xff\xfe" + "总结".encode("utf-16-le") + b"\x00\xd8" + "完".encode("utf-16-le")
    parse(lone, ".txt").text.encode("utf-8")


def test_one_damaged_byte_does_not_garble_a_long_text() -> None:
    damaged = (PROSE * 9).encode()[:-1]
    assert parse(damaged, ".txt").text == (PROSE * 9)[:-1] + "\ufffd"


def test_markdown_headings_lose_their_marks_and_keep_their_depth() -> None:
    source = parse(
        "# 工作总结 #\n正文**要点**。\n```\n# 不是标题\n```\n### （一）救助\n| 项目 | 数量 |".encode(), ".md"
    )
    assert headed(source) == [("工作总结", 1), ("（一）救助", 3)]
    assert source.text.startswith("工作总结\n正文要点。\n")
    assert "| 项目 | 数量 |" in source.text


# --- web pages ------------------------------------------------------------------------------------------------------

PAGE = """<html><head><title>某市民政局2023年工作总结_某市人民政府</title><style>p{}</style></head><body>
<nav><a href="/a">首页</a></nav><div class="top-menu"><a href="/b">政务公开</a></div>
<table><tr><td>
  <table><tr><td>发布机构：</td><td>某市民政局</td></tr><tr><td>发布日期：</td><td>2024-01-08</td></tr></table>
</td></tr><tr><td>
<h1>某市民政局2023年工作总结</h1><p>&nbsp;&nbsp;一、主要
工作&mdash;<b>情况</b></p><p>第一行<br>第二行<script>alert(1)</script></p>
<ol><li>兜底</li><li>养老</li></ol>
<table><tr><th>项目</th><th>数量</th></tr><tr><td><p>老年</p><p>食堂</p></td><td>45</td></tr></table>
<p>附件：<a href="/f.docx">名单.docx</a></p>
</td></tr></table>
<ul><li><a href="/1">相关新闻一</a></li><li><a href="/2">相关新闻二</a></li><li><a href="/3">相关新闻三</a></li></ul>
<div style="display: none">隐藏的字</div><p>扫一扫在手机打开当前页</p></body></html>"""


def test_a_page_becomes_lines_as_a_browser_shows_them() -> None:
    source = parse(PAGE.encode(), ".html")
    assert source.text.split("\n") == [
        *(
            "发布机构： | 某市民政局",
            "发布日期： | 2024-01-08",
            "某市民政局2023年工作总结",
            "一、主要 工作—情况",
            "第一行",
            "第二行",
        ),
        *("1. 兜底", "2. 养老", "项目 | 数量", "老年 食堂 | 45", "附件：名单.docx"),
    ]
    assert headed(source) == [("某市民政局2023年工作总结", 1)]
    assert source.title == "某市民政局2023年工作总结"


def test_a_block_that_holds_the_document_stays_whatever_it_is_called() -> None:
    assert parse(f"<div class='nav-content'><p>{PROSE}</p></div>".encode("gb18030"), ".htm").text.startswith("全市新增")


@pytest.mark.parametrize("title", ["", "无标题文档", "首页", "Untitled"])
def test_a_title_that_says_nothing_is_none(title: str) -> None:
    assert parse(f"<title>{title}</title><p>正文。</p>".encode(), ".html").title is None


def test_deep_pages_are_read_and_absurdly_deep_ones_refused() -> None:
    assert parse(("<div>" * 3000 + "深处。").encode(), ".html").text == "深处。"
    assert "嵌套" in reason(("<div>" * 500_000 + "深处。").encode(), ".html")


# --- Word -----------------------------------------------------------------------------------------------------------


def test_word_keeps_the_order_of_paragraphs_and_tables_and_the_depth_of_headings() -> None:
    document = docx.Document()
    document.core_properties.title = "某区民政局工作总结"
    document.add_paragraph("某区民政局工作总结", style="Title")
    document.add_heading("一、主要情况", level=1)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 0).text = "项目", "数量", "老年食堂"
    inner = table.cell(1, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "城区", "45"
    document.add_heading("（一）救助", level=2)
    document.add_paragraph("第一行\n第二行")
    source = parse(word(document), ".docx")
    assert source.text.split("\n") == [
        *("某区民政局工作总结", "一、主要情况", "项目 | 数量", "老年食堂 | 城区 45", "（一）救助", "第一行", "第二行")
    ]
    assert headed(source) == [("某区民政局工作总结", 1), ("一、主要情况", 1), ("（一）救助", 2)]
    assert source.title == "某区民政局工作总结"


def test_numbers_that_word_writes_by_itself_are_restored() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    xml = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{xml}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in ((0, "工作情况"), (1, "救助"), (1, "养老"), (2, "食堂"), (0, "下步打算"), (1, "提标")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
        )
    assert parse(word(document), ".docx").text.split("\n") == [
        *("一、工作情况", "（一）救助", "（二）养老", "1.食堂", "二、下步打算", "（一）提标")
    ]


def test_entities_in_a_word_file_are_not_expanded() -> None:
    document = docx.Document()
    document.add_paragraph("正文在此。&a;")
    data, out = word(document), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            body = source.read(entry)
            if entry.filename == "word/document.xml":
                declared = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n<w:document'
                body = body.replace(b"<w:document", declared, 1).replace(b"&amp;a;", b"&a;")
            target.writestr(entry, body)
    assert parse(out.getvalue(), ".docx").text == "正文在此。"


# --- PDF ------------------------------------------------------------------------------------------------------------


def test_pdf_lines_are_joined_to_paragraphs_and_page_numbers_dropped() -> None:
    full = "全市民政系统围绕中心服务大局着力保障改善民生各项工作取得新的"
    source = parse(
        pdf(
            [
                [
                    (60, 780, "一、主要情况"),
                    (80, 760, full[:28]),
                    (60, 740, full[:30]),
                    (60, 720, "进展。"),
                    (280, 30, "—1—"),
                ],
                [(80, 780, "新建老年食堂"), (60, 760, "二、下步打算"), (290, 30, "2")],
            ]
        ),
        ".pdf",
    )
    assert source.text.split("\n") == ["一、主要情况", full[:28] + full[:30] + "进展。", "新建老年食堂", "二、下步打算"]


def test_pdf_headers_and_automatic_spaces_are_dropped_and_radicals_are_characters() -> None:
    header, footer = (60, 800, "东山市⺠政局文件"), (60, 30, "东山市人民政府门户网站发布 第1页")
    lines = [(60, 780, "一、⼯作情况"), (60, 760, "新增"), (83, 760, "12"), (106, 760, "处；")]
    source = parse(pdf([[header, *lines, footer], [header, (60, 780, "二、下步打算"), footer]]), ".pdf")
    assert source.text.split("\n") == ["一、工作情况", "新增12处；", "二、下步打算"]


def test_pdf_tables_are_rows() -> None:
    ruled = "".join(f"60 {y} m 260 {y} l S\n" for y in (700, 680, 660)) + "".join(
        f"{x} 660 m {x} 700 l S\n" for x in (60, 160, 260)
    )
    cells = [(70, 685, "项目"), (170, 685, "数量"), (70, 665, "老年食堂"), (170, 665, "45")]
    source = parse(pdf([[(60, 780, "表前。"), *cells, (60, 600, "表后。")]], ruled=ruled), ".pdf")
    assert source.text.split("\n") == ["表前。", "项目 | 数量", "老年食堂 | 45", "表后。"]


# --- what cannot be read --------------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def test_each_kind_of_bad_content_has_its_own_reason() -> None:
    whole = word(docx.Document())
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "x")
    told = {
        "picture": reason(PNG, ".txt"),
        "binary": reason(bytes(range(256)) * 9, ".txt"),
        "blank": reason(b" \n\n", ".txt"),
        "cut": reason(whole[: len(whole) // 2], ".docx"),
        "no zip": reason(PROSE.encode(), ".docx"),
        "other zip": reason(other.getvalue(), ".docx"),
        "locked": reason(pdf([[(60, 700, "正文")]], encrypted=True), ".pdf"),
        "no pdf": reason(PROSE.encode(), ".pdf"),
        "broken pdf": reason(b"%PDF-1.4\n" + b"junk " * 99, ".pdf"),
        "scanned": reason(pdf([[]]), ".pdf"),
    }
    assert len(set(told.values())) == len(told)
    assert "图片" in told["picture"]
    assert "密码" in told["locked"]
    assert "OCR" in told["scanned"]
    assert "不完整" in told["cut"]


def test_a_word_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.files.word.MAX_UNPACKED", 1000)
    with pytest.raises(ReportError, match="解压后"):
        parse_here(word(docx.Document()), ".docx")


def test_files_that_are_empty_missing_or_of_another_format(tmp_path: Path) -> None:
    for name, told in (("空.pdf", "空的"), ("旧.doc", ".docx"), ("图.png", "支持的格式")):
        (tmp_path / name).write_bytes(b"" if name == "空.pdf" else PNG)
        with pytest.raises(ReportError, match=told):
            read(tmp_path / name)
    (tmp_path / "夹.txt").mkdir()
    for name in ("没有.txt", "夹.txt"):
        with pytest.raises(ReportError, match="打不开"):
            read(tmp_path / name)


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # sparse: takes no room on disk
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("was read"))
    with pytest.raises(ReportError, match="200 MB"):
        read(path)


@pytest.mark.parametrize("suffix", sorted(formats.SUFFIXES))
@settings(max_examples=40)
@given(
    data=st.binary(min_size=1, max_size=400), lead=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<table><tr>"])
)
def test_no_bytes_raise_anything_but_a_report_error(suffix: str, data: bytes, lead: bytes) -> None:
    try:
        source = parse(lead + data, suffix)
    except ReportError:
        return
    source.text.encode("utf-8")
    assert source.text.strip()
    assert "\0" not in source.text
    assert all(source.text[each.start : each.end].strip() for each in source.headings)

"""What a reader of a Word file sees is read, once and in its place; what is no text is told."""

import pytest

from index.errors import ReportError
from index.files.formats import parse_here
from index.files.source import Source
from tests.helpers.files.words import MAIN, paragraph, run, word_file

BOX = "<w:txbxContent>{}</w:txbxContent>"
PICTURE = '<w:r><w:drawing><pic:pic><a:blip r:embed="image"/></pic:pic></w:drawing></w:r>'


def read(data: bytes) -> Source:
    return parse_here(data, ".docx")


def lines(*blocks: str, parts: dict[str, str] | None = None) -> list[str]:
    return [line for line in read(word_file(*blocks, parts=parts)).text.split("\n") if line]


def table(*rows: str) -> str:
    cells = (f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row.split('&'))}</w:tr>" for row in rows)
    return f"<w:tbl>{''.join(cells)}</w:tbl>"


def two_versions(content: str) -> str:
    box = BOX.format(content)
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


# --- text boxes -----------------------------------------------------------------------------------------------------


def test_a_text_box_is_read_once_after_the_paragraph_that_it_stands_by() -> None:
    box = two_versions(paragraph("亮点：新建食堂23个。") + paragraph("惠及1150人。"))
    told = lines(paragraph("一、养老"), paragraph(box, "新增床位40张。"), paragraph("二、救助"))
    assert told == ["一、养老", "新增床位40张。", "亮点：新建食堂23个。", "惠及1150人。", "二、救助"]


def test_a_box_at_the_top_stands_above_the_title_and_word_art_is_words() -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="东山县民政局文件"/></v:shape></w:pict></w:r>'
    assert lines(paragraph(art, "2023年工作总结")) == ["东山县民政局文件", "2023年工作总结"]


def test_a_table_of_one_cell_is_a_frame_around_paragraphs() -> None:
    assert lines(table(paragraph("一、养老") + paragraph("新增床位40张。"))) == ["一、养老", "新增床位40张。"]


# --- notes ----------------------------------------------------------------------------------------------------------


def note(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def notes(kind: str, *texts: str) -> str:
    """Notes from number 1 on, the mark of each before its words."""
    mark = f"<w:r><w:{kind}Ref/></w:r>"
    return "".join(
        f'<w:{kind} w:id="{number}">{paragraph(mark, text)}</w:{kind}>' for number, text in enumerate(texts, 1)
    )


def test_notes_follow_their_paragraph_and_leave_no_mark_at_a_figure() -> None:
    parts = {"footnotes": notes("footnote", "截至12月底。"), "endnotes": notes("endnote", "含补助88万元。")}
    body = paragraph("低保对象2317", note("footnote", 1), "人，支出1420万元", note("endnote", 1), "。")
    told = lines(body, paragraph("二、其他"), parts=parts)
    assert told == ["低保对象2317人，支出1420万元。", "注：截至12月底。", "注：含补助88万元。", "二、其他"]


def test_a_note_of_a_table_follows_the_table_and_one_that_refers_to_itself_is_told_once() -> None:
    parts = {"footnotes": f'<w:footnote w:id="1">{paragraph("含外出人员。", note("footnote", 1))}</w:footnote>'}
    told = lines(table("&".join((paragraph("分散"), paragraph("405", note("footnote", 1))))), parts=parts)
    assert told == ["分散 | 405", "注：含外出人员。"]


# --- what is not shown ----------------------------------------------------------------------------------------------


def test_deleted_and_moved_words_are_out_and_inserted_ones_in() -> None:
    changed = "<w:del><w:r><w:delText>540</w:delText></w:r></w:del><w:ins>{}</w:ins><w:moveFrom>{}</w:moveFrom>"
    assert lines(paragraph("提高到", changed.format(run("550"), run("旧处")), "元。")) == ["提高到550元。"]


def test_hidden_words_are_out_by_themselves_by_their_style_and_by_that_of_their_paragraph() -> None:
    hidden = '<w:style w:styleId="{0}"><w:rPr><w:vanish/></w:rPr></w:style>'
    based = '<w:style w:styleId="Child"><w:basedOn w:val="Run"/></w:style>'
    parts = {"styles": hidden.format("Run") + hidden.format("Para") + based}
    by_style, shown = '<w:rStyle w:val="Child"/>', '<w:rStyle w:val="Run"/><w:vanish w:val="0"/>'
    told = lines(
        paragraph("床位", run("1200", "<w:vanish/>"), run("7", by_style), run("964张。", shown)),
        paragraph("全段。", properties='<w:pStyle w:val="Para"/>'),
        parts=parts,
    )
    assert told == ["床位964张。"]


def test_prompts_of_empty_fields_are_out_and_filled_ones_in() -> None:
    field = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    empty, full = field.format("<w:showingPlcHdr/>", run("单击此处输入")), field.format("", run("1764"))
    assert lines(paragraph("共", empty, full, "人。"), field.format("", paragraph("完。"))) == ["共1764人。", "完。"]


def test_the_reading_of_a_character_and_tab_stops_are_no_words() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('ɡǔ')}</w:rt><w:rubyBase>{run('古')}</w:rubyBase></w:ruby></w:r>"
    assert lines(paragraph(ruby, "县", properties="<w:tabs><w:tab/></w:tabs>")) == ["古县"]


# --- what is no text ------------------------------------------------------------------------------------------------


def test_what_is_no_text_is_told_with_where_it_stands() -> None:
    drawn = "<w:r><w:drawing><a:graphicData>{}</a:graphicData></w:drawing></w:r>"
    sheet = "<w:r><w:object><v:shape><v:imagedata/></v:shape><o:OLEObject/></w:object></w:r>"
    fraction = "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num></m:f></m:oMath>"
    found = read(
        word_file(
            paragraph("全县低保对象1888人。"),
            paragraph(PICTURE),
            paragraph("如图：", PICTURE, drawn.format("<c:chart/>"), drawn.format("<dgm:relIds/>"), sheet, fraction),
        )
    )
    assert [each.partition("；")[0] for each in found.unread] == [
        "文中有2张图片未读（在「全县低保对象1888人。」、「如图：」之后）",
        *(f"文中有1{each}未读（在「如图：」之后）" for each in ("张图表", "个图示", "个嵌入对象", "个公式")),
    ]
    assert found.text == "全县低保对象1888人。\n\n如图："


def test_a_formula_of_characters_in_a_row_is_words() -> None:
    assert lines(paragraph("增长", "<m:oMath><m:r><m:t>3.5%</m:t></m:r></m:oMath>", "。")) == ["增长3.5%。"]


# --- headers, variants of the format --------------------------------------------------------------------------------


def test_page_headers_are_told_beside_the_text() -> None:
    section = '<w:sectPr><w:headerReference r:id="header"/></w:sectPr>'
    found = read(word_file(paragraph("正文。"), section, parts={"header": paragraph("东山县民政局")}))
    assert (found.text, found.letterhead) == ("正文。", ("东山县民政局",))


@pytest.mark.parametrize(
    "main", [MAIN.replace("document.main", "template.main"), "application/vnd.ms-word.document.macroEnabled.main+xml"]
)
def test_templates_files_with_macros_and_the_strict_variant_are_read(main: str) -> None:
    parts = {"footnotes": notes("footnote", "含外出。")}
    body = paragraph("共405", note("footnote", 1), "人。")
    plain, other = word_file(body, parts=parts), word_file(body, parts=parts, main=main, strict=True)
    assert read(plain).text == parse_here(other, ".dotm").text == "共405人。\n注：含外出。"


def test_a_file_with_a_password_says_so() -> None:
    data = b"\xd0\xcf\x11\xe0" + bytes(100) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ReportError, match="密码保护；请解除密码"):
        read(data)
    with pytest.raises(ReportError, match="不是 Word"):
        read(b"\xd0\xcf\x11\xe0" + bytes(100))

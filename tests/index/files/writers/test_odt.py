"""OpenDocument text: what is shown, numbers, tables, what stands beside the text, and files that are refused."""

import io
import zipfile

import pytest

from index.errors import ReportError
from index.files.formats import parse_here
from index.files.source import Source

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full or name}:1.0"'
    for name, full in {"office": "", "style": "", "text": "", "table": "", "manifest": "", "draw": "drawing"}.items()
)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈哈"><!ENTITY b SYSTEM "file:///etc/hostname">]>'


def packed(body: str, styles: str = "", before: str = "", kind: str = "text", **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        content = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
        archive.writestr("content.xml", f"{before}<office:document-content {NAMES}>{content}</office:document-content>")
        archive.writestr("styles.xml", f"<office:document-styles {NAMES}>{styles}</office:document-styles>")
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return out.getvalue()


def odt(body: str, styles: str = "") -> Source:
    return parse_here(packed(body, styles), ".odt")


def p(words: str, of: str = "") -> str:
    return f'<text:p text:style-name="{of}">{words}</text:p>'


def cells(*told: str) -> str:
    return f"<table:table-row>{''.join(told)}</table:table-row>"


def cell(words: str, told: str = "") -> str:
    return f"<table:table-cell {told}>{p(words)}</table:table-cell>"


def test_words_are_told_as_they_are_shown() -> None:
    hidden = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    hidden += '<style:style style:name="B" style:family="text" style:parent-style-name="H"/>'
    body = p('a\n  b<text:s text:c="3"/>c<text:tab/><text:span text:style-name="B">no</text:span><text:line-break/>d')
    body += "<text:tracked-changes><text:deletion><text:p>no</text:p></text:deletion></text:tracked-changes>"
    body += p("<text:change-start/>e<office:annotation><text:p>no</text:p></office:annotation>f")
    body += f'<text:section text:display="none">{p("no")}</text:section><text:section>{p("g")}</text:section>'
    body += f"<text:table-of-content><text:index-body>{p('no')}</text:index-body></text:table-of-content>"
    assert odt(body, hidden).text == "a b   c\t\nd\nef\ng"


def level(at: int, form: str, told: str) -> str:
    return f'<text:list-level-style-number text:level="{at}" style:num-format="{form}" {told}/>'


def item(words: str, more: str = "") -> str:
    return f"<text:list-item>{p(words)}{more}</text:list-item>"


def test_items_and_headings_have_the_numbers_that_the_program_writes() -> None:
    style = '<text:list-style style:name="L">' + level(1, "一, 二, 三, ...", 'style:num-suffix="、"')
    style += level(2, "1", 'style:num-suffix="." text:display-levels="1" text:start-value="3"')
    style += '<text:list-level-style-bullet text:level="3"/></text:list-style><text:outline-style>'
    style += '<text:outline-level-style text:level="1" style:num-format="1"/></text:outline-style>'
    inner = f"<text:list>{item('b')}{item('c', '<text:list>' + item('d') + '</text:list>')}</text:list>"
    body = f'<text:h text:outline-level="1">h</text:h><text:list text:style-name="L">{item("a", inner)}</text:list>'
    body += p("x") + f'<text:list text:style-name="L" text:continue-numbering="true">{item("e")}</text:list>'
    source = odt(body + f'<text:list text:style-name="L">{item("f")}</text:list>', style)
    assert source.text == "1 h\n一、a\n3.b\n4.c\nd\nx\n二、e\n一、f"
    assert [each.depth for each in source.headings] == [1]


def test_paragraphs_of_heading_styles_are_headings() -> None:
    styles = "".join(
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{of}"/>'
        for name, of in (("Title", ""), ("Heading_20_2", ""), ("P1", "Heading_20_2"))
    )
    source = odt(p("a", "Title") + p("b", "P1") + p("c"), styles)
    assert [(each.start, each.depth) for each in source.headings] == [(0, 1), (2, 2)]


def test_tables_keep_rows_and_cells_and_merged_cells_their_words() -> None:
    covered = "<table:covered-table-cell/>"
    head = cells(cell("乡"), cell("人数", 'table:number-columns-spanned="2"'), covered)
    table = f"<table:table-header-rows>{head}</table:table-header-rows>"
    table += cells(cell("东乡", 'table:number-rows-spanned="2"'), cell("低保"), cell("7"))
    table += cells(covered, cell("特困"), cell("8"))
    table += cells('<table:table-cell table:number-columns-repeated="3"/>').replace(
        "row>", 'row table:number-rows-repeated="9">', 1
    )
    lines = odt(f"<table:table>{table}</table:table>{p('z')}").text.split("\n")
    assert lines == ["乡 | 人数", "东乡 | 低保 | 7", "东乡 | 特困 | 8", "z"]
    assert odt(f"<table:table>{cells(cell('a'))}</table:table>").text == "a"


def test_notes_boxes_and_headers_stand_beside_and_pictures_are_told() -> None:
    note = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('n')}</text:note-body></text:note>"
    box = f"<draw:frame><draw:text-box>{p('t')}</draw:text-box></draw:frame>"
    picture, thing = "<draw:frame><draw:image/></draw:frame>", "<draw:frame><draw:object/><draw:image/></draw:frame>"
    header = f"<style:master-page><style:header>{p('H')}</style:header></style:master-page>"
    source = odt(
        p(f"7人{note}{box}。{picture}") + f"<table:table>{cells(cell('a' + note), cell('b' + thing))}</table:table>",
        header,
    )
    assert (source.text, source.letterhead) == ("7人。\n注：n\nt\na | b\n注：n", ("H",))
    assert source.unread == (
        "文中有1张图片未读（在「7人。」之后）；其中要查的内容请打成文字",
        "文中有1个嵌入对象未读（在「a | b」之后）；其中要查的内容请打成文字",
    )


def test_entities_neither_grow_nor_reach_outside() -> None:
    assert parse_here(packed(p("a&a;&b;"), before=LAUGHS), ".odt").text == "a"


def test_what_is_no_document_is_refused() -> None:
    locked = f"<manifest:manifest {NAMES}><manifest:encryption-data/></manifest:manifest>"
    for data, told in (
        (b"{\\rtf1", "不是 .odt"),
        (packed(p("a"))[:200], "不完整"),
        (packed(p("a"), kind="spreadsheet"), "其他 Office"),
        (packed(p("a"), META_INF__manifest_xml=locked).replace(b"META.INF", b"META-INF"), "密码"),
    ):
        with pytest.raises(ReportError, match=told):
            parse_here(data, ".odt")

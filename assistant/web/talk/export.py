"""Answers to take away: one as text for the clipboard, a whole chat as a Word file.

What comes from reports and users is data: it never becomes a link, a field or a style.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from assistant.model import Answer, Citation
from assistant.web.talk.blocks import BOLD, MARK, Line, Table, blocks, clean
from index.text.scanned import RECOGNISED

TITLE = "有据问答记录"
PROMISE = "回答摘自已载入的报告；方括号里的数字对应文末“来源”中的条目，引号内是报告原文。"
REFUSED = "未能回答"
SOURCES = "来源"
_REFUSAL_STYLE, _SOURCE_STYLE = "未能回答", "来源"
_BODY, _HEADING, _LATIN = "宋体", "黑体", "Times New Roman"
_DEEPEST = 3  # Word's own list styles go no deeper
_LABELS = Cm(3)  # width of a table's first column, which names the rows


def as_text(answer: Answer) -> str:
    """The answer with its marks, and under it the numbered sources; a table has tabs between its cells."""
    lines: list[str] = []
    for block in blocks(answer.answer):
        if isinstance(block, Table):
            lines += ["\t".join(row) for row in block.rows]
        else:
            lines.append("  " * (block.depth - 1) + f"{block.marker} {block.text}".strip())
    parts = [BOLD.sub(r"\1", "\n".join(lines))]
    if answer.writing:
        parts.append(f"（{answer.writing.told}）")
    if answer.citations:
        parts.append("\n".join([SOURCES, *(_told(cited.number, cited, "\n    ") for cited in answer.citations)]))
    return clean("\n\n".join(parts))


def as_docx(turns: Sequence[Answer], when: datetime) -> bytes:
    """A chat as a Word file: each question with its answer, then the sources, numbered through the whole chat.

    `when` is the time that the file tells; without a time zone it is this machine's.
    """
    document = _document(when)
    sources: dict[Citation, int] = {}
    for answer in turns:
        numbers = {cited.number: sources.setdefault(_unnumbered(cited), len(sources) + 1) for cited in answer.citations}
        _turn(document, answer, numbers)
    if sources:
        document.add_heading(SOURCES)
    for cited, number in sources.items():
        paragraph = document.add_paragraph(clean(_told(number, cited, "\n")), _SOURCE_STYLE)
        _bookmark(paragraph, number)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _unnumbered(cited: Citation) -> Citation:
    """The same whatever its number: what two answers cite alike is one source."""
    return replace(cited, number=0)


def _told(number: int, cited: Citation, gap: str) -> str:
    """A source: number, title, place, year and section path, then file, then quote, with `gap` between.

    A quote that was recognised in a picture says so.
    """
    year = f"{cited.year}年" if cited.year else None
    where = " · ".join(fact for fact in (cited.title, cited.region, year, " > ".join(cited.section)) if fact)
    quote = f"「{cited.quote.strip()}」{f'（{RECOGNISED}）' if cited.scanned else ''}"
    return gap.join(filter(None, (f"[{number}] {where}".rstrip(), f"文件：{cited.report}", quote)))


def _turn(document: WordFile, answer: Answer, numbers: Mapping[int, int]) -> None:
    """A question as a heading and what came of it; `numbers` are the document's for the answer's own."""
    document.add_heading(" ".join(clean(answer.question).split()))
    if answer.refused:
        document.add_paragraph(REFUSED, _REFUSAL_STYLE).runs[0].bold = True
    if answer.standalone_question != answer.question:
        document.add_paragraph(clean(f"（理解为：{answer.standalone_question}）"))
    for block in blocks(answer.answer):
        if isinstance(block, Table):
            _table(document, block, numbers)
            continue
        paragraph = document.add_paragraph(style=_style(block, refused=answer.refused))
        # Word counts numbered lists through the whole document, so a number stands as the answer has it.
        numbered = block.marker not in {"", "•"}
        _runs(paragraph, f"{block.marker}\t{block.text}" if numbered else block.text, numbers)
    if answer.writing:
        document.add_paragraph(clean(f"（{answer.writing.told}）"))


def _style(line: Line, *, refused: bool) -> str:
    if not line.depth:
        return _REFUSAL_STYLE if refused else "Normal"
    kind = {"•": "List Bullet", "": "List Continue"}.get(line.marker, "List")
    depth = min(line.depth, _DEEPEST)
    return kind if depth == 1 else f"{kind} {depth}"


def _table(document: WordFile, block: Table, numbers: Mapping[int, int]) -> None:
    table = document.add_table(len(block.rows), len(block.rows[0]), "Table Grid")
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # comes again on each page
    for place, (row, texts) in enumerate(zip(table.rows, block.rows, strict=True)):
        for cell, text in zip(row.cells, texts, strict=True):
            _runs(cell.paragraphs[0], text, numbers, bold=place == 0)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    if len(table.columns) == 2:
        first, second = table.columns
        for column, width in ((second, Emu(first.width + second.width - _LABELS)), (first, _LABELS)):
            column.width = width
            for cell in column.cells:
                cell.width = width
    document.add_paragraph()  # else Word joins two tables


def _runs(paragraph: Paragraph, text: str, numbers: Mapping[int, int], *, bold: bool = False) -> None:
    """Text with what is bold in it, and each mark of a citation as a raised link to its source."""
    for at, part in enumerate(BOLD.split(text)):
        for place, piece in enumerate(MARK.split(part)):
            if place % 2 and int(piece) in numbers:
                _link(paragraph, numbers[int(piece)])
            elif piece:
                run = paragraph.add_run(f"[{piece}]" if place % 2 else piece)
                run.bold = True if bold or at % 2 else None


def _link(paragraph: Paragraph, number: int) -> None:
    """A raised `[n]` that leads to the n-th source."""
    run = paragraph.add_run(f"[{number}]")
    run.font.superscript = True
    link = _element("w:hyperlink", anchor=_anchor(number), history="1")
    paragraph._p.append(link)
    link.append(run._r)


def _bookmark(paragraph: Paragraph, number: int) -> None:
    """Makes a paragraph the one to which the marks of the n-th source lead."""
    paragraph.runs[0]._r.addprevious(_element("w:bookmarkStart", id=str(number), name=_anchor(number)))
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))


def _anchor(number: int) -> str:
    return f"source{number}"


def _element(tag: str, /, **attributes: str) -> BaseOxmlElement:
    return OxmlElement(tag, {qn(f"w:{key}"): value for key, value in attributes.items()})


def _document(when: datetime) -> WordFile:
    """An A4 page in Chinese with its styles, the title, the time and what the reader can rely on."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    about = document.core_properties
    about.title, about.author, about.language, about.comments = TITLE, "有据", "zh-CN", ""
    about.created = about.modified = when.astimezone(UTC)
    _styles(document)
    document.add_paragraph(TITLE, "Title")
    document.add_paragraph(f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}")
    document.add_paragraph(PROMISE)
    return document


def _styles(document: WordFile) -> None:
    """Chinese as the language, 宋体 for text, 黑体 for headings, and the styles of refusals and of sources."""
    document.styles.element.xpath("./w:docDefaults//w:lang")[0].attrib.update(
        {qn("w:val"): "zh-CN", qn("w:eastAsia"): "zh-CN"}
    )
    for name, points, font in (("Normal", 11, _BODY), ("Title", 20, _HEADING), ("Heading 1", 14, _HEADING)):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size = _LATIN, Pt(points)
        style.paragraph_format.space_after = Pt(6)
        fonts = style.element.xpath("./w:rPr/w:rFonts")[0]
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:  # a theme's font would win
            del fonts.attrib[key]
        fonts.set(qn("w:eastAsia"), font)
    made = [document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) for name in (_REFUSAL_STYLE, _SOURCE_STYLE)]
    for style in made:
        style.base_style = document.styles["Normal"]
    border = _element("w:pBdr")
    border.append(_element("w:left", val="single", sz="18", space="8", color="9A6700"))
    made[0].element.get_or_add_pPr().extend([border, _element("w:shd", val="clear", color="auto", fill="FFF8E5")])
    made[1].font.size = Pt(10)

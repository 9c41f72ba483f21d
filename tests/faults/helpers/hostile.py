"""Hostile files: texts, pages, Word files and PDFs put together at random, and damaged; and what must hold of each.

All of it draws on one `random.Random`: hypothesis gives one that it can shrink, the long runs one with a seed.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import docx

from index.model import Report, Section
from index.report.chunks import split

MARKS = (
    *("第一章 ", "第二节 ", "第三条 ", "一、", "二、", "三、", "（一）", "（二）", "(三)", "1.", "2、", "１．", "1.1 "),
    *("1.1.1 ", "（1）", "2）", "①", "②", "一是", "二是", "首先，", "其次，", "第一，", "# ", "###", "附件：1.", "**"),
)
WORDS = (
    *(
        "兜牢民生底线",
        "2023年工作总结",
        "2024年工作计划",
        "下一步打算",
        "截至6月底，全市救助855万人次",
        "我们将：",
        "养老服务",
    ),
    *(
        "苏州市吴江区",
        "市 政 局 ",
        "发布机构：某市民政局",
        "索 引 号：",
        "2023年1月8日",
        "东方市场",
        "必赢bwin官网",
        "项目 | 数量",
    ),
    *(
        "总体要求........3",
        "某市民政局关于印发",
        "的通知",
        "将标准提高到",
        "今年以来，",
        "政府工作报告",
        "——",
        "《办法》",
    ),
)
ENDS = ("。", "；", "，", "：", "！", "\n", "\n\n", "\r\n", "\r", " ", "\u3000", "\t", "”", "）", "、", "|", "")
ODD = (
    *(
        "\0",
        "\x1b[31m",
        "\x7f",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x85",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\u200b",
        "\u202e",
        "\u2066",
    ),
    *("\ud800", "\udfff", "\ufffd", "\U0001f600", "e\u0301", "\U000e0041", "“", "（", "《", "<b>", "&amp;", "\xa0"),
)
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "big5", "latin-1")


def prose(random: Random, longest: int = 30) -> str:
    """A text of headings, sentences and odd characters, one of them sometimes over and over."""
    parts = []
    for _ in range(random.randint(1, longest)):
        kind = random.random()
        pool = MARKS if kind < 0.35 else WORDS if kind < 0.7 else ENDS if kind < 0.95 else ODD
        parts.append(random.choice(pool) + (random.choice(ENDS) if kind < 0.7 else ""))
    if random.random() < 0.1:
        parts.insert(random.randrange(len(parts)), random.choice(parts) * random.choice((10, 100, 1000)))
    return "".join(parts)


def text_file(random: Random) -> bytes:
    """A text in some encoding, sometimes damaged or of two encodings."""
    data = prose(random).encode(random.choice(ENCODINGS), errors=random.choice(("replace", "ignore")))
    if random.random() < 0.1:
        data += prose(random).encode("utf-8", errors="surrogatepass")
    return mutated(random, data) if random.random() < 0.2 else data


def page(random: Random) -> bytes:
    """A page of elements that nest, stay open, or close what was never opened."""
    names = ("p", "div", "table", "tr", "td", "ol", "li", "h1", "h4", "a", "b", "pre", "br", "title", "script", "svg")
    traits = ("", " class=nav", " hidden", ' style="display: none"', " href=/x", " start=99999999999", ' id="footer')
    parts = ["<html><body>"] if random.random() < 0.5 else []
    for _ in range(random.randint(1, 30)):
        name, kind = random.choice(names), random.random()
        if kind < 0.5:
            parts.append(f"<{name}{random.choice(traits)}>" * random.choice((1, 1, 1, 1, 1, 1, 1, 40)))
        elif kind < 0.7:
            parts.append(f"</{name}>")
        else:
            parts.append(random.choice(("<!--", "-->", "<![CDATA[", "&#0;", "&#xD800;", "&lt", "<", prose(random, 3))))
    data = "".join(parts).encode("utf-8", errors="replace")
    return mutated(random, data) if random.random() < 0.3 else data


@cache
def _blank_word() -> dict[str, bytes]:
    out = io.BytesIO()
    docx.Document().save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def word_file(body: str, before: str = "", **parts: str) -> bytes:
    """A Word file with this XML in its body and `before` the root; `styles` and `numbering` may be given too."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    given = {f"word/{name}.xml": f"<w:{name} {space}>{xml}</w:{name}>" for name, xml in parts.items()}
    given["word/document.xml"] = f"{before}<w:document {space}><w:body>{body}</w:body></w:document>"
    return zipped(_blank_word() | {name: xml.encode("utf-8", "replace") for name, xml in given.items()})


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of Word's XML."""
    plain = "".join(each for each in text if each >= " " and not "\ud800" <= each <= "\udfff")
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        plain = plain.replace(mark, entity)
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{plain}</w:t></w:r></w:p>"


def word(random: Random) -> bytes:
    """A Word file of styled, numbered and nested paragraphs; damaged in its XML or in its archive."""
    body = []
    for _ in range(random.randint(1, 8)):
        number = (
            f'<w:numPr><w:ilvl w:val="{random.choice("0189-")}"/><w:numId w:val="{random.randint(0, 9)}"/></w:numPr>'
        )
        style = f'<w:pStyle w:val="{random.choice(("Heading1", "Title", "ListNumber", "x"))}"/>'
        inner = paragraph(prose(random, 4), random.choice(("", number, style, style + number)))
        cells = f"<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc>{inner}</w:tc></w:tr></w:tbl>"
        body.append(random.choice((inner, inner, cells, f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>")))
    xml = "".join(body)
    if random.random() < 0.5:
        xml = mutated(random, xml.encode()).decode("utf-8", "replace")
    data = word_file(xml)
    return mutated(random, data) if random.random() < 0.4 else data


def pdf_file(objects: Sequence[bytes | str]) -> bytes:
    """A PDF of these objects, the first of them its root."""
    out, at = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body.encode() if isinstance(body, str) else body)
    table = b"".join(b"%010d 00000 n \n" % start for start in at)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(at) + 1, len(out))
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1) + table + tail


def stream(data: bytes, packed: bool = True, more: str = "") -> bytes:
    """A PDF's stream object, with Flate or plain."""
    held = zlib.compress(data, 9) if packed else data
    told = f"<< /Length {len(held)} {'/Filter /FlateDecode' if packed else ''} {more} >>"
    return told.encode() + b"\nstream\n" + held + b"\nendstream"


def pdf_pages(content: bytes, count: int = 1) -> bytes:
    """A PDF of `count` pages that share one content."""
    kids = " ".join(f"{number} 0 R" for number in range(5, 5 + count))
    shown = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    )
    return pdf_file(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count {count} /Kids [{kids}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            content,
            *[shown] * count,
        ]
    )


def pdf(random: Random) -> bytes:
    """A PDF of a few lines and rules, damaged."""
    shown = ["BT /F1 10 Tf"]
    for _ in range(random.randint(1, 8)):
        x, y = random.choice((-1, 0, 60, 300, 10**9)), random.choice((-1, 30, 400, 800))
        shown.append(
            random.choice((f"1 0 0 1 {x} {y} Tm (Hello 2023) Tj", f"{x} {y} m 300 {y} l S", "q", "Q", "ET BT"))
        )
    content = " ".join(shown).encode()
    content = mutated(random, content) if random.random() < 0.5 else content
    data = pdf_pages(stream(content, packed=random.random() < 0.3), random.randint(1, 3))
    return mutated(random, data) if random.random() < 0.5 else data


def mutated(random: Random, data: bytes) -> bytes:
    """The bytes with a few of them changed, cut, doubled or replaced by what parsers trip over."""
    tokens = (
        b"\0",
        b"\xff\xff\xff\xff",
        b"99999999999",
        b"-1",
        b"<",
        b">",
        b"&#0;",
        b"R 0 R",
        b"/Kids",
        b"PK\x01\x02",
        b"[[[[",
    )
    for _ in range(random.randint(1, 4)):
        start = random.randint(0, len(data))
        end = min(len(data), start + random.choice((0, 1, 4, 50)))
        new = random.choice((b"", data[start:end] * 2, random.choice(tokens), random.randbytes(end - start)))
        data = data[:start] + new + data[end:]
    return data


MAKERS: dict[str, Callable[[Random], bytes]] = {
    ".txt": text_file,
    ".md": text_file,
    ".html": page,
    ".docx": word,
    ".pdf": pdf,
}


def hold(report: Report) -> None:
    """Asserts what must hold of any report that was accepted: DESIGN's invariants 1 and 2, and a sound tree."""
    text = report.text
    assert text.strip()
    assert "\0" not in text
    text.encode("utf-8")
    assert 0 <= report.body_start <= len(text)
    chunks = split(report)
    borders = [report.body_start, *(chunk.end for chunk in chunks)]
    assert [chunk.start for chunk in chunks] == borders[:-1]
    assert borders[-1] == report.body_end
    for chunk in chunks:
        assert chunk.start < chunk.end
        assert text[chunk.start : chunk.end] == chunk.text
        assert all(chunk.indexed_text[start:end].strip() for start, end in chunk.indexed_sentences)
        chunk.indexed_text.encode("utf-8")
    _nested(report.sections, report.body_start, report.body_end)
    assert all(one[1] <= other[0] for one, other in pairwise(report.distrusted))


def _nested(sections: Sequence[Section], start: int, end: int) -> None:
    for section in sections:
        assert start <= section.start <= section.heading_end <= section.end <= end
        _nested(section.children, section.start, section.end)
        start = section.end


def written(folder: Path, data: bytes, suffix: str) -> Path:
    """A file of these bytes."""
    path = folder / f"input{suffix}"
    path.write_bytes(data)
    return path

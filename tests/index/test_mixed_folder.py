"""A folder as offices hand it over, of every format and with damage of every kind: what a build tells of each file."""

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image

from index.build import build
from index.files import sandbox
from index.files.formats import SUFFIXES
from index.summary import Summary
from index.verify import verify
from tests.faults.helpers.packed import ofd, picture, saved_page, zipped
from tests.faults.helpers.sheets import ods, xlsx
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.files.words import paragraph, word_file
from tests.helpers.pdfs import pdf

DATA = Path(__file__).parent / "files" / "data"
FILES = 200  # as they are told: those in zip files, too
# The recogniser of the process that reads: dark pictures show nothing, others a line.
PRETENDS = """
from index.files import sandbox
from index.files.ocr import engine
from index.files.ocr.pieces import Piece
line = Piece("全县共有敬老院六所，床位四百一十二张。", [(50, 100), (550, 100), (550, 126), (50, 126)], 0.9)
engine.recognise = lambda picture: [line] if picture.convert("L").getpixel((0, 0)) > 128 else []
sandbox.serve()
"""


def lines(at: int) -> list[str]:
    """A small report, another for each number."""
    return [
        f"甲县民政局{2000 + at % 24}年工作总结",
        "一、社会救助",
        f"全年救助困难群众{at + 100}人次，发放救助金{at}万元。",
    ]


def text(at: int) -> bytes:
    return "\n".join(lines(at)).encode("gb18030" if at % 2 else "utf-8")


def html(at: int) -> bytes:
    return f"<html><meta charset=utf-8><body>{''.join(f'<p>{line}</p>' for line in lines(at))}</body></html>".encode()


def word(at: int) -> bytes:
    return word_file(*map(paragraph, lines(at)))


def portable(at: int) -> bytes:
    return pdf([[(60, 780 - 30 * row, line) for row, line in enumerate(lines(at))]])


def layout(at: int) -> bytes:
    return ofd([[(line, 30, 30 + 12 * row) for row, line in enumerate(lines(at))]])


def workbook(at: int) -> bytes:
    cells = "".join(f"<c t='inlineStr'><is><t>{word}</t></is></c>" for word in ("低保人数", f"{at}"))
    return xlsx(f"<row>{cells}</row>")


def open_sheet(at: int) -> bytes:
    cells = "".join(f"<table:table-cell><text:p>{word}</text:p></table:table-cell>" for word in ("低保人数", f"{at}"))
    return ods(f"<table:table-row>{cells}</table:table-row>")


def separated(at: int) -> bytes:
    return f"乡镇,低保人数\n东乡,{at}\n西乡,{at + 7}\n".encode()


def drawn(kind: str, *shades: int) -> bytes:
    """A picture of one page a shade, in a format of Pillow's."""
    pages = [Image.new("L", (600, 800), shade) for shade in shades]
    out = io.BytesIO()
    pages[0].save(out, kind, **({"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}))
    return out.getvalue()


def of_data(name: str) -> Callable[[int], bytes]:
    return lambda _: (DATA / name).read_bytes()


GOOD: dict[str, Callable[[int], bytes]] = {
    **dict.fromkeys((".txt", ".md"), text),
    **dict.fromkeys((".html", ".htm"), html),
    **dict.fromkeys((".mht", ".mhtml"), lambda at: saved_page(html(at), "utf-8")),
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), word),
    **dict.fromkeys((".doc", ".wps"), of_data("report.doc")),
    ".rtf": of_data("report.rtf"),
    ".odt": of_data("report.odt"),
    ".pdf": portable,
    ".ofd": layout,
    ".xlsx": workbook,
    **dict.fromkeys((".xls", ".et"), of_data("workbook.xls")),
    ".ods": open_sheet,
    ".csv": separated,
    ".tsv": lambda at: separated(at).replace(b",", b"\t"),
    **dict.fromkeys((".jpg", ".jpeg"), lambda _: drawn("JPEG", 255)),
    **dict.fromkeys((".tif", ".tiff"), lambda _: drawn("TIFF", 255)),
    ".png": lambda _: drawn("PNG", 255),
    ".bmp": lambda _: drawn("BMP", 255),
    ".webp": lambda _: drawn("WEBP", 255),
}
# What is not read of the files of data, one a format.
ALWAYS: dict[str, tuple[str, ...]] = dict.fromkeys((".doc", ".wps", ".rtf", ".odt"), ("文中有1张图片未读",))
ALWAYS |= dict.fromkeys((".xls", ".et"), ("工作表「养老」有 1 行是隐藏的", "工作表「底稿」是隐藏的"))
WHOLE_PAGE = "q 595 0 0 842 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID !!!! EI Q"


def partly_read() -> Iterator[tuple[str, bytes, list[str]]]:
    """Files of which not all is text, and how each sentence begins that tells of it."""
    words = [(60.0, 780.0 - 30 * row, line) for row, line in enumerate([*lines(1), *lines(2)])]
    yield "半图.pdf", pdf([words, [], words, [], []], ruled=WHOLE_PAGE), ["第2、4—5页是图片"]
    placed = [(line, 30.0, 30.0 + 12 * row) for row, line in enumerate(lines(3))]
    boxes = {0: "30 150 150 80", 1: "0 0 210 297"}
    told = ["第1页有1张图片", "第2页是图片", "第3页已损坏"]
    yield "半图.ofd", ofd([placed, [], []], boxes, {"Doc_0/Pages/2.xml": b"<ofd:Page"}), told
    yield "传真.tif", drawn("TIFF", 0, 255, 0, 0), ["第1、3—4页是图片"]
    book, document = openpyxl.Workbook(), docx.Document()
    for row in (("乡镇", "低保人数"), ("东乡", "=1+1"), ("西乡", 3)):
        book.active.append(row)
    book.create_sheet("底稿").append(("只给自己看",))
    book["底稿"].sheet_state = "hidden"
    yield "公式.xlsx", saved(book), ["工作表「Sheet」 B2", "工作表「底稿」是隐藏的"]
    document.add_paragraph("一、社会救助")
    document.add_picture(io.BytesIO(drawn("PNG", 0)))
    yield "附图.docx", saved(document), ["文中有1张图片未读"]
    yield "网页.mht", saved_page(html(4), "utf-8", [picture(400, 300)]), ["网页里有1张图片"]
    yield "坏字.txt", "\n".join(lines(5)).encode() + b"\n\xff\xff\n", ["第4行有损坏的字"]


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def refused() -> Iterator[tuple[str, bytes, str]]:
    """Files that cannot be read, and a word of the reason."""
    yield "空.txt", b"", "0 字节"
    yield "空白.md", " \n\u3000\n".encode(), "没有文字"
    yield "乱码.txt", bytes(range(128, 256)) * 9, "编码"
    yield "断.docx", word(1)[:-200], "不完整"
    yield "断.pdf", portable(1)[:300], "损坏"
    yield "断.ofd", layout(1)[:-300], "损坏"
    yield "断.zip", zipped({"甲.txt": text(0)})[:-30], "损坏"
    yield "断.png", drawn("PNG", 255)[:-40], "损坏"
    yield "密.pdf", pdf([[(60, 700, "密")]], encrypted=True), "密码"
    yield "密.xlsx", (DATA / "encrypted.xlsx").read_bytes(), "密码"
    yield "密.ofd", ofd([[("密", 30, 30)]], more={"Encryptions.xml": b"<a/>"}), "加密"
    yield "汇报.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "PowerPoint Document\0".encode("utf-16-le"), ".pdf"
    yield "动图.gif", b"GIF89a" + bytes(20), ".png"
    yield "其实是动图.docx", b"GIF89a" + bytes(20), "文件名写的是 .docx"
    yield "未知.xyz", text(0), "支持的格式"
    yield "没有后缀名", text(0), "支持的格式"
    yield "全是图.pdf", pdf([[], []], ruled=WHOLE_PAGE), "没有文字"
    yield "炸弹.zip/炸.txt", b"0" * 2**25, "不合常理"
    yield "县区.zip/空.docx", b"", "0 字节"
    yield "县区.zip/二.zip/三.zip", zipped({"甲.txt": text(0)}), "解压"


def packed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files as they lie on disk: those whose path leads through a zip file in one, named as Windows names them."""
    inside: dict[str, dict[str, bytes]] = {}
    found: dict[str, bytes] = {}
    for name, data in files.items():
        outer, through, inner = name.partition(".zip/")
        if through:
            inside.setdefault(f"{outer}.zip", {})[inner] = data
        else:
            found[name] = data
    return found | {name: zipped(packed(members), "gbk", flagged=False) for name, members in inside.items()}


@pytest.fixture
def pretending(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files are read in a process of their own, as ever, that has a recogniser which only pretends."""
    reader = sandbox._Reader()
    monkeypatch.setattr(sandbox, "_reader", reader)
    monkeypatch.setattr(sandbox, "_SERVE", PRETENDS)
    yield
    reader.close()


def held(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def told_unread(summary: Summary) -> list[tuple[str, str]]:
    """How each sentence begins that tells what is not read, with its file."""
    return sorted((name, re.split("[，：（]", what)[0]) for name, what in summary.unread)


def mixed() -> tuple[dict[str, bytes], dict[str, str], list[tuple[str, str]]]:
    """The files by name, why some are refused, and how each sentence begins that tells what of the others is unread."""
    bad = {name: why for name, _, why in refused()}
    unread = [(name, what) for name, _, told in partly_read() for what in told]
    files = {name: data for name, data, _ in (*partly_read(), *refused())} | {"其实是文档.xls": word(0)}
    places = cycle(("", "低保科/", "养老科/2023年/", "县区.zip/", "县区.zip/二.zip/乡镇/"))
    for at, place, (suffix, make) in zip(range(FILES - len(files)), places, cycle(GOOD.items()), strict=False):
        name = f"{place}{at}{suffix.upper() if at % 3 else suffix}"
        files[name] = make(at)
        unread += [(name, what) for what in ALWAYS.get(suffix, ())]
    return files, bad, sorted(unread)


@pytest.mark.usefixtures("pretending")
def test_every_file_is_told_once_and_every_part_that_was_not_read(tmp_path: Path) -> None:
    reports, out = tmp_path / "reports", tmp_path / "index"
    files, bad, unread = mixed()
    assert GOOD.keys() == SUFFIXES
    assert len(files) == FILES
    for name, data in packed(files).items():
        (reports / name).parent.mkdir(parents=True, exist_ok=True)
        (reports / name).write_bytes(data)

    first = build([reports], out, model=FakeEmbedder(), progress=False)
    assert sorted([*first.added, *(name for name, _ in first.failed)]) == sorted(files)
    assert [name for name, _ in first.failed] == sorted(bad)
    assert [(name, why) for name, why in first.failed if bad[name] not in why] == []
    assert told_unread(first) == unread
    assert first.reports == FILES - len(bad)

    before = held(out)
    second = build([reports], out, model=FakeEmbedder(), progress=False)
    assert second.unchanged == first.added
    assert (second.added, second.refreshed, second.removed, second.chunks) == ((), (), (), 0)
    assert (second.failed, second.unread, second.reports) == (first.failed, first.unread, first.reports)
    assert held(out) == before
    assert verify(out) == ()

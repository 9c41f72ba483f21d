"""What a file is, whatever it is called."""

import io

import docx
import pytest

from index.errors import ReportError
from index.files.read import parse
from index.files.sniff import format_of
from tests.faults.helpers.packed import ofd, saved_page, zipped
from tests.helpers.pdfs import pdf

HTML = "<html><head><title>甲</title></head><body><p>全年救助320人。</p></body></html>"
MAIL = b"From: a@b.invalid\nTo: c@d.invalid\nMIME-Version: 1.0\nContent-Type: text/html\n\n<html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def word() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("全年救助320人。")
    document.save(out)
    return out.getvalue()


def old(*streams: str) -> bytes:
    return OLE + b"".join(f"{name}\0".encode("utf-16-le") for name in streams)


def office(*parts: str) -> bytes:
    return zipped(dict.fromkeys(("[Content_Types].xml", *parts), b"<a/>"))


def open_document(kind: str) -> bytes:
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<a/>"})


@pytest.mark.parametrize(
    ("data", "suffix", "told"),
    [
        (b"%PDF-1.7\n", ".docx", ".pdf"),
        (b"{\\rtf1", ".doc", ".rtf"),
        (b"\xff\xd8\xff\xe0", ".pdf", ".jpg"),
        (b"Rar!\x1a\x07\x01\x00", ".zip", ".rar"),
        (office("word/document.xml", "word/embeddings/a.xlsx"), ".doc", ".docx"),
        (office("xl/workbook.xml"), ".xls", ".xlsx"),
        (zipped({"word/总结.docx": word()}), ".zip", ".zip"),
        (zipped({"OFD.xml": b""}), ".zip", ".ofd"),
        (open_document("text"), ".docx", ".odt"),
        (open_document("spreadsheet"), ".xlsx", ".ods"),
        (zipped({"总结.docx": word()}), ".docx", ".zip"),
        (b"PK\x03\x04 cut short", ".docx", ".docx"),
        (old("WordDocument", "Workbook"), ".docx", ".doc"),
        (old("WordDocument", "Workbook"), ".xls", ".xls"),
        (old("Workbook"), ".doc", ".xls"),
        (old("EncryptedPackage"), ".xlsx", ".xlsx"),
        (old("EncryptedPackage"), ".doc", ".docx"),
        (HTML.encode("gbk"), ".doc", ".html"),
        (HTML.encode("utf-16"), ".xls", ".html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE html>", ".txt", ".html"),
        ("<div align=center>居中</div>".encode(), ".md", ".md"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?>", ".doc", ".xml"),
        (saved_page(HTML.encode(), "utf-8"), ".doc", ".mht"),
        (MAIL, ".eml", ".eml"),
        ("标题：甲县总结\n正文".encode(), ".TXT", ".txt"),
        (b"", ".pdf", ".pdf"),
    ],
)
def test_the_format_is_told_by_the_bytes(data: bytes, suffix: str, told: str) -> None:
    assert format_of(data, suffix) == told


@pytest.mark.parametrize("suffix", [".doc", ".txt", ".pdf", ".xlsx", ".jpg", ""])
def test_a_file_is_read_as_what_it_is(suffix: str) -> None:
    page = saved_page(HTML.encode(), "utf-8")
    for data in (word(), HTML.encode("gbk"), page, ofd([[("全年救助320人。", 30, 50)]])):
        assert parse(data, suffix).text == "全年救助320人。"
    assert "320" in parse(pdf([[(60, 700, "Total 320")]]), suffix).text


def test_what_is_not_read_is_told_by_what_it_is() -> None:
    for data, told in (
        (b"GIF89a", r"\.gif（文件名写的是 \.docx）；.*另存为 \.png"),
        (zipped({"甲.txt": b"a"}), "压缩包.*解压"),
        (b"Rar!\x1a\x07\x01\x00", "解压"),
    ):
        with pytest.raises(ReportError, match=told):
            parse(data, ".docx")

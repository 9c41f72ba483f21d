"""Attacks at full size, each in the reading process: refused, or read, within its time and memory; the next is read."""

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import ReportError
from index.files import limits
from index.files.read import MAX_BYTES, parse
from index.report.load import load
from tests.faults.helpers.hostile import hold, paragraph, pdf_file, pdf_pages, stream, word_file, written, zipped

GOOD = paragraph("正文。")
CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
HELLO = b"BT /F1 10 Tf 1 0 0 1 60 400 Tm (Hello) Tj ET "


def nested_zip(depth: int) -> bytes:
    data = bytes(10**7)
    for _ in range(depth):
        data = zipped({f"{number}.zip": data for number in range(4)})
    return zipped({"[Content_Types].xml": b"", "word/document.xml": data})


ATTACKS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "docx: a member of 400 MB": (".docx", lambda: word_file(GOOD + " " * 400_000_000)),
    "docx: zips in zips": (".docx", lambda: nested_zip(4)),
    "docx: 100,000 members": (".docx", lambda: zipped({f"word/{at}": b"" for at in range(100_000)})),
    "docx: 290 MB of white space": (".docx", lambda: word_file(GOOD + " " * 290_000_000)),
    "docx: 5,000,000 elements": (".docx", lambda: word_file(GOOD + "<w:x/>" * 5_000_000)),
    "docx: 1,000,000 paragraphs": (".docx", lambda: word_file(GOOD + "<w:p/>" * 1_000_000)),
    "docx: quadratic entities": (
        ".docx",
        lambda: word_file(GOOD + "<w:p>" + "&a;" * 50_000 + "</w:p>", f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'),
    ),
    "pdf: 10,000 pages": (".pdf", lambda: pdf_pages(stream(HELLO), 10_000)),
    "pdf: 1,000 pages that count as one": (
        ".pdf",
        lambda: pdf_pages(stream(HELLO), 1000).replace(b"/Count 1000", b"/Count 1"),
    ),
    "pdf: a stream of 500 MB": (".pdf", lambda: pdf_pages(stream(b" " * (5 * 10**8)))),
    "pdf: 1,000,000 lines": (".pdf", lambda: pdf_pages(stream(b"0 0 m 1 1 l S " * 10**6))),
    "pdf: 100,000 words": (".pdf", lambda: pdf_pages(stream(HELLO * 10**5))),
    "pdf: a predictor": (
        ".pdf",
        lambda: pdf_pages(stream(bytes(5 * 10**7), True, "/DecodeParms << /Predictor 12 /Columns 1 >>")),
    ),
    "pdf: a deep page tree": (
        ".pdf",
        lambda: pdf_file([CATALOG, *[f"<< /Type /Pages /Kids [{at + 1} 0 R] >>" for at in range(2, 50_000)], "<< >>"]),
    ),
    "pdf: deep arrays": (".pdf", lambda: pdf_file([CATALOG, "[" * 10**6])),
    "pdf: no table of objects": (".pdf", lambda: b"%PDF-1.4" + b"1 0 obj " * 10**6),
    "html: 100,000 nested": (".html", lambda: b"<div>" * 100_000 + b"x"),
    "html: nested behind false ends": (".html", lambda: b"<div></b>" * 200_000 + b"x"),
    "html: nested behind comments": (".html", lambda: b"<div><!--</div>-->" * 200_000 + b"x"),
    "html: 200,000 attributes": (".html", lambda: b"<p " + b" ".join(b"a%d=1" % at for at in range(200_000)) + b">x"),
    "html: an attribute of 40 MB": (".html", lambda: b'<p class="' + b"a " * (20 * 2**20) + b'">x'),
    "html: menus in menus": (".html", lambda: b"<div class=nav>" * 3900 + b"x" * 10**6),
    "html: 1,000,000 cells": (".html", lambda: b"<table>" + b"<tr><td>a<td>b" * 500_000),
    "text: as long as a file may be": (".txt", lambda: "救".encode() * (MAX_BYTES // 3)),
    "text: noise as long as a file may be": (".txt", lambda: bytes(range(1, 251)) * (MAX_BYTES // 250)),
    "text: 1,000,000 headings": (".txt", lambda: "一、\n".encode() * 1_000_000),
    "text: headings, as many as are taken": (".txt", lambda: "①救助养老工\n".encode() * 50_000),
    "text: one line without an end": (".txt", lambda: "救助".encode() * 250_000),
    "text: places": (".txt", lambda: "苏州市吴江区".encode() * 83_000),
    "text: marks on one line": (".txt", lambda: "。1.救助。2.养老。".encode() * 45_000),
    "text: parts": (".txt", lambda: "一、救助\n二、养老\n我们将：\n".encode() * 16_000),
    "text: brackets": (".md", lambda: "（“《".encode() * 160_000),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_or_read_within_its_limits(name: str, tmp_path: Path) -> None:
    suffix, make = ATTACKS[name]
    path = written(tmp_path, make(), suffix)
    begun = resource.getrusage(resource.RUSAGE_SELF)
    try:
        report, told = load(path, "input"), "read"
    except ReportError as error:
        report, told = None, str(error)
    if report is not None:
        hold(report)
    ended = resource.getrusage(resource.RUSAGE_SELF)
    spent = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
    print(f"{name}: {spent:.1f} s here, {ended.ru_maxrss >> 10} MiB at most, {told}")
    assert parse("<p>好".encode(), ".html").text == "好"
    assert spent < limits.SECONDS

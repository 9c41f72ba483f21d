"""A spreadsheet asked of: from the file to the answer, with the real models."""

from pathlib import Path

import openpyxl
import pytest

import index.build
from assistant.answer import open_assistant
from assistant.reader.reader import Reader
from index.embedding.embedder import Embedder
from index.files.read import read
from tests.helpers.paths import SHARED

CASE = SHARED / "cases" / "sheet.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workbook with two years of two sheets' figures side by side, and a share that is stored as a fraction."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "低保"
    for row in (
        *(["安泽县2023年社会救助情况表"], [None, None, None, None, "单位：人、万元"]),
        *(["类别", "2022年", None, "2023年", None], [None, "人数", "支出", "人数", "支出"]),
        *(["城市低保", 205, 172.2, 198, 171.1], ["农村低保", 1820, 1130.6, 1764, 1165.0]),
    ):
        sheet.append(row)
    for area in ("A1:E1", "A3:A4", "B3:C3", "D3:E3"):
        sheet.merge_cells(area)
    other = book.create_sheet("养老")
    other.append(["指标", "2023年"])
    other.append(["养老机构入住率", 0.625])
    other["B2"].number_format = "0.0%"
    (tmp_path / "reports").mkdir()
    book.save(tmp_path / "reports" / "安泽县2023年民政统计.xlsx")
    return tmp_path


@pytest.mark.model
def test_a_question_is_answered_with_the_cell_of_the_latest_year(
    folder: Path, real_embedder: Embedder, real_reader: Reader
) -> None:
    index.build.build([folder / "reports"], folder / "index", model=real_embedder)
    assistant = open_assistant(folder / "index", real_embedder)
    try:
        for question, figure in (
            ("安泽县农村低保多少人", "2023年安泽县农村低保人数：**1764人**"),
            ("安泽县2022年农村低保多少人", "2022年安泽县农村低保人数：**1820人**"),
            ("安泽县养老机构入住率是多少", "**62.5%**"),
        ):
            assert figure in assistant.ask(question).answer
    finally:
        assistant.store.close()


@pytest.mark.skipif(not CASE.exists(), reason="the cases are not here")
def test_the_sheet_of_the_cases_is_read() -> None:
    assert read(CASE).text.split("\n") == [
        *("类别 | 2022年 |  | 2023年 | ", " | 人数（人） | 支出（万元） | 人数（人） | 支出（万元）"),
        *("城市低保 | 205 | 172.2 | 198 | 171.1", "农村低保 | 1820 | 1130.6 | 1764 | 1165.0"),
        "特困供养 | 301 | 318.9 | 289 | 312.1",
    ]

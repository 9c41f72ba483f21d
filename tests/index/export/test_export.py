"""Facts written out: numbers are numbers, each leads to its paragraph, and no report's text becomes a formula."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from index.__main__ import main
from index.build import build
from index.errors import ExportError
from index.export import workbook
from index.export.lines import save, write_csv
from index.export.sourced import Sourced, asked_for
from index.export.wording import time_of
from index.export.workbook import SOURCES, VALUES, write_workbook
from index.model import Card, Chunk, Fact, When
from index.store.local import LocalStore
from tests.helpers.fakes import FakeEmbedder

TEXT = "一、救助。=1+1是公式？城市低保标准600元/月。\x0b农村低保资金支出166.64万元，增长3.8%。"


def a_fact(written: str, thing: str, value: str, unit: str, **more: object) -> Sourced:
    """A fact of `TEXT`, which is the paragraph at 100 of a report."""
    start = 100 + TEXT.index(written)
    fact = replace(Fact(start, start + len(written), thing, Decimal(value), unit), **more)  # type: ignore[arg-type]
    chunk = Chunk("甲/a.txt", 0, 100, 100 + len(TEXT), TEXT, ("一、救助",), None, "", frozenset())
    return Sourced(fact, chunk, Card("甲/a.txt", None, None, None, None, None, 2023, frozenset(), ""))


FACTS = (
    a_fact("600元/月", "城市低保标准", "600", "元", per=("月",), when=When(2023), part="城市"),
    a_fact("166.64万元", "=HYPERLINK(A1)", "1666400.00", "元", state="planned"),
    a_fact("3.8%", "@增长", "3.80", "%", kind="rate", place="甲市"),
)


def opened(facts: tuple[Sourced, ...]) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_workbook(iter(facts), out)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def test_values_are_numbers_and_links_lead_to_the_paragraph() -> None:
    other = replace(FACTS[0], chunk=replace(FACTS[0].chunk, ordinal=1, text="另一段600元/月。"))
    book = opened((FACTS[0], other, *FACTS[1:]))
    values, sources = book[VALUES], book[SOURCES]
    assert [cell.value for cell in values[1]][:3] == ["指标", "数值", "单位"]
    found = values["B2:B5"]
    assert [(cell.value, cell.data_type, cell.number_format) for (cell,) in found] == [
        (600, "n", "#,##0"),
        (600, "n", "#,##0"),
        (1666400, "n", "#,##0"),
        (3.8, "n", "#,##0.0"),
    ]
    led = [sources[cell.hyperlink.location.rpartition("!")[2]] for (cell,) in found]
    assert {cell.hyperlink.location.partition("!")[0].strip("'") for (cell,) in found} == {SOURCES}
    assert [cell.row for cell in led] == [2, 3, 2, 2] == [row[0].value for row in values["L2:L5"]]
    paragraphs = [sources.cell(cell.row, 4).value for cell in led]
    assert [text.replace("_x000B_", "\x0b") for text in paragraphs] == [TEXT, "另一段600元/月。", TEXT, TEXT]
    assert [cell.value for cell in sources[2]][:3] == ["甲/a.txt", "甲/a.txt", "一、救助"]
    assert sources.max_row == 3


def test_a_source_says_that_its_file_holds_what_was_recognised_in_pictures() -> None:
    scanned = replace(FACTS[0], card=replace(FACTS[0].card, scanned=True))
    notes = [opened((one,))[SOURCES]["E2"].value for one in (scanned, FACTS[0])]
    assert notes == ["文件里有扫描识别的文字，请核对原件", None]


def test_the_text_of_a_report_is_never_a_formula() -> None:
    book = opened(FACTS)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"n", "s"}
    assert book[VALUES]["A3"].value == "=HYPERLINK(A1)"
    out = io.BytesIO()
    write_csv(FACTS, out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows] == ["指标", "城市低保标准", "'=HYPERLINK(A1)", "'@增长"]
    assert [row[1] for row in rows] == ["数值", "600", "1666400", "3.8"]
    assert not out.closed


def test_more_than_a_sheet_holds_is_an_error_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_LINKS", 1)
    assert [cell.hyperlink is None for (cell,) in opened(FACTS)[VALUES]["B2:B4"]] == [False, True, True]
    monkeypatch.setattr(workbook, "_MOST", 2)
    with pytest.raises(ExportError, match="CSV"):
        save(FACTS, tmp_path / "a.xlsx", write_workbook)
    assert not list(tmp_path.iterdir())
    assert save(FACTS[:2], tmp_path / "a.xlsx", write_workbook) == 2
    with pytest.raises(ExportError, match="不能写"):
        save(FACTS, tmp_path / "none/a.csv", write_csv)


def test_a_time_is_told_as_people_write_it() -> None:
    times = [
        When(2023),
        When(2021, 2025),
        When(2023, part="H1"),
        When(2023, part="Q3"),
        When(2023, part="06", as_of=True),
    ]
    assert [time_of(when) for when in times] == [
        "2023年",
        "2021—2025年",
        "2023年上半年",
        "2023年第三季度",
        "截至2023年6月",
    ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a city's report, of one of a county in it and of one of another province."""
    folder = tmp_path_factory.mktemp("facts")
    for place, amount in (("苏州市", 1000), ("昆山市", 1100), ("杭州市", 1200)):
        text = (
            f"{place}民政局2023年工作总结\n一、救助\n2023年，城市低保标准{amount}元/月。\n二、养老\n新增床位424张。\n"
        )
        (folder / f"{place}.txt").write_text(text, encoding="utf-8")
    build([folder], folder / "index", model=FakeEmbedder(), progress=False)
    return folder / "index"


@pytest.fixture
def store(index: Path) -> Iterator[LocalStore]:
    with closing(LocalStore.inspect(index)) as opened:
        yield opened


def test_facts_of_a_place_are_those_inside_it(store: LocalStore) -> None:
    def values(place: str | None) -> set[int]:
        return {int(one.fact.value) for one in asked_for(store, ["低保"], place)}

    assert values(None) == {1000, 1100, 1200}
    assert values("江苏") == {1000, 1100}
    assert values("苏州") == {1000, 1100}
    assert values("昆山市") == {1100}
    assert values("北京") == values("没有这地方") == set()


def test_a_place_that_the_gazetteer_lacks_is_known_by_its_name(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = next(store.facts(["低保"]))
    places = ("江苏省昆山市玉山镇", "全国", "江苏省昆山市", None)
    made = [told._replace(fact=replace(told.fact, place=place)) for place in places]
    monkeypatch.setattr(store, "facts", lambda *_: iter(made))
    assert [one.fact.place for one in asked_for(store, place="玉山镇")] == ["江苏省昆山市玉山镇"]
    assert [one.fact.place for one in asked_for(store, place="全国")] == ["全国"]
    assert [one.fact.place for one in asked_for(store, place="昆山")] == ["江苏省昆山市玉山镇", "江苏省昆山市", None]


def test_the_command_prints_and_writes(index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", str(index), "--thing", "低保", "--thing", "标准", "--place", "昆山", "--year", "2023"]) == 0
    heads, row = (line.split("\t") for line in capsys.readouterr().out.splitlines())
    told = dict(zip(heads, row, strict=True))
    assert (told["数值"], told["单位"], told["时间"], told["状态"]) == ("1100", "元/月", "2023年", "完成")
    assert told["原文"] == "2023年，城市低保标准1100元/月。"
    assert main(["facts", str(index), "--thing", "低保", "--json"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(record["value"] for record in records) == ["1000", "1100", "1200"]
    for option, name in (("--csv", "f.csv"), ("--xlsx", "f.xlsx")):
        assert main(["facts", str(index), "--thing", "低保", option, str(tmp_path / name)]) == 0
        assert capsys.readouterr().out == f"已写入 3 个指标值：{tmp_path / name}\n"
    assert openpyxl.load_workbook(tmp_path / "f.xlsx")[VALUES].max_row == 4
    assert main(["facts", str(index), "--state", "planned"]) == 0
    assert capsys.readouterr().out == "没有符合条件的指标值\n"
    assert main(["facts", str(tmp_path)]) == 2
    assert "没有索引" in capsys.readouterr().err

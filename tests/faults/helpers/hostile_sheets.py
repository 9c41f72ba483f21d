"""Hostile spreadsheets: workbooks and tables put together at random, damaged in their XML or in their archive."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.faults.helpers.hostile import ENCODINGS, mutated, prose
from tests.faults.helpers.sheets import ods, xlsx

_OLD = Path(__file__).parents[2] / "index" / "files" / "data" / "workbook.xls"
_KINDS = ("n", "n", "s", "str", "str", "inlineStr", "b", "e", "d", "x")
_STORED = ("0", "0", "1", "1", "1", "1", "-1", "45291", "0.035", "1e308", "1E5", "9" * 20, "nan", "甲", "")
_FORMATS = ("0.0%", "yyyy/m/d", "[h]:mm", "0!.0,", "#,##0.00_);[Red](#", '"人"0;;', "0" * 300, "[$-804]e年", "%", "\\")
_PLACES = ("A1", "B2", "C3", "XFD1048576", "ZZZ9999999", "a1", "", "B0")


def excel(random: Random) -> bytes:
    """A workbook of rows and cells that stand anywhere, of every kind and format."""
    rows = []
    for _ in range(random.randint(1, 8)):
        cells = "".join(_cell(random) for _ in range(random.randint(0, 5)))
        traits = random.choice(("", ' r="3"', ' r="1048577"', ' hidden="1"', ' r="-1"', ' r="x"'))
        rows.append(f"<row{traits}>{cells}</row>")
    merged = "".join(
        f'<mergeCell ref="{random.choice(_PLACES)}:{random.choice(_PLACES)}"/>' for _ in range(random.randint(0, 3))
    )
    data = xlsx(
        _damaged(random, "".join(rows)),
        formats="\n".join(each.replace('"', "&quot;") for each in random.sample(_FORMATS, 4)),
        strings=_damaged(random, f"<si><t>{_plain(random)}</t></si><si><r><t>项目</t></r></si>"),
        book=random.choice(("", '<workbookPr date1904="1"/>', '<calcPr fullCalcOnLoad="1"/>')),
        more=f'<mergeCells>{merged}</mergeCells><cols><col min="2" max="99999" hidden="1"/></cols>',
    )
    return mutated(random, data) if random.random() < 0.4 else data


def _cell(random: Random) -> str:
    kind, place = random.choice(_KINDS), random.choice(_PLACES)
    inner = random.choice((f"<v>{random.choice(_STORED)}</v>", "<f>A1</f>", "<f>A1</f><v>5</v>", ""))
    inner = f"<is><t>{_plain(random)}</t></is>" if random.random() < 0.3 else inner
    reference = f' r="{place}"' if random.random() < 0.3 else ""
    return f'<c{reference} t="{kind}" s="{random.choice((0, 1, 2, 3, 9, "x"))}">{inner}</c>'


def open_document(random: Random) -> bytes:
    """An OpenDocument sheet of repeated, spanned, covered and nested cells."""
    rows = []
    for _ in range(random.randint(1, 8)):
        cells = ""
        for _ in range(random.randint(0, 5)):
            trait = random.choice(("columns-repeated", "columns-spanned", "rows-spanned", "rows-repeated"))
            count = random.choice(("0", "2", "3", "1000", "1048576", "-1", "x", "9" * 30))
            cells += (
                f'<table:table-cell table:number-{trait}="{count}"><text:p>{_plain(random)}<text:s text:c="{count}"/>'
            )
            cells += "</text:p></table:table-cell>"
        trait = random.choice(("", 'table:number-rows-repeated="99999999"', 'table:visibility="collapse"'))
        rows.append(f"<table:table-row {trait}>{cells}</table:table-row>")
    data = ods(_damaged(random, "".join(rows)))
    return mutated(random, data) if random.random() < 0.4 else data


def old(random: Random) -> bytes:
    """A workbook of before 2007, damaged anywhere."""
    return mutated(random, _OLD.read_bytes())


def separated(random: Random) -> bytes:
    """Lines of cells apart by any mark, quoted or not, in some encoding."""
    mark = random.choice(",\t;，|")
    lines = []
    for _ in range(random.randint(1, 20)):
        cells = [random.choice((_plain(random), '"', '"甲\n乙"', "1,764", "")) for _ in range(random.randint(1, 6))]
        lines.append(mark.join(cells))
    data = random.choice(("\n", "\r\n", "\r")).join(lines).encode(random.choice(ENCODINGS), errors="replace")
    return mutated(random, data) if random.random() < 0.4 else data


def _plain(random: Random) -> str:
    return prose(random, 2).replace("&", "").replace("<", "").translate(dict.fromkeys(range(9)))


def _damaged(random: Random, xml: str) -> str:
    return mutated(random, xml.encode("utf-8", "replace")).decode("utf-8", "replace") if random.random() < 0.3 else xml


SHEETS: dict[str, Callable[[Random], bytes]] = {
    ".xlsx": excel,
    ".ods": open_document,
    ".xls": old,
    ".et": old,
    ".csv": separated,
    ".tsv": separated,
}

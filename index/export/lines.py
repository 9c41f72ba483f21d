"""Facts as lines for people, as CSV and as JSON, and any of them as a file that is whole or not there."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import chain, count
from pathlib import Path
from typing import Any, BinaryIO

from index.errors import ExportError
from index.export.sourced import Sourced
from index.export.wording import COLUMNS, cells, value_of
from index.whole import written_whole

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes a cell for that begins so
_VALUE = COLUMNS.index("数值")


def lines(facts: Iterable[Sourced]) -> Iterator[str]:
    """A line of heads and a line a fact, parted by tabs; one line that says so where there are none."""
    rows = map(cells, facts)
    if (first := next(rows, None)) is None:
        yield "没有符合条件的指标值"
        return
    for row in chain([COLUMNS, first], rows):
        yield "\t".join(" ".join(cell.split()) for cell in row)


def write_csv(facts: Iterable[Sourced], out: BinaryIO) -> None:
    """Writes them as CSV, in UTF-8 with the mark that spreadsheets tell it by, to a stream that is open for bytes.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    for row in chain([COLUMNS], map(cells, facts)):
        writer.writerow([_harmless(cell) if at != _VALUE else cell for at, cell in enumerate(row)])
    text.detach()


def to_json(one: Sourced) -> dict[str, Any]:
    """A fact as JSON: its value as a string of figures, offsets into its report's text."""
    fact, card = one.fact, one.card
    return {
        "thing": fact.thing,
        "value": value_of(fact),
        "unit": fact.unit,
        "per": list(fact.per),
        "kind": fact.kind,
        "part": fact.part,
        "place": one.place,
        "when": asdict(fact.when) if fact.when else None,
        "state": fact.state,
        "written": one.written,
        "report": card.path,
        "title": card.title,
        "section": list(one.chunk.section),
        "quote": one.quote,
        "start": fact.start,
        "end": fact.end,
    }


def save(facts: Iterable[Sourced], target: Path, write: Callable[[Iterable[Sourced], BinaryIO], None]) -> int:
    """Has facts written to a file, which appears whole or not at all; returns how many. Raises ExportError."""
    counted = count()
    try:
        with written_whole(target) as out:
            write((one for one, _ in zip(facts, counted, strict=False)), out)
    except OSError as error:
        reason = error.strerror or error
        raise ExportError(f"不能写 {target}（{reason}）：请检查文件夹是否存在、权限和磁盘空间") from error
    return next(counted)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text

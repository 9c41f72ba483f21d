"""What of a Grid is its head: rows of column heads, columns of row heads, and the units that both name."""

import re
from collections.abc import Sequence

from index.report.grids import Grid, Slot
from index.text.figures import is_blank, is_figure, is_unit, is_year
from index.text.markers import line_marker

MOST_HEADS = 3  # rows of column heads, or columns of row heads
_LONG = 30  # characters; a column of words longer than this is no head

_TOTAL = re.compile(
    r"(?:其中)?[(（]?(?:[总合小共]计|总数|全[国省市区县旗州乡镇村](?:合计|总计)?)(?:数|人数|户数)?[)）]?"
)
_SERIAL = re.compile(r"序号|编号|行次|栏次|NO\.?", re.IGNORECASE)
_OF_UNITS = re.compile(r"(?:计量|计算)?单位")
_BRACKETED = re.compile(r"[(（\[【〔]\s*(?:(?:计量)?单位[:：]?\s*)?([^()（）\[\]【】〔〕]{1,16}?)\s*[)）\]】〕]")
_BEHIND = re.compile(r"(?<=\S)\s*[/／，,]\s*((?:[万亿千]?元|[%％‰]))$")
_UNIT_LINE = re.compile(r"(?:计量)?单\s*位\s*[:：]\s*([^\s)）;；|]+)")
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff)）])[\s\u3000]+(?=[\u4e00-\u9fff(（])|(?<=[(（])\s+|\s+(?=[)）])")
_NO_BASE = frozenset(("年", "月", "日", "天", "季"))
_PARTED = re.compile(r"[、，,和]")
_NAMES = (("元", re.compile(r"资金|金额|支出|收入|经费|投入|补助|标准|金$|额$|费$")), ("户", re.compile("户")))
_ALSO = (("人次", re.compile("人次")), ("人", re.compile("人|对象")))
_RATE = re.compile(r"增幅|增速|增长|占比|比重|比例|率$|名次|位次|排名")


def plain(words: str) -> str:
    """A head without the white space that sets its characters apart."""
    return " ".join(_HAN_GAP.sub("", words).split())


def parted(words: str) -> tuple[str, str | None]:
    """A head without its unit, and the unit: 人数（人） → 人数, 人."""
    words = plain(words)
    for match in reversed(list(_BRACKETED.finditer(words))):
        if is_unit(match[1]) and match[1] not in _NO_BASE:
            return (words[: match.start()] + words[match.end() :]).strip(), match[1]
    if behind := _BEHIND.search(words):
        return words[: behind.start()], behind[1]
    return words, None


def unit_line(words: str) -> str | None:
    """The unit or units that a line names (单位：万元), as written; None for a 单位 that is an office."""
    match = _UNIT_LINE.search(words)
    return match[1] if match and all(map(is_unit, _units(match[1]))) else None


def _units(told: str) -> list[str]:
    return [told] if is_unit(told) else _PARTED.split(told)


def unit_of(told: str | None, heads: Sequence[str]) -> str | None:
    """Which of a table's units (人、万元) the cell below these heads has; None where that cannot be told."""
    units = _units(told) if told else []
    words = "".join(heads)
    if not units or (_RATE.search(words) and units[0] not in "%％‰"):
        return None
    if len(units) == 1:
        return units[0]
    for ending, named in (*_NAMES, *_ALSO):
        fitting = [unit for unit in units if ending in unit]
        if fitting and named.search(words):
            return fitting[0]
    return None


def is_total(words: str) -> bool:
    """Whether a head is that of totals: 合计, 小计, 全县."""
    return _TOTAL.fullmatch(re.sub(r"\s", "", words)) is not None


def banner(row: Sequence[Slot]) -> str | None:
    """The words of a row that has only one cell with words, or the same in all."""
    words = {slot.words for slot in row if slot.words}
    return next(iter(words)) if len(words) == 1 else None


def head_rows(grid: Grid, first: int) -> int:
    """How many rows from `first` on are column heads."""
    rows = grid.rows[first:]
    if not rows or _has_values(rows[0]):
        return 0
    count = 1
    while count < min(MOST_HEADS, len(rows) - 1) and _goes_on(rows[count - 1], rows[count]):
        count += 1
    return count


def _has_values(row: Sequence[Slot]) -> bool:
    return any(is_figure(slot.words) and not is_year(slot.words) for slot in row) and not is_numbering(row)


def _goes_on(above: Sequence[Slot], row: Sequence[Slot]) -> bool:
    """Whether a row goes on with the heads above it: under merged heads, with units, or with 栏次 numbers."""
    words = [slot.words for slot in row]
    if is_numbering(row) or all(is_unit(parted(each)[1] or each.strip("()（）")) for each in words[1:] if each):
        return any(words[1:])
    if _has_values(row) or banner(row) or any(each and is_blank(each) for each in words):
        return False
    over = [slot.words for slot in above]
    merged = [at for at in range(1, len(over)) if not over[at] or over[at] == over[at - 1]]
    kept = all(not words[at] or words[at] == over[at] for at in range(len(over)) if not _under(at, merged))
    return bool(merged) and kept and any(words[at] and words[at] != over[at] for at in merged)


def _under(at: int, merged: Sequence[int]) -> bool:
    return at in merged or at + 1 in merged


def is_numbering(row: Sequence[Slot]) -> bool:
    """Whether a row numbers the columns (甲 乙 1 2 3)."""
    words = [slot.words for slot in row]
    digits = [int(each) for each in words if re.fullmatch(r"[0-9]{1,2}", each)]
    rest = [each for each in words if each and not each.isdecimal()]
    ordered = len(digits) > 1 and digits == list(range(digits[0], digits[0] + len(digits))) and digits[0] <= 1
    return ordered and all(each in "甲乙丙丁" or _SERIAL.fullmatch(each) for each in rest)


def columns(heads: Sequence[Sequence[Slot]], body: Sequence[Sequence[Slot]]) -> tuple[list[int], int | None, set[int]]:
    """The columns of row heads, the column of units, and those of serial numbers."""
    width = len(body[0])
    names = [re.sub(r"\s", "", "".join(dict.fromkeys(row[at].words for row in heads))) for at in range(width)]
    cells = [[row[at].words for row in body if not is_blank(row[at].words)] for at in range(width)]
    units = next((at for at in range(width) if _OF_UNITS.fullmatch(names[at]) and _mostly_units(cells[at])), None)
    serial = {at for at in range(width - 1) if _SERIAL.fullmatch(names[at]) or (at == 0 and _counts(cells[0]))}
    valued = any(_figures(each) * 2 > len(each) > 0 for each in cells[1:])
    labels: list[int] = []
    for at in range(width):
        if at in serial or at == units:
            continue
        more = valued and len(labels) < MOST_HEADS and max(map(len, cells[at]), default=0) <= _LONG
        years = all(map(is_year, cells[at]))
        first = not labels and (not _figures(cells[at]) or years or at == 0)
        if at == width - 1 or not (first or (more and labels and not _figures(cells[at]) and cells[at])):
            break
        labels.append(at)
    return labels, units, serial


def _figures(cells: Sequence[str]) -> int:
    return sum(map(is_figure, cells))


def _mostly_units(cells: Sequence[str]) -> bool:
    return sum(map(is_unit, cells)) * 2 > len(cells)


def _counts(cells: Sequence[str]) -> bool:
    """Whether cells number the rows: 1, 2, 3 and so on, but for a row of totals."""
    numbers = [int(each.rstrip("、.．")) for each in cells if re.fullmatch(r"[0-9]{1,3}[、.．]?", each)]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)) and len(cells) - len(numbers) <= 1


def rank(slot: Slot, least: int, bare: bool) -> tuple[int, int]:
    """How deep a row head stands among others: by its number, as a row without values, by how far it is indented."""
    if re.match(r"其中|[#＃]", slot.words):
        return 3, slot.indent - least
    marker = line_marker(slot.words, 0, len(slot.words))
    if marker:
        return 0, marker.family
    return (1, 0) if bare else (2, slot.indent - least)


def row_head(words: str) -> tuple[str, str | None]:
    """A row head without number, 其中： and unit, and its unit."""
    marker = line_marker(words, 0, len(words))
    words = words[marker.end :] if marker else words
    inner = re.sub(r"^(?:其中\s*[:：、]?|[#＃])\s*", "", words.strip())
    return parted(inner.rstrip("*＊") or words.strip().rstrip(":："))

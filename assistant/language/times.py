"""How the time of a figure is told; only its years are in digits: 2023年上半年, 2023年六月底, 2021—2025年合计."""

from index.model import When

UNKNOWN = "–"
AS_OF = "底"
PARTS = {"H1": "上半年", "H2": "下半年", "Q1": "一季度", "Q2": "二季度", "Q3": "三季度", "Q4": "四季度"} | {
    f"{month:02}": f"{name}月" for month, name in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)
}
YEAR_ENDS = ("12", "Q4", "H2")


def time_name(when: When | None) -> str:
    """A time as people say it; a dash where it is not known."""
    if when is None:
        return UNKNOWN
    if when.last:
        return total_of(when.year, when.last)
    if when.as_of and when.part in YEAR_ENDS:
        return f"{when.year}年{AS_OF}"
    return f"{when.year}年{PARTS.get(when.part, '')}{AS_OF if when.as_of and when.part else ''}"


def total_of(first: int, last: int) -> str:
    """Several years together."""
    return f"{first}—{last}年合计"

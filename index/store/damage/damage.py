"""What of an index is no longer as it was stored, told for people."""

from collections.abc import Mapping
from dataclasses import dataclass

_PARTS = {
    "manifest": "清单（模型、分段、格式）已损坏",
    "revision": "状态的名字已损坏",
    "growth": "增添的记录已损坏",
    "training": "向量分区的记录已损坏",
    "ids": "编号的记录已损坏",
    "reports": "报告的名册与存下时不符：有的报告或其校验和不见了，或者变了",
    "facts": "查找指标值的表与存下时不符",
    "things": "指标名称的表与存下时不符",
    "strays": "有不属于任何报告的段落、年份或校验和",
}

_TOLD = 5  # lines that one line holds


@dataclass(frozen=True, slots=True)
class Damage:
    """Reports that are not as they were stored, path by number, and damaged parts of what belongs to no report.

    `file` is what SQLite says of its own file: of a table's index that does not fit it, say.
    """

    reports: Mapping[int, str]
    parts: frozenset[str] = frozenset()
    file: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.reports or self.parts or self.file)

    def lines(self) -> tuple[str, ...]:
        """What is damaged, a line each."""
        return (*(f"{path}：存下的内容已损坏" for path in self.reports.values()), *self.of_no_report())

    def of_no_report(self) -> tuple[str, ...]:
        """What of it belongs to no report, a line each."""
        parts = (told for part, told in _PARTS.items() if part in self.parts)
        return (*parts, *(f"数据库文件已损坏：{line}" for line in self.file))

    def told(self) -> str:
        """The same in one line, with the first few reports of many."""
        lines = self.lines()
        more = f"……等 {len(lines)} 处" if len(lines) > _TOLD else ""
        return "；".join(lines[:_TOLD]) + more


SOUND = Damage({})

"""What a build did, for people and for programs."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did: report names, why files could not be read, and what to know of those that were.

    `chunks` were embedded in this run, `reports` are in the index after it; `removed` are those that --prune dropped.
    A report in `failed` that an earlier build stored is still there as it was, unless it was damaged. `removed` are
    damaged reports, too, whose files were not given; a warning says so. `unread` is what of the files given is not in
    the index, a sentence each, by report: also of those that an earlier build stored.
    """

    added: tuple[str, ...]
    refreshed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    unread: tuple[tuple[str, str], ...]
    chunks: int
    reports: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The object that `index build --json` prints."""
        return {
            "added": self.added,
            "refreshed": self.refreshed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "failed": [{"report": name, "reason": reason} for name, reason in self.failed],
            "warnings": [{"report": name, "warning": warning} for name, warning in self.warnings],
            "unread": [{"report": name, "what": what} for name, what in self.unread],
            "chunks": self.chunks,
            "reports": self.reports,
            "seconds": round(self.seconds, 3),
        }

    def describe(self) -> str:
        """The same for people, in Chinese."""
        counts = ((self.added, "新增"), (self.refreshed, "更新"), (self.unchanged, "未变"), (self.removed, "删除"))
        told = "，".join(f"{word} {len(names)}" for names, word in counts)
        lines = [f"{told}，失败 {len(self.failed)}。索引共 {self.reports} 份报告"]
        lines += [f"本次处理 {self.chunks} 段，用时 {self.seconds:.1f} 秒"]
        lines += [f"注意 {name}：{warning}" for name, warning in self.warnings]
        lines += [f"未读 {name}：{what}" for name, what in self.unread]
        lines += [f"失败 {name}：{reason}" for name, reason in self.failed]
        return "\n".join(lines)

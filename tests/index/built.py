"""Small reports, and what became of them in an index."""

from pathlib import Path

from index.store.local import LocalStore
from index.summary import Summary


def write(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = "".join(
        f"{mark}、工作{mark}\n完成救助{number * 100 + at}人次，成效明显。\n" for at, mark in enumerate("一二三")
    )
    path.write_text(f"2023年民政工作总结{number}\n{parts}", encoding="utf-8")


def names(summary: Summary) -> dict[str, tuple[str, ...]]:
    groups = {"added": summary.added, "refreshed": summary.refreshed, "unchanged": summary.unchanged}
    return {kind: group for kind, group in (groups | {"removed": summary.removed}).items() if group}


def stored(out: Path) -> list[str]:
    store = LocalStore.open(out)
    paths = [card.path for card in store.catalogue()]
    store.close()
    return paths


ALL = ("丁.md", "乙/丙.txt", "甲.txt")

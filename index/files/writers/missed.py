"""What a document holds and its text does not: pictures and the like, by the words that they stand behind."""

from collections.abc import Iterator

_COUNTED = {"图片": "张", "嵌入对象": "个"}
_PLACES, _PLACE = 3, 12  # how many places are told, and how many characters of the words before them


class Missed:
    """Collects what is met and not read."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}

    def add(self, kind: str, behind: str) -> None:
        """One more `kind`, 图片 or 嵌入对象, that stands behind these words."""
        self._places.setdefault(kind, []).append(behind.strip()[-_PLACE:])

    def told(self) -> Iterator[str]:
        """A sentence for each kind: how many, where, and what to do."""
        for kind, places in self._places.items():
            told = "、".join(f"「{each}」" for each in dict.fromkeys(filter(None, places[:_PLACES])))
            where = f"（在{told}{'等处' if len(places) > _PLACES else ''}之后）" if told else ""
            yield f"文中有{len(places)}{_COUNTED[kind]}{kind}未读{where}；其中要查的内容请打成文字"

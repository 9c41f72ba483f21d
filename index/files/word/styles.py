"""What a paragraph or a run of a Word file says of itself, or inherits through its styles."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from index.files.word.package import Package, find, w

LEVELS = tuple("012345678")  # of outlines and lists: Word has nine
_OFF = ("0", "false", "off")


class Styles:
    """The styles of one document, each with those that it is based on."""

    def __init__(self, package: Package) -> None:
        roots = package.related("styles").values()
        found = [style for root in roots for style in find(root, "./w:style")]
        self._styles = {style.get(w("styleId")): style for style in found}
        default = (each for each in found if find(each, "self::*[@w:type='paragraph'][@w:default='1']"))
        self._default = next((each.get(w("styleId")) for each in default), None)
        self._found: dict[tuple[str | None, str], Any] = {}

    def name(self, paragraph: Any) -> str:
        """The name of the paragraph's style in lower case."""
        return (self._inherited(self._of(paragraph), "./w:name/@w:val", 1) or "").lower()

    def depth(self, paragraph: Any) -> int | None:
        """The paragraph's outline level from 1, or None for body text; Word's own title style counts as level 1."""
        if self.name(paragraph) == "title":
            return 1
        level = self.property(paragraph, "./w:pPr/w:outlineLvl/@w:val")
        return int(level) + 1 if level and level in LEVELS else None

    def property(self, paragraph: Any, path: str) -> str | None:
        """The first value at `path` in the paragraph or along its styles."""
        own = find(paragraph, path)
        told = own[0] if own else self._inherited(self._of(paragraph), path)
        return None if told is None else str(told)

    def hidden(self, run: Any, paragraph: Any) -> bool:
        """Whether the words of a run are not shown: it says so, or its style, or that of its paragraph does."""
        named = (*find(run, "./w:rPr/w:rStyle/@w:val"), self._of(paragraph))
        inherited = (self._inherited(style, "./w:rPr/w:vanish") for style in named)
        told = next((each for each in (*find(run, "./w:rPr/w:vanish"), *inherited) if each is not None), None)
        return told is not None and told.get(w("val")) not in _OFF

    def _of(self, paragraph: Any) -> str | None:
        named = find(paragraph, "./w:pPr/w:pStyle/@w:val")
        return str(named[0]) if named else self._default

    def _inherited(self, style: str | None, path: str, reach: int | None = None) -> Any:
        """The first found along a style's first `reach` styles; looked up once, for the chain may be long."""
        if (style, path) not in self._found:
            found = (values[0] for each in islice(self._chain(style), reach) if (values := find(each, path)))
            self._found[style, path] = next(found, None)
        return self._found[style, path]

    def _chain(self, name: str | None) -> Iterator[Any]:
        """The style of this id, the style that it is based on, and so on."""
        seen: set[str | None] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            base = find(self._styles[name], "./w:basedOn/@w:val")
            name = base[0] if base else None

"""A line of a PDF page: its words as they are written in text, and where it stands."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Many programs write 民 as the radical ⺠: those that Unicode's own normalisation leaves as they are.
_RADICALS = str.maketrans(
    "⼾⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⻁⺁⺇⺎⺓",
    "户民西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟虎厂几兀幺",
)
# The signs that fonts have for vertical print.
_UPRIGHT = str.maketrans(
    "︐︑︒︓︔︕︖︙︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄", "，、。：；！？…（）｛｝〔〕【】《》〈〉「」『』"
)
_COMPATIBLE = re.compile("[\u2f00-\u2fdf\uf900-\ufaff]")
_HAN = r"[\u3007\u4e00-\u9fff]"
_AUTOMATIC_SPACE = re.compile(rf"(?<={_HAN}) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?={_HAN})")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of print (positions in points) or a row of a table, which stands `alone`.

    A line is `parted` whose words stand apart, as in a form.
    `column` names the column of the page that it stands in, if there are several. A line that ends left of `least` does
    not fill its column, however short the others are. `page` is the page's number, `confidence` how sure a line is that
    was recognised in a picture.
    """

    text: str
    top: float
    left: float = 0
    right: float = 0
    size: float = 0
    alone: bool = False
    parted: bool = False
    column: tuple[int, ...] = ()
    least: float = 0
    page: int = 0
    confidence: float | None = None


def plain(text: str) -> str:
    """The words of a line without what only print has: radicals for characters, spaces between scripts."""
    text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.translate(_RADICALS | _UPRIGHT))
    return _AUTOMATIC_SPACE.sub("", text)


def common(edges: Sequence[float], share: float) -> float:
    """The edge or size below which so much of them is; 0 of none."""
    return sorted(edges)[int(share * (len(edges) - 1))] if edges else 0

"""Names of several provinces together (东北三省, 江浙沪), in the words of which each is named."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "place_groups.tsv"
# What a group's name is part of without each of its places being meant: 京津冀协同发展, 长三角一体化.
_OF_ITS_OWN = (
    r"(?!协同|一体化|地区|区域|城市群|经济[圈区带]|生态|战略|发展|振兴|合作|示范|[^，。？?]{0,4}(?:战略|一体化))"
)


def spelled_out(text: str) -> str:
    """The text with each name of a group of provinces replaced by those of its provinces: 江苏、浙江、上海."""
    return _pattern().sub(lambda match: "、".join(_groups()[match[1]]), text)


@cache
def _groups() -> Mapping[str, tuple[str, ...]]:
    lines = (line.split("\t") for line in _DATA.read_text(encoding="utf-8").splitlines())
    return {name: tuple(places.split()) for name, places in lines}


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted(_groups(), key=len, reverse=True))
    return re.compile(rf"(?>({names}))(?:的?各省市?|[三四五六]省(?:[一二]市)?)?{_OF_ITS_OWN}")

"""The place that a figure is of: the report's own, or the one that its clause begins with."""

import re

from index.figures.ground import NATION, Ground

_SMALLER = re.compile(
    r"^[\s，,、；;（(]*(?:其中|在)?(?P<name>[\u4e00-\u9fff]{2,3}?(?:镇|乡|街道|社区|村))(?!镇|级|民|委|居|户|庄|落|卫)"
)
_NO_NAMES = re.compile(
    r"城镇|乡镇|农村|全[镇乡村]|[各个]|建制|行政村|自然村|示范|试点|[0-9一二两三四五六七八九十]|重点|特色|中心|边境|脱贫|贫困|老旧|城乡|美丽|和美|以上|所有|社区|本村"
)


def place_of(words: str, ground: Ground) -> str | None:
    """The place of a figure behind `words` of its clause."""
    if re.match(r"\s*全国(?!排|第|重点|文明|性|人大|政协)", words) and "占全国" not in words:
        return NATION
    smaller = town(words) if ground.place else None
    return f"{ground.place}{smaller}" if smaller else ground.place


def town(words: str) -> str | None:
    """The town or village that words begin with, None where they begin with none that has a name."""
    match = _SMALLER.match(words)
    return match["name"] if match and not _NO_NAMES.search(match["name"]) else None

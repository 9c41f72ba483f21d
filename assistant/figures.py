"""Figures in text: a number with its unit, where it stands, and which units a question asks for."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"\d+(?:[,，]\d{3})*(?:\.\d+)?"
_SCALE = r"(?:\s*(?:余|多|来))?\s*(?:万|亿|千|百)?(?:\s*(?:余|多))?"
_UNIT = (
    r"人次|人日|平方米|平方公里|立方米|公里|千米|公顷|千瓦时?|百分点|个百分点|周岁|分钟|小时|工作日|个月|季度|"
    r"元|人|名|户|家|个|张|件|项|座|所|处|对|宗|次|例|具|格|条|起|辆|台|套|间|栋|支|场|期|批|本|份|篇|亩|吨|米|岁|天|日|月|年|倍|级|万|亿|位|只|头|股|度|斤|号|步|成|种|类|大|届|轮|层|片|船|艘|列|颗|枚|口|门|桩|笔|席|课|站|镇|村|市|县|区|省|园|院|校|线|卷|字"
)
FIGURE = re.compile(rf"(?P<number>{_NUMBER})(?P<scale>{_SCALE})\s*(?P<unit>[%％‰]|{_UNIT})?")
_ASKED_UNIT = re.compile(rf"(?:多少|几)\s*(?:万|亿)?(?P<unit>{_UNIT}|钱|资金|经费|金额)")
_MONEY = ("元",)
_PEOPLE = ("人", "名", "人次", "位", "户")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at `start:end` of a text, without separators, with its scale (万, 亿 …) and unit ('' where none)."""

    number: str
    scale: str
    unit: str
    start: int
    end: int


def figures(text: str) -> Iterator[Figure]:
    """The figures of a text in order; years are no figures."""
    for match in FIGURE.finditer(text):
        number = unicodedata.normalize("NFKC", match["number"]).replace(",", "")
        unit = unicodedata.normalize("NFKC", match["unit"] or "")
        if unit == "年" and re.fullmatch(r"(?:19|20)\d\d", number) and not match["scale"]:
            continue
        scale = re.sub(r"[\s余多来]", "", match["scale"])
        yield Figure(number, scale, unit, match.start(), match.end())


def asked_units(question: str) -> tuple[str, ...]:
    """The units that answer a question: 元 for 多少钱, 人 名 人次 for 多少人, 张 for 多少张, % for a rate; () for any."""
    units: list[str] = []
    for match in _ASKED_UNIT.finditer(question):
        unit = match["unit"]
        if unit in ("钱", "资金", "经费", "金额", "元", "万元", "亿元"):
            units += _MONEY
        elif unit == "人":
            units += _PEOPLE
        elif unit in ("万", "亿", "大"):
            continue
        else:
            units.append(unit)
    if not units and re.search(r"比例|占比|百分之|率", question):
        units.append("%")
    if not units and re.search(r"标准|补贴|津贴|资金|金额|经费|投资|生活费|多少钱", question):
        units += _MONEY
    return tuple(dict.fromkeys(units))

"""Which words are a figure (1,764人, 增长7.5%), a unit of measure (万元, 元/人·月) or a year: for cells of tables."""

import re

_LONGEST = 40  # characters of a cell that is a figure; also what keeps the patterns quick
_BASE = (
    "人民币|美元|港元|元|人次|户次|人天|人|户|名|个百分点|百分点|个|家|所|处|座|间|张|床|具|件|条|次|例|对|宗|起|场次|场|期|批|项|种|台|辆|架|艘|套|"
    "份|本|册|部|篇|只|头|羽|匹|株|棵|口|眼|盏|块|支|队|岁|天|小时|分钟|平方公里|平方千米|平方米|立方米|公里|千米|毫米|厘米|米|㎡|㎥|m²|m2|km|亩|公顷|"
    "吨|公斤|千克|克|斤|升|毫升|千瓦时|兆瓦时|千瓦|兆瓦|瓦|度|标准煤|%|％|‰|位|车次|班次|笔|枚|箱|桶|瓶|片|组|课时|学时|标段|孔|分"
)
_TIMES = "[十百千万亿]{0,2}"
UNIT = rf"{_TIMES}(?:{_BASE})(?:\s*[/／·・.每]?\s*{_TIMES}(?:{_BASE}|年|月|日|季)){{0,3}}|[万亿]"
"""A unit of measure, also of one thing by another: 元/人·月."""

_DIGIT = re.compile("[0-9０-９]")
_NUMBER = r"[+\-－−＋±]?[\d０-９](?:[\d０-９,，.．]|(?<=\d) (?=\d{3}(?!\d)))*"
_LEAD = (
    r"(?:同比|比上年|增长|下降|减少|增加|提高|上升|降低|每人每?[月年日天]|每[人户]|[人户]均|不低于|不少于|不超过|超过|达到|约|近|达|超|"
    r"≥|≤|>|<|＞|＜|↑|↓|\s){0,4}"
)
_TAIL = rf"(?:\s*(?:{UNIT}|(?![年月日季周岁类级号届])[\u4e00-\u9fff]{{1,2}})(?:以上|以下|左右|/[年月日])?)?"
_FIGURE = re.compile(
    rf"{_LEAD}{_NUMBER}{_TAIL}(?:[\s/、—~～\-]{{1,2}}{_NUMBER}{_TAIL}){{0,3}}\s*(?:[(（][^()（）]{{1,20}}[)）])?\*?"
)
_NOTHING = re.compile(r"[-—－–─/／\\*×…·.]+|无|空|\.{2,}|暂无|不详|缺|N/?A", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = re.compile(UNIT)


def is_figure(words: str) -> bool:
    """Whether the words are a figure with or without its unit, and nothing else; a date or an age group is none."""
    return len(words) <= _LONGEST and _DIGIT.search(words) is not None and _FIGURE.fullmatch(words) is not None


def is_blank(words: str) -> bool:
    """Whether a cell says that there is no value: —, /, 无."""
    return not words or _NOTHING.fullmatch(words) is not None


def is_year(words: str) -> bool:
    """Whether the words are a bare year, which counts nothing."""
    return _YEAR.fullmatch(words) is not None


def is_unit(words: str) -> bool:
    """Whether the words are a unit of measure."""
    return len(words) <= _LONGEST and _UNIT.fullmatch(words) is not None

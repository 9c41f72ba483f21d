"""What reckoned answers say: every Chinese word of them, plain and short."""

import re
from collections.abc import Sequence

ABOUT = "约"
PLACE, YEAR, VALUE, STATE, PART, CHANGE = "地区", "年份", "数值", "状态", "范围", "变化"
TARGET, REACHED, VERDICT = "目标", "实际", "结果"
UNNAMED = "这一项"
OF_STATE = {"planned": "目标", "earlier": "原来"}
PLANS = re.compile("目标|计划")
STATES = {"reached": "完成", "planned": "目标", "earlier": "原来"}
NOT_TOLD = "报告没有说"
YES, NO, OPEN = "是", "不是", "报告没有说准"

# Words beside a figure that leave it open, right before and right behind it.
_FLOOR_BEFORE = "不低于|不少于|不得低于|不得少于|至少|超过|超|突破|逾|高于|多于|大于"
_CEILING_BEFORE = "不超过|不高于|不多于|不得超过|至多|低于|少于|不到|不足|小于"
LIMIT_BEFORE = re.compile(
    rf"""
    (?P<limit>(?<![不得未有])(?:{_FLOOR_BEFORE})|{_CEILING_BEFORE}|大约|大概|接近|(?<![节签公合条])约|(?<![最附])近)
    (?:每(?:个?[人户月年天次]|季度)+)*\s*$
    """,
    re.VERBOSE,
)
LIMIT_BEHIND = re.compile(r"\s*(?:/\w)*\s*(?P<limit>左右|上下|及?以上|及?以下|以内|之内)")
FLOOR = re.compile(f"^(?:{_FLOOR_BEFORE}|及?以上)$")
CEILING = re.compile(f"^(?:{_CEILING_BEFORE}|及?以下|[以之]内)$")
# A change, and its verb right before the figure.
CHANGE_BEFORE = re.compile(
    r"(?P<verb>增长|增加|新增|提高|上升|上涨|增|升|涨|(?P<falls>下降|降低|减少|压减|下跌|负增长|降|减|跌))[了约近超]?\s*$"
)
# Ends the name of a change.
FALL = re.compile("(?:降幅|减幅|跌幅|下降幅度|降低幅度|减少额|减少量|减少数)$")
RISE = re.compile("(?:增速|增幅|涨幅|增长率|增加额|增加量|增量|提高幅度|上升幅度)$")
# Of which less is better, so that a target is not to be passed.
LESS_IS_BETTER = re.compile("失业|死亡|事故|发案|发生率|能耗|排放|浓度|空置|投诉|价格|涨幅|赤字|不良|贫困发生")
# What counts what was added, at the beginning of its name.
ADDED = re.compile("新[增建添]|净增")
# Of what a rate is: how it differs is told as high and low, not as many and few.
_HEIGHT = re.compile("率|比重|比例|占比|标准|指数|水平|价|人均|增速|增长")


def height(thing: str, unit: str) -> bool:
    """Whether a thing is high or low (a standard, a rate), not much or little."""
    return "/" in unit or unit in ("%", "‰", "个百分点", "百分点") or bool(_HEIGHT.search(thing))


def more(*, high: bool, over_time: bool, rises: bool) -> str:
    """How one figure lies to another."""
    if over_time:
        return ("提高" if rises else "下降") if high else ("增加" if rises else "减少")
    return ("高" if rises else "低") if high else ("多" if rises else "少")


def head(time: str) -> str:
    """Before several lines of one time."""
    return f"{time}："


def compared(one: str, other: str, sign: str, working: str) -> str:
    """One differs from the other, with the working."""
    return f"{one}比{other}{sign}：{working}"


def same(labels: Sequence[str], said: str) -> str:
    """All have the same figure."""
    return f"{'、'.join(labels)}一样，都是{said}"


def working(terms: Sequence[str], sign: str, result: str, *, about: bool, rounded: bool = False) -> str:
    """560 − 530 = **30元/月**."""
    return f"{f' {sign} '.join(terms)} {'≈' if rounded else '='} {ABOUT if about else ''}**{result}**"


def total(labels: Sequence[str], working: str, *, falls: bool = False) -> str:
    """What parts add up to, or by how much they fell together."""
    return f"{'、'.join(labels)}合计{'减少' if falls else ''}：{working}"


def share(part: str, whole: str, working: str) -> str:
    """What share of the whole a part is."""
    return f"{part}占{whole}：{working}"


def converted(label: str, said: str, result: str, about: bool) -> str:
    """A figure in another unit."""
    return f"{f'{label}：' if label else ''}{said} {'≈' if about else '='} **{result}**"


PAID_BY = ("月", "年")


def by_time(time: str) -> str:
    """By what amounts are reckoned that are paid by the month and by the year."""
    return f"（按{time}折算）"


def extreme(labels: Sequence[str], said: str, *, high: bool, most: bool, others: Sequence[str]) -> str:
    """Which is the most or the least, and what comes next."""
    word = f"最{more(high=high, over_time=False, rises=most)}的是"
    names = "、".join(f"**{label}**" for label in labels)
    rest = f"；其次{'、'.join(others)}" if others else ""
    return f"{word}{names}{'，都是' if len(labels) > 1 else '，'}{said}{rest}"


def fell(*, more: bool) -> str:
    """How a fall lies to another."""
    return "多降" if more else "少降"


def ranked(told: Sequence[str], *, high: bool, downwards: bool, many: bool) -> str:
    """All in order, or where there are many the first of them."""
    first, last = (more(high=high, over_time=False, rises=rises) for rises in (downwards, not downwards))
    return f"从{first}到{last}：{'、'.join(told)}{'……' if many else ''}"


def place_in_order(label: str, place: int, *, high: bool, downwards: bool) -> str:
    """Where one stands among all."""
    first, last = (more(high=high, over_time=False, rises=rises) for rises in (downwards, not downwards))
    return f"**{label}**从{first}到{last}排第{chinese(place)}"


def passing(told: Sequence[str], unit: str) -> str:
    """Those that lie on the side asked for."""
    return f"符合的有{chinese(len(told), counts=True)}{unit}：{'、'.join(told)}"


def failing(told: Sequence[str], *, none_passes: bool) -> str:
    """Those that do not."""
    return f"{'没有符合的' if none_passes else '不符合的'}：{'、'.join(told)}"


def open_ones(told: Sequence[str]) -> str:
    """Those of which the report says too little to tell."""
    return f"报告只说大概、不好判断的：{'、'.join(told)}"


def course(first: str, last: str, steps: Sequence[int], *, high: bool, yearly: bool) -> str:
    """How a figure went over the years; `steps` has the sign of each, `yearly` tells that no year is left out."""
    signs = [sign for sign in steps if sign]
    turns = [sign for at, sign in enumerate(signs) if at == 0 or signs[at - 1] != sign]
    up, down = ("上升", "下降") if high else ("增加", "减少")
    if not turns:
        return f"{first}到{last}没有变化"
    if len(turns) == 1:
        every = yearly and len(signs) == len(steps) > 1
        return f"{first}到{last}{'逐年' if every else ''}{up if turns[0] > 0 else down}"
    if len(turns) == 2:
        return f"{first}到{last}{'先升后降' if turns[0] > 0 else '先降后升'}"
    return f"{first}到{last}有升有降"


def altogether(sign: str, result: str) -> str:
    """The change from the first year to the last."""
    return f"，共{sign}**{result}**" if result else "，首尾相同"


def step(label: str, said: str, change: str) -> str:
    """One year beside the one before."""
    return f"{label}{said}，{change}"


def change(before: str, sign: str, result: str) -> str:
    """How a year differs from the one before, where that is named."""
    if not before:
        return f"{sign}{result}" if result else "没有变化"
    return f"比{before}{sign}{result}" if result else f"和{before}一样"


def target(label: str, verdict: str, planned: str, reached: str) -> str:
    """What was to be reached, what was, and whether it was."""
    return f"{f'{label}：' if label else ''}{verdict}；目标{planned}，实际**{reached}**"


def verdict(*, met: bool | None, sign: str, result: str) -> str:
    """Whether a target was reached, and by how much it was passed or missed; None where the target leaves it open."""
    word = {True: "达到目标", False: "没有达到目标", None: "目标只说大概"}[met]
    return f"{word}，{sign}{result}" if result else f"{word}，正好相等"


def yes_or_no(yes: bool | None, told: str) -> str:
    """Yes or no, and what the report says; None where it leaves it open."""
    return f"{ {True: YES, False: NO, None: OPEN}[yes] }：{told}"


# --- Why nothing was reckoned, and what is left out


def not_told(labels: Sequence[str], what: str = "") -> str:
    """Those whose reports have no such figure."""
    return f"{'、'.join(labels)}的{NOT_TOLD}{what}。"


def of_label(label: str, told: str) -> str:
    """What is told of a row."""
    return f"{label}：{told}"


def undated(labels: Sequence[str]) -> str:
    """Figures whose year is not known."""
    return f"{'、'.join(labels)}的数是哪一年的说不清，没有计算。"


def doubtful(labels: Sequence[str]) -> str:
    """Figures of which it is not sure that they are the ones asked for."""
    return f"{'、'.join(labels)}的数没有把握，没有计算。"


def unlike(what: str) -> str:
    """Figures that cannot be set side by side."""
    return f"{what}不同，没有计算。"


def of_several_years(labels: Sequence[str]) -> str:
    """Totals of years, which are none of a year."""
    return f"{'、'.join(labels)}是几年合计，不是一年的数，没有列入。"


UNITS, TIMES, KINDS, STATE_WORDS, PARTS_TOLD, PLACES = (
    "单位",
    "年份",
    "口径（总数和增减）",
    "目标和完成",
    "范围",
    "地区",
)
NO_SHARES_ADDED = "百分数不能相加，没有计算。"
NO_STOCKS_ADDED = "各年年底的数不能相加，没有计算。"
TOO_SMALL = "比例太小，没有计算。"
NO_FALLS = "降幅没有拿来计算。"
ROUGH = "报告只说了“以上”“不到”一类的数，没有计算。"
NO_PART = "部分大于整体，没有计算。"


def chinese(count: int, *, counts: bool = False) -> str:
    """A number below a hundred in Chinese; 两 where it counts things."""
    digits = "零一二三四五六七八九"
    if counts and count == 2:
        return "两"
    if count < 10:
        return digits[count]
    if count < 100:
        tens, ones = divmod(count, 10)
        return f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}"
    return f"{count}"

"""What reckoned answers say: every Chinese word of them, plain and short."""

import re
from collections.abc import Sequence

UNKNOWN = "–"
ABOUT = "约"
AS_OF = "底"
PARTS = {"H1": "上半年", "H2": "下半年", "Q1": "一季度", "Q2": "二季度", "Q3": "三季度", "Q4": "四季度"} | {
    f"{month:02}": f"{name}月" for month, name in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], 1)
}
PLACE, YEAR, VALUE, STATE, PART, CHANGE, THING = "地区", "年份", "数值", "状态", "范围", "比上一年", "项目"
STATES = {"reached": "完成", "planned": "目标", "earlier": "原来"}
NOT_TOLD = "报告没有说"
YES, NO = "是", "不是"

# Words beside a figure that leave it open, right before and right behind it.
_FLOOR_BEFORE = "不低于|不少于|不得低于|不得少于|至少|超过|超|突破|逾|高于|多于|大于"
_CEILING_BEFORE = "不超过|不高于|不多于|不得超过|至多|低于|少于|不到|不足|小于"
LIMIT_BEFORE = re.compile(rf"(?P<limit>(?<![不得])(?:{_FLOOR_BEFORE})|{_CEILING_BEFORE}|大?约|大概|近)\s*$")
LIMIT_BEHIND = re.compile(r"\s*(?P<limit>左右|上下|及?以上|及?以下|以内|之内)")
FLOOR = re.compile(f"^(?:{_FLOOR_BEFORE}|及?以上)$")
CEILING = re.compile(f"^(?:{_CEILING_BEFORE}|及?以下|[以之]内)$")
# Of which less is better, so that a target is not to be passed.
LESS_IS_BETTER = re.compile("失业|死亡|事故|发案|发生率|能耗|排放|浓度|空置|投诉|价格|涨幅|赤字|不良|贫困发生")
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


def compared(one: str, other: str, sign: str, working: str) -> str:
    """One differs from the other, with the working."""
    return f"{one}比{other}{sign}：{working}"


def same(labels: Sequence[str], said: str) -> str:
    """All have the same figure."""
    return f"{'、'.join(labels)}一样，都是{said}"


def working(terms: Sequence[str], sign: str, result: str, about: str) -> str:
    """560 − 530 = **30元/月**."""
    return f"{f' {sign} '.join(terms)} {'≈' if about == '≈' else '='} {ABOUT if about == ABOUT else ''}**{result}**"


def total(labels: Sequence[str], working: str) -> str:
    """What parts add up to."""
    return f"{'、'.join(labels)}合计：{working}"


def share(part: str, whole: str, working: str) -> str:
    """What share of the whole a part is."""
    return f"{part}占{whole}：{working}"


def converted(label: str, said: str, result: str, about: bool) -> str:
    """A figure in another unit."""
    return f"{f'{label}：' if label else ''}{said} {'≈' if about else '='} **{result}**"


def extreme(labels: Sequence[str], said: str, *, high: bool, most: bool, others: Sequence[str]) -> str:
    """Which is the most or the least, and what comes next."""
    word = f"最{more(high=high, over_time=False, rises=most)}的是"
    names = "、".join(f"**{label}**" for label in labels)
    rest = f"；其次{'、'.join(others)}" if others else ""
    return f"{word}{names}{'，都是' if len(labels) > 1 else '，'}{said}{rest}"


def ranked(told: Sequence[str], *, high: bool, downwards: bool) -> str:
    """All in order."""
    first, last = (more(high=high, over_time=False, rises=rises) for rises in (downwards, not downwards))
    return f"从{first}到{last}：{'、'.join(told)}"


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


def course(first: str, last: str, told: Sequence[int], working: str, *, high: bool) -> str:
    """How a figure went over the years; `told` has the sign of each step."""
    up, down = (more(high=high, over_time=True, rises=rises) for rises in (True, False))
    signs = [sign for sign in told if sign]
    turns = [sign for at, sign in enumerate(signs) if at == 0 or signs[at - 1] != sign]
    whole = len(signs) == len(told) > 1
    if not turns:
        return f"{first}到{last}没有变化"
    if len(turns) == 1:
        word = ("逐年" if whole else "") + (
            ("上升" if high else "增加") if turns[0] > 0 else ("下降" if high else "减少")
        )
    elif len(turns) == 2:
        word = "先升后降" if turns[0] > 0 else "先降后升"
    else:
        word = "有升有降"
    return f"{first}到{last}{word}，{working.format(sign=f'共{up}', other=f'共{down}')}"


def step(label: str, said: str, before: str, sign: str, result: str) -> str:
    """One year beside the one before."""
    change = f"{sign}{result}" if result else "没有变化"
    return f"{label}{said}，比{before}{change}"


def target(label: str, planned: str, reached: str, verdict: str) -> str:
    """What was to be reached, what was, and whether it was."""
    return f"{f'{label}：' if label else ''}{verdict}；目标{planned}，实际{reached}"


def verdict(*, met: bool | None, rises: bool, high: bool, result: str) -> str:
    """Whether a target was reached, and by how much not; None where the target leaves it open."""
    if not result:
        return "**达到目标**，与目标相同"
    sign = more(high=high, over_time=False, rises=rises)
    word = {True: "**达到目标**", False: "**没有达到目标**", None: "目标只说大概"}[met]
    return f"{word}，{sign}{result}"


def whether(answer: str, label: str, said: str) -> str:
    """Yes or no, and the figure of the report."""
    return f"{answer}，{label}是**{said}**"


# --- Why nothing was reckoned, and what is left out


def not_told(labels: Sequence[str]) -> str:
    """Those whose reports have no such figure."""
    return f"{'、'.join(labels)}的{NOT_TOLD}。"


def doubtful(labels: Sequence[str]) -> str:
    """Figures of which it is not sure that they are the ones asked for."""
    return f"{'、'.join(labels)}的数没有把握，没有计算。"


def unlike(what: str) -> str:
    """Figures that cannot be set side by side."""
    return f"{what}不同，没有计算。"


def of_several_years(labels: Sequence[str]) -> str:
    """Totals of years, which are none of a year."""
    return f"{'、'.join(labels)}是几年合计，不是一年的数，没有列入。"


def total_of(first: int, last: int) -> str:
    """Several years together."""
    return f"{first}—{last}年合计"


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

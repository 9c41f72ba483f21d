"""Patterns of what questions and reports say, whoever reads them: amounts, times, names, words that ask."""

import re
from pathlib import Path

from assistant.language.lists import words

# Any unit or measure word, to be put together with a number.
UNIT = "|".join(words(Path(__file__).parent / "data" / "units.txt"))
# An amount that is asked for: 多少万元, 几家, 多少老年人.
ASKED = re.compile(
    rf"(?:多少|几)\s*(?:万亿|万|亿)?(?:(?P<unit>{UNIT}|钱|资金|经费|金额)|[^\W\d每给为对向帮让]{{1,3}}(?P<people>人))?"
)
# A number of things that is asked for: 人数, 户数, 人数是多少.
NUMBER_OF = re.compile(r"([人户张家件次对])数(?:[是有为]?多少)?")
# Where the question names no unit, what it asks about tells: the first that fits.
GUESSES = (
    (re.compile(r"比例|占比|百分之|率|增长|增速|增幅|涨了?多少|下降"), ("%", "‰", "百分点", "个百分点")),
    (re.compile(r"产量|总产"), ("斤", "吨", "千克", "公斤")),
    (re.compile(r"面积|农田|耕地"), ("亩", "公顷", "平方公里", "平方米")),
    (
        re.compile(
            r"""
            (?<!高)标准(?!化|箱)|补贴|津贴|资金|金额|经费|投资|生活费|补助|钱|花
            |[保助济励恤险]金|[罚贷存捐善]款
            |投入|支出|产值|生产总值|gdp|GDP|总额|收入
            """,
            re.VERBOSE,
        ),
        ("元",),
    ),
)

# A time, which a question for one cannot do without.
TIME = re.compile(
    r"""
    \d\s*[年月日]|[年月]底|[明今当次]年|季度|[上下]半年|[上中下]旬|期间|常年|长期|\d[:：]\d\d
    |[\d一二两三四五六七八九十半]\s*个?\s*(?:工作日|天|月|年|周|星期|小时|分钟)
    """,
    re.VERBOSE,
)
# What asks for a time.
WHEN = re.compile("什么时候|何时|哪[天年月]|几月|多久")

# What asks and is cut by jieba together with the thing asked for: 几家, 多少个, 哪几种, 各有.
ASKING = re.compile(
    r"""
    叫(?:做|作)?(?:什么|啥)  # what is called
    |帮我?(?:查|看|找)(?:一?下|看)?|麻烦(?:问|查)?(?:一?下)?|我?想(?:知道|了解)(?:一?下)?  # please
    |(?:哪[个边里]|谁)的?(?:更|最|比较)?[高低多少大小快慢]  # which is more
    |(?:有|[总一]?共有?)?(?:多少|几|哪几|哪)  # how many of them
        (?:个|家|张|名|户|件|项|座|所|处|对|宗|次|例|条|辆|台|套|间|栋|支|场|期|批|份|亩|岁|天|年|月|
        倍|级|位|种|类|大|步|儿|些|人次|人|钱)?
    |第[一二三四五六七八九十]+(?:个|项|条)|[一两](?:年|处|个|地)  # counted
    |各(?![类项种级界方地市县区位省])|点名|是不是|有没有
    """,
    re.VERBOSE,
)
# What stands behind a verb whose object is asked for: 了多少 in 实施了多少个.
OBJECT = re.compile(r"了?(?:多少|几|什么|哪)")
# The noun that is asked for: 镇 in 哪个镇.
WANTED = re.compile(
    r"""
    (?:什么|哪(?:一|几)?[个种些项类条座所家名位张]?|何种|几[个种项类条座所家名位大])
    (?P<noun>[\u4e00-\u9fff]{1,6})
    """,
    re.VERBOSE,
)
# A name that says how many parts a thing has: 六大行动, 十件实事.
COUNTED = re.compile(
    r"""
    (?P<name>(?:[二三四五六七八九十]{1,2}|\d{1,2})[大项件张]\S{0,4}?
    (?:行动|工程|体系|实事|任务|产业|战略|计划|机制|平台|清单|名片|攻坚))
    """,
    re.VERBOSE,
)
# A word of numerals and measure words alone, which counts and has no topic.
COUNTING = re.compile("[零一二两三四五六七八九十百千万亿几多半第个家张名项种类大处地年次位]+")
# A plan's name, no number: 十四五.
FIVE_YEARS = re.compile("十[一二三四五六]五")

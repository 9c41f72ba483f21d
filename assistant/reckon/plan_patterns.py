"""Patterns of what a question wants done with figures: compared, added up, ranked, held against a target.

They are held against the question without its places and years, each of which leaves a blank.
"""

import re

_MORE = "多高大快强长重贵早好"
_LESS = "少低小慢弱短轻便宜晚差"
_AMOUNT = r"(?:多少|几[个点成倍%％家人户名张件项对分]?)"

# --- Which operation

# Held against what was to be reached: 完成任务没有, 达到目标了吗, 定的是…实际….
TARGET = re.compile(
    r"""
    (?:目标|任务|计划|指标|年初|原先|原来|当初|定)[^。？?]{0,24}?
        (?:完成|达到|达成|实现|做到|兑现|超额|超过?了|超出|到了?没|到位|落实得|结果|实际|最后)
    |(?:完成|达到|达成|实现|兑现)了?[^。？?]{0,16}?(?:目标|任务|计划|指标|(?:定|说)的)
    |超额完成
    """,
    re.VERBOSE,
)
# The words of a target that are no part of the thing: 年初定的, 目标是多少.
OF_TARGET = re.compile(
    r"""
    超额完成|(?:有没有|是否|是不是)?(?:完成|达到|达成|实现|兑现)(?:得怎么样|情况|没有|没|了)*
    |(?:原先|原来|当初|年初)?(?:所|是)?(?:[定说提]的?)(?:是|到|要)?(?=[^义价期点额向]|$)
    |(?:原先|原来|当初|年初|最后|最终|后来|结果|实际)(?:做到|完成|是|到|达到)?(?:了)?
    |(?:的)?(?:目标|任务|计划|指标)(?:数|值)?|[到做超](?:了|没有?)+|超(?:过|出)?(?:了)?|力争|[差多]多少|以上
    """,
    re.VERBOSE,
)
LOWEST = re.compile(rf"最(?:[{_LESS}])|垫底|倒数第一|末位|最后一名")
HIGHEST = re.compile(
    rf"最(?:[{_MORE}])|领先|居首|排第一|头名|拔得头筹|(?:哪|谁)[^，。？?]{{0,12}}?更?[{_MORE}](?=[？?]?$|一?些|一点)"
)
WHICH = re.compile(r"哪|谁|什么(?:地方|时候)|何[地年]")
RANKED = re.compile(
    rf"""
    排(?:个|一|了|下)?(?:个)?(?:序|名|队|列|位)|[怎咋][么样]*排|排一?[下个]
    |[从由](?:[{_MORE}])到(?:[{_LESS}])|[从由](?:[{_LESS}])到(?:[{_MORE}])
    """,
    re.VERBOSE,
)
UPWARDS = re.compile(rf"[从由](?:[{_LESS}])到(?:[{_MORE}])")
TREND = re.compile(
    r"""
    变化|走势|趋势|[怎咋](?:么|样)*(?:变|涨|升|降|增)|如何(?:变|增|降)|(?:增长|发展|变动|增减)情况
    |[涨升增多高][了]?还是[跌降减少低]|[跌降减少低][了]?还是[涨升增多高]|是[涨升增]是[跌降减]|逐年|历年
    """,
    re.VERBOSE,
)
DIFFERENCE = re.compile(
    rf"""
    (?:比|较|跟|和|同|与)[^，。？?]{{0,20}}?(?:[{_MORE}{_LESS}涨跌增减升降提超]|相?差)[^，。？?]{{0,6}}?{_AMOUNT}
    |(?:相|少|多)?差[^，。？?]{{0,4}}?{_AMOUNT}|差[距额值](?:是|有)?{_AMOUNT}?
    |[{_MORE}{_LESS}涨跌增减升降](?:了|出|卖|收|产|打|发|加|长|少)*{_AMOUNT}
    """,
    re.VERBOSE,
)
SUM = re.compile(
    r"加(?:起来|在一起|一块|总)|合(?:起来|计|一块|在一起)|总(?:共|计|和|数|的)|一共|共计?(?=[^同建享])|累计"
)
SHARE = re.compile(r"占[^，。？?]{0,12}?(?:多少|几成|百分之几|比例|比重|的?比)")
LIMIT = re.compile(
    r"""
    (?P<least>不低于|不少于|达到|达|够|满|至少)|(?P<over>超过?|突破|高于|大于|多于|过了?|[高多大]过|比)
    |(?P<most>不超过|不高于|不多于|至多|控制在)|(?P<under>低于|少于|不到|不足|不满|小于|没过|没到)
    """,
    re.VERBOSE,
)
BEHIND_LIMIT = re.compile(
    r"\s*(?:(?P<least>及?以上|起)|(?P<most>及?以[下内]|之内)|[更还]?(?P<over>[高多大])|[更还]?(?P<under>[低少小]))"
)
CONVERT = re.compile(r"(?:合|折合?|换算|算下来|平均下来|相当于|等于|也就是|转成|换成|是)[^，。？?]{0,8}?(?:多少|几)")
UNIT_ASKED = re.compile(
    r"(?:多少|几)个?(?P<unit>万亿元?|亿元?|万元?|元|块)|换(?:算)?成(?P<into>万亿元?|亿元?|万元?|元)"
)
BY_TIME = re.compile(r"(?:一|每)?个?(?:(?P<year>年)|(?P<month>月))(?:合|是|折|要|能|可以|有|到|给|发|领|得|拿|多)")
# All years there are: 这几年, 近三年.
ALL_YEARS = re.compile(
    r"(?:[这近前]|最近|过去)(?P<count>[两二三四五六七八九十几\d])年|历年|逐年|一直|哪一?年|年年|一年比一年"
)

# --- Which things

# Between things that are asked for side by side: 低保人数、标准和特困人数.
BETWEEN_THINGS = re.compile(r"[、，,；;和及与跟以]+")
EACH = re.compile(r"(?:各自?|分别|都)(?:是|有|为|卖|发|收|产|改|建|达)?了?(?:多少|几)?|各(?:是|有)?多少")
ASKS = re.compile(_AMOUNT)
MEASURES = re.compile(
    r"(?:[人户件张次家对]数|标准|金额|数量|总[量额数]|[比增]?率|增[速幅]|指数|产量|收入|支出|面积|数)$"
)
# Words around the thing that ask or are polite.
POLITE = re.compile(
    r"""
    ^(?:请问|麻烦|帮我?|[我你]?想|查|看|知道|了解|问|告诉|说|一?下|你|我|能不能|可以|领导|写材料|需要|汇报|用|的|要)*
    |(?:谢谢|多谢|麻烦了?|好吗|行吗|可以吗)[啦了你您！!。]*$
    """,
    re.VERBOSE,
)
# What asks of the thing and is no part of it.
ASKING = re.compile(
    rf"""
    (?:是|有|为|达到?|到|共|一共|总共|大概|大约)*{_AMOUNT}(?:钱|资金|万亿元?|亿元?|万元?|元|块)?
    |(?:最|更|比较)[{_MORE}{_LESS}]的?|(?:哪|谁)(?:[个些儿里家年座处]|一[个年家])?(?:地方|[省市县区州])?(?:的)?
    |(?:有没有|是不是|是否|有无)|(?:怎么|如何|怎样|咋)样?|[吗呢啊吧呀么？?。！!]+$|(?:的)?情况$
    |[了着]$|^的|的$|^(?:比|和|跟|与|较|同)|(?:比|和|跟|与|较|同)$|分别|各自?(?!类|种)|这个?[省市县区]|两[地县市省区]
    """,
    re.VERBOSE,
)

"""Patterns of what a question names beside things, places and years: a limit, a unit, all years, the order wanted."""

import re

_LESS = "少低小慢弱短"
_MORE = "多高大快强长"

# An amount that figures are held against: 超过700元, 不到20个; 70%以上.
LIMIT = re.compile(
    r"""
    (?P<least>不低于|不少于|达到了?|达|够|满|至少|[上破]了?)|(?P<over>超过?了?|突破了?|高于|大于|多于|过了?|[高多大]过)
    |(?P<most>[不没未]超过|不高于|不多于|至多|控制在)|(?P<under>低于|少于|不到|不足|不满|小于|没过|没到|[没未]达到|达不到)
    """,
    re.VERBOSE,
)
BEHIND_LIMIT = re.compile(
    rf"\s*(?:(?P<least>及?以上|起)|(?P<most>及?以[下内]|之内)|[更还]?(?P<over>[{_MORE}])|[更还]?(?P<under>[{_LESS}]))"
)
# A number that is part of a name: PM2.5, “99公益日”.
IN_A_NAME = re.compile(r"[A-Za-z“\"「『《]$")
# From the least to the most.
UPWARDS = re.compile(rf"[从由](?:[{_LESS}])到(?:[{_MORE}])|倒序|倒数")
# What asks, at the edges of a thing: 农村低保是不是, 标准提到.
EDGES = re.compile(r"^哪些(?:地方)?|(?:是否|是不是|[涨提降升]到|定|的|\d)+$")
# The unit that a figure is to be told in.
UNIT_ASKED = re.compile(
    r"(?:(?:多少|几)个?|(?:换算?|折算?|合)成?)(?P<scale>万亿|亿|万|)(?P<base>元|公?斤|千克|吨|亩|公顷|公里|米|)"
)
# By the year or the month.
BY_TIME = re.compile(
    r"(?<!哪)(?:一|每|按|整|全)个?(?:(?P<year>年)|(?P<month>月))|(?:折|合|摊)到?(?:每|一)?个?(?P<to>月|年)|月均|(?<!\d)年均"
)
# All years there are, or the last so many: 历年, 近三年.
ALL_YEARS = re.compile(
    r"(?:[这近前]|最近|过去)(?P<count>[两二三四五六七八九十几\d])年|历年|逐年|哪[一几]?年|年年|一年比一年"
)
# Before 几年, 几个: how many places or years, which says nothing of what their figures count.
COUNTS_ROWS = re.compile("[哪这近那前]$")
NO_MEASURE = (None, "个", "年", "月", "天", "点", "项", "种", "次")
# What was to be is named beside what a figure is held against.
TARGET = re.compile("目标|任务|打算|[定说]的|定下|原先|当初|年初")
# Which of two is to be more, or less.
MORE_OR_LESS = re.compile(rf"((?!(?<=增)长)[{_MORE}])|([{_LESS}])")
# Whether what is asked for is high and low, or much and little.
HEIGHT = re.compile(r"(?:最|[从由])(?:(?P<high>[高低])|[多少])|谁(?:更)?(?P<who>[高低])")
# The growth or fall of a thing itself is asked for: 哪个增得最快, 增速, 减了多少.
GROWS = re.compile("增速|增幅|涨幅|降幅|[增涨降减][得了]|增长")
BETWEEN_THINGS = re.compile(r".{0,6}?[、，,；;和与及跟].{0,4}")
# Years told from now, the newest first: 今年, 去年, 前年.
SINCE_NOW = (re.compile("今年|本年"), re.compile("去年|上一?年"), re.compile("前年"))
# Held against the year before the one that is named.
AGAINST_LAST = re.compile(r"[比较](?:上一?年|去年|前一年)")

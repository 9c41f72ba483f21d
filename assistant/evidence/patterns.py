"""Patterns of what reports say around an answer: totals, changes, amounts by head, why a text was written, lists."""

import re

# --- Amounts that are asked for (wanted.py)

# Asks for an amount by the month or the year, and what an answer then holds.
RATES = (
    (re.compile("一个月|每个?月|按月|月均"), re.compile("[/每]月|月人均|一个月")),
    (re.compile("一年(?:给|发|领|拿|有?多少)|每年|按年"), re.compile("[/每一]年")),
)
# An amount by head or by time, which is a standard and no sum paid out.
BY_HEAD = re.compile("[/每]月|[/每]年|每[人户]|人均")
# A sum: 发了多少 asks for one; 发多少 may ask for a standard.
SUM = re.compile("了|共|出去")
# By how much something changed.
ASKS_CHANGE = re.compile(r"增|提高|上升|减少|涨|降|变化|多了|幅|速")
# An amount: 多少, 几家.
ASKS_AMOUNT = re.compile(r"多少|几[^\u4e00-\u9fff]?[\u4e00-\u9fff]")

# --- Amounts that are told (amounts.py)

# A figure that is said to be a total.
TOTAL = re.compile(r"(?:全[市县区省州]|累计|合计|总[计数]|共)[^，,。；]{0,8}\d")
# An amount by head where the whole may be asked for.
PER_HEAD = re.compile("[人户]均|平均")
# A figure that says by how much a thing changed, not to what.
CHANGE = re.compile(
    r"""
    (?:增加|增长|提高|上升|下降|减少|降低|多|增(?![加长]))(?!到|至|为)[^\d，,。]{0,2}\d
    """,
    re.VERBOSE,
)

# --- Texts that are told (extents.py)

# Why a text was written and that it was issued: never what a question asks for.
PREAMBLE = re.compile(
    r"""
    为(?:贯彻|进一步|深入|认真|切实|做好)|根据.{0,20}(?:精神|规定|要求)
    |(?:如下|通知|公告)[：:。]?$|现(?:就|将)
    """,
    re.VERBOSE,
)
# Things listed in a row: 甲、乙、丙.
ENUMERATED = re.compile("[^，,。；;：:]*、[^，,。；;：:]*")
# One of several things that are told apart: in quotation marks, between semicolons, behind a number.
PARTS = (
    re.compile("“[^”]+”"),
    re.compile("[^；;]+"),
    re.compile("[一二三四五六七八九十]是|（[一二三四五六七八九十]）"),
)

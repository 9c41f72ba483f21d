"""Patterns of amounts that are asked for, by the month, by head, as a sum, and of what their answers hold."""

import re

# Asks for an amount by the month or the year, and what an answer then holds.
RATES = (
    (re.compile("一个月|每个?月|按月|月均"), re.compile("[/每]月|月人均|一个月")),
    (re.compile("一年(?:给|发|领|拿|有?多少)|每年|按年"), re.compile("[/每一]年")),
)
# An amount: 多少, 几家.
ASKS_AMOUNT = re.compile(r"多少|几[^\u4e00-\u9fff]?[\u4e00-\u9fff]")
# What compares places or years, and has no sense of one alone.
COMPARING = re.compile("(?:谁|哪个|哪年|哪边)(?:更|最)?[高低多少大小快慢]|对比|相比|比较|比一下|分别|各自?")
# Asks by how much something grew or fell.
CHANGE = re.compile("增|提高|上调|涨|降|减|升|快|下滑|回落")
# Asks of all of a year, of which a part of it is no answer.
WHOLE_YEAR = re.compile("全年|整年|一整年")

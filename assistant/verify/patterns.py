"""Patterns by which a statement is held against its evidence: what it claims, negates, limits, and when it is."""

import re

# --- What is claimed (claims.py)

# A number in Chinese characters with what it counts: 第三个, 六大行动, 三分之二.
NUMERAL = re.compile(
    r"""
    (?P<number>第?[零〇一二三四五六七八九十百千两]+)
    (?P<thing>大[\u4e00-\u9fff]{2}|分之[一二三四五六七八九十百]+|[\u4e00-\u9fff]?)
    """,
    re.VERBOSE,
)
# To what an amount is paid: 月 and 人 of 每人每月, of 元/人/月.
PER = re.compile("小时|季度|[人户年月天日床名张次季周亩村生孩]")
RATE = re.compile(rf"[每一](?:{PER.pattern})+|(?<=[元人次%月年日天户])/(?:{PER.pattern})+|[月年]?人均|[月年]均")
# What stands in title or quotation marks.
QUOTED = re.compile(r"《([^《》]+)》|“([^“”]+)”|「([^「」]+)」|‘([^‘’]+)’|\"([^\"]+)\"")
# Where what is said of an amount begins in a plain text.
PAUSE = re.compile(r"[,、;。:()\n]|[和与及](?=\d)")
# Between the members of a list.
JOINED = re.compile("以及|[、和与及]")
# 增长 and 达到 name nothing.
MOVES = re.compile("[增减升降提涨跌达占]")
# A year with its end, beginning or month.
DATED = re.compile(r"(\d{4})年(底|末|度|初|\d{1,2}月)")
AGE = re.compile(r"\d+周?岁")

# --- Times, changes and places of facts (faults.py)

PART_OF_YEAR = re.compile(r"\d月|半年|季度")
# A time that must stand in the spans as well.
HALF = re.compile(r"上半年|下半年|全年|季度|[去明前次]年|上年")
NEXT_YEAR = re.compile("[明来次]年|下一?年")
YEAR_BEFORE = re.compile("[去上前]一?年")
# Says that an amount changed.
CHANGES = re.compile("[增升涨提扩加多高减降跌少缩低新]")
# Near which building something is: the end of its name.
BESIDE = re.compile("在[\u4e00-\u9fff]*?([\u4e00-\u9fff]{4})(?:旁边?|附近|对面|隔壁|周边)")
# All of a place of some kind: 全市, 各县.
WHOLE = re.compile(r"[全各]([省市县区州旗])(?![局委级直长外内])")

# --- Limits (limits.py): what sets each kind before an amount, in it or behind it

LIMIT_BEFORE = {
    "over": r"(?<![不未得能可])超[过出]?|突破|逾|(?<!不)[高多大]于|不[得能]?[少低]于|至少|最[低少]",
    "under": (
        r"不足|不到|[未不]满|未[达到]|(?<![不得能])[低少小]于|(?:[接将]|(?<![就附]))近|[不未][得能可]?超过?|不高于|"
        "至多|最[多高长]"
    ),
    "about": "大?约|大概|大致",
    "only": "[仅只才]",
}
LIMIT_BEHIND = {"over": "[百千万亿]*[余多]|.{0,2}以上", "under": ".{0,2}以[内下]", "about": ".{0,2}(?:左右|上下|前后)"}
LIMIT_UNTIL = "[有为合达到至每人月年天]*"  # between a limit and its amount

# --- Negations and directions (opposites.py)

# A negation.
NOT = re.compile(
    r"""
    非(?=[户独营普])|(?<!而)不(?![断仅但同足少等规]|[得能可]?(?:[少低高多大]于|超过))
    |未(?!来|成年|保)|没有?|无(?!障碍|论|偿|线|缝|忧|烟|人)
    |并非|免(?:于|去|除|交|缴)|禁|停止|取消|暂停|拒绝|尚[待需]
    """,
    re.VERBOSE,
)
# Between the members of a list that is negated.
MEMBERS = re.compile("[、和与及]")
# Opposites that both are free to say (`verify/added.py`), or stand in the headings above.
OPPOSITES = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (r"[高多](?=出?\d)", r"[低少](?=出?\d)"),
        ("城市|城镇", "农村|乡村"),
        ("全部|全体|所有|各地|都", "仅|只[有能发]"),
        ("允许|可以|可(?=[直申享])", "禁止|不得|不准"),
        (
            "必须|应[当该]?(?![用急对届援])|须(?!知)|一律|要求",
            "可以|可(?=[直申享选自])|无[需须]|不必|不[用需]|自行|自愿|鼓励|倡导|提倡|建议",
        ),
    )
)
# From what to what something changes.
FROM_TO = re.compile(
    r"""
    [由从](?P<from>“[^”]{1,40}”|[^,。;\n]{1,20}?)
    (?:提高|增加|上调|调整|下降|降|减少|减|增设?|提升|提|扩大|改|转变?|变)?[到至为成向]
    (?P<to>“[^”]{1,40}”|[^,。;\n]{1,20})
    """,
    re.VERBOSE,
)
# 先…后….
ORDER = re.compile(r"先([\u4e00-\u9fff]{2})后[\u4e00-\u9fff]{2}")

# --- Done or planned (tense.py)

# To strive for an end is a plan, to strive for money is none: 争取资金95亿元.
_STRIVES = r"争取(?=[^,。]{,40}(?:年|[前底]|开工|完成|建成|实现|达到))"
# What tells a statement of results, of intentions, and of work that must or shall be done.
DONE = re.compile(
    r"""
    已经?(?!提出|明确|列入|有)|(?<![为除])了(?!解|结)|累计|截至
    |(?:完成|实现|建成|竣工|投用|投运|落成|结束)(?:了|$)|现有|投入(?:使用|运营)
    """,
    re.VERBOSE,
)
WILL = re.compile(rf"计划(?!生育)|拟(?!定)|打算|准备|预计|力争|{_STRIVES}|下一?步|明年|次年|尚待|才能|目标[是为]")
SHALL = re.compile(
    r"""
    同意|督促|指导|目标|今后|安排|要|推进|推动|持续|继续|进一步|任务|重点|努力|着力|确保|思路|建议|鼓励|支持
    |严禁|禁止|不[得许准]|必须|应|须|提出|部署
    |探索|谋划|强化|加强|完善|健全|深化|优化|提升|正在?|尚[在未待]|还在|到20\d\d年
    """,
    re.VERBOSE,
)
# What is not finished yet.
UNFINISHED = re.compile(
    rf"""
    正在|在建|筹[备建]|预计|拟(?!定)|力争|{_STRIVES}|打算|计划于|[即还就才都]将
    |下一?步|明年|次年|建设之?中|尚[待在未]
    """,
    re.VERBOSE,
)
# What tells an order.
ORDERED = re.compile(r"同意|督促|指导|推[动进]|(?<![适响反供对相回])应(?![用急对届援])|须|鼓励|支持|到20\d\d年|逐步")
# What must be.
DUTY = re.compile(r"(?<![适响反供对相回])应(?![用急对届援])|须|需|(?<![主重])要(?![素点])")
# How things are, which plans tell as well.
STATE = re.compile(r"(?:有|达|占|为|是)\d")
# What was reached.
REACHED = re.compile(r"已经?|了(?!解|结)|累计|截至|目前")

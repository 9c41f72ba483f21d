"""Patterns of what a question leaves out or points back to, which those before it tell."""

import re

# Thanks, a greeting, a nod: asks nothing.
SMALL_TALK = re.compile(
    r"""
    (?:谢谢|多谢|感谢|好[的吧]?|嗯|哦|噢|行|可以|明白|知道|收到|了解|你好|您好|再见|拜拜|不错|厉害|辛苦|太好|太棒|真棒|很棒|哈
    |对|是的|没问题|没事|懂|原来如此|这样|[oO][kK]|[hH](?:i|ello)|[你您了啊呀吧的哈呢哦嘛就先]|算了|不用了?|没有?了
    |[\s，,。.！!~、])+
    """,
    re.VERBOSE,
)
# What opens a question without belonging to it.
BY_THE_WAY = re.compile(
    r"""
    ^(?:哦|嗯|好的?|换个(?:问题|话题)|另外|还有|那么?|对了|顺便|再问一?下?|请问|我还想问|还想问)[，,：:\s]+
    """,
    re.VERBOSE,
)

# --- The thing

# Points to the thing asked about before.
POINTS_BACK = re.compile(
    r"""
    ^(?:那么?|具体|还有|他们|该|这|此|上述|详细|后来)
    |它|该[局项]|这[个些项种一]|其中|上面|前面|[^\u4e00-\u9fff]其他的?
    """,
    re.VERBOSE,
)
# Another thing: 那低保呢.
THAT = re.compile(r"^(?:那么?)?(?P<thing>.{2,}?)呢[？?。!！\s]*$")
# The thing that was meant: 我问的是低保.
MEANT = re.compile(
    r"""
    ^(?:只[看说要问]|我[问说指]的是|我是[说问指]|不是[^，,]+[，,]\s*(?:而?是)?)(?P<thing>[^？?]{2,}?)[？?。!！\s]*$
    """,
    re.VERBOSE,
)
# Anything that asks.
ASKS = re.compile(r"多少|几|怎|咋|什么|啥|哪|谁|如何|为何|吗")
# A question whose subject is missing: it opens with its verb or with the amount asked for.
FRAGMENT = re.compile(
    r"""
    ^(?:[\u4e00-\u9fff]{2}[了从由在]?)?(?:多少|几|哪|什么|啥|怎|咋|谁)
    |占(?:多少|几成|百分之|比)|^(?:是|都|也|又|占)
    """,
    re.VERBOSE,
)
# Asks how or why.
HOW = re.compile("怎|咋|如何|为什么|为何|为啥")
# Words of a result, left out where the same is asked of a plan.
RESULT = re.compile("完成了|了(?=多少|几|哪|什么|啥)")
# An amount that was asked for without 多少.
AMOUNT = re.compile(r"标准|金额|数量")

# --- The time

# A time told from now, another one than that asked about before, and one counted from that.
RELATIVE = re.compile(r"今年|明年|来年|去年|下一?步|下一?阶段|接下来|往后|今后|目前|现在")
OTHER_TIME = re.compile(r"今年|明年|来年|去年|前年|下一?步|下一?阶段|接下来|往后|今后|目标|计划|打算")
SHIFT = re.compile(r"(?P<back>上一?年|前一年|头一年)|(?P<on>下一年|第二年|次年|后一年|转年)")
# 比去年 says what a figure is held against, not whose figure it is; 和2022年比 wants both years.
AGAINST = re.compile(r"[和跟与同比较](?:去年|上一?年|前一年)")
AGAINST_YEAR = re.compile(r"^(?:那么?)?[和跟与同比较](?:19|20)\d\d年")

# --- The places

# The place asked about before.
THERE = re.compile(r"该[市区县省州]|当地|那里|那边|这[里儿边]|这个?(?:地方|[市区县省])(?!域|长|场)")
# Another place or time and no more: 那…呢, 换成….
ELLIPSIS = re.compile(
    r"""
    ^(?P<that>那么?|换成|改成|再看|还有)?(?P<rest>.*?)(?:的)?(?:呢|怎么样|如何|的?情况)?[？?。!！\s]*$
    """,
    re.VERBOSE,
)
# Wants the places asked about before compared.
SIDE_BY_SIDE = re.compile(
    r"""
    (?:[这那]?(?:两|三|几)(?:个|处|家)?(?:地方?|城市|[市县区省])|它们|二者|两者|[这那]两个)(?:之间)?
    |比一比|比比看?|对比(?:一下)?|比较(?:一下)?|相比
    |最[高低多少大小快慢好强早晚]的?是?(?:哪|谁)
    |(?:哪[个边家里]?|谁)(?:的|更|最)*[高低多少大小快慢好强早晚]
    |[差高低多少]多少|差距|有(?:什么|啥|何)(?:不同|区别|差别|不一样)
    """,
    re.VERBOSE,
)
# So many of them that more than two are meant.
SEVERAL = re.compile("[这那]?几[个地处]")
# A place that is set beside those before: 和…比呢.
BESIDE = re.compile(r"^(?:那么?|再|要是|如果|它|这里|放到)*(?:和|跟|与|同|比|加上)(?P<after>.+)")
WITH_IT = re.compile(r"[比和跟与同](?:它|他们|这里|前面|刚才|上面|前者)")
# What asks for the other of two: 那城市的呢, after 农村低保.
CONTRASTS = (
    ("城市", "农村"),
    ("城镇", "农村"),
    ("结婚", "离婚"),
    ("集中", "分散"),
    ("上半年", "下半年"),
)
IN_CONTRAST = re.compile(r"(?:那么?|再问)?(?P<other>\S{2,3}?)的?(?:呢|多少|有多少|几\S)(?P<rest>[，,].+)?[？?。]*")

"""Patterns of what a question asks for: which kind of answer, of which time, done or planned, of which places."""

import re

# --- The kind of answer (intent.py)

# The answer is yes or no: …吗, 是不是, 涨没涨, 建成了没有.
WHETHER = re.compile(
    r"""
    吗[？?。！!\s]*$|是否|有无|[能可]否|([\u4e00-\u9fff])[不没]\1
    |(?:没有?|不|与否)[？?。！!\s]*$
    """,
    re.VERBOSE,
)
# Another answer than yes or no.
OPEN = re.compile("什么|哪|多少|几[^乎]|怎|如何|为何|谁|为啥|咋")

CLAUSE_END = re.compile(r"[，,；;。？?！!]")
# Years taken together, not one beside the other.
TOGETHER = re.compile("累计|总共|合计|一共|共[计有]?(?:多少|几)|以来|期间")
_UNITS = "个家名张人户所项座种次件万元天岁级倍起支对条台辆场处块钱成亩吨套间批期宗例"
# An amount.
ASKS_FIGURE = re.compile(
    rf"""
    多少|几[{_UNITS}]
    |(?:标准|金额|比例|占比|数量|总数|总额|人数|增幅|增速|增长|率)(?:是|为|有|达|呢|[？?]?$)
    |多[大高](?!年|岁|了)|多长(?!时|$)|百分之几|翻了?几
    """,
    re.VERBOSE,
)
_COUNTED_THING = r"[一二两三四五六七八九十\d]+(?:大|项|个|条|类|种|方面)"
# Several things, each of which is to be named.
ASKS_LIST = re.compile(
    rf"""
    哪些|哪几|哪[两三四五六七八九十\d]|包括|包含
    |有什么(?!用$)|有[啥何](?:要求|措施|优惠|规定|条件|好处|办法|政策)
    |(?:什么|啥)(?:要求|措施|举措|优惠|条件|待遇|好处|困难|问题)
    |做了[什啥]么?(?=[？?，,]|$|工作|事|试点)
    |指(?:的是)?什么
    |(?<!第)(?<!最后)(?<![第\d]\d){_COUNTED_THING}[\u4e00-\u9fff]{{0,8}}(?:是|有)?(?:什么|哪|啥)
    """,
    re.VERBOSE,
)
# How or why something is so, or whether it is.
ASKS_EXPLANATION = re.compile(
    r"""
    做(?:些|了)?[什啥]么?|干(?:些|了)?[什啥]么?|有(?:什么|哪些|啥)(?:打算|安排|举措|措施|办法|想法)
    |怎么(?!样[？?。]?$)|怎样|咋(?!样[？?。]?$)|如何|为什么|为何|为啥|什么原因|操作|流程
    |吗[？?]?$|是否|[能可有会用要是][不没](?:[能可有会用要是])|能否|可否|凭什么|说说
    """,
    re.VERBOSE,
)
# What someone is going to do: a text, not a list.
WILL_DO = re.compile(r"(?:打算|计划|准备|要)[做干](?:些)?[什啥]么?")
# Who or when: a fact, however it is asked for.
WHO = re.compile(
    r"""
    谁|哪一?个?(?:部门|单位|机构|局|处室|科室|人)
    |哪[天年月]|哪一[天年]|什么时候|何时|几[月号时点]|多久|多长时间
    """,
    re.VERBOSE,
)
# How many things a question says there are: 六大行动.
COUNT = re.compile(
    r"""
    (?<![第后那一二两三四五六七八九十\d])(?P<n>[一二两三四五六七八九十]{1,2}|\d{1,2})
    (?:大|项|个|条|类|种|方面|张|本)
    """,
    re.VERBOSE,
)
# An item of a list: 第三项, 倒数第二, 最后一条.
ORDINAL = re.compile(
    r"""
    第(?P<n>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]|\d{1,2})
        (?:大|个(?!百年|五年|月|季)|[项条点类件张步](?!骤|代)|种|方面|部分|行动|工程|任务|措施|
        (?=呢|是[什啥]|具体|怎么|[？?。]?$))
    |(?P<back>倒数第(?P<m>[一二三四五]))
    |(?P<last>最后(?:那|一|那一)?[个项条点类种件])
    """,
    re.VERBOSE,
)

# --- Years and halves (times.py)

# 2022—2024年.
YEARS_FROM_TO = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:[-—–~～]+|[至到])((?:19|20)\d\d)年?(?!\d)")
# 2022 of 2022、2023年.
YEAR_IN_ROW = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=(?:[、,，/](?:19|20)\d\d)+(?!\d))")
_NO_YEAR = "元块人户万亿多余名个张家件亩平公吨次对条字米千份套例场座位辆"  # 2000元 is an amount
_OPEN_ENDED = (
    r"年?(?:\d{1,2}月(?:[份初底]|\d{1,2}日)?)?(?:以来|至今|起(?![步点])|以[前后]|之[前后])"  # more than a year
)
YEAR = re.compile(
    rf"""
    (?<!\d)((?:19|20)\d\d)(?!{_OPEN_ENDED})
    (?:年(?:[度底末]|初(?!步))?|(?=\s|$|(?![{_NO_YEAR}])[\u4e00-\u9fff]))
    """,
    re.VERBOSE,
)
# 二〇二四年.
OLD_YEAR = re.compile(r"[一二][〇○零一二三四五六七八九]{3}年|[１２][０-９]{3}年")
# 24年 for 2024, 98年 for 1998, 16到19年, 21、22和23年, 22跟23比; 20年来, 近20年, 70年产权, 90年代 are lengths of time.
_SHORT = "(?:[0-2]\\d|30|[567][1-9]|[89]\\d)"
_NO_LENGTH = r"(?!来|内|以|之?[前后间](?!半年)|时间|期(?!间)|左右|里(?!头)|代|产权|历史|规划)"
SHORT_YEARS = re.compile(
    rf"(?<![\d.近第满过超约几前这每续长走])(?<!(?<!到)了)(?<!达到)"
    rf"(?:{_SHORT}(?:年?[-—–~～至到、,，/和跟与同比]{_SHORT})*年{_NO_LENGTH}|{_SHORT}年?[跟和与同比]{_SHORT}(?!\d)(?=相?比))"
)
SHORT = re.compile(rf"(?<!\d){_SHORT}(?!\d)")
HALF = re.compile("[上下前后]半年|[头前后]六个月")
FIRST_HALF = re.compile("[上前]半年|[头前]六个月")
SECOND_HALF = re.compile("[下后]半年|后六个月")

# 离了多少对, 那离的呢: spoken for 离婚.
DIVORCED = re.compile("(?<![分脱距背])离(?=[了的成掉]?(?:有?多少对|几对|呢|多少[？?]?$))")

# --- Done or planned (times.py)

# Words that look like plans or results and are none. A plan is only taken for one where that is plain: what is not
# planned is then no answer, while a question that is read as neither is answered with either.
NO_PLAN = re.compile(
    r"""
    计划生育|(?:行动|培养|资助|帮扶|援助)计划|规划(?:局|师|馆|和自然|与自然|了)
    |准备金|准备(?=[^，。？?]{0,5}(?:材料|资料|证|手续|东西))
    |将军|将近|麻将|干将|将(?:多少|几|哪)
    |将(?=[^，。？?]{1,30}(?:了|到|纳入|列[入为]|转|移交|交[给由]|调整|改造|作为))  # puts an object first
    |模拟|虚拟|拟[订定人]
    |为(?:什么|何|啥)[还会]?要|要求|[重主需必只机纲摘首]要|要[么点闻素是件]
    |未来(?:社区|乡村|工厂)|预算安排
    |争取(?:了|到|上级|中央|省级|[^，。？?]{0,4}(?:资金|项目))
    |目标(?:群体|人群|对象|客户)|(?<=对)接下来
    |(?:目标|任务|计划)(?:任务)?(?=[^，。？?]{0,6}(?:完成|实现|达成|落实)(?:了|情况|得|率|没|吗|怎))
    """,
    re.VERBOSE,
)
# Plain words of plans.
PLAN = re.compile(
    r"""
    打算|计划|拟|预计|预期|力争|争取|准备
    |下一?步|下一?阶段|接下来|往后|今后|明年|来年|想法|设想|展望|愿景|年内要
    |想(?=[建搞做办干弄开])|(?:后面|以后)(?=[要打怎准还会])|将
    """,
    re.VERBOSE,
)
# Words of plans where nothing plainer is said.
PLAN_PERHAPS = re.compile(
    r"""
    目标|未来|规划|思路|下半年
    |年底前?要|要(?=[建做新搞干推增抓改达]|实施|完成|救助|培训|提[高升]|解决|落实|开展|发展)
    |要把[^，。？?]{1,10}[建做换改变降提扩]|要把多少
    |(?:今年[^，。？?了]{0,4}|工作|怎么|如何|后续|什么|啥|哪些|怎样|的)安排
    """,
    re.VERBOSE,
)
# 要完成, 计划建成: the plan governs the result.
WOULD_BE = re.compile(r"(?:计划|打算|要|将|拟|力争|争取|预计|准备)[^，。？?了]{0,4}(?:完成|建成|办成|共[有计])")
# Plain words of results.
DONE = re.compile(
    r"""
    了(?:多少|几|什么|哪|啥|没|吗|么|多[大高长])|(?<!未)完成|已
    |去年|前年|上一?年|实际|上半年|过去|至今|迄今
    |[干办做建搞]成|[干办做搞弄落抓]实?得|结果如何|安排了
    """,
    re.VERBOSE,
)
# Words of results where nothing plainer is said.
DONE_PERHAPS = re.compile(r"目前|现有|截至|截止|累计|共[有计]|情况如何|成效|成绩")
# A clause that ends with a thing done: 建了养老院没有, 进了试验区.
ENDS_DONE = re.compile(r"了[\u4e00-\u9fff]{1,12}[？?]?$")
# What could be done, which is no result.
WHAT_IF = re.compile("能|会|可以|[怎咋]|如何|应|要")
# What looks like a result and is none.
NO_RESULT = re.compile(r"[提说写讲谈]到了|提及了|了解|为了|除了|不了|建成区|已婚|已故")

# --- Places (understand.py)

# Each place for itself, or each thing.
EACH = re.compile("各(?![类项种级界方地市县区位省])|分别")
# What is set in quotation marks.
QUOTED = re.compile(r"[“\"「『《‘']([^”\"」』》’']{2,30})[”\"」』》’']")
_KIND_OF_PLACE = r"(?:地区|地方|城市|省份?|市(?![场民值政])|区县|县区|[县区州](?!域|长))"
# All places that have reports.
EVERY_REGION = re.compile(
    rf"""
    (?<!要求)(?<!督促)(?<!指导)(?<!对)各(?:地(?!方债)|{_KIND_OF_PLACE})
        (?!、自治区|[\u4e00-\u9fff]{{0,6}}[主有相][管关]部门)
    |(?:哪些|哪几个|哪一?个|哪){_KIND_OF_PLACE}|哪些单位
    |(?<![这那])(?:有?几个|多少个){_KIND_OF_PLACE}
    |所有(?:地区|地方|报告)|(?:其他|其它|别的)(?:地方|地区|城市|省份?)
    |(?:地区|地方|城市|省份|区县|县区|(?<=的)[县市区州省])有(?:哪些|哪?几个|多少个)
    |(?:哪里|哪儿)的?(?=[^，。？?]{{1,12}}最)|(?<=最[\u4e00-\u9fff]的)是(?:哪里|哪儿)
    """,
    re.VERBOSE,
)
# Behind a place that is named these count or point at parts of it: 有几个区, 放在哪个县.
PART_OF_PLACE = re.compile(r"[在到于给进户]哪|是哪|(?:几|多少)个")
# An organisation named after a place is none: 苏州银行, 人行苏州中心支行; but 苏州银行有多少家 asks of the place.
ORGANISATION = re.compile(
    r"""
    (?:(?<![省市县区州盟旗])(?:[东西南北中]?路(?![面网灯口段政况边])|大道|大街)
    |(?:农村|城市)?(?:商业|农商|村镇)?银行(?![业卡账存网])
    |(?:师范|理工|科技|工业|农业|医科|中医药?|财经|外国语|外语|交通|海洋
        |林业|民族|工程|职业|技术|传媒|体育|政法|邮电|石油){0,3}大学(?![生城本毕])
    |商会|中心支行|[分支]行)
    (?!一?共?有(?:多少|几)[家所个]|有哪)
    """,
    re.VERBOSE,
)
# An office of the place that is named before it.
OFFICE = re.compile(r"(?:人民)?政府|委(?![托员])|长(?![者期江三])|[\u4e00-\u9fff]{2,8}?[厅局委办](?!门)")
# Between places that stand side by side.
COORDINATED = re.compile(r"[和与跟及、比同或]$")
# Before a place that help goes to, or that people come from: not its report is asked for.
AID_BEFORE = re.compile(r"(?:援助?|援建|对口(?:帮扶|协作)|来自)$")
TOWARDS = re.compile(r"(?:返回?|赴|捐赠?给?|帮扶|协作|[到至往向对给])$")
# Behind a place that someone comes back from (从…返), and one that is helped (对…疫区).
BACK_FROM = re.compile(r"[省市]?(?:返|回|来[的到]|入|进|出发)")
AFFLICTED = re.compile(r"[省市]?(?:等|返|来|疫区)")
# What joined places that were taken out of a text.
BETWEEN = re.compile(r"(?<=\s)(?:[和与跟及同比或、，,]\s+)+")
# Before a place that is excepted, and behind one.
LEFT_OUT = re.compile(r"(?:不[计算含]|不包[括含]|抛开|去掉|排除)$")
APART = re.compile(r"除外|不[计算]在?内?(?=[，,。？?]|$)")
OTHERS = re.compile(r"其[他它余]|别的|各[省市县区地]")
# Behind a place that is excepted: 除…以外.
EXCEPTED = re.compile(r"[^，。；]{0,6}?(?:以外|之外|外)")

"""Does a statement say the opposite of a text: a negation put in or left out, a direction turned round?"""

import re
from collections.abc import Iterator

from assistant.wording import words

_NOT = re.compile(
    r"非(?=[户独营普])|(?<!而)不(?![断仅但同足少等规]|[得能可]?(?:[少低高多大]于|超过))|未(?!来|成年|保)|没有?|无(?!障碍|论|偿|线|缝|忧|烟|人)|"
    r"并非|免(?:于|去|除|交|缴)|禁|停止|取消|暂停|拒绝|尚[待需]"
)
_ENDS = re.compile(r"[,;。:\n]")  # where what is negated in a plain text ends
_JOINS = re.compile("[、和与及]")
_REACH = 8  # characters behind a negation in which what it negates begins
_SCOPE = 100  # characters that it reaches in a list at most
_OPPOSITES = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (
            "提高|增加|增长|上升|上调|上涨|扩大|提升|增至|升至|涨|增幅|增设|[由从].{1,12}增",
            "降低|减少|下降|下调|下跌|缩小|压减|削减|减至|降至|降到|缩减|跌|降幅|减免|[由从].{1,12}[减并]",
        ),
        (
            "以上|不少于|不低于|(?<![不能得])超过|超出|超(?=\\d)|突破|(?<!不)高于|多于|逾|至少|[高多]出?(?=\\d)",
            "以下|不足|(?<![不能得])低于|(?<![不能得])少于|不超过|不高于|不到|至多|最多|未满|以内|[低少](?=\\d)",
        ),
        ("免费|无偿|减免|节约|节省", "收费|有偿|自费|付费|收取|多支|支出"),
        ("全部|全体|所有|全面|全覆盖|百分之百|100%|每一?个|普遍", "部分|个别|少数|一些|一部"),
        ("最高|最多|最大|首[位个次]|第一|领先", "最低|最少|最小|末位|垫底|落后|倒数"),
        ("城市|城镇", "农村|乡村"),
        ("新增|新建|增设|设立|成立|建立|启动|开通|启用", "撤销|取消|关停|关闭|停办|裁撤|撤并|停用|暂停"),
        ("上半年", "下半年"),
        ("放宽|扩大", "收紧|从严|缩小"),
        ("减轻|缓解", "加重|加剧|增加"),
        ("下放", "上收|收回"),
        ("纳入|列入|加入", "清退|移出|退出|剔除"),
        ("散居|分散", "集中"),
        ("普惠|普遍|各地?均|都", "仅|只[有能发]"),
        ("公办|公立|政府运营", "民办|私立|社会化"),
        ("允许|可以|可(?=[直申享])", "禁止|不得|不准"),
        ("户籍", "常住|参保地|居住地"),
        ("境内", "境外"),
        ("线上", "线下"),
        ("长期", "临时|短期"),
        ("盈利", "亏损"),
        ("自愿", "强制"),
        ("提前", "推迟|延迟|延后|滞后"),
        ("延长", "缩短"),
        ("加快|加速|提速", "放缓|减缓|放慢|延缓"),
        ("主动", "被动"),
        ("保留|留用", "取消|撤销|废止|废除"),
        ("同意|批准|通过", "拒绝|驳回|否决|不予"),
        ("成功", "失败"),
        ("鼓励|支持|倡导", "限制|禁止|反对|不鼓励"),
        ("专职|全职", "兼职"),
        ("首次|首个", "再次"),
        ("改善|好转", "恶化|变差"),
        ("充足|充裕", "不足|短缺|紧缺"),
        ("盈余|结余", "亏空|超支"),
        ("公开|公示", "保密|不公开"),
        ("动态|浮动", "固定|不变"),
        ("优先", "最后|靠后"),
        ("(?<!不)定期", "不定期"),
        ("直接|一次性", "间接|分[次期批]"),
        ("简化|精简", "繁|增[设加]"),
        ("必须|应当|须(?!知)|一律", "可以|可(?=[直申享选自])|无[需须]|不必|不[用需]|自行|自愿"),
        ("之前|以前|前(?=[完建投])", "之后|以后"),
        ("好于|优于|快于", "差于|低于|慢于"),
        ("整合|合并", "拆分|分设"),
    )
)
_CHANGE = re.compile(
    r"[由从](?P<from>“[^”]{1,40}”|[^,。;\n]{1,20}?)"
    r"(?:提高|增加|上调|调整|下降|降|减少|减|增设?|提升|提|扩大|改|转变?|变)?[到至为成向](?P<to>“[^”]{1,40}”|[^,。;\n]{1,20})"
)
_INSIDE = re.compile("“([^”]+)”")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ORDER = re.compile(r"先([\u4e00-\u9fff]{2})后[\u4e00-\u9fff]{2}")


def denies(one: str, other: str) -> bool:
    """Whether one plain text has only negated what the other has without a negation before it."""
    return any(
        told and all(word in other for word in told) and _unnegated(told[0], other) and not _unnegated(told[0], one)
        for told in dict.fromkeys(_negated(one))
    )


def _negated(text: str) -> Iterator[tuple[str, ...]]:
    """The first words of what each negation negates, and of what is listed after that: 不设A、B和C."""
    for match in _NOT.finditer(text):
        first, *more = _JOINS.split(_ENDS.split(text[match.end() : match.end() + _SCOPE], maxsplit=1)[0])
        told = [word.text for word in words(first) if first.find(word.text) < _REACH]
        yield tuple(word for word in told if len(word) > 1)[:2]
        for member in more:
            told = [word.text for word in words(member)]
            if all(len(word) > 1 for word in told):
                yield tuple(told[:2])


def _unnegated(word: str, text: str) -> bool:
    """Whether a word stands in a text with no negation before it in its clause."""
    for match in re.finditer(re.escape(word), text):
        at = match.start()
        before = text[max(0, at - _SCOPE) : at]
        last = max((end.end() for end in _ENDS.finditer(before)), default=0)
        start = max(0, at - _SCOPE) + min(last, max(0, len(before) - _REACH))
        if not _NOT.search(text, start, at + 1):
            return True
    return False


def turns(said: str, held: str) -> bool:
    """Whether a word of direction stands here and only its opposite there, or an order is another."""
    for one, other in _OPPOSITES:
        for here, against in ((one, other), (other, one)):
            if here.search(said) and not here.search(held) and against.search(held):
                return True
    return any(f"先{match[1]}" not in held and f"后{match[1]}" in held for match in _ORDER.finditer(said))


def runs_back(said: str, held: str) -> bool:
    """Whether something changes here from what it changes to there."""
    changes = ((_tokens(match["from"]), _tokens(match["to"])) for match in _CHANGE.finditer(said))
    return any(
        before
        and after
        and all(token in held for token in (*before, *after))
        and held.rfind(after[0]) < held.find(before[0])
        for before, after in changes
    )


def _tokens(part: str) -> list[str]:
    """The amounts, else the quoted names, else the first word of what something changes from or to."""
    names = [name for match in _INSIDE.findall(part) for name in match.split(",")[:1]]
    return _NUMBER.findall(part) or names or [word.text for word in words(part)][:1]

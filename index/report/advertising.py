"""Injected advertising: online gambling written into copies of official pages by whoever broke into the site.

Only shapes that no official text has are flagged: the name of a gambling site, or a game of chance, that runs straight
into the words of a website. 福利彩票, 体育彩票, 互联网平台, 税务局官网, 棋牌室 and 打击网络赌博 stay.
"""

import re
from string import ascii_uppercase

# Names of gambling sites, as injected text has them; the doubtful ones count only before 体育 and a website's word.
_BRANDS = (
    "必赢|亚博|万博|乐鱼|华体会|爱游戏|新葡京|葡京|威尼斯人|澳门金沙|澳门永利|澳门银河|澳门皇冠|澳门新濠|太阳城|博狗|伟德|立博|"
    "威廉希尔|明升|天博|雷火|欧宝|贝博|龙8|优发|乐天堂|凯发|尊龙|金宝博|大发云"
)
_DOUBTFUL = "米兰|星空|半岛|开云|九游|皇冠|k8|w88|m88|fun88|18luck|ag|pg"
_LATIN = "bet|bwin|vwin|casino|poker|yabo|leyu|hth|kok|bbin|manbetx"
_GAMES = "彩票|博彩|百家乐|老虎机|时时彩|六合彩|真人荷官|真人娱乐|真人视讯|棋牌游戏|棋牌娱乐|赌场|娱乐城|娱乐场"
_BAITS = "注册送|注册即送|首存送|首存优惠|送彩金"
# One flat list of literals: the scan over a long text is then as fast as `re` can be.
_STEM = re.compile("|".join((_BRANDS, _DOUBTFUL, _LATIN, _GAMES, _BAITS)))

_PLAY = r"(?:国际|体育|娱乐城?|彩票|棋牌|真人|博彩|电竞|电子)"
_SITE = r"(?:官方网站|官网|官方|app|手机版|客户端|网址|网页版|注册|登录|登陆|入口|下载|开户|充值|投注(?!站))"
_NAME = rf"(?:{_BRANDS}|(?:{_LATIN})\d{{0,4}}(?![a-z./@-]))"
_SHAPE = re.compile(
    rf"{_NAME}\s*{_NAME}|{_NAME}\s*{_PLAY}*\s*(?:{_PLAY}|{_SITE}|平台)"
    rf"|(?:{_DOUBTFUL})\s*{_PLAY}+\s*{_SITE}"
    rf"|(?:{_GAMES})(?:平台)?{_SITE}"
    rf"|(?:{_BAITS})"
)
_LAWFUL = re.compile(r"(?:福利|体育)$")
_INSIDE_WORD = re.compile(r"[a-z./@-]\d{0,4}$")
_LOWER = str.maketrans({letter: letter.lower() for letter in ascii_uppercase})
_MARK = re.compile("[。；！？，：\n;!?,:]")


def advertising(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of clauses that hold injected advertising, in order and apart from each other.

    A span reaches to the marks 。；！？，： and line ends on both sides, marks left out: the words around what was
    injected are damaged too, for it usually stands in the place of others.
    """
    plain = text.translate(_LOWER)
    spans: list[tuple[int, int]] = []
    end = 0
    for stem in _STEM.finditer(plain):
        at = stem.start()
        if at < end or not _SHAPE.match(plain, at):
            continue
        before = _INSIDE_WORD if plain[at].isascii() else _LAWFUL
        if before.search(plain, max(0, at - 5), at):
            continue
        start = max((mark.end() for mark in _MARK.finditer(text, max(end, at - 500), at)), default=max(end, at - 500))
        following = _MARK.search(text, at)
        end = following.start() if following else len(text)
        spans.append((start, end))
    return tuple(spans)

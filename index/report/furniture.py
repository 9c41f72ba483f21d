"""Lines of the web page that a report was copied from: what leads to other pages, prints, shares or counts visits.

Some are known by their words; those between or after such lines only by being short, without the mark of a sentence.
"""

import re
from collections.abc import Iterable
from itertools import islice

from index.text.markers import line_marker

_MARKS = r"[\s【】\[\]（）():：|｜>＞›»·/、，]"
_WORDS = (  # of those that begin alike the longer goes first: none is tried again
    "下载|打印本[页文]|打印|全屏|收藏本页|收藏|关闭窗口|关闭本页|关闭|分享[到至]|分享|返回(?:顶部|首页|列表|上一?[页级])|返回|字[号体]大小|字[号体]"
    "|[加放]大|[减缩]小|还原|默认|[大中小]|首页|微信|微博|QQ空间|朋友圈|(?:浏览|阅读|点击|访问)(?:次数|[量数])?[:：]?\\s*\\d*次?"
)
# Possessive: else a line has as many readings as there are ways to cut it.
_KNOWN = re.compile(rf"{_MARKS}*+(?:(?>{_WORDS}){_MARKS}*+)++|(?:.{{0,6}}位置.{{0,4}})?首页.{{0,60}}|\[.{{1,3}}\]")
_MARKED = re.compile(rf"{_MARKS}++")
_AFTER = re.compile(
    r"[上下]一[篇条][:：].*|相关(?:链接|报道|新闻|文章|信息|阅读)[:：]?|扫一扫.{0,20}|扫描二维码.{0,20}|(?:©|版权所有).*"
    r"|.{0,20}ICP备\s*\d.*|.{0,20}公网安备\s*\d.*|网站标识码.*|网站地图.{0,20}"
)
_SENTENCE = re.compile(r"[。；！？!?]| \| ")
_LINKS = re.compile(r"(?:\S{1,4}\s+){2,}\S{1,4}")
_SHORT, _LONGEST = 30, 60  # characters of such a line above the body, and below it
_REACH = 12  # lines under the title


def is_furniture(line: str) -> bool:
    """Whether a line says nothing but what a page's own links and buttons say, or the marks between them."""
    return any(each.fullmatch(line.strip()) for each in (_KNOWN, _MARKED))


def furniture_above(lines: Iterable[str], title: str) -> int:
    """How many of the lines under a title are the page's: up to the last that is known, or that is the title again.

    Nothing that looks like a sentence is among them; a row of links may follow them.
    """
    last = 0
    for number, line in enumerate(map(str.strip, islice(lines, _REACH)), 1):
        numbered = line_marker(line, 0, len(line)) is not None
        goes_on = last == number - 1 > 0 and not numbered and (_MARKED.fullmatch(line) or _LINKS.fullmatch(line))
        if _KNOWN.fullmatch(line) or line == title or goes_on:
            last = number
        elif len(line) > _SHORT or _SENTENCE.search(line) or numbered:
            break
    return last


def body_end(text: str, start: int) -> int:
    """Where the body that begins at `start` ends: before a known line of the page that has only short ones below it."""
    end = at = len(text)
    for line in reversed(text[start:].split("\n")):
        at -= len(line) + 1
        words = line.strip()
        if len(words) > _LONGEST or _SENTENCE.search(words):
            break
        if _AFTER.fullmatch(words) or _KNOWN.fullmatch(words):
            end = at + 1
    return end if text[start:end].strip() else len(text)

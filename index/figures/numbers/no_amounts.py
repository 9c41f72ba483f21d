"""What looks like an amount and is none: dates, times of day, numbers of documents and phones, names of plans."""

import re

_B = r"[ \u3000]?"
_PATTERN = re.compile(
    rf"""
    (?=[\d一二三四五六七八九十〇○〔第“"])(?:
    (?:19|20)\d\d{_B}[-—–~～至到、/／]{_B}(?:19|20)?\d\d{_B}(?:年度?|学年)
    |[\d〇○０零一二三四五六七八九]{{4}}{_B}年度?(?:{_B}\d{{1,2}}{_B}月(?:{_B}\d{{1,2}}{_B}日)?)?
    |(?:19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}
    |(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}){_B}
     (?:[-—–~～至到、]{_B}(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}}){_B})?
     月份?(?:底|末|初)?(?:{_B}\d{{1,2}}{_B}日)?(?!薪)
    |(?<=月){_B}\d{{1,2}}{_B}[日至—-]
    |〔[^〕]{{0,20}}〕第?[ ]?\d{{1,6}}[ ]?号?|第?[ ]?\d{{1,6}}[ ]?号
    |\d{{1,2}}[:：]\d\d|\d{{1,2}}时(?!间|长)
    |(?<!\d)(?:0\d{{2,3}}-?\d{{7,8}}|1\d{{10}})(?!\d)
    |十[一二三四五六]五|[一二]?十[一二三四五六七八九]?大(?!类|项|行|工)|二十届|[一二三四五六七八九十]届|[一二三四五六七八九十]中全会
    |第[ ]?[\d一二三四五六七八九十百]+(?:个五年|[次批届条章节期季产代轮个号师部项款]|方面|[一二三四五六七八九十])
    |[一二三四五六七八九十]是|[“"][^”"\n]{{0,3}}\d[+＋×xX-]\d[^”"]{{0,8}}[”"]
    |\d{{1,6}}[ ]?[×xX*][ ]?\d{{1,6}}(?:小时|天)?
    )""",
    re.VERBOSE,
)
# Where years, ages and days are what is measured.
_OF_AGE = re.compile(r"年龄|寿命")
_OF_TERM = re.compile(r"年龄|寿命|年限|期限|时限|时间|周期|学制|缩[短减]|延长|压[缩减]|提[前早速]|减少|平均|[由从到至]")
_REACH = 12  # characters before an amount that tell what it measures


def no_amounts(text: str) -> list[tuple[int, int]]:
    """The spans of a text that hold numbers, but no amounts."""
    return [match.span() for match in _PATTERN.finditer(text)]


def measures_time(text: str, start: int, end: int, unit: str) -> bool:
    """Whether 年, 岁 or 日 at `start:end` measures something, and is no date, no term by the way, no group's age."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + 3]
    if unit in ("岁", "周岁"):
        return bool(_OF_AGE.search(before)) and not re.match(r"[以及的—~-]", after)
    if unit == "日":
        return after.startswith(("内", "以内")) or bool(re.search(r"时限|缩短", before))
    return "." in text[start:end] and bool(_OF_TERM.search(before)) and not re.match(r"[来以间度代]", after)

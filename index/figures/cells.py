"""Figures in the cells of tables → facts: what their heads say is what was said before a figure in a sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.figures.ground import Ground
from index.figures.numbers import numerals
from index.figures.numbers.amounts import Amount, amounts
from index.figures.places import town
from index.figures.times import Now, times
from index.figures.words.left import left_of, per_of
from index.figures.words.nouns import suffix
from index.model import Fact, FactKind, FactState, Period, When
from index.report.tables import Cell, Table

_SPACED = r"\d{1,3}(?:[ \u3000\xa0]\d{3})+(?:\.\d+)?"
_BARE = re.compile(rf"[-−–+]?\s*(?P<number>{_SPACED}(?![\d%％])|{numerals.ARABIC})(?P<unit>[\u4e00-\u9fff/·%％]*)")
_PLANNED = re.compile(r"目标|计划|预期|任务|预算|力争|拟")
_REACHED = re.compile(r"完成|实际|实绩|达到|执行|结果")
_SAYS_NOTHING = re.compile(
    r"指标(?:名称|值)?|项目|名称|数值|数据|内容|类别|单位|合计|总计|小计|全[省市县区]|[年全]度?(?:初|底|末)?(?:目标|计划|预期|任务)(?:值|数)?|(?:实际)?完成(?:情况|数|值|额)?"
    r"|实际(?:值|数)?|目标(?:值|数)?|计划(?:数)?|本年|当年|全年|累计|序号|备注|\s"
)
_GROWTH = re.compile(r"增速|增长|增幅|升降|增减|同比|比上年|较上年|涨幅|降幅|提高$|增加$|减少$|提高额|增加额|差额")
_RATIO = re.compile(r"占比|比重|份额")
_SIDES = re.compile(r"城市|城镇|农村|乡村")
_SIGNS = "-−–"
_LONGEST = 30  # characters of a cell that is a figure


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds of a whole table: the years it is told from, its time where no head names one, its period."""

    now: Now
    when: When | None
    period: Period | None
    ground: Ground


def cell_facts(text: str, table: Table, cells: Sequence[Cell], setting: Setting) -> Iterator[Fact]:
    """The facts of some cells of a table of `text`."""
    titled = next((mention.when for mention in times(table.title or "", setting.now)), None)
    for cell in cells:
        amount = _amount(text[cell.start : cell.end], cell.unit)
        if amount is not None:
            yield _fact(text, cell, amount, replace(setting, when=titled or setting.when))


def _amount(words: str, unit: str | None) -> Amount | None:
    """The figure that a cell is, with the unit written in it, else that of its heads; None where it is none."""
    if len(words) > _LONGEST:
        return None
    bare = _BARE.fullmatch(words)
    if bare is None or (bare["unit"] and not re.fullmatch(_SPACED, bare["number"])):
        inside = list(amounts(words))
        if len(inside) != 1 or inside[0].rank:
            return None
        below = words[: inside[0].start].strip() in tuple(_SIGNS)  # -1.2%
        return replace(inside[0], start=0, value=-inside[0].value) if below else inside[0]
    sign = -1 if words[0] in _SIGNS else 1
    number = numerals.arabic(bare["number"])
    unit = bare["unit"] or unit
    told = next(iter(amounts(f"1{unit}")), None) if unit else None
    if told is None:
        return Amount(0, len(words), sign * number, unit or "")
    return Amount(0, len(words), numerals.canonical(sign * number * told.value), told.unit, told.per)


def _fact(text: str, cell: Cell, amount: Amount, setting: Setting) -> Fact:
    heads = [*cell.side, *cell.heads]
    when, words = _time(heads, setting)
    place = setting.ground.place
    named = town(words[0]) if words and place else None
    if named and len(words) > 1:
        place, words = f"{place}{named}", words[1:]
    thing, part = _thing(words)
    kind, thing = _said(text[cell.start : cell.end], thing, amount)
    return Fact(
        start=cell.start + amount.start,
        end=cell.start + amount.end,
        thing=thing,
        value=amount.value,
        unit=amount.unit,
        per=amount.per or (() if amount.unit in ("%", "‰", "个百分点", "倍") or "/" in amount.unit else per_of(thing)),
        kind=kind,
        part=part,
        place=place,
        when=when,
        state=_state(heads, setting.period),
        cell=True,
    )


def _time(heads: Sequence[str], setting: Setting) -> tuple[When | None, list[str]]:
    """The time that the heads name, else the table's, and the heads without it."""
    when, words = setting.when, []
    for head in heads:
        plain = re.sub(r"^((?:19|20)\d\d)$", r"\1年", head.strip())
        for mention in reversed(list(times(plain, setting.now))):
            if not mention.past and not _GROWTH.search(plain):
                when = mention.when
                plain = plain[: mention.start] + plain[mention.end :]
        words.append(plain)
    return when, words


def _thing(words: Sequence[str]) -> tuple[str, str | None]:
    """Heads as one noun, and the part of the whole that they name: a head 农村 goes before what it is of."""
    kept = [re.sub(r"[（(][^）)]*[)）]", "", word) for word in words]
    kept = [word for word in kept if not _SAYS_NOTHING.fullmatch(word) and word]
    sides = [word for word in kept if _SIDES.fullmatch(word)]
    of_which = next((word for word in kept if re.match(r"其中[：:]?.", word)), None)
    rest = [re.sub(r"^其中[：:]?", "", word) for word in kept if word not in sides]
    thing = "".join([*sides, *dict.fromkeys(_SAYS_NOTHING.sub("", word) or word for word in rest)])
    if of_which:
        return thing, re.sub(r"^其中[：:]?", "其中:", of_which)
    side = _SIDES.match(thing)
    return thing, {"城市": "城市", "城镇": "城市", "农村": "农村", "乡村": "农村"}[side[0]] if side else None


def _said(words: str, thing: str, amount: Amount) -> tuple[FactKind, str]:
    left = left_of(words[: amount.start], [], amount.unit)
    shares = amount.unit in ("%", "‰", "个百分点")
    if left.moved and shares:
        return "rate" if amount.unit != "个百分点" else "change", thing + suffix(left.moved, amount.unit)
    if left.bound or re.search(r"以[上下内]$", words):
        return "threshold", thing
    if not shares:
        return "change" if _GROWTH.search(thing) else "level", thing
    if _RATIO.search(thing):
        return "share", thing
    return "rate", re.sub(
        r"(?:同比|[比较]上年)?(?:增长|增减|升降|增幅|同比|比上年|较上年)(?:率|情况|幅度)?$", "增速", thing
    )


def _state(heads: Sequence[str], period: Period | None) -> FactState:
    """What the heads say (目标, 完成), else the section's."""
    words = " ".join(heads)
    if _REACHED.search(words):
        return "reached"
    return "planned" if _PLANNED.search(words) or (period and period.planned) else "reached"

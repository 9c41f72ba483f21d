"""Refusals: why there is no answer, what is covered, and where a thing stands that was asked of the wrong place."""

from functools import lru_cache

from assistant.catalogue import Catalogue
from assistant.evidence.decide import Refusal
from assistant.model import Query

_SHOWN = 12  # places named in a refusal; more are counted


def refusal_text(query: Query, refusal: Refusal, cards: Catalogue, place: str | None) -> str:
    """Plain sentences: why there is no answer, what comes nearest, what is covered; `place` is where that stands."""
    nearest = " ".join(refusal.shown.quote.split()) if refusal.shown else None
    places = "、".join(region.name for region in query.regions) or "已收录各地"
    years = "、".join(f"{year}年" for year in query.years)
    name = f"“{refusal.name}”" if refusal.name else "这件事"
    shown = f"最接近的内容（不是答案，见{place or '一份报告'}）：{nearest}[1] " if nearest else ""
    why = {
        "region_not_covered": f"没有收录{places}的报告。{shown}",
        "period_not_covered": f"{places}的报告没有{years}的内容。",
        "not_found": f"{places}的报告没有提到{name}。{shown}",
        "premise_mismatch": f"{places}的报告没有提到{name}；提到它的是{place or '另一份报告'}[1]。",
        "off_topic": "这个问题不在报告的范围内。",
    }[refusal.reason]
    return f"{why}{coverage_text(cards)}"


@lru_cache(maxsize=1)
def coverage_text(cards: Catalogue) -> str:
    """Which places and years the loaded reports cover."""
    if not cards:
        return "还没有收录任何报告。"
    years: dict[str, set[int]] = {}
    for card in cards:
        if card.region:
            years.setdefault(card.region.name, set()).update(card.years)
    named = [f"{name}（{'、'.join(map(str, sorted(told)))}年）" if told else name for name, told in years.items()]
    shown = "；".join(named[:_SHOWN]) + (f"等{len(named)}处" if len(named) > _SHOWN else "")
    rest = f"{len(cards.unplaced)}份没有写明地区的材料" if cards.unplaced else ""
    return f"已收录的报告：{'；另有'.join(part for part in (shown, rest) if part)}。"

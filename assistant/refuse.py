"""What a refusal says: why, and what the reports do cover."""

from collections.abc import Sequence

from assistant.model import Query, Reason
from index.model import Card

_SHOWN = 12  # places named in a refusal; more are counted


def refusal_text(query: Query, reason: Reason, cards: Sequence[Card]) -> str:
    """One plain sentence on why there is no answer, and one on what is covered."""
    places = "、".join(region.name for region in query.regions)
    years = "、".join(f"{year}年" for year in query.years)
    why = {
        "region_not_covered": f"报告中没有{places}的内容。",
        "period_not_covered": f"{places or '已收录'}的报告没有{years}的内容。",
        "not_found": f"{places or '已收录'}的报告没有提到这件事。",
        "premise_mismatch": f"{places or '已收录'}的报告没有这一提法。",
        "off_topic": "这个问题不在报告的范围内。",
    }[reason]
    return f"{why}{coverage_text(cards)}"


def coverage_text(cards: Sequence[Card]) -> str:
    """Which places and years the loaded reports cover."""
    years: dict[str, set[int]] = {}
    for card in cards:
        name = card.region.name if card.region else card.agency or card.title or card.path
        years.setdefault(name, set()).update(card.years)
    named = [f"{name}（{'、'.join(map(str, sorted(told)))}年）" if told else name for name, told in years.items()]
    more = f"等{len(named)}处" if len(named) > _SHOWN else ""
    return f"已收录的报告：{'；'.join(named[:_SHOWN])}{more}。" if named else "还没有收录任何报告。"

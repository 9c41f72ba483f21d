"""Refusals: why there is no answer, what is covered, and where a thing stands that was asked of the wrong place."""

from functools import lru_cache

from assistant.catalogue import Catalogue
from assistant.choose import Outcome
from assistant.evidence import overlaps
from assistant.model import Evidence, Group, Hit, Query
from assistant.wanted import Wanted
from index.model import Scope
from index.sentences import sentences
from index.store import Store

_SHOWN = 12  # places named in a refusal; more are counted
_SHORTEST_NAME = 4  # characters from which neighbouring words count as the name of a thing
_LOOKED_AT = 3  # chunks with the name that are looked at for a sentence to show


def misplaced(want: Wanted, store: Store, scope: Scope, *, quoted_only: bool) -> Outcome | None:
    """The refusal of a named thing that only reports out of scope have, with the sentence that has it.

    Names are what the question quotes and, unless `quoted_only`, its words that stand together, one of which the
    reports in scope never use.
    """
    names = want.query.named
    if not quoted_only:
        unknown = [word for word in want.terms.weights if not store.containing(word, 1, scope)]
        names += tuple(
            phrase
            for phrase in want.terms.phrases
            if len(phrase) >= _SHORTEST_NAME and any(word in phrase for word in unknown)
        )
    for name in names:
        if store.containing(name, 1, scope):
            continue
        for chunk in store.chunks(store.containing(name, _LOOKED_AT, Scope())):
            distrusted = store.report(chunk.report).distrusted
            for start, end in sentences(chunk.text):
                if name in chunk.text[start:end] and not overlaps(distrusted, chunk.start + start, chunk.start + end):
                    quote = chunk.text[start:end]
                    hit = Hit(chunk, 0.0)
                    span = Evidence(hit, chunk.start + start, chunk.start + end, quote, 0.0, 0.0)
                    return Outcome((Group(None, (span,)),), "premise_mismatch", name)
    return None


def refusal_text(query: Query, outcome: Outcome, cards: Catalogue, place: str | None) -> str:
    """Plain sentences: why there is no answer, what comes nearest, what is covered; `place` is where that stands."""
    nearest = next((" ".join(span.quote.split()) for group in outcome.groups for span in group.evidence), None)
    places = "、".join(region.name for region in query.regions) or "已收录各地"
    years = "、".join(f"{year}年" for year in query.years)
    name = f"“{outcome.name}”" if outcome.name else "这件事"
    shown = f"最接近的内容（不是答案，见{place or '一份报告'}）：{nearest}[1] " if nearest else ""
    why = {
        "region_not_covered": f"没有收录{places}的报告。{shown}",
        "period_not_covered": f"{places}的报告没有{years}的内容。",
        "not_found": f"{places}的报告没有提到{name}。{shown}",
        "premise_mismatch": f"{places}的报告没有提到{name}；提到它的是{place or '另一份报告'}[1]。",
        "off_topic": "这个问题不在报告的范围内。",
    }[outcome.reason or "not_found"]
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

"""`python -m eval.facts GOLD.jsonl`: how well figures are read as records, field by field, against records by hand.

A gold record holds `doc` (a path), `quote` (a stretch that stands once in the document), `written` (the figure in it)
and the fields of a Fact; it is matched to the fact whose span overlaps the figure's. As the gold is a sample of the
figures of a document, precision is an estimate: of the facts read at gold quotes, those matched are right or wrong
field by field, and those that match no record are shown as a share of their own, most of them figures nobody labelled.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import rjieba

from index.figures.extract import with_facts
from index.model import Fact, Report, When
from index.report.chunks import split
from index.report.load import load

FIELDS = ("value", "unit", "per", "thing", "thing_strict", "kind", "part", "place", "period", "period_strict", "state")
SIX = ("value", "unit", "thing", "place", "period", "state")
_FILLER = re.compile(
    r"[的了之“”\"'‘’（）()《》、，,\s]|人数|户数|件数|人次|数量|总数|总量|总额|额度?|金额|幅度|数(?!据|字)"
)
_EMPTY_TAGS = ("d", "p", "u", "c", "r", "m", "f", "y")
_LENIENT, _STRICT = 0.6, 0.8


@dataclass(frozen=True, slots=True)
class Match:
    """A gold record, the fact read at its place (None where there is none), and which fields are right."""

    record: dict[str, Any]
    fact: Fact | None
    right: frozenset[str]


def period(when: When | None) -> str | None:
    """A time as the gold writes it: 2023, 2023H1, 2023-06, 2021/2025, asof:2023-06."""
    if when is None:
        return None
    part = f"-{when.part}" if when.part.isdecimal() else when.part
    return ("asof:" if when.as_of else "") + f"{when.year}{part}" + (f"/{when.last}" if when.last else "")


def alike(one: str, other: str, least: float) -> bool:
    """Whether two wordings name the same thing: by their character bigrams; below _STRICT also one inside the other."""
    one, other = _FILLER.sub("", one), _FILLER.sub("", other)
    if least < _STRICT and one and other and (_inside(one, other) or _inside(other, one)):
        return True
    left, right = _bigrams(one), _bigrams(other)
    common = (left & right).total()
    return one == other or (common > 0 and 2 * common / (left.total() + right.total()) >= least)


def _inside(one: str, other: str) -> bool:
    """Whether all words of `one` that say something stand in `other`."""
    words = [word for word, tag in rjieba.tag(one) if len(word) > 1 and not tag.startswith(_EMPTY_TAGS)]
    return bool(words) and all(word in other for word in words)


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) if len(text) > 1 else Counter([text])


def right_fields(record: dict[str, Any], fact: Fact) -> frozenset[str]:
    """The fields in which a fact agrees with a record."""
    told, found = record["period"], period(fact.when)
    agrees = {
        "value": Decimal(record["value"]) == fact.value,
        "unit": record["unit"] == fact.unit,
        "per": sorted(record["per"]) == sorted(fact.per),
        "thing": alike(record["thing"], fact.thing, _LENIENT),
        "thing_strict": alike(record["thing"], fact.thing, _STRICT),
        "kind": record["kind"] == fact.kind,
        "part": (record["part"] or "").replace("：", ":") == (fact.part or "").replace("：", ":"),
        "place": (record["place"] or None) == fact.place,
        "period": _same_time(told) == _same_time(found),
        "period_strict": told == found,
        "state": record["state"] == fact.state,
    }
    return frozenset(name for name, same in agrees.items() if same)


def _same_time(told: str | None) -> str | None:
    """A time without what is the same either way: the state at a year's end is that of the year."""
    return re.sub(r"^asof:|-12$", "", told) if told else None


@cache
def _read(path: str) -> tuple[Report, tuple[Fact, ...]]:
    report = load(Path(path), Path(path).name)
    return report, tuple(fact for chunk in with_facts(report, split(report)) for fact in chunk.facts)


def matches(records: Iterable[dict[str, Any]]) -> Iterator[Match]:
    """Each record with the fact read at its place. Raises ReportError where a document cannot be read."""
    for record in records:
        report, facts = _read(record["doc"])
        start, end = _span(report.text, record["quote"], record["written"])
        at = [fact for fact in facts if fact.start < end and start < fact.end]
        fact = max(at, key=lambda each: min(end, each.end) - max(start, each.start), default=None)
        yield Match(record, fact, right_fields(record, fact) if fact else frozenset())


def _span(text: str, quote: str, written: str) -> tuple[int, int]:
    """Where a figure stands in its quote: not inside a longer number."""
    start = text.index(quote)
    inside = re.search(rf"(?<![\d.]){re.escape(written)}", quote)
    at = start + (inside.start() if inside else quote.index(written))
    return at, at + len(written)


def unlabelled(records: Sequence[dict[str, Any]]) -> int:
    """How many facts stand in gold quotes that match no record."""
    spans: dict[str, set[tuple[int, int]]] = {}
    labelled: dict[str, list[tuple[int, int]]] = {}
    for record in records:
        text = _read(record["doc"])[0].text
        start = text.index(record["quote"])
        spans.setdefault(record["doc"], set()).add((start, start + len(record["quote"])))
        labelled.setdefault(record["doc"], []).append(_span(text, record["quote"], record["written"]))
    return sum(
        any(start <= fact.start and fact.end <= end for start, end in spans[doc])
        and not any(fact.start < end and start < fact.end for start, end in labelled[doc])
        for doc in spans
        for fact in _read(doc)[1]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 whatever the scores."""
    parser = argparse.ArgumentParser(prog="eval.facts", description="Scores facts against records by hand.")
    parser.add_argument("gold", type=Path)
    parser.add_argument("--wrong", metavar="FIELD", help="also print the records whose FIELD is wrong, or none found")
    options = parser.parse_args(arguments)
    records = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines() if line]
    found = list(matches(records))
    matched = [each for each in found if each.fact]
    print(f"found      {len(matched)}/{len(found)} = {len(matched) / len(found):.3f}")
    for name in FIELDS:
        right = sum(name in each.right for each in matched)
        print(f"{name:<14} {right}/{len(matched)} = {right / max(1, len(matched)):.3f}")
    six = sum(each.right.issuperset(SIX) for each in matched)
    print(f"all six right {six}: precision {six / max(1, len(matched)):.3f}, recall {six / len(found):.3f}")
    print(f"facts at gold quotes that no record labels: {unlabelled(records)}")
    if options.wrong:
        for each in found:
            if options.wrong not in each.right and (each.fact or options.wrong in ("found", *FIELDS)):
                print(_shown(each))
    return 0


def _shown(match: Match) -> str:
    record, fact = match.record, match.fact
    told = " · ".join(
        str(record[key]) for key in ("value", "unit", "per", "thing", "kind", "part", "place", "period", "state")
    )
    read = fact and " · ".join(
        map(
            str,
            (
                fact.value,
                fact.unit,
                list(fact.per),
                fact.thing,
                fact.kind,
                fact.part,
                fact.place,
                period(fact.when),
                fact.state,
            ),
        )
    )
    return f"{Path(record['doc']).stem[-14:]}「{record['quote']}」{record['written']}\n    gold {told}\n    read {read}"


if __name__ == "__main__":
    sys.exit(main())

"""How well passages are ranked: recall of the evidence, reciprocal rank and nDCG, by ir-measures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from ir_measures import RR, Measure, Qrel, ScoredDoc, Success, iter_calc, nDCG

from assistant.model import Library
from eval.questions import Question
from eval.scoring.text import met, normalise

_MEASURES = (Success @ 1, Success @ 5, Success @ 10, RR @ 10, nDCG @ 10)
_WHOLE = "all"  # the topic of the question as a whole; each evidence group is a topic of its own beside it


@dataclass(frozen=True, slots=True)
class Ranking:
    """From 0 to 1: the share of evidence groups met in the first k passages, and how early evidence comes."""

    recall_at_1: float
    recall_at_5: float
    recall_at_10: float
    rr_at_10: float
    ndcg_at_10: float


def ranking(question: Question, passages: Sequence[Mapping[str, Any]], library: Library) -> Ranking | None:
    """The scores of the passages of an answer, best first; None where the question has no evidence.

    A chunk of the right reports is worth as many points as it meets evidence groups, which is its grade for nDCG; for
    recall each group is a topic of its own, found or not.
    """
    if not question.evidence:
        return None
    texts = {_key(one): one["text"] for one in passages if one["report"] in question.sources}
    chunks = (chunk for path in question.sources for chunk in library.chunks(path))
    texts |= {f"{chunk.report}:{chunk.start}-{chunk.end}": chunk.text for chunk in chunks}
    judged = list(_judged(question, texts))
    ranked = list(_distinct(map(_key, passages)))
    topics = {judgement.query_id for judgement in judged}
    run = [ScoredDoc(topic, key, -float(place)) for topic in topics for place, key in enumerate(ranked)]
    values = {(one.query_id, one.measure): one.value for one in iter_calc(_MEASURES, judged, run)}
    groups = [str(number) for number in range(len(question.evidence))]

    def share(measure: Measure) -> float:
        return fmean(values.get((group, measure), 0.0) for group in groups)

    return Ranking(
        share(Success @ 1),
        share(Success @ 5),
        share(Success @ 10),
        values.get((_WHOLE, RR @ 10), 0.0),
        values.get((_WHOLE, nDCG @ 10), 0.0),
    )


def _judged(question: Question, texts: Mapping[str, str]) -> Iterator[Qrel]:
    for key, text in texts.items():
        plain = normalise(text)
        groups = [str(number) for number, group in enumerate(question.evidence) if met(group, plain)]
        yield from (Qrel(group, key, 1) for group in groups)
        if groups:
            yield Qrel(_WHOLE, key, len(groups))


def _key(passage: Mapping[str, Any]) -> str:
    return f"{passage['report']}:{passage['start']}-{passage['end']}"


def _distinct(keys: Iterable[str]) -> Iterator[str]:
    """The keys with each repetition made another one: a passage found twice takes two places and counts once."""
    seen: set[str] = set()
    for place, key in enumerate(keys):
        yield f"{key}#{place}" if key in seen else key
        seen.add(key)
